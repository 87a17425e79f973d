"""The walker goes by the slope alone, the rule is printed with its numbers, and the fog hides what was not walked."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets import drawn
from widgets import gradient_descent
from widgets.engine import Event, Failure, InvalidValue, Published, UnknownEvent
from widgets.gradient_descent import FEW, MOST, NAMES, RATES, State, frames, terrain_of, update, view
from widgets.ml.descent import Walker, standing, step
from widgets.ml.walks import CURVE

LANDSCAPE = json.loads(Path("docs/models/demo/landscape.json").read_text(encoding="utf-8"))
HEARD = Event("landscape", LANDSCAPE)

grounds = st.sampled_from(list(NAMES))
rates = st.integers(1, 2000).map(lambda thousandths: thousandths / 1000)


def _on(ground: str, rate: float | None = None, *, momentum: bool = False) -> State:
    """At the start of a ground, the map known."""
    events = [HEARD, Event("ground", ground), Event("momentum", str(momentum).lower())]
    state: State = drawn.after(gradient_descent, State(), *events)
    return update(state, Event("learning_rate", str(rate))) if rate else state  # type: ignore[return-value]


def _run(state: State) -> State:
    return drawn.after(gradient_descent, state, Event("run"))  # type: ignore[no-any-return]


@given(grounds, rates, st.booleans(), st.integers(1, 6))
def test_a_step_is_one_of_gradient_descent_and_the_outputs_are_where_it_leads(
    ground: str, rate: float, momentum: bool, steps: int
) -> None:
    state = _on(ground, rate, momentum=momentum)
    terrain = terrain_of(state)
    assert terrain
    walker = standing(terrain.start)
    for _ in range(steps):
        state = drawn.after(gradient_descent, state, Event("step"))
        if not terrain.ended(walker.place):
            walker = step(terrain.ground, walker, rate, 0.9 if momentum else 0.0)
    assert state.trail[-1] == walker.place
    element = view(state)
    names = ["w"] if ground == "curve" else ["w1", "w2"]
    assert [float(drawn.output(element, name)[1]) for name in names] == list(walker.place)
    known = terrain.loss(walker.place), terrain.gradient(walker.place)
    for name, value in zip(("loss", "gradient"), known, strict=True):
        shown, exact = drawn.output(element, name)
        assert (exact is None, shown == "unknown") == (value is None, value is None)
        assert value is None or float(exact) == value


@given(grounds, rates, st.booleans())
def test_the_rule_leads_to_the_place_that_the_step_leads_to(ground: str, rate: float, momentum: bool) -> None:
    state = _on(ground, rate, momentum=momentum)
    told = [drawn.words(line) for line in drawn.found(drawn.one(view(state), "div", class_="fog-rule"), "p")]
    after = drawn.after(gradient_descent, state, Event("step"))
    assert len(told) == len(state.trail[0])
    for line, here, there in zip(told, state.trail[0], after.trail[-1], strict=True):
        begun, ends = line.split(" − ", 1)[0], line.rsplit(" = ", 1)[1]
        assert begun.endswith(f"← {here:.3f}".replace("-", "−"))
        assert float(ends.replace("−", "-").replace(",", "")) == pytest.approx(there, abs=0.00051)
        assert ("× (0.9 ×" in line) == momentum


def test_run_takes_at_most_a_hundred_steps_and_stops_in_the_valley() -> None:
    timid = _run(_on("curve", 0.001))
    assert len(timid.trail) == 101
    assert len(_run(_run(timid)).trail) == MOST + 1
    good = _run(_on("curve", 0.4))
    assert drawn.output(view(good), "verdict")[1] == "in the valley"
    assert len(good.trail) < 6
    assert _run(good) == good


def test_where_a_walk_has_ended_only_the_way_back_is_open() -> None:
    for state in (_run(_on("curve", 0.4)), _run(_on("model", 1.9)), _run(_on("map", 0.5))):
        element = view(state)
        assert {drawn.control(element, name)["aria-disabled"] for name in ("step", "run")} == {"true"}
        assert not drawn.found(element, "g", class_="chart-handle")
        assert not drawn.found(element, "div", class_="fog-rule")
        assert drawn.after(gradient_descent, state, Event("reset")).trail == state.trail[:1]


def test_whoever_leaves_the_measured_map_is_told_and_no_number_is_made_up() -> None:
    element = view(_run(_on("map", 0.5)))
    assert drawn.output(element, "verdict") == ("off the measured map", "off the measured map")
    assert drawn.output(element, "loss") == ("unknown", None)
    assert drawn.output(element, "gradient") == ("unknown", None)
    assert drawn.output(view(_run(_on("curve", 1.5))), "verdict")[1] == "diverged"


def test_the_score_is_the_number_of_steps_and_stands_beside_the_last() -> None:
    first = _run(_on("model", 0.2))
    assert not drawn.found(view(first), "output", name="last_steps")
    again = drawn.after(gradient_descent, first, Event("reset"), Event("learning_rate", "0.4"), Event("run"))
    steps = len(again.trail) - 1
    assert float(drawn.output(view(again), "last_steps")[1]) == len(first.trail) - 1 > steps
    assert float(drawn.output(view(again), "steps")[1]) == steps
    # A walk that was given up leaves no score, another ground has none.
    assert drawn.after(gradient_descent, first, Event("reset"), Event("reset")).last == len(first.trail) - 1
    assert drawn.after(gradient_descent, first, Event("ground", "curve")).last == 0


@pytest.mark.parametrize("ground", NAMES)
def test_the_challenge_is_met_by_few_steps_and_not_by_many_nor_at_the_start(ground: str) -> None:
    tried = [_run(_on(ground, rate / 1000, momentum=push)) for rate in range(5, 600, 5) for push in (False, True)]
    arrived = [one for one in tried if drawn.output(view(one), "verdict")[1] == "in the valley"]
    few = [one for one in arrived if len(one.trail) - 1 <= FEW[ground]]
    assert few
    assert len(few) < len(tried) / 7
    assert all(drawn.challenge_is_met(view(one)) == (one in few) for one in arrived)
    assert not drawn.challenge_is_met(view(_on(ground)))
    assert not drawn.challenge_is_met(view(State()))


@pytest.mark.parametrize("ground", NAMES)
def test_the_fog_is_open_along_the_way_and_lifts_in_the_valley(ground: str) -> None:
    state = _on(ground)
    element = view(state)
    (scene,) = [one for one in drawn.found(element, "g") if "mask" in dict(one.attributes)]
    assert str(dict(scene.attributes)["mask"]).startswith("url(#fog-")
    seen = dict(drawn.one(drawn.one(element, "mask"), "use").attributes)["href"]
    way = drawn.one(drawn.one(element, "defs"), "path")
    assert seen == f"#{dict(way.attributes)['id']}"
    spots = {RATES[ground] * k / 10 for k in range(1, 400)}
    there = next(
        one
        for rate in sorted(spots)
        if rate <= 2
        for one in [_run(_on(ground, max(round(rate, 5), 0.001)))]
        if drawn.output(view(one), "verdict")[1] == "in the valley"
    )
    assert not [one for one in drawn.found(view(there), "g") if dict(one.attributes).get("mask")]


@given(grounds, rates, st.booleans())
def test_the_ring_is_where_the_next_step_leads_as_far_as_the_picture_goes(
    ground: str, rate: float, momentum: bool
) -> None:
    state = _on(ground, rate, momentum=momentum)
    terrain = terrain_of(state)
    assert terrain
    handle = dict(drawn.one(view(state), "g", class_="chart-handle").attributes)
    assert handle["data-handle"] == "learning_rate"
    size = terrain.size(480)
    there = step(terrain.ground, Walker(state.trail[-1], state.velocity), rate, 0.9 if momentum else 0.0).place
    (left, right), (bottom, top) = terrain.sides
    across = (there[0] - left) / (right - left) * size[0]
    x, y = (float(number) for number in str(handle["transform"])[10:-1].split())
    assert 0 <= x <= size[0]
    assert 0 <= y <= size[1]
    if rate < float(str(handle["data-high"])):
        assert x == pytest.approx(across, abs=1)
        if len(there) == 2:
            assert y == pytest.approx((1 - (there[1] - bottom) / (top - bottom)) * size[1], abs=1)


def test_it_opens_three_steps_down_a_curve_and_asks_for_the_map() -> None:
    state, effect = update(State(), Event("mount"))  # type: ignore[misc]
    assert effect == Published("landscape", "demo", "landscape.json")
    assert state == State()
    assert drawn.output(view(state), "steps")[1] == 3
    assert drawn.output(view(state), "verdict")[1] == "good"
    assert state.trail[0] == CURVE.start
    assert frames(state)["learning_rate"][0] == "0.001"


def test_a_map_that_does_not_come_is_told_and_the_other_grounds_stay() -> None:
    state = drawn.after(gradient_descent, State(), Event("landscape", Failure("No map today.")))
    assert not drawn.found(view(state), "p", role="alert")
    lost = drawn.after(gradient_descent, state, Event("ground", "map"), Event("step"), Event("run"))
    assert drawn.words(drawn.one(view(lost), "p", role="alert")) == "No map today."
    assert lost.trail == ((0.0, 0.0),)
    assert drawn.after(gradient_descent, lost, Event("ground", "curve"), Event("step")).trail[1:] != ()


def test_the_map_says_that_its_coordinates_are_normalised_and_its_slope_the_slices() -> None:
    said = drawn.words(view(_on("map")))
    assert "coordinates are normalised" in said
    assert "The slope is the slice's" in said
    assert "normalised" not in drawn.words(view(_on("model")))


@pytest.mark.parametrize(
    ("name", "value"), [("learning_rate", "0"), ("learning_rate", "2.1"), ("ground", "moon"), ("momentum", "maybe")]
)
def test_what_a_control_cannot_send_is_refused_with_words(name: str, value: str) -> None:
    with pytest.raises(InvalidValue, match="takes"):
        update(State(), Event(name, value))


def test_a_state_that_cannot_be_is_refused() -> None:
    nowhere = {"ground": "", "trail": ((),), "velocity": ()}
    for wrong in ({"ground": "model"}, nowhere, {"trail": ()}, {"velocity": ()}, {"learning_rate": 3.0}):
        with pytest.raises(ValueError, match=r"grounds|learning_rate"):
            State(**wrong)  # type: ignore[arg-type]
    with pytest.raises(UnknownEvent):
        update(State(), Event("nope"))
