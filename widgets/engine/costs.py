"""A text whose tokens carry what they cost: radio buttons, each under a column as tall as its loss and shaded by it."""

from collections.abc import Sequence
from functools import lru_cache

from widgets.engine.answers import Position
from widgets.engine.html import Element, h
from widgets.engine.numbers import loss as printed
from widgets.engine.tokens import visible

# Nats; what costs more is as tall.
TALLEST = 16.0
# From so many tokens on the columns are low.
LONG_TEXT = 60


def token_costs(
    name: str, legend: str, positions: Sequence[Position], chosen: int, limits: tuple[float, ...]
) -> Element:
    """The tokens in their order; a press sends the event `name` with a token's place, arrow keys walk along the text.

    Shades part at `limits`, in nats: `cost-0` lies below the first of them.
    """
    return h.fieldset(class_="control sentence")[
        h.legend(class_="control-label")[legend],
        h.ol(class_="costs costs-long" if len(positions) > LONG_TEXT else "costs", translate="no")[
            (_token(name, position, at, at == chosen, limits) for at, position in enumerate(positions))
        ],
    ]


@lru_cache(maxsize=1024)
def _token(name: str, position: Position, at: int, chosen: bool, limits: tuple[float, ...]) -> Element:
    loss, tall = position.loss, 100 * min(position.loss / TALLEST, 1)
    shown = visible(position.token)
    told = f"loss {printed(loss)}; first bet {visible(position.best[0].token)}"
    return h.li(
        data_id=position.token.id,
        data_token=position.token.text,
        data_loss=repr(loss),
        class_=f"cost-{sum(loss >= limit for limit in limits)}",
    )[
        h.label[
            h.input(type="radio", name=name, value=at, checked=chosen, title=told),
            h.svg(aria_hidden="true")[h.rect(y=f"{100 - tall:.1f}%", width="100%", height=f"{tall:.1f}%")],
            # It reads as a text does: the space before a word is one.
            h.span[f" {shown[1:]}" if len(shown) > 1 and shown[0] == "␣" else shown],
        ]
    ]


def shades(words: Sequence[str]) -> Element:
    """The legend: what each shade stands for, from the cheapest on."""
    return h.ul(class_="shades", aria_label="Shades by loss, in nats")[
        (h.li(class_=f"cost-{shade}")[h.span[word]] for shade, word in enumerate(words))
    ]
