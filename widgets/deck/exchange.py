"""The file that carries reviews to another browser: written whole, and read whole or not at all."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal, TypeVar

from widgets.deck.kept import Added, Kept, Reviewed
from widgets.engine import InvalidValue, WrongValue, read

FILE = "nudge-reviews.json"
KIND: Literal["nudge reviews 1"] = "nudge reviews 1"
# What the page hands over of a file at most (live-widget.js); one that is cut is no JSON any more.
LONGEST_FILE = 2_000_000

E = TypeVar("E", Reviewed, Added)


@dataclass(frozen=True, slots=True)
class ReviewsFile:
    """What a file of reviews holds: every review, and the cards that were put into the deck."""

    kind: Literal["nudge reviews 1"]
    reviews: tuple[Reviewed, ...]
    deck: tuple[Added, ...] = ()


def written(kept: Kept) -> str:
    """The contents of the file of all that is kept."""
    return json.dumps(asdict(ReviewsFile(KIND, kept.reviews, kept.added)), separators=(",", ":"))


def opened(text: str) -> ReviewsFile:
    """What is in a file of these contents.

    Raises:
        InvalidValue: if it is damaged, or no file of reviews; the message says why.
    """
    if len(text) >= LONGEST_FILE:
        raise InvalidValue(
            f"This file is larger than {LONGEST_FILE / 1e6:.0f} MB and was not read. Nothing was changed."
        )
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidValue(f"This file is damaged, or no JSON ({error}). Nothing was changed.") from None
    if not isinstance(value, dict) or value.get("kind") != KIND:
        raise InvalidValue("This is no file of reviews from this page. Nothing was changed.")
    try:
        return read(ReviewsFile, value)
    except WrongValue as error:
        raise InvalidValue(f"This file is damaged: {error}. Nothing was changed.") from None


def fresh(found: Iterable[E], here: Iterable[E]) -> tuple[E, ...]:
    """Those that are not here yet, each once."""
    ids = {one.id for one in here}
    return tuple({one.id: one for one in reversed(tuple(found)) if one.id not in ids}.values())[::-1]
