"""What a page becomes when a frame is drawn on it: frames.js once more, on markup read as a browser reads it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

VOID = {"br", "hr", "img", "input", "wbr"}


@dataclass
class Node:
    """An element; its children are elements and texts."""

    tag: str
    attributes: dict[str, str]
    children: list["Node | str"] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Node("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        children = self.open[-1].children
        if children and isinstance(children[-1], str):
            children[-1] += data
        else:
            children.append(data)


def read(markup: str) -> list[Node | str]:
    """Markup as a browser holds it."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    (root,) = reader.open
    return root.children


def tree(markup: str) -> Node:
    """Markup of one element."""
    (node,) = read(markup)
    assert isinstance(node, Node)
    return node


def values(frames: dict[str, Any], row: int) -> list[tuple[list[int], str, str | None]]:
    """The leaves of a control's frame, put together."""
    columns = frames["columns"]
    made = []
    for where, what, template in frames["leaves"]:
        pieces = [columns[piece][row] if isinstance(piece, int) else piece for piece in template]
        made.append((where, what, pieces[0] if len(pieces) == 1 else "".join(pieces)))
    return made


def draw(form: Node, frames: dict[str, Any], row: int) -> None:
    """Draw a frame on a form."""
    for where, what, value in values(frames, row):
        *way, last = where or [-1]
        parent = form
        for index in way:
            parent = _element(parent.children[index])
        if what == "":
            assert isinstance(parent.children[last], str)
            assert value is not None
            parent.children[last] = value
            continue
        node = _element(parent.children[last]) if where else form
        if what == "<":
            node.children = read(value or "")
        elif value is None:
            node.attributes.pop(what, None)
        else:
            node.attributes[what] = value


def _element(child: Node | str) -> Node:
    assert isinstance(child, Node)
    return child
