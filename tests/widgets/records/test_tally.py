"""A class: each reader counts once, and what was missed by the largest share stands first."""

from hypothesis import given
from hypothesis import strategies as st

from widgets.records import tally
from widgets.records.lesson import Item
from widgets.records.marks import Card, Marks, Question

KNOWN = {"q": Item("What?", 1, (("a", "This"), ("b", "That")))}


def reader(name: str, *questions: Question, **more: object) -> Marks:
    return Marks(name, questions=questions, **more)  # type: ignore[arg-type]


def asked(first: bool, last: bool, option: str = "b", id: str = "q") -> Question:
    return Question(id, 2, int(first) + int(last), first, last, option, 50)


def test_a_question_is_missed_by_whoever_was_wrong_at_first_and_says_what_is_still_believed() -> None:
    class_ = (
        reader("A", asked(False, False)),
        reader("B", asked(False, True)),
        reader("C", asked(True, True)),
        Marks("D"),
    )
    (row,) = tally.questions(class_, KNOWN)
    assert (row.words, row.missed, row.of) == ("What?", 2, 3)
    assert row.note == "still wrong: 1; most chose “That” (1)"


def test_what_this_page_does_not_know_is_shown_by_its_id() -> None:
    (row,) = tally.questions((reader("A", asked(False, False, "z", "old")),), KNOWN)
    assert (row.words, row.note) == ("old", "still wrong: 1; most chose “z” (1)")


def test_the_largest_share_stands_first() -> None:
    class_ = (reader("A", asked(True, True), asked(False, True, id="r")), reader("B", asked(False, True)))
    assert [row.id for row in tally.questions(class_, KNOWN)] == ["r", "q"]


def test_points_are_missed_only_by_those_who_explained() -> None:
    class_ = (Marks("A", explained=1, points=("p",)), Marks("B", explained=2), Marks("C"))
    known = {"p": Item("Point"), "r": Item("Rest")}
    assert [(row.id, row.missed, row.of) for row in tally.points(class_, known)] == [("r", 2, 2), ("p", 1, 2)]
    assert tally.points((Marks("C"),), known) == []


def test_cards_that_came_again_and_thoughts_that_are_unsure() -> None:
    class_ = (Marks("A", cards=(Card("c", 3, 1),), unsure=("t",)), Marks("B", cards=(Card("c", 1, 0),), changed=("t",)))
    (card,) = tally.cards(class_, {"c": Item("Card")})
    (thought,) = tally.thoughts(class_, {"t": Item("Thought")})
    assert (card.missed, card.of, card.share) == (1, 2, 0.5)
    assert (thought.missed, thought.of, thought.note) == (1, 2, "changed their mind: 1")


def test_of_one_reader_the_newer_hand_in_stays_whatever_the_order() -> None:
    old, new, other = Marks("Ada", 1, "x"), Marks("ada", 2, "x"), Marks("Ada", 1, "y")
    assert tally.joined((old, other, new)) == tally.joined((new, other, old)) == (new, other)


@given(st.lists(st.builds(Marks, st.sampled_from(["A", "B"]), st.integers(0, 3), st.sampled_from(["x", "y"]))))
def test_joining_again_changes_nothing(class_: list[Marks]) -> None:
    once = tally.joined(class_)
    assert tally.joined(once) == once
    assert {one.whose for one in once} == {one.whose for one in class_}
