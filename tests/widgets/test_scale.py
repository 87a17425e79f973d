"""A run's numbers are those that were published, each factor moves what it should, and every ruler sets its control."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets import drawn
from widgets import scale
from widgets.engine import Event, Failure, InvalidValue, Published, UnknownEvent
from widgets.scale import FACTORS, State, catalogue, update, view

MANIFEST = json.loads(Path("docs/models/demo/manifest.json").read_text(encoding="utf-8"))
OUTPUTS = ("years", "flops", "petaflop_days", "gpu_hours", "energy", "balance")


def _with_ours(**fields: Any) -> State:
    return drawn.after(scale, State(**fields), Event("manifest", MANIFEST))


def _values(state: State) -> dict[str, float]:
    return {name: float(drawn.output(view(state), name)[1]) for name in OUTPUTS}


def _chosen(state: State) -> str:
    (option,) = [o for o in drawn.found(view(state), "option", selected=True) if o in _options(state)]
    return str(dict(option.attributes)["value"])


def _options(state: State) -> list[Any]:
    return drawn.found(drawn.one(view(state), "select", name="preset"), "option")


def test_it_opens_with_gpt_3_as_the_lesson_tells_it() -> None:
    element, values = view(State()), _values(State())
    assert drawn.output(element, "years")[0] == "1,711"
    assert drawn.output(element, "flops")[0] == "3.14 × 10²³"
    assert values["petaflop_days"] == pytest.approx(3640, rel=0.001)
    assert _chosen(State()) == "gpt-3"


def test_our_own_run_comes_from_its_manifest() -> None:
    assert update(State(), Event("mount")) == (State(), Published("manifest", "demo", "manifest.json"))
    state = drawn.after(scale, _with_ours(), Event("preset", "ours"))
    assert (state.parameters, state.tokens) == (MANIFEST["parameters"], MANIFEST["tokens_seen"])
    assert _values(state)["flops"] == 6.0 * MANIFEST["parameters"] * MANIFEST["tokens_seen"]
    words = drawn.words(view(state))
    assert f"{MANIFEST['duration_seconds'] / 60:.0f} minutes on {MANIFEST['device']}" in words
    # Before it is known it is not offered, and without it the rest still works.
    assert "ours" not in [dict(o.attributes)["value"] for o in _options(State())]
    assert "no line" in drawn.words(view(drawn.after(scale, State(), Event("manifest", Failure("no line")))))


@pytest.mark.parametrize("run", catalogue().run, ids=lambda run: run.id)
def test_a_published_run_sets_what_its_makers_published_and_names_its_source(run: Any) -> None:
    state = drawn.after(scale, _with_ours(words_per_token=0.5), Event("preset", run.id))
    assert (state.parameters, state.tokens, state.words_per_token) == (run.parameters, run.tokens, 0.5)
    assert _chosen(state) == run.id
    link = drawn.one(view(state), "a", href=f"https://arxiv.org/abs/{run.arxiv}")
    assert drawn.words(link) == run.source
    if run.chip_hours:
        assert state.chip == run.chip
        assert _values(state)["gpu_hours"] == pytest.approx(run.chip_hours, rel=0.002)
    else:
        assert (state.used, "40% of the peak is assumed" in drawn.words(view(state))) == (40, True)


def test_runs_and_chips_have_ids_of_their_own_and_chips_that_are_listed() -> None:
    ids = [one.id for one in (*catalogue().run, *catalogue().chip)]
    assert len(set(ids)) == len(ids)
    assert {run.chip for run in catalogue().run} <= {"", *scale.chips()}


@given(st.floats(1, 5), st.sampled_from(["tokens", "parameters", "words_per_token", "words_per_minute", "used"]))
def test_each_factor_moves_what_it_should_and_nothing_else(times: float, name: str) -> None:
    before = State(tokens=1e9, parameters=1e8, words_per_token=0.5, words_per_minute=100, used=20)
    after = replace(before, **{name: times * getattr(before, name)})
    ratios = {
        key: after / before
        for (key, before), after in zip(_values(before).items(), _values(after).values(), strict=True)
    }
    powers = {
        "tokens": (1, 1, 1, 1, 1, 1),
        "parameters": (0, 1, 1, 1, 1, -1),
        "words_per_token": (1, 0, 0, 0, 0, 0),
        "words_per_minute": (-1, 0, 0, 0, 0, 0),
        "used": (0, 0, 0, -1, -1, 0),
    }[name]
    assert ratios == pytest.approx({key: times**power for key, power in zip(OUTPUTS, powers, strict=True)})


@pytest.mark.parametrize("name", FACTORS)
def test_every_factor_has_a_slider_and_a_mark_on_a_ruler_of_the_same_limits(name: str) -> None:
    element = view(State())
    field, handle = drawn.control(element, name), dict(drawn.one(element, "g", data_handle=name).attributes)
    assert float(field["value"]) == getattr(State(), name)
    assert [float(str(handle[end])) for end in ("data-low", "data-high")] == [float(field["min"]), float(field["max"])]
    assert str(scale.frames(State())[name][0]) in str(dict(drawn.one(element, "input", data_sets=name).attributes))
    sent = scale.frames(State())[name]
    assert [float(sent[0]), float(sent[-1])] == [float(field["min"]), float(field["max"])]
    assert getattr(drawn.after(scale, State(), Event(name, sent[3])), name) == float(sent[3])


def test_a_decade_is_as_long_on_the_rulers_of_factors_and_years_so_that_a_drag_moves_both_alike() -> None:
    lines = [ruler for line in scale._rulers(State(), 1.0, 1e20) for ruler in line]
    decades = [ruler.across(10 * low) - ruler.across(low) for ruler in lines for low in [ruler.axis.limits()[0]]]
    assert decades == pytest.approx([500] * 6 + [250], abs=1)


def test_a_factor_of_ones_own_leaves_the_published_run_and_a_choice_returns_to_it() -> None:
    state = drawn.after(scale, State(), Event("tokens", "1e12"))
    assert (_chosen(state), state.tokens) == ("own", 1e12)
    assert "Your own numbers" in drawn.words(view(state))
    assert drawn.after(scale, state, Event("preset", "own")) == state
    assert drawn.after(scale, state, Event("preset", "gpt-3")).tokens == 300e9


def test_the_challenge_is_met_by_gpt_3s_work_at_twenty_tokens_a_parameter_alone() -> None:
    assert drawn.challenge_is_met(view(State(parameters=51.2e9, tokens=1.024e12)))
    assert drawn.challenge_is_met(view(State(parameters=50e9, tokens=1e12)))
    for run in catalogue().run:
        assert not drawn.challenge_is_met(view(drawn.after(scale, State(), Event("preset", run.id))))
    assert not drawn.challenge_is_met(view(State(parameters=40e9, tokens=0.8e12)))
    assert not drawn.challenge_is_met(view(State(parameters=63e9, tokens=0.81e12)))


def test_what_a_control_cannot_take_is_refused_by_its_label_and_by_the_state() -> None:
    for name, (limits, *_) in FACTORS.items():
        with pytest.raises(InvalidValue, match="takes a number from"):
            update(State(), Event(name, str(2 * limits.high)))
        with pytest.raises(ValueError, match=f"field '{name}'"):
            State(**{name: 2 * limits.high})
    with pytest.raises(ValueError, match="field 'chip' takes one of v100, a100, h100"):
        State(chip="z80")
    for event in (Event("preset", "gpt-9"), Event("chip", "z80")):
        with pytest.raises(InvalidValue, match="takes one of"):
            update(State(), event)
    with pytest.raises(UnknownEvent):
        update(State(), Event("token", "1"))


def test_parameters_have_the_colour_of_weights() -> None:
    group = drawn.one(view(State()), "div", role="group", aria_label="Parameters")
    assert "q-weight" in str(dict(group.attributes)["class"])
    assert drawn.looks_for(view(State())).startswith("Drag the tokens one mark to the right")
