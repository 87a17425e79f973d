"""The marks of a reader: what a hand-in says in short, and how that travels as a code of at most 2 KB.

A code is base64 of URLs: four bytes of a SHA-256, then JSON without field names, deflated. The sum notices a slip of
the hand; it is no signature, and nobody is identified by it.
"""

import binascii
import hashlib
import json
import re
import zlib
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields, replace
from typing import Any, TypeVar

from widgets.engine import InvalidValue, WrongValue, read
from widgets.records.entries import (
    CHANGED,
    KINDS,
    UNSURE,
    Answered,
    Books,
    Done,
    Explained,
    LookedBack,
    Reviewed,
    newest,
)

T = TypeVar("T")
VERSION = 1
LONGEST_NAME, LONGEST_CODE = 60, 2000
_SUM = 4
_MOST_UNPACKED = 200_000
_CODE = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Question:
    """How a question was answered: how often, how often right, the first and the last time (right?), and what last."""

    id: str
    times: int
    right: int
    first: bool
    last: bool
    option: str
    sure: int

    def __post_init__(self) -> None:
        if not 0 <= self.right <= self.times or not 0 <= self.sure <= 100:
            raise ValueError(f"{self.right} of {self.times} right, {self.sure}% sure")


@dataclass(frozen=True)
class Card:
    """How often a card was graded, and how often it had to come again."""

    id: str
    times: int
    again: int

    def __post_init__(self) -> None:
        if not 0 <= self.again <= self.times:
            raise ValueError(f"{self.again} of {self.times} again")


@dataclass(frozen=True)
class Marks:
    """What a reader did. `made` is in seconds since 1970 UTC; `device` tells readers of one name apart; `score` is of
    ten, with the `points` of the best explanation; `cut` counts rows that found no room in a code.
    """

    name: str = ""
    made: int = 0
    device: str = ""
    read: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()
    met: tuple[str, ...] = ()
    explained: int = 0
    score: float = 0.0
    points: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    cut: int = 0
    questions: tuple[Question, ...] = ()
    cards: tuple[Card, ...] = ()

    def __post_init__(self) -> None:
        if len(self.name) > LONGEST_NAME or not 0 <= self.score <= 10 or self.made < 0:
            raise ValueError("a name, a score or a date that no reader has")

    @property
    def whose(self) -> tuple[str, str]:
        """What two hand-ins of one reader share."""
        return self.name.casefold().strip(), self.device


def marks_of(books: Books, name: str, at: float) -> Marks:
    """The marks in a reader's ledgers, `at` seconds since 1970."""
    explained = books.of("explained", Explained)
    best = max(explained, key=lambda one: one.score, default=None)
    looked = newest(books.of("looked_back", LookedBack), "think").values()
    done = {what: tuple(one.id for one in books.of(what, Done)) for what in ("read", "tried", "met")}
    return Marks(
        name=name[:LONGEST_NAME],
        made=max(0, int(at)),
        device=_device(books),
        read=done["read"],
        tried=done["tried"],
        met=done["met"],
        explained=len(explained),
        score=min(10.0, max(0.0, round(best.score, 1))) if best else 0.0,
        points=best.points if best else (),
        changed=tuple(one.think for one in looked if one.mark == CHANGED),
        unsure=tuple(one.think for one in looked if one.mark == UNSURE),
        questions=tuple(_question(id, rows) for id, rows in _by(books.of("quiz", Answered), "question").items()),
        cards=tuple(
            Card(id, len(rows), sum(row.grade == 1 for row in rows))
            for id, rows in _by(books.of("reviews", Reviewed), "card").items()
        ),
    )


def _question(id: str, rows: list[Answered]) -> Question:
    last = rows[-1]
    sure = round(min(100.0, max(0.0, last.sure)))
    return Question(id, len(rows), sum(row.right for row in rows), rows[0].right, last.right, last.option, sure)


def _by(entries: Iterable[T], key: str) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for one in entries:
        found.setdefault(getattr(one, key), []).append(one)
    return found


def _device(books: Books) -> str:
    """The earliest thing done names a reader's device as well as chance would; nothing about the device is in it."""
    entries = [one for name, kind in KINDS.items() for one in books.of(name, kind)]
    first = min(((one.at, one.id) for one in entries), default=None)
    return hashlib.sha256(repr(first).encode()).hexdigest()[:8] if first else ""


def packed(marks: Marks) -> str:
    """The code of these marks, at most LONGEST_CODE characters: rows for which there is no room are left out."""
    code = _code(marks)
    while len(code) > LONGEST_CODE:
        rows = "cards" if len(marks.cards) >= len(marks.questions) else "questions"
        kept = getattr(marks, rows)
        if not kept:
            return _code(replace(marks, read=(), tried=(), met=(), points=(), changed=(), unsure=()))
        fewer = kept[: len(kept) - max(1, len(kept) // 16)]
        marks = replace(marks, cut=marks.cut + len(kept) - len(fewer), **{rows: fewer})
        code = _code(marks)
    return code


def _code(marks: Marks) -> str:
    body = zlib.compress(json.dumps([VERSION, *astuple(marks)], separators=(",", ":")).encode(), 9, -15)
    data = hashlib.sha256(body).digest()[:_SUM] + body
    return binascii.b2a_base64(data, newline=False).decode().rstrip("=").translate(str.maketrans("+/", "-_"))


def unpacked(code: str) -> Marks:
    """The marks of a code, or of the link that ends in it.

    Raises:
        InvalidValue: if it is none, damaged or of another version; the message says why.
    """
    code = code.strip().rpartition("=")[2]
    if not _CODE.fullmatch(code) or not 8 < len(code) <= LONGEST_CODE:
        raise InvalidValue("this is no link and no code of a hand-in")
    try:
        data = binascii.a2b_base64(code.translate(str.maketrans("-_", "+/")) + "=" * (-len(code) % 4))
        body = data[_SUM:]
        if hashlib.sha256(body).digest()[:_SUM] != data[:_SUM]:
            raise InvalidValue("a letter of this code is wrong or missing; copy it again, whole")
        opened = zlib.decompressobj(-15)
        text = opened.decompress(body, _MOST_UNPACKED)
        if opened.unconsumed_tail:
            raise InvalidValue("this code holds more than a hand-in does")
        return _read(json.loads(text))
    except WrongValue as error:
        raise InvalidValue(f"this code is damaged: {error}") from None
    except (ValueError, RecursionError, zlib.error) as error:
        if isinstance(error, InvalidValue):
            raise
        raise InvalidValue("this code is damaged") from None


def _read(value: object) -> Marks:
    if not isinstance(value, list) or not value or type(value[0]) is not int:
        raise WrongValue("", "is no list with a version in front")
    if value[0] != VERSION:
        raise InvalidValue(f"this code is of version {value[0]}, and this page reads version {VERSION}")
    given = _named(Marks, value[1:])
    for name, kind in (("questions", Question), ("cards", Card)):
        if isinstance(given[name], list):
            given[name] = [_named(kind, row) for row in given[name]]
    return read(Marks, given)


def _named(kind: type[Any], values: object) -> dict[str, Any]:
    names = [field.name for field in fields(kind)]
    if not isinstance(values, list) or len(values) != len(names):
        raise WrongValue("", f"has not the {len(names)} parts that it takes")
    return dict(zip(names, values, strict=True))
