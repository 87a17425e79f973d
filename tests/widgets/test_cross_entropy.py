"""What a probability costs is minus its logarithm, in the number, in the word for it and in the picture."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets import drawn
from widgets import cross_entropy
from widgets.cross_entropy import P, State, update, verdict, view
from widgets.engine import Event, InvalidValue, UnknownEvent

states = st.integers(1, 999).map(lambda thousandths: State(thousandths / 1000))


@given(states)
def test_the_loss_is_minus_the_logarithm_and_is_shown_rounded(state: State) -> None:
    shown, value = drawn.output(view(state), "loss")
    assert float(value) == pytest.approx(-math.log(state.p), abs=1e-12)
    assert shown == ("below 0.01" if state.p > 0.995 else f"{-math.log(state.p):.2f}")


@given(states)
def test_the_rule_works_out_for_the_readers_probability(state: State) -> None:
    told = drawn.words(drawn.one(view(state), "p", class_="rule"))
    assert told == f"−ln {state.p:.3f} = {drawn.output(view(state), 'loss')[0]} nats"


@given(states)
def test_the_perplexity_is_one_over_the_probability(state: State) -> None:
    shown, value = drawn.output(view(state), "perplexity")
    assert float(value) == pytest.approx(1 / state.p)
    assert float(shown.replace(",", "")) == pytest.approx(1 / state.p, rel=0.005001)


def test_a_perplexity_of_a_thousand_is_written_in_digits() -> None:
    assert drawn.output(view(State(0.001)), "perplexity")[0] == "1,000"


@pytest.mark.parametrize(("p", "word"), [(0.9, "good"), (0.5, "meh"), (0.08, "bad"), (0.001, "terrible")])
def test_the_word_for_a_loss_is_the_lessons(p: float, word: str) -> None:
    assert drawn.output(view(State(p)), "verdict") == (word, word)


@pytest.mark.parametrize(
    ("loss", "word"),
    [
        (0, "good"),
        (0.2999, "good"),
        (0.3, "meh"),
        (1.4999, "meh"),
        (1.5, "bad"),
        (3.9999, "bad"),
        (4, "terrible"),
        (7, "terrible"),
    ],
)
def test_a_word_holds_up_to_the_next_ones_limit(loss: float, word: str) -> None:
    assert verdict(loss) == word


@given(states, states)
def test_no_smaller_probability_earns_a_better_word(one: State, other: State) -> None:
    ranks = ("good", "meh", "bad", "terrible")
    words = [drawn.output(view(state), "verdict")[0] for state in sorted((one, other), key=lambda state: state.p)]
    assert ranks.index(words[0]) >= ranks.index(words[1])


@given(states)
def test_the_readers_point_lies_on_the_curve_with_its_loss_beside_it(state: State) -> None:
    mark = drawn.chart(cross_entropy, state).mark("p")
    assert mark.at == (state.p, pytest.approx(-math.log(state.p)))
    assert mark.label == drawn.output(view(state), "loss")[0]


def test_the_point_is_dragged_along_the_curve_itself() -> None:
    made = drawn.chart(cross_entropy, State())
    assert made.mark("p").curve == made.line("loss = −ln p").points


@given(states)
def test_the_words_beside_the_point_stay_inside_the_picture(state: State) -> None:
    assert drawn.chart(cross_entropy, state).mark("p").side == ("left" if state.p > 0.5 else "right")


def test_the_curve_is_minus_the_logarithm_from_end_to_end() -> None:
    curve = drawn.chart(cross_entropy, State()).line("loss = −ln p")
    assert all(loss == pytest.approx(-math.log(p)) for p, loss in curve.points)
    places = [p for p, _ in curve.points]
    assert places == sorted(set(places))
    assert (places[0], places[-1]) == (P.low, P.high)


@given(states)
def test_a_straight_piece_of_the_curve_never_shows_another_loss_than_its_table(state: State) -> None:
    """Between two points of the curve the drawn line is within a tenth of a nat: less than half a line's width."""
    points = drawn.chart(cross_entropy, state).line("loss = −ln p").points
    for (a, high), (b, low) in pairwise(points):
        if a <= state.p <= b:
            drawn_loss = high + (low - high) * (state.p - a) / (b - a)
            assert drawn_loss == pytest.approx(-math.log(state.p), abs=0.1)


def test_blind_guessing_is_a_level_line_at_the_logarithm_of_gpt_2s_vocabulary() -> None:
    blind = drawn.chart(cross_entropy, State()).line("blind guessing")
    assert blind.points == ((0, pytest.approx(math.log(50257))), (1, pytest.approx(math.log(50257))))
    assert blind.label == "blind guessing over GPT-2's 50,257 tokens: 10.82"
    assert blind.dash != drawn.chart(cross_entropy, State()).line("loss = −ln p").dash


def test_the_axes_hold_every_loss_that_the_slider_reaches() -> None:
    made = drawn.chart(cross_entropy, State())
    assert (made.x.low, made.x.high) == (0, 1)
    assert made.y.low == 0
    assert made.y.high > max(-math.log(P.low), math.log(50257))
    assert [value for value, _ in made.x.ticks] == [0, 0.25, 0.5, 0.75, 1]
    assert all(float(text) == value for value, text in (*made.x.ticks, *made.y.ticks))


def test_the_picture_is_told_in_words_and_numbers_too() -> None:
    made = drawn.chart(cross_entropy, State(0.25))
    assert "falls from 6.91 at a probability of 0.001 to 0 at 1" in made.description
    assert "a probability of 0.250 costs 1.39" in made.description
    assert "over GPT-2's 50,257 tokens costs 10.82" in made.description
    assert made.columns == ("probability", "loss (nats)")
    assert all(loss == f"{-math.log(float(p)):.4f}" for p, loss in made.rows)
    assert len(made.rows) > 5


@given(states)
def test_the_challenge_is_met_where_the_shown_loss_is_one_and_nowhere_else(state: State) -> None:
    element = view(state)
    assert drawn.challenge_is_met(element) == (drawn.output(element, "loss")[0] == "1.00")


def test_the_challenge_can_be_met_and_is_not_met_at_the_start() -> None:
    assert drawn.challenge_is_met(view(State(0.368)))
    assert "A probability of 0.368 costs one nat" in drawn.words(view(State(0.368)))
    assert not drawn.challenge_is_met(view(State()))
    assert "find the probability whose loss is exactly 1.00" in drawn.words(view(State()))


@given(states)
def test_the_slider_stands_at_the_probability_and_reaches_every_thousandth(state: State) -> None:
    slider = drawn.control(view(state), "p")
    assert float(slider["value"]) == state.p
    assert [float(slider[name]) for name in ("min", "max", "step")] == [0.001, 0.999, 0.001]
    assert slider["aria-valuetext"] == f"{state.p:.3f}"


def test_everything_says_what_it_is_in_the_colour_of_its_quantity() -> None:
    element = view(State())
    assert drawn.labels(element) == {"p": "Probability of the true token"}
    assert drawn.looks_for(element) == (
        "Drag the point toward zero and watch the loss: every tenfold drop in probability costs another 2.30."
    )
    labels = [drawn.words(one) for one in drawn.found(element, "span", class_="readout-label")]
    assert labels == ["Probability", "Loss", "Perplexity", "Verdict, for a single token"]
    assert [drawn.colour(element, name) for name in ("p", "loss", "verdict")] == ["probability", "loss", None]
    made = drawn.chart(cross_entropy, State())
    assert (made.x.label, made.y.label) == ("probability given to the true token", "loss (nats)")
    assert made.title == "Loss by the probability of the true token"
    assert made.line("loss = −ln p").quantity == made.mark("p").quantity == "loss"
    assert made.line("blind guessing").quantity == "loss"


def test_the_slider_sets_the_probability_and_waking_changes_nothing() -> None:
    assert update(State(0.5), Event("p", "0.25")) == State(0.25)
    assert update(State(0.25), Event("mount")) == State(0.25)


@pytest.mark.parametrize("p", [0.0, 0.0009, 1.0, math.nan])
def test_a_probability_that_the_slider_cannot_reach_is_refused_by_the_control_and_by_the_state(p: float) -> None:
    with pytest.raises(InvalidValue, match=r"“p” takes a number from 0\.001 to 0\.999\."):
        update(State(), Event("p", repr(p)))
    with pytest.raises(ValueError, match=r"field 'p' takes a number from 0\.001 to 0\.999"):
        State(p)


def test_what_is_no_control_is_refused() -> None:
    with pytest.raises(UnknownEvent):
        update(State(), Event("q", "0.5"))
