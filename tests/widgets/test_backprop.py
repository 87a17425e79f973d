"""What is shown is the network's own arithmetic, nothing of a weight is shown before its call, and luck is no way."""

import math
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets import drawn
from widgets import backprop
from widgets.backprop import INPUT, KEYS, SAYINGS, State, effect, frames, update, view
from widgets.engine import Event, InvalidValue, UnknownEvent
from widgets.ml.little_network import FIRST, SCORES, WEIGHTS, backward, finite_difference, forward, nudged

places = st.integers(-20, 20).map(lambda tenths: tenths / 10)
nudges = st.integers(-50, 50).map(lambda notch: notch / 50)
keys = st.sampled_from(list(KEYS))
states = st.builds(
    State, x1=places, x2=places, weight=keys, nudge=nudges, path=st.sampled_from(SCORES), at=st.integers(0, 5)
)


def _network(state: State) -> tuple[dict[str, float], dict[tuple[str, str], float]]:
    return {"x1": state.x1, "x2": state.x2}, dict(nudged(WEIGHTS, KEYS[state.weight], state.nudge))


def _asked(state: State, key: str) -> State:
    """A weight chosen that was not chosen before."""
    other = next(one for one in KEYS if one != key)
    return drawn.after(backprop, state, Event("weight", other), Event("weight", key))  # type: ignore[no-any-return]


def _called(state: State, key: str, said: str) -> State:
    return update(_asked(state, key), Event("say", said))


def _all_called() -> State:
    state = State()
    for key in KEYS:
        state = _asked(state, key)
        state = update(state, Event("say", effect(state)))
    return state


@given(states)
def test_gradient_difference_and_loss_are_those_of_the_nudged_network(state: State) -> None:
    inputs, weights = _network(state)
    values, element, weight = forward(inputs, weights), view(state), KEYS[state.weight]
    gradient = backward(values, weights).weights[weight]
    assert float(drawn.output(element, "gradient")[1]) == gradient
    assert float(drawn.output(element, "finite_difference")[1]) == finite_difference(inputs, weights, weight)
    assert float(drawn.output(element, "finite_difference")[1]) == pytest.approx(gradient, abs=1e-8)
    shown, loss = drawn.output(element, "loss")
    assert float(loss) == values.loss
    assert shown == f"{values.loss:.4f}"


@given(states)
def test_the_promise_is_the_slope_where_the_weight_began_times_the_nudge(state: State) -> None:
    inputs, weights = _network(state)
    began, element = forward(inputs, WEIGHTS), view(state)
    slope = backward(began, WEIGHTS).weights[KEYS[state.weight]]
    assert float(drawn.output(element, "promised")[1]) == pytest.approx(slope * state.nudge, abs=1e-15)
    assert float(drawn.output(element, "change")[1]) == forward(inputs, weights).loss - began.loss


@given(states)
def test_the_table_reads_every_path_and_sums_them_to_the_gradient(state: State) -> None:
    element = view(state)
    *paths, total = [[drawn.words(cell) for cell in drawn.found(row, "td")] for row in drawn.found(element, "tr")[1:]]
    assert [row[0] for row in paths] == [s for s in SCORES if KEYS[state.weight] in FIRST or s == KEYS[state.weight][1]]
    gradient = float(drawn.output(element, "gradient")[1])
    assert total[-1] == f"{gradient:.3f}".replace("-", "−") or abs(gradient) < 0.0005
    read = [row for row in paths if row[1:].count("·")]
    assert len(read) == (state.at < len(paths[0]) - 2)


@given(states)
def test_the_product_is_that_of_the_factors_traced_so_far(state: State) -> None:
    inputs, weights = _network(state)
    values, end = forward(inputs, weights), KEYS[state.weight][1]
    through = state.path if KEYS[state.weight] in FIRST else end
    bend = values.p * (1 - values.p) * (1 if through == "mat" else -1)
    factors = [-1 / values.p, bend]
    if KEYS[state.weight] in FIRST:
        factors += [weights[end, through], 1 - values.hidden[end] ** 2, inputs[KEYS[state.weight][0]]]
    else:
        factors += [values.hidden[KEYS[state.weight][0]]]
    told = float(drawn.output(view(state), "product")[1])
    assert told == pytest.approx(math.prod(factors[: state.at]), rel=1e-9, abs=1e-15)


@given(keys, places, places)
def test_before_the_call_nothing_tells_the_answer(key: str, x1: float, x2: float) -> None:
    element = view(_asked(State(x1=x1, x2=x2), key))
    assert not drawn.found(element, "output")
    assert not {"nudge", "at", "path"} & drawn.labels(element).keys()
    assert not drawn.found(element, "g", class_="chart-handle")
    slopes = [drawn.words(text) for text in drawn.found(element, "text", class_="q-gradient")]
    assert slopes == ["?"] * len(KEYS)
    assert "is the question" in drawn.words(drawn.one(element, "desc"))


@given(keys, places, places, st.sampled_from(list(SAYINGS)))
def test_a_call_is_right_where_the_gradients_sign_says_so(key: str, x1: float, x2: float, said: str) -> None:
    state = _called(State(x1=x1, x2=x2), key, said)
    gradient = backward(forward({"x1": x1, "x2": x2}, WEIGHTS), WEIGHTS).weights[KEYS[key]]
    true = "raises" if gradient > 0 else "lowers" if gradient < 0 else "nothing"
    assert state.call == ("right" if said == true else "wrong")
    assert state.right == ((key,) if said == true else ())
    verdict = drawn.words(drawn.one(view(state), "p", class_="task"))
    assert verdict == f"{'Right' if said == true else 'No'}: raising it {SAYINGS[true]}."


def test_an_input_of_nothing_takes_no_blame() -> None:
    state = _called(State(x1=0.0), "x1_h2", "nothing")
    assert state.call == "right"


def test_the_challenge_takes_every_weight_and_a_miss_begins_it_anew() -> None:
    met = _all_called()
    assert drawn.challenge_is_met(view(met))
    assert set(met.right) == set(KEYS)
    wrong = next(said for said in SAYINGS if said != effect(update(met, Event("weight", "h1_hat"))))
    missed = _called(met, "h1_hat", wrong)
    assert not drawn.challenge_is_met(view(missed))
    assert "0 so far" in drawn.words(drawn.one(view(missed), "p", class_="challenge"))
    assert not drawn.challenge_is_met(view(State()))


def test_whoever_says_the_same_of_all_weights_never_meets_the_challenge() -> None:
    for said, turns in product(SAYINGS, range(1, 4)):
        state = State()
        for key in list(KEYS) * turns:
            state = _called(state, key, said)
        assert not drawn.challenge_is_met(view(state))


def test_an_edge_is_pressed_like_the_menu_and_what_was_called_right_stays_to_be_read() -> None:
    element = view(_called(_called(State(), "x1_h1", "raises"), "h2_mat", "raises"))
    reaches = drawn.found(element, "path", class_="graph-reach")
    assert {dict(reach.attributes)["data-at"] for reach in reaches} == set(KEYS)
    assert {dict(reach.attributes)["data-along"] for reach in reaches} == {"weight"}
    menu = drawn.one(element, "select", name="weight")
    assert [dict(option.attributes)["value"] for option in drawn.found(menu, "option")] == list(KEYS)
    slopes = [drawn.words(text) for text in drawn.found(element, "text", class_="q-gradient")]
    assert slopes.count("?") == len(KEYS) - 2


@given(states)
def test_the_point_on_the_path_halts_once_for_every_factor(state: State) -> None:
    (handle,) = drawn.found(view(state), "g", class_="chart-handle")
    attributes = dict(handle.attributes)
    halts = str(attributes["data-path"]).split()
    assert len(halts) == (6 if KEYS[state.weight] in FIRST else 4)
    here = halts[min(state.at, len(halts) - 1)]
    assert attributes["transform"] == f"translate({here.replace(',', ' ')})"
    assert float(drawn.control(view(state), "at")["max"]) == len(halts) - 1


def test_another_weight_begins_unmoved_and_new_inputs_keep_what_was_shown() -> None:
    state = update(State(nudge=0.5), Event("weight", "h2_hat"))
    assert (state.nudge, state.call) == (0.0, "")
    assert update(state, Event("x1", "0.3")).call == ""
    assert update(_called(State(), "x1_h1", "raises"), Event("x2", "-2")).call == "shown"


def test_the_weight_that_is_looked_at_chosen_again_changes_nothing() -> None:
    assert update(State(nudge=0.5), Event("weight", "x1_h1")) == State(nudge=0.5)


def test_it_opens_with_one_weight_solved_whose_paths_pull_against_each_other() -> None:
    element = view(State())
    assert float(drawn.output(element, "gradient")[1]) > 0
    said = drawn.words(drawn.one(element, "desc"))
    assert "through hat and −" in said
    assert update(State(), Event("mount")) == State()
    assert set(frames(State())) == {"x1", "x2", "nudge", "weight", "path", "at"}


@pytest.mark.parametrize(
    ("name", "value"),
    [("x1", "2.1"), ("x2", "nan"), ("nudge", "1.5"), ("at", "6"), ("weight", "x1_mat"), ("path", "p")],
)
def test_what_a_control_cannot_send_is_refused_with_words(name: str, value: str) -> None:
    with pytest.raises(InvalidValue, match="takes"):
        update(State(), Event(name, value))


def test_a_state_that_cannot_be_is_refused() -> None:
    for wrong in ({"x1": INPUT.high + 1}, {"weight": "x1_mat"}, {"path": "p"}, {"right": ("nope",)}):
        with pytest.raises(ValueError, match=r"x1|weights"):
            State(**wrong)  # type: ignore[arg-type]
    with pytest.raises(UnknownEvent):
        update(State(), Event("nope"))
