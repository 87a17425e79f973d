"""A file holds everything, comes back whole, and changes nothing if anything about it is wrong."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets.records.kept import books
from widgets.engine import InvalidValue
from widgets.records.entries import KINDS, Books
from widgets.records.hand_ins import LONGEST_FILE, opened, written

HELD = Books((("quiz", ({"id": "q@1", "at": 1.5, "question": "q", "option": "ä", "right": True, "sure": 80},)),))


@given(books, st.text(max_size=60), st.floats(0, 4e9))
def test_what_was_written_comes_back_whole(held: Books, name: str, at: float) -> None:
    back = opened(written(held, name, at))
    assert (back.name, back.made) == (name, at)
    assert {ledger: back.books.raw(ledger) for ledger in KINDS} == {ledger: held.raw(ledger) for ledger in KINDS}
    assert len(back) == sum(len(held.raw(ledger)) for ledger in KINDS)


def test_other_spaces_and_another_order_are_no_edit() -> None:
    document = json.loads(written(HELD, "Ada", 1.0))
    assert opened(json.dumps(dict(reversed(document.items())))).name == "Ada"


@given(st.data())
def test_a_slip_anywhere_in_the_file_is_noticed(data: st.DataObject) -> None:
    file = written(HELD, "Ada", 1.0)
    at = data.draw(st.integers(0, len(file) - 1))
    letter = data.draw(st.characters(codec="ascii").filter(lambda one: one != file[at]))
    changed = file[:at] + letter + file[at + 1 :]
    try:
        back = opened(changed)
    except InvalidValue:
        return
    assert (back.name, back.books) == ("Ada", HELD), "only what says nothing may differ"


@given(st.text() | st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists).map(json.dumps))
def test_anything_else_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(InvalidValue, match=r"damaged|no hand-in"):
        opened(text)


def test_each_refusal_says_why() -> None:
    document = json.loads(written(HELD, "Ada", 1.0))
    for change, why in (
        ({"format": "nudge-run"}, "no hand-in"),
        ({"version": 2}, "of version 2"),
        ({"name": "Bob"}, "edited since it was saved"),
    ):
        with pytest.raises(InvalidValue, match=why):
            opened(json.dumps(document | change))
    with pytest.raises(InvalidValue, match="larger than 2 MB"):
        opened(" " * LONGEST_FILE)
    with pytest.raises(InvalidValue, match="damaged"):
        opened("[" * 100_000)


@pytest.mark.parametrize(
    ("ledgers", "why"),
    [
        ({"secrets": []}, "no list 'secrets'"),
        ({"quiz": [{"id": "x"}]}, r"'quiz\[0\]' lacks the field 'at'"),
        ({"met": "all"}, "takes a list"),
        ([], "takes a table"),
    ],
)
def test_a_sound_sum_over_wrong_entries_helps_nobody(ledgers: object, why: str) -> None:
    made = json.loads(written(Books(), "Ada", 1.0)) | {"ledgers": ledgers}
    from widgets.records.hand_ins import _sum

    made["sha256"] = _sum({key: one for key, one in made.items() if key != "sha256"})
    with pytest.raises(InvalidValue, match=why):
        opened(json.dumps(made))
