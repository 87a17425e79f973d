"""A reader before the widget `flashcards`, with a clock of the test's and the ledgers of a device."""

from typing import Any

from tests.widgets import drawn
from tests.widgets.deck.kept_lists import NOW
from widgets.engine import Entries, Event, Ledger, Now, Progress, SaveFile
from widgets.flashcards import State, update, view


class Reader:
    """A visit: the widget, a clock, and the two ledgers of a device, which other tabs may add to."""

    def __init__(self, *, whole: bool = False, now: float = NOW, ledgers: dict[str, list[Any]] | None = None) -> None:
        self.state, self.now = State(whole=whole), now
        self.ledgers: dict[str, list[Any]] = {"reviews": [], "deck": []} if ledgers is None else ledgers
        self.saved: list[SaveFile] = []
        self.does("mount")

    def does(self, name: str, value: object = None) -> None:
        """An event, and the answers of all that it leads to."""
        result = update(self.state, Event(name, value))
        self.state, asked = result if isinstance(result, tuple) else (result, ())
        for effect in asked if isinstance(asked, tuple) else (asked,):
            match effect:
                case Now(key=key):
                    self.does(key, self.now)
                case Ledger(key=key, name=ledger, add=add, clear=clear):
                    kept = [] if clear else self.ledgers[ledger]
                    known = {one["id"] for one in kept if isinstance(one, dict)}
                    self.ledgers[ledger][:] = [*kept, *(one for one in add if one["id"] not in known)]  # type: ignore[index]
                    self.does(key, Progress(Entries(tuple(self.ledgers[ledger]))))
                case SaveFile():
                    self.saved.append(effect)
                    self.does(effect.key, True)

    def grades(self, *grades: str) -> list[str]:
        """Turn and grade what is in sight, one after the other; which cards those were."""
        seen = []
        for grade in grades:
            seen.append(self.state.card)
            self.does("flip", self.state.card)
            self.does(grade, seen[-1])
        return seen

    def output(self, name: str) -> float:
        return float(drawn.output(view(self.state), name)[1])

    def words(self) -> str:
        return drawn.words(view(self.state))
