"""The file of everything that ledgers hold: written whole, and read whole or not at all.

A SHA-256 over all of it in one normal form says that nobody has edited it by accident; a mail program or an editor may
have wrapped its lines. It is no signature: whoever wants to can make another sum.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from widgets.engine import InvalidValue, WrongValue, read
from widgets.records.entries import KINDS, MOST, Books, checked
from widgets.records.marks import LONGEST_NAME

FORMAT, VERSION = "nudge hand-in", 1
# What the page hands over of a file at most (live-widget.js): one that is cut is no JSON any more.
LONGEST_FILE = 2_000_000


@dataclass(frozen=True)
class HandIn:
    """What a file holds: whose, when (seconds since 1970 UTC), and entries by ledger."""

    name: str
    made: float
    ledgers: tuple[tuple[str, tuple[object, ...]], ...]

    @property
    def books(self) -> Books:
        """The ledgers as they were kept."""
        return Books(self.ledgers)

    def __len__(self) -> int:
        return sum(len(entries) for _, entries in self.ledgers)


@dataclass(frozen=True)
class _File:
    format: str
    version: int
    name: str
    made: float
    ledgers: object
    sha256: str


def written(books: Books, name: str, at: float) -> str:
    """The contents of the file; plain ASCII, so that no program on the way takes its letters for others."""
    ledgers = {ledger: list(books.raw(ledger)) for ledger in KINDS if books.raw(ledger)}
    document = {"format": FORMAT, "version": VERSION, "name": name, "made": at, "ledgers": ledgers}
    return json.dumps({**document, "sha256": _sum(document)}, indent=1)


def opened(text: str) -> HandIn:
    """What is in a file of these contents.

    Raises:
        InvalidValue: if it is too large, damaged, edited, foreign or of another version; the message says why.
    """
    if len(text.encode("utf-8", "replace")) >= LONGEST_FILE:
        raise InvalidValue(f"it is larger than {LONGEST_FILE / 1e6:.0f} MB")
    try:
        value = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise InvalidValue("it is damaged, or no file of this site") from None
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise InvalidValue("it is no hand-in of this site")
    if value.get("version") != VERSION:
        raise InvalidValue(f"it is of version {value.get('version')!r:.20}, and this page reads version {VERSION}")
    if value.get("sha256") != _sum({key: one for key, one in value.items() if key != "sha256"}):
        raise InvalidValue("it was edited since it was saved, perhaps by accident; save it anew")
    try:
        file: _File = read(_File, value)
        return HandIn(file.name[:LONGEST_NAME], file.made, _ledgers(file.ledgers))
    except WrongValue as error:
        raise InvalidValue(f"it is damaged: {error}") from None


def _ledgers(value: object) -> tuple[tuple[str, tuple[object, ...]], ...]:
    if not isinstance(value, Mapping):
        raise WrongValue("ledgers", "takes a table")
    for name, entries in value.items():
        if name not in KINDS:
            raise WrongValue("ledgers", f"has no list {str(name)[:40]!r} on this page")
        if not isinstance(entries, list) or len(entries) > MOST:
            raise WrongValue(name, f"takes a list of at most {MOST:,}")
        for number, entry in enumerate(entries):
            checked(KINDS[name], entry, f"{name}[{number}]")
    return tuple((name, tuple(entries)) for name, entries in value.items())


def _sum(document: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(document, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _refuse(constant: str) -> object:
    raise ValueError(constant)
