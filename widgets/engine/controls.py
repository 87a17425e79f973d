"""Native form controls with a visible label, and outputs. A control's `name` is the name of its event."""

import math
from collections.abc import Iterator, Mapping, Sequence

from widgets.engine.html import Child, Element, h
from widgets.engine.numbers import typed
from widgets.engine.ranges import Range


def slider(
    name: str, label: Child, value: float, limits: Range, *, shown: str, quantity: str = "", aligned: bool = False
) -> Element:
    """A slider over `limits`; `shown` is its value for people, `quantity` names its colour.

    One that is `aligned` moves what lies along the picture's axis, and is as wide as the axis.
    """
    return h.label(class_=_slider_class(quantity, aligned))[
        h.span(class_="control-label")[label],
        h.input(type="range", name=name, value=typed(value), aria_valuetext=shown)(**_limits(limits)),
        h.span(class_="control-value", aria_hidden="true")[shown],
    ]


def log_slider(
    name: str,
    label: str,
    value: float,
    limits: Range,
    *,
    shown: str,
    quantity: str = "",
    values: Sequence[str] = (),
    aligned: bool = False,
) -> Element:
    """A field for a number of `limits`, and a logarithmic slider beside it that sets the field as a hand would.

    The field is the control, so that its event carries the number itself; the slider, which has no name, goes through
    `values`, or through the round numbers of `limits` (setters.js). An `aligned` one lies under a logarithmic axis from
    the first of its values, each as many times the one before, to the last; only the first may be 0.
    """
    values = values or limits.rounds()
    nearest = min(range(len(values)), key=lambda index: _away(float(values[index]), value))
    return h.div(class_=f"{_slider_class(quantity, aligned)} control-log", role="group", aria_label=label)[
        h.label[
            h.span(class_="control-label")[label],
            h.input(type="number", name=name, value=typed(value), inputmode="decimal")(**_limits(limits)),
        ],
        h.input(
            type="range",
            min="0",
            max=len(values) - 1,
            value=nearest,
            aria_label=f"{label}, on a logarithmic scale",
            aria_valuetext=shown,
            data_sets=name,
            data_values=" ".join(values),
        ),
    ]


def _away(one: float, value: float) -> float:
    """How far two numbers are from each other, by ratio; 0 is infinitely far from all others."""
    return abs(math.log(one / value)) if one and value else 0.0 if one == value else math.inf


def _slider_class(quantity: str, aligned: bool) -> str:
    words = ("control", "control-slider", "control-aligned" if aligned else "", f"q-{quantity}" if quantity else "")
    return " ".join(word for word in words if word)


def number_field(name: str, label: Child, value: float, limits: Range) -> Element:
    """A field for a number of `limits`."""
    return h.label(class_="control control-number")[
        h.span(class_="control-label")[label],
        h.input(type="number", name=name, value=typed(value), inputmode="decimal")(**_limits(limits)),
    ]


def select(name: str, label: Child, value: str, options: Mapping[str, str]) -> Element:
    """A menu; `options` maps values to what the reader sees."""
    return h.label(class_="control control-select")[
        h.span(class_="control-label")[label],
        h.select(name=name)[(h.option(value=key, selected=key == value)[shown] for key, shown in options.items()),],
    ]


def checkbox(name: str, label: Child, checked: bool) -> Element:
    """A box that is checked or not; its event carries "true" or "false"."""
    return h.label(class_="control control-checkbox")[
        h.input(type="checkbox", name=name, checked=checked), h.span(class_="control-label")[label]
    ]


def text_area(
    name: str, label: Child, value: str, *, rows: int, placeholder: str | None = None, left: str | None = None
) -> Element:
    """A box for longer text; once it is left after a change, an event `left` carries the text again."""
    return h.label(class_="control control-text")[
        h.span(class_="control-label")[label],
        h.textarea(name=name, rows=rows, placeholder=placeholder, spellcheck="false", data_left=left)[value],
    ]


def text_field(name: str, label: Child, value: str, *, longest: int) -> Element:
    """A box for a few words."""
    return h.label(class_="control control-words")[
        h.span(class_="control-label")[label], h.input(type="text", name=name, value=value, maxlength=longest)
    ]


def secret_field(label: Child, *, longest: int) -> Element:
    """A box for a secret. It has no name: no event carries it, nothing keeps it, and a script of the page reads it."""
    return h.label(class_="control control-words")[
        h.span(class_="control-label")[label], h.input(type="password", autocomplete="off", maxlength=longest)
    ]


def file_field(name: str, label: Child, kinds: str, *, multiple: bool = False) -> Element:
    """A field for a file of `kinds`, as `accept` lists them; the page sends its text, and the field is empty again.

    With `multiple` for several: an event for each.
    """
    return _file(label, h.input(type="file", name=name, accept=kinds, multiple=multiple))


def filling_field(fills: str, label: Child, kinds: str, most: int) -> Element:
    """A field for a file of text that goes into the box called `fills`, as a hand would write it (files.js).

    It has no name: the event is the box's. More than `most` characters are refused. The page must load the script.
    """
    return _file(label, h.input(type="file", accept=kinds, data_fills=fills, data_most=most))


def _file(label: Child, field: Element) -> Element:
    return h.label(class_="control control-file")[h.span(class_="control-label")[label], field]


def radio_group(name: str, legend: Child, value: str | None, options: Sequence[tuple[str, Child]]) -> Element:
    """Radio buttons, of which `value` (or none yet) is chosen; each option is (value, what the reader sees)."""
    return h.fieldset(class_="control control-radio")[
        h.legend[legend],
        (
            h.label[h.input(type="radio", name=name, value=key, checked=key == value), h.span[shown]]
            for key, shown in options
        ),
    ]


def button(name: str, label: Child, value: str = "", *, disabled: bool = False, primary: bool = False) -> Element:
    """A button; `value` travels with its event. Call the result to add attributes such as `aria_pressed`.

    `disabled` is said, not done: the page lets no press of such a button through, and it keeps the focus, which a
    browser takes from a button that it disables itself.
    """
    kind = "button button-primary" if primary else "button"
    return h.button(type="button", name=name, value=value, aria_disabled="true" if disabled else None, class_=kind)[
        label
    ]


def controls(*children: Child) -> Element:
    """The row under the picture that holds what changes it."""
    return h.div(class_="controls")[children]


def output(name: str, shown: str, value: float | int | str | None = None, quantity: str = "") -> Element:
    """A number the reader could check: `shown` rounded for people, `value` in full for machines (None: none yet)."""
    exact = repr(value) if isinstance(value, float) else value
    return h.output(name=name, data_value=exact, class_=f"q-{quantity}" if quantity else None)[shown]


def readout(label: Child, *values: Child) -> Element:
    """A labelled result: a term and what it is now."""
    return h.div(class_="readout")[h.span(class_="readout-label")[label], h.span(class_="readout-value")[values]]


def readouts(*items: Child) -> Element:
    """The results of a widget side by side."""
    return h.div(class_="readouts")[items]


def awaited(part: str, basis: str) -> Element:
    """Stands for a part of the view that waits for an answer: the page goes on showing what stood in `data-part`.

    `basis` says what the part is about, as its `data-basis` does: what shows another basis cannot be pressed.
    """
    return h.div(data_part=part, data_basis=basis, aria_busy="true")


def failed(message: str) -> Element | None:
    """What went wrong and a button, `again`, that tries again; nothing where nothing did."""
    if not message:
        return None
    return h.div(class_="widget-message", role="alert")[h.p[message], button("again", "Try again")]


def look_for(text: Child) -> Element:
    """The one sentence that says what to look for."""
    return h.p(class_="look-for")[text]


def challenge(task: Child, *, met: bool, praise: Child) -> Element:
    """The widget's small challenge; once met it says so."""
    return h.p(class_="challenge challenge-met" if met else "challenge", role="status")[
        h.strong["Met. " if met else "Challenge: "], praise if met else task
    ]


def label_of(view: Element, name: str) -> str | None:
    """The visible label of the control of this name; None if the view has none."""
    for label in _every(view, ("label", "fieldset")):
        fields = _every(label, ("input", "select", "textarea"))
        if any(("name", name) in field.attributes for field in fields):
            title = next(_every(label, ("span", "legend")), label)
            return "".join(child for child in title.children if isinstance(child, str))
    return None


def _every(element: Element, tags: tuple[str, ...]) -> Iterator[Element]:
    for child in element.children:
        if isinstance(child, Element):
            if child.tag in tags:
                yield child
            yield from _every(child, tags)


def _limits(limits: Range) -> dict[str, str]:
    return {"min": typed(limits.low), "max": typed(limits.high), "step": typed(limits.step)}
