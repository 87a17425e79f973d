"""What differs between views of one widget, as leaves: attributes, texts, and the inside of elements of another shape.

A leaf says where it is and how its value is put together; the values of all views stand in columns beside it, each
column once. So a number that is printed in three places is stored once, and neighbours compress well.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from widgets.engine import Element, render
from widgets.engine.html import cleaned

# A text as it is put together: words as they are, and the numbers of columns.
Template: TypeAlias = list[str | int]
# Where: positions of child nodes from the form down; what: an attribute, "" for text, "<" for the markup inside.
Leaf: TypeAlias = tuple[list[int], str, Template]
# The value of a leaf in every view; None where an attribute is absent.
Values: TypeAlias = tuple[str | None, ...]

TEXT, INSIDE = "", "<"
_NUMBER = re.compile(r"(-?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]\d+)?)")


class Columns:
    """The values that leaves are put together from, by column; equal columns are one."""

    def __init__(self, *first: Values) -> None:
        self._index: dict[Values, int] = {}
        for values in first:
            self.column(values)

    def column(self, values: Values) -> int:
        """The number of the column that holds these values."""
        return self._index.setdefault(values, len(self._index))

    def lists(self) -> list[list[str | None]]:
        """All columns."""
        return [list(values) for values in self._index]

    def template(self, values: Values) -> Template:
        """How these values are put together: of words and numbers where all have the same words, else whole."""
        split = [_NUMBER.split(value) for value in values if value is not None]
        words = {tuple(pieces[::2]) for pieces in split}
        if len(split) < len(values) or len(words) > 1:
            return [self.column(values)]
        made: Template = []
        for index, pieces in enumerate(zip(*split, strict=True)):
            varies = index % 2 and len(set(pieces)) > 1
            piece = self.column(pieces) if varies else pieces[0]
            if isinstance(piece, str) and made and isinstance(made[-1], str):
                made[-1] += piece
            elif piece != "":
                made.append(piece)
        return made


def leaves(built: Element, views: Sequence[Element], columns: Columns) -> list[Leaf]:
    """What tells these views from the one as built and from each other, put together from `columns`."""
    return [(path, kind, columns.template(values[1:])) for path, kind, values in _differences((built, *views), [])]


def _differences(views: Sequence[Element], path: list[int]) -> Iterator[tuple[list[int], str, Values]]:
    if all(view is views[0] or view == views[0] for view in views):
        return
    attributes = [attributes_of(view) for view in views]
    for name in dict.fromkeys(name for one in attributes for name in one):
        values = tuple(one.get(name) for one in attributes)
        if len(set(values)) > 1:
            yield path, name, values
    children = [children_of(view) for view in views]
    shapes = {tuple(child.tag if isinstance(child, Element) else TEXT for child in one) for one in children}
    if len(shapes) > 1:
        yield path, INSIDE, tuple("".join(render(child) for child in one) for one in children)
        return
    for index, same in enumerate(zip(*children, strict=True)):
        here = [*path, index]
        if isinstance(same[0], Element):
            yield from _differences(same, here)
        elif len(set(same)) > 1:
            yield here, TEXT, same


def attributes_of(element: Element) -> dict[str, str]:
    """Attributes as a browser holds them: those that are False or None are absent, True is ""."""
    given = {name: value for name, value in element.attributes if value is not None and value is not False}
    return {name: "" if value is True else cleaned(str(value)) for name, value in given.items()}


def children_of(element: Element) -> list[Element | str]:
    """Children as a browser holds them: neighbouring texts are one, and an empty one is none."""
    children: list[Any] = []
    for child in (cleaned(one) if isinstance(one, str) else one for one in element.children):
        if isinstance(child, str) and children and isinstance(children[-1], str):
            children[-1] += child
        elif child != "":
            children.append(child)
    return children
