"""First thoughts come back beside what the lesson said, and what became of each is kept."""

from tests.widgets import drawn
from widgets import looking_back
from widgets.engine import Entries, Event, Ledger, Now, Progress
from widgets.looking_back import State, update, view
from widgets.records.lesson import lesson

FIRST, SECOND = lesson().thought[:2]


def guessed(*guesses: tuple[str, str]) -> State:
    entries = [
        {"id": f"{think}@{at}", "at": float(at), "think": think, "text": text}
        for at, (think, text) in enumerate(guesses)
    ]
    return drawn.after(looking_back, State(), Event("guesses", Progress(Entries(tuple(entries)))))


def test_each_guess_stands_beside_what_the_lesson_said_in_the_order_of_the_lesson() -> None:
    shown = drawn.found(view(guessed((SECOND.id, "mat"), (FIRST.id, "all"), (SECOND.id, "hat"))), "section")
    assert len(shown) == 2
    assert "You: all" in drawn.words(shown[0])
    assert FIRST.said in drawn.words(shown[0])
    assert "You: hat" in drawn.words(shown[1]), "the newest counts"


def test_without_a_guess_the_first_question_shows_what_is_meant() -> None:
    (shown,) = drawn.found(view(State()), "section")
    assert "You: nothing yet" in drawn.words(shown)


def test_a_mark_is_counted_at_once_and_kept_with_its_time() -> None:
    state, effect = update(guessed((FIRST.id, "all")), Event(FIRST.id, "changed"))  # type: ignore[misc]
    assert drawn.output(view(state), "changed") == ("1", 1)
    assert isinstance(effect, Now)
    _, kept = update(state, Event(effect.key, 2.5))  # type: ignore[misc]
    entry = {"id": f"{FIRST.id}@2500", "at": 2.5, "think": FIRST.id, "mark": "changed"}
    assert kept == Ledger("keep", "looked_back", (entry,))


def test_a_mark_of_another_visit_counts_and_a_newer_one_takes_its_place() -> None:
    entry = {"id": "x", "at": 1.0, "think": FIRST.id, "mark": "unsure"}
    state = drawn.after(looking_back, State(), Event("looked_back", Progress(Entries((entry,)))))
    assert drawn.output(view(state), "unsure") == ("1", 1)
    state = drawn.after(looking_back, state, Event(FIRST.id, "knew"))
    assert (drawn.output(view(state), "unsure")[1], drawn.output(view(state), "knew")[1]) == (0, 1)
