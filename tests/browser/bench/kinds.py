"""Every kind of visit that the benchmark makes, and the lines and caches that each is made with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from tests.browser.bench import arrival, editions, laboratory, model, peer
from tests.browser.bench.visits import (
    CONTROLS,
    FAST,
    NUMPY,
    PLAIN,
    SLOW,
    Figures,
    Visit,
    bare,
    first,
    hand,
    reader,
    touch,
    untouched,
    widget,
)


@dataclass(frozen=True)
class Kind:
    """A visit, and the lines and caches that it is made with."""

    make: Callable[[Visit], Figures]
    ways: Sequence[str]


EDITIONS = {
    editions.HOSTED: Kind(editions.hosted, ("cold",)),
    editions.KEPT: Kind(editions.kept, ("cold",)),
    editions.FOLDER: Kind(editions.from_disk, ("cold",)),
}
ARRIVALS = {
    "arrival": Kind(arrival.arrival, ("cold",)),
    "arrival plain": Kind(partial(arrival.arrival, path=arrival.THEME), ("cold",)),
}
MODEL = {
    **{f"typing {name}": Kind(partial(model.typing, name=name), ("cold",)) for name in model.TYPED},
    "teaching": Kind(model.teaching, ("cold",)),
}
LABORATORY = {"laboratory": Kind(laboratory.laboratory, ("cold",))}
PEER = {"peer": Kind(peer.peer, ("cold",))}
# A widget without libraries, one with the model, one with numpy: the others wait for the same.
ONE_OF_EACH = ("cross_entropy", "next_token", "gradient_noise")
KINDS: dict[str, Kind] = {
    "bare plain": Kind(partial(bare, path=PLAIN), (*FAST, SLOW)),
    "bare numpy": Kind(partial(bare, path=NUMPY), (*FAST, SLOW)),
    **ARRIVALS,
    "walker": Kind(arrival.walker, (*FAST, SLOW)),
    "untouched": Kind(untouched, ("cold",)),
    "touch": Kind(touch, (*FAST, SLOW)),
    "first": Kind(first, (*FAST, SLOW)),
    **{
        f"widget {name}": Kind(partial(widget, name=name), (*FAST, SLOW) if name in ONE_OF_EACH else ("cold",))
        for name in CONTROLS
    },
    **{f"hand {name}": Kind(partial(hand, name=name), ("cold",)) for name in CONTROLS},
    "reader": Kind(reader, ("cold",)),
    **MODEL,
    **LABORATORY,
    **PEER,
    **EDITIONS,
}


def kinds_of(part: str) -> set[str]:
    """The visits that a part of what is kept comes from."""
    alone = {"editions": set(EDITIONS), "arrival": set(ARRIVALS), "model": set(MODEL)}
    alone |= {"laboratory": set(LABORATORY), "peer": set(PEER)}
    return alone.get(part, set(KINDS).difference(*alone.values()))
