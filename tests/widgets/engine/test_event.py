"""What a control sends is read once, and refused in words that name the control and what it takes."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.engine import Event, InvalidValue, Range, UnknownEvent, choice, number, text, whole_number

SHARE = Range(0, 1, 0.01)
STEPS = Range(10, 1_000_000)


@given(st.floats(0, 1))
def test_a_number_inside_arrives_as_it_was_sent(value: float) -> None:
    assert number(Event("share", repr(value)), SHARE) == value
    assert number(Event("share", value), SHARE) == value


@given(st.integers(10, 1_000_000))
def test_a_whole_number_arrives_whole_even_if_sent_with_a_point(value: int) -> None:
    for sent in (value, str(value), f"{value}.0"):
        read = whole_number(Event("steps", sent), STEPS)
        assert read == value
        assert type(read) is int


@given(st.floats().filter(lambda value: not 0 <= value <= 1) | st.text().filter(lambda t: not _numeric(t)) | st.none())
def test_whatever_is_no_number_inside_is_refused(value: object) -> None:
    with pytest.raises(InvalidValue, match=r"^“share” takes a number from 0 to 1\.$"):
        number(Event("share", value), SHARE)


def _numeric(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


@pytest.mark.parametrize("value", ["10.5", "9", "1000001", "nan", "inf", "-inf", "", "ten", None, True])
def test_whatever_is_no_whole_number_inside_is_refused(value: object) -> None:
    with pytest.raises(InvalidValue, match=r"^“steps” takes a whole number from 10 to 1,000,000\.$"):
        whole_number(Event("steps", value), STEPS)


def test_one_of_the_options_is_taken_and_any_other_refused() -> None:
    assert choice(Event("shape", "square"), ("round", "square")) == "square"
    with pytest.raises(InvalidValue, match=r"^“shape” takes one of: round, square\.$"):
        choice(Event("shape", "oval"), ("round", "square"))


def test_a_text_is_taken_up_to_its_longest_and_one_character_more_is_refused_with_both_lengths() -> None:
    assert text(Event("prompt", "x" * 1500), longest=1500) == "x" * 1500
    with pytest.raises(InvalidValue, match=r"^“prompt” takes at most 1,500 characters; this has 1,501\.$"):
        text(Event("prompt", "x" * 1501), longest=1500)


@pytest.mark.parametrize("value", [None, 3, ["a"]])
def test_what_is_no_text_is_refused(value: object) -> None:
    with pytest.raises(InvalidValue, match=r"^“prompt” takes text\.$"):
        text(Event("prompt", value), longest=10)


def test_a_control_is_named_in_the_readers_words() -> None:
    with pytest.raises(InvalidValue, match=r"^“batch size” takes"):
        number(Event("batch_size", ""), SHARE)


def test_an_event_that_nobody_knows_is_named() -> None:
    with pytest.raises(UnknownEvent, match="no control or effect is called 'nope'"):
        raise UnknownEvent(Event("nope"))
