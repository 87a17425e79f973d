"""A class as a whole: of each question, point, card and first thought, how many got it wrong or are unsure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from widgets.records.lesson import Item
from widgets.records.marks import Marks


@dataclass(frozen=True)
class Missed:
    """A row: its words, how many met it (`of`), how many of them missed it, and a word more where there is one."""

    id: str
    words: str
    missed: int
    of: int
    note: str = ""

    @property
    def share(self) -> float:
        """The part that missed it, 0 to 1."""
        return self.missed / self.of if self.of else 0.0


def joined(class_: Iterable[Marks]) -> tuple[Marks, ...]:
    """A class with each reader once: of two hand-ins of one reader the newer stays, in the place of the first."""
    found: dict[tuple[str, str], Marks] = {}
    for one in class_:
        if one.whose not in found or found[one.whose].made <= one.made:
            found[one.whose] = one
    return tuple(found.values())


def questions(class_: tuple[Marks, ...], known: Mapping[str, Item]) -> list[Missed]:
    """Questions whose first answer was wrong, most missed first; the note has the wrong option that most chose last."""
    rows = []
    for id in _ids(row.id for one in class_ for row in one.questions):
        answers = [row for one in class_ for row in one.questions if row.id == id]
        wrong = Counter(row.option for row in answers if not row.last)
        rows.append(
            Missed(id, _words(known, id), sum(not row.first for row in answers), len(answers), _note(known, id, wrong))
        )
    return _ordered(rows)


def _note(known: Mapping[str, Item], id: str, wrong: Counter[str]) -> str:
    if not wrong:
        return "all right by now"
    option, count = wrong.most_common(1)[0]
    words = dict(known[id].options).get(option, option) if id in known else option
    return f"still wrong: {wrong.total()}; most chose “{words}” ({count})"


def cards(class_: tuple[Marks, ...], known: Mapping[str, Item]) -> list[Missed]:
    """Cards that had to come again, most missed first."""
    rows = []
    for id in _ids(row.id for one in class_ for row in one.cards):
        graded = [row for one in class_ for row in one.cards if row.id == id]
        rows.append(Missed(id, _words(known, id), sum(row.again > 0 for row in graded), len(graded)))
    return _ordered(rows)


def points(class_: tuple[Marks, ...], known: Mapping[str, Item]) -> list[Missed]:
    """Points that explanations did not make, most missed first, of those who explained."""
    explained = [one for one in class_ if one.explained]
    missing = [
        Missed(id, item.words, sum(id not in one.points for one in explained), len(explained))
        for id, item in known.items()
    ]
    return _ordered(missing) if explained else []


def thoughts(class_: tuple[Marks, ...], known: Mapping[str, Item]) -> list[Missed]:
    """Questions before the answer about which somebody is still unsure, most first, of all who handed in."""
    unsure = Counter(id for one in class_ for id in one.unsure)
    changed = Counter(id for one in class_ for id in one.changed)
    rows = [
        Missed(
            id, _words(known, id), unsure[id], len(class_), f"changed their mind: {changed[id]}" if changed[id] else ""
        )
        for id in _ids([*unsure, *changed])
    ]
    return _ordered(rows)


def _ids(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(ids))


def _words(known: Mapping[str, Item], id: str) -> str:
    return known[id].words if id in known else id


def _ordered(rows: list[Missed]) -> list[Missed]:
    return sorted(rows, key=lambda row: (-row.share, -row.of, row.words))
