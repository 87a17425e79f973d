"""What a view draws, read from its elements: outputs, controls, words, and the layers of its chart as data."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest

from widgets.engine import Axis, Dots, Element, Event, Line, Mark, h


def found(element: Element, tag: str = "", **attributes: object) -> list[Element]:
    """Elements of this tag and these attributes, in order; a class may be one of several."""
    wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    return [one for one in _walk(element) if tag in ("", one.tag) and _has(dict(one.attributes), wanted)]


def one(element: Element, tag: str = "", **attributes: object) -> Element:
    """The only such element."""
    (single,) = found(element, tag, **attributes)
    return single


def words(element: Element) -> str:
    """What a reader reads of it."""
    return "".join(child if isinstance(child, str) else words(child) for child in element.children)


def output(element: Element, name: str) -> tuple[str, Any]:
    """What an output shows, and its value in full as markup carries it."""
    made = one(element, "output", name=name)
    return words(made), dict(made.attributes)["data-value"]


def control(element: Element, name: str) -> dict[str, Any]:
    """The attributes of the only control of that name."""
    (made,) = [made for tag in ("input", "select", "textarea", "button") for made in found(element, tag, name=name)]
    return dict(made.attributes)


def labels(element: Element) -> dict[str, str]:
    """The words of every control by its event's name: those of its label, or a button's own."""
    said = {}
    for label in found(element, "label"):
        for made in (*found(label, "input"), *found(label, "select"), *found(label, "textarea")):
            said[str(dict(made.attributes)["name"])] = words(found(label, "span")[0])
    for made in found(element, "button"):
        # One without a name is the page's.
        if "name" in dict(made.attributes):
            said.setdefault(str(dict(made.attributes)["name"]), words(made))
    return said


def looks_for(element: Element) -> str:
    """The sentence that says what to look for."""
    return words(one(element, "p", class_="look-for"))


def colour(element: Element, name: str) -> str | None:
    """The quantity whose colour an output or a slider of this name has."""
    control = [label for label in found(element, "label") if found(label, "input", name=name)]
    (made,) = control or [one(element, "output", name=name)]
    return next((word[2:] for word in str(dict(made.attributes).get("class")).split() if word.startswith("q-")), None)


def challenge_is_met(element: Element) -> bool:
    """Whether the widget's challenge says so."""
    return words(one(element, "p", class_="challenge")).startswith("Met. ")


@dataclass(frozen=True)
class Chart:
    """What a widget asked its chart to draw."""

    title: str
    description: str
    x: Axis
    y: Axis
    layers: tuple[Line | Dots | Mark, ...]
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    def line(self, label: str) -> Line:
        """The line whose label holds these words."""
        (line,) = [layer for layer in self.layers if isinstance(layer, Line) and label in layer.label]
        return line

    def mark(self, handle: str) -> Mark:
        """The mark whose dragging moves this control."""
        (mark,) = [layer for layer in self.layers if isinstance(layer, Mark) and layer.handle == handle]
        return mark

    def dots(self) -> list[Dots]:
        """All clouds of dots, in order."""
        return [layer for layer in self.layers if isinstance(layer, Dots)]


def chart(widget: ModuleType, state: object) -> Chart:
    """The chart of a state as data; how it is drawn is tested with the charts."""
    taken: list[Chart] = []

    def take(
        title: str, description: str, x: Axis, y: Axis, layers: Sequence[Any], *, columns: Any, rows: Any, **_: object
    ) -> Element:
        taken.append(Chart(title, description, x, y, tuple(layers), columns, rows))
        return h.div

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(widget, "chart", take)
        widget.view(state)
    (single,) = taken
    return single


def after(widget: ModuleType, state: Any, *events: Event) -> Any:
    """The state after these events; the effects asked for are left alone."""
    for event in events:
        result = widget.update(state, event)
        state = result[0] if isinstance(result, tuple) else result
    return state


def _walk(element: Element) -> Iterator[Element]:
    yield element
    for child in element.children:
        if isinstance(child, Element):
            yield from _walk(child)


def _has(attributes: dict[str, Any], wanted: dict[str, object]) -> bool:
    return all(
        value in str(attributes.get("class", "")).split() if name == "class" else attributes.get(name) == value
        for name, value in wanted.items()
    )
