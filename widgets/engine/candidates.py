"""What a model expects next, as rows with bars that can be pressed, and the tokens of a text side by side."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from widgets.engine.answers import Guess, Token
from widgets.engine.controls import button
from widgets.engine.html import Element, h
from widgets.engine.numbers import fine_percent, percent
from widgets.engine.tokens import visible


def candidates(
    best: Sequence[Token], probs: Sequence[float] | Mapping[int, float], chosen: int | None = None
) -> Element:
    """The tokens in this order, each a button with the share that `probs`, by id, give it; `chosen` is pressed."""
    return h.ol(class_="candidates", translate="no")[
        (
            h.li(data_id=token.id, data_token=token.text, data_p=repr(probs[token.id]))[
                button("candidate", _row(token, probs[token.id]), str(token.id))(
                    aria_pressed=str(token.id == chosen).lower()
                )
            ]
            for token in best
        )
    ]


def bets(best: Sequence[Guess], marked: int | None = None, *, shares: bool = False) -> Element:
    """A narrow column of guesses, each token over a bar as long as its probability; the token `marked`, an id, is bold.

    They are read side by side and not pressed. With `shares` the probability stands beside the token, too.
    """
    return h.ol(class_="bets", translate="no")[
        (
            h.li(
                data_id=guess.token.id,
                data_token=guess.token.text,
                data_p=repr(guess.p),
                class_="bet-marked" if guess.token.id == marked else None,
            )[
                h.span[visible(guess.token), h.small[fine_percent(guess.p)] if shares else None],
                h.svg(aria_hidden="true")[h.rect(class_="q-probability", width=f"{100 * guess.p:.1f}%", height="100%")],
            ]
            for guess in best
        )
    ]


def _row(token: Token, p: float) -> tuple[Element, ...]:
    bar = h.svg(class_="candidate-bar", viewbox="0 0 100 1", preserveaspectratio="none", aria_hidden="true")
    return (
        h.span(class_="candidate-token")[visible(token)],
        bar[h.rect(class_="q-probability", width=f"{100 * p:.1f}", height="1")],
        h.span(class_="candidate-p")[percent(p)],
    )


def token_row(tokens: Sequence[Token], label: str) -> Element:
    """Tokens in their order, as people can see them."""
    return h.ol(class_="tokens", tabindex="0", translate="no", aria_label=label)[map(_of_row, tokens)]


# Of a text that somebody types, all tokens but the last are those of a key before.
@lru_cache(maxsize=512)
def _of_row(token: Token) -> Element:
    return h.li(data_id=token.id, data_token=token.text)[visible(token)]
