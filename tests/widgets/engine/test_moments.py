"""Moments of a run: bets in columns or on the curve, and buttons that say what they fetch."""

import pytest

from tests.widgets import drawn
from widgets.engine import Guess, Moment, Token, moment_buttons, moment_columns, moment_numbers, moment_on_curve
from widgets.engine.charts import LEFT, RIGHT

BEST = (Guess(Token(7, " tail"), 0.75), Guess(Token(8, " head"), 0.004))
ASKED = Moment(16, 160, 2.5, 3.0, BEST, 4.25)
MOMENTS = [Moment(0, 0, 8.0, 8.0), Moment(1, 10, 7.9, 7.9, asked=True), Moment(4, 40, 5.0, 5.1, BEST[1:]), ASKED]
CURVES = ((1, 7.9), (4, 5.0), (16, 2.5)), ((0, 8.0), (1, 7.9), (4, 5.1), (16, 3.0))


def test_columns_tell_bets_what_is_on_its_way_and_what_was_not_asked() -> None:
    columns = moment_columns("at", MOMENTS, 4, "basis")
    assert [dict(one.attributes)["value"] for one in drawn.found(columns, "input", name="at")] == [0, 1, 4, 16]
    parts = {step: drawn.found(columns, "div", data_part=f"bets-{step}")[0] for step in (0, 1, 4, 16)}
    assert drawn.words(parts[0]) == "not asked"
    assert dict(parts[1].attributes)["aria-busy"] == "true"
    assert [dict(one.attributes)["data-id"] for one in drawn.found(parts[4], "li")] == [8]
    assert drawn.found(parts[16], "li", class_="bet-marked")
    assert drawn.output(columns, "loss_16") == ("4.25", "4.25")


def test_on_the_curve_step_0_stands_a_stride_before_the_first_and_the_strides_are_equal() -> None:
    drawn_ = moment_on_curve("at", MOMENTS, 16, "basis", CURVES)
    stops = [str(dict(one.attributes)["transform"]) for one in drawn.found(drawn_, "g", data_along="at")]
    across = [float(one.removeprefix("translate(").split()[0]) for one in stops]
    assert across == [LEFT, LEFT + 136, LEFT + 272, RIGHT]
    assert "75.0%" in drawn.words(drawn_)
    assert "0.40%" in drawn.words(drawn_)


@pytest.mark.parametrize(("step", "at"), [(0, "0"), (1, "1"), (16, "3")])
def test_the_slider_under_the_curve_counts_the_moments_and_sets_the_field_to_a_step(step: int, at: str) -> None:
    slid = drawn.one(moment_on_curve("at", MOMENTS, step, "b", CURVES), "input", data_sets="at")
    assert (str(dict(slid.attributes)["value"]), dict(slid.attributes)["data-values"]) == (at, "0 1 4 16")


def test_a_run_without_step_0_begins_with_its_first_moment() -> None:
    (first, *_) = drawn.found(moment_on_curve("at", MOMENTS[1:], 4, "b", CURVES), "g", data_along="at")
    assert str(dict(first.attributes)["transform"]).startswith(f"translate({LEFT} ")


def test_numbers_are_those_of_the_moment_and_a_text_that_was_not_read_has_none() -> None:
    names = {"tokens_seen": 160, "train_loss": "2.5", "val_loss": "3.0", "text_loss": "4.25"}
    assert {name: drawn.output(moment_numbers(ASKED), name)[1] for name in names} == names
    (unread,) = drawn.found(moment_numbers(MOMENTS[0]), "output", name="text_loss")
    assert "data-value" not in dict(unread.attributes) or dict(unread.attributes)["data-value"] is None


@pytest.mark.parametrize(("here", "all_"), [((), "Ask all: 7.0 MB"), ((0,), "Ask all: 3.5 MB"), ((0, 1), "Ask all")])
def test_buttons_say_how_much_comes_until_it_is_here(here: tuple[int, ...], all_: str) -> None:
    labels = drawn.labels(moment_buttons(MOMENTS, 0, here, 3_500_000, False))
    assert labels["ask_all"] == all_
    assert labels["ask"] == ("Ask step 0" if 0 in here else "Ask step 0: 3.5 MB")
    assert "stop" in labels, "one of them is being asked"
    assert "stop" not in drawn.labels(moment_buttons(MOMENTS[2:], 4, here, 1, False))
