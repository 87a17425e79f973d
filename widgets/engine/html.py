"""HTML as Python values: `h.p(class_="note")["Loss: ", 3]`, escaped when rendered.

The only place that turns text into markup. It knows no widget and no browser.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

Child: TypeAlias = "Element | str | int | float | Iterable[Child] | None"
Attribute: TypeAlias = str | int | float | bool | None

_VOID = frozenset({"br", "hr", "img", "input", "wbr"})
# Python words that are also attributes carry an underscore behind (`class_`), and dashes become underscores.
_CAMEL = {"viewbox": "viewBox", "preserveaspectratio": "preserveAspectRatio"}


@dataclass(frozen=True, slots=True)
class Element:
    """One element: `element(attr=value)` adds attributes, `element[child, ...]` sets its children."""

    tag: str
    attributes: tuple[tuple[str, Attribute], ...] = ()
    children: tuple["Element | str", ...] = ()
    # Most of a view is the same elements as before: each is written out once.
    _markup: list[str] = field(default_factory=list, init=False, repr=False, compare=False)

    def __call__(self, **attributes: Attribute) -> "Element":
        """Return a copy with these attributes added; `None` and `False` leave an attribute out."""
        named = tuple((_attribute_name(name), value) for name, value in attributes.items())
        return Element(self.tag, self.attributes + named, self.children)

    def __getitem__(self, children: Child) -> "Element":
        """Return a copy with these children; text and numbers are escaped when rendered."""
        if self.tag in _VOID:
            raise ValueError(f"<{self.tag}> holds no children")
        return Element(self.tag, self.attributes, tuple(_flatten(children)))

    # An element has __getitem__, so without this line Python would try to iterate over it for ever.
    __iter__ = None


class _Builder:
    """`h.div` is an empty <div>; tags with a capital inside (SVG) are written as they are: `h.clipPath`."""

    def __getattr__(self, tag: str) -> Element:
        return Element(tag)


h = _Builder()


def render(node: Element | str) -> str:
    """Markup of an element or text; every text and attribute value is escaped."""
    if isinstance(node, str):
        return _escaped(cleaned(node))
    if not node._markup:
        node._markup.append(_written(node))
    return node._markup[0]


def _written(node: Element) -> str:
    attributes = "".join([_render_attribute(name, value) for name, value in node.attributes])
    if node.tag in _VOID:
        return f"<{node.tag}{attributes}>"
    children = "".join([render(child) for child in node.children])
    # A parser drops a newline that comes first in a textarea, so one is put in front for it to drop.
    opening = "\n" if node.tag == "textarea" else ""
    return f"<{node.tag}{attributes}>{opening}{children}</{node.tag}>"


# By type as well: True equals 1, and is another attribute.
@lru_cache(maxsize=2048, typed=True)
def _render_attribute(name: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return f" {name}"
    text = _escaped(cleaned(str(value))).replace('"', "&quot;").replace("'", "&#x27;")
    return f' {name}="{text}"'


def _escaped(text: str) -> str:
    """As the standard library's html.escape does, without its table of two thousand names, which would travel too."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cleaned(text: str) -> str:
    """A text without what HTML cannot carry: NUL, other control characters and lone surrogates are U+FFFD."""
    if text.isprintable():
        return text
    return "".join("\ufffd" if _forbidden(ord(c)) else c for c in text)


def _forbidden(code: int) -> bool:
    return (code < 32 and code not in (9, 10, 13)) or 127 <= code < 160 or 0xD800 <= code <= 0xDFFF


@lru_cache(maxsize=256)
def _attribute_name(name: str) -> str:
    name = name.rstrip("_").replace("_", "-")
    return _CAMEL.get(name, name)


def _flatten(children: Child) -> list[Element | str]:
    """Children in order, without what is None; written as a plain loop, since every view passes here."""
    if isinstance(children, Element | str | int | float) or children is None:
        children = (children,)
    flat: list[Element | str] = []
    for child in children:
        if isinstance(child, Element | str):
            flat.append(child)
        elif isinstance(child, int | float):
            flat.append(str(child))
        elif child is not None:
            flat += _flatten(child)
    return flat
