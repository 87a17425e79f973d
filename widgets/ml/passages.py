"""Text to passages: the sentences of a reader's explanation, with their places, as they are marked and highlighted."""

import re
from dataclasses import dataclass

LONGEST = 45
"""Words of a passage above which a sentence without full stops is cut where a new thought begins."""

_END = re.compile(r"(?:[.!?…]+[\"'”’)\]]*(?=\s|$)|\n+)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|resp|dr|mr|mrs|ms|prof|no|fig|eq|st|al|ca|poss|neg|pos|avg|prob|max|min)|(?:^|[\s(.])[a-zA-Z])\.$",
    re.IGNORECASE,
)
_TURN = re.compile(
    r"\s(?=(?:and|but|so|then|because|which|now|also|well|or|if|when|while|where|though|plus)\b)|(?<=[,;:])\s"
)


@dataclass(frozen=True)
class Passage:
    """`text` is the reader's own, from character `start` to before `end`."""

    start: int
    end: int
    text: str


def passages(text: str) -> tuple[Passage, ...]:
    """Cut a text into sentences; a sentence of more than `LONGEST` words into thoughts.

    No character but white space is left out, and none is changed: each passage is a slice of the text.
    """
    cut: list[Passage] = []
    start = 0
    for match in _END.finditer(text):
        if match.group().startswith(".") and len(match.group()) == 1 and _abbreviates(text, start, match.end()):
            continue
        cut += _thoughts(text, start, match.end())
        start = match.end()
    return tuple(cut + _thoughts(text, start, len(text)))


def _abbreviates(text: str, start: int, end: int) -> bool:
    """Whether a full stop belongs to a short form, after which a sentence seldom ends: a small letter follows."""
    rest = text[end:].lstrip()
    return bool(_ABBREVIATION.search(text[start:end])) and bool(rest) and not rest[0].isupper()


def _thoughts(text: str, start: int, end: int) -> list[Passage]:
    found = _trimmed(text, start, end)
    if found is None:
        return []
    words = len(found.text.split())
    if words <= LONGEST:
        return [found]
    turns = [found.start + match.end() for match in _TURN.finditer(found.text)]
    middle = (found.start + found.end) / 2
    inner = [turn for turn in turns if _enough(text, found, turn)]
    if not inner:
        return [found] if words <= 2 * LONGEST else _halves(text, found)
    at = min(inner, key=lambda turn: abs(turn - middle))
    return _thoughts(text, found.start, at) + _thoughts(text, at, found.end)


def _enough(text: str, found: Passage, turn: int) -> bool:
    """A cut leaves at least eight words on both sides."""
    return min(len(text[found.start : turn].split()), len(text[turn : found.end].split())) >= 8


def _halves(text: str, found: Passage) -> list[Passage]:
    spaces = [match.end() for match in re.finditer(r"\s+", found.text)]
    at = found.start + spaces[len(spaces) // 2]
    return _thoughts(text, found.start, at) + _thoughts(text, at, found.end)


def _trimmed(text: str, start: int, end: int) -> Passage | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Passage(start, end, text[start:end]) if end > start else None
