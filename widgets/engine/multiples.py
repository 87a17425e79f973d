"""Small multiples: the same thing at several values of one control, side by side, each under a radio button."""

from collections.abc import Sequence
from dataclasses import dataclass

from widgets.engine.html import Child, Element, h


@dataclass(frozen=True, slots=True)
class Multiple:
    """One of them: the value that its radio button sends, its head with a note beside, and what it shows."""

    value: int
    head: str
    note: str
    body: Child


def multiples(name: str, legend: Child, columns: Sequence[Multiple], chosen: int, quantity: str) -> Element:
    """Columns in their order; a press on a head sends the event `name`, arrow keys walk from head to head.

    `quantity` names the colour of the notes.
    """
    return h.fieldset(class_="control multiples")[
        h.legend(class_="control-label")[legend],
        h.ol[
            (
                h.li(class_="multiple-chosen" if one.value == chosen else None)[
                    h.label[
                        h.input(type="radio", name=name, value=one.value, checked=one.value == chosen),
                        h.span[h.strong[one.head], h.small(class_=f"q-{quantity}")[one.note]],
                    ],
                    one.body,
                ]
                for one in columns
            )
        ],
    ]
