"""A text is cut into passages that are slices of it, and nothing but white space is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.ml.passages import LONGEST, passages


def test_sentences_end_where_a_reader_ends_them() -> None:
    text = "The loss is a number. Is it small?  Good!\nThen it goes on (as it should.) and on…"
    assert [one.text for one in passages(text)] == [
        "The loss is a number.",
        "Is it small?",
        "Good!",
        "Then it goes on (as it should.)",
        "and on…",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "It costs approx. two passes",
        "A rate of 0.1 or 3.5e-4 is usual",
        "Some words, e.g. cat, cost less",
        "A loss, i.e. minus log p.",
        "Dr. who knows",
        "w.r.t. the weights",
    ],
)
def test_a_full_stop_of_a_short_form_or_a_number_ends_nothing(text: str) -> None:
    assert [one.text for one in passages(text)] == [text]


def test_a_short_form_before_a_capital_ends_a_sentence() -> None:
    assert len(passages("It learns words etc. Then it is tested.")) == 2


def test_a_sentence_without_end_is_cut_where_a_new_thought_begins() -> None:
    text = " and ".join(["it takes a look at the next word of the text"] * 12)
    found = passages(text)
    assert len(found) > 2
    assert all(len(one.text.split()) <= LONGEST for one in found)
    assert all(one.text.startswith("it takes") or one.text.startswith("and it") for one in found)


def test_words_without_any_turn_are_cut_all_the_same() -> None:
    assert all(len(one.text.split()) <= 2 * LONGEST for one in passages("word " * 1000))


def test_nothing_has_no_passages() -> None:
    assert passages(" \n\t ") == ()


@given(st.text(st.sampled_from("ab .!?,;\n\t…'\"()éß☃ and so")) | st.text())
def test_passages_are_slices_in_order_and_all_that_is_written(text: str) -> None:
    found = passages(text)
    at = 0
    for one in found:
        assert text[one.start : one.end] == one.text
        assert text[at : one.start].strip() == ""
        assert one.text == one.text.strip() != ""
        at = one.end
    assert text[at:].strip() == ""
