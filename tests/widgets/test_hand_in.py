"""A hand-in is a file, or a link and a code of the same marks; where there is no host the code goes alone."""

import pytest

from tests.widgets import drawn
from widgets import hand_in
from widgets.engine import Entries, Event, Failure, Now, Progress, SaveFile
from widgets.hand_in import State, update, view
from widgets.records.hand_ins import opened
from widgets.records.marks import unpacked

ANSWER = {"id": "q@1", "at": 1.0, "question": "q", "option": "a", "right": True, "sure": 80}


def ready(address: str) -> State:
    return drawn.after(
        hand_in,
        State(),
        Event("address", address),
        Event("quiz", Progress(Entries((ANSWER,)))),
        Event("name", "Ada"),
        Event("code_at", 1_000.0),
    )


def test_the_link_leads_to_the_teachers_page_and_carries_the_marks() -> None:
    link = drawn.output(view(ready("https://host/nudge/")), "link")[0]
    assert link.startswith("https://host/nudge/teaching/#hand-in=")
    marks = unpacked(link)
    assert (marks.name, marks.made, [row.id for row in marks.questions]) == ("Ada", 1000, ["q"])


def test_the_code_to_be_scanned_stands_beside_it() -> None:
    image = dict(drawn.one(view(ready("https://host/nudge/")), "img").attributes)
    assert str(image["src"]).startswith("data:image/png;base64,")
    assert image["alt"]


def test_a_copy_on_a_disk_has_no_link_and_the_same_code() -> None:
    seen = view(ready("file:///home/ada/nudge/"))
    assert not drawn.found(seen, "a")
    assert unpacked(drawn.output(seen, "link")[0]).name == "Ada"
    assert "lies on a disk" in drawn.words(seen)


def test_nothing_is_made_before_it_is_asked_for_and_a_return_dates_it_anew() -> None:
    assert not drawn.found(view(State()), "img")
    _, asked = update(State(made=5.0), Event("mount"))  # type: ignore[misc]
    assert Now("code_at") in asked
    _, asked = update(State(), Event("mount"))  # type: ignore[misc]
    assert Now("code_at") not in asked


@pytest.mark.parametrize("made", [-1.0, 1e17])
def test_a_date_that_no_calendar_has_is_refused(made: float) -> None:
    with pytest.raises(ValueError, match="made"):
        State(made=made)


def test_the_file_holds_everything_under_the_name() -> None:
    _, effect = update(ready(""), Event("file_at", 7.0))  # type: ignore[misc]
    assert isinstance(effect, SaveFile)
    file = opened(effect.text)
    assert (file.name, file.made, file.books.raw("quiz")) == ("Ada", 7.0, (ANSWER,))


def test_a_file_that_could_not_be_saved_says_why() -> None:
    after = drawn.after(hand_in, State(), Event("saved", Failure("No room.")))
    assert drawn.output(view(after), "said")[0] == "No room."
