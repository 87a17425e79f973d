"""A real run brings its own schedule and lies over the reader's, with the losses that were measured under it."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.widgets import drawn
from widgets import learning_rate_schedule
from widgets.embed.frames import fences
from widgets.embed.host import first_view
from widgets.engine import Dots, Event, Failure, InvalidValue, Mark, Published, Session, h, numbers, render
from widgets.learning_rate_schedule import FILES, RUNS, State, laid_over, update, view
from widgets.ml.published_runs import run_called
from widgets.ml.schedule import Schedule

PUBLISHED: Any = {
    key: json.loads(Path(f"docs/models/{model}/{key}.json").read_text(encoding="utf-8")) for key, model in FILES.items()
}
ANSWERS = [Event(key, value) for key, value in PUBLISHED.items()]
REAL = [name for name in RUNS if name]

every_run = pytest.mark.parametrize("name", REAL)


def _over(name: str, *events: Event) -> State:
    state: State = drawn.after(learning_rate_schedule, State(), Event("run", name), *ANSWERS, *events)
    return state


def _charts(state: State) -> list[list[Any]]:
    """The layers of the charts of a state."""
    taken: list[list[Any]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(learning_rate_schedule, "chart", lambda *given, **_: taken.append(given[4]) or h.div)
        view(state)
    return taken


def test_its_files_are_asked_for_when_a_run_is_first_chosen_and_not_before() -> None:
    assert update(State(), Event("mount")) == State()
    state, asked = update(State(), Event("run", "demo"))  # type: ignore[misc]
    assert asked == tuple(Published(key, model, f"{key}.json") for key, model in FILES.items())
    assert state.steps == State().steps
    assert update(_over("demo"), Event("run", "no-warmup")).run == "no-warmup"  # type: ignore[union-attr]


@every_run
def test_choosing_a_run_takes_its_settings(name: str) -> None:
    state, run = _over(name), run_called(name, **PUBLISHED)
    assert run
    assert (state.peak, state.warmup, state.floor, state.steps) == (run.peak, run.warmup, run.floor, run.steps)
    assert (state.run, state.shape) == (name, "cosine")
    assert drawn.found(view(state), "button", name="run", aria_pressed="true")[0].attributes


@every_run
def test_the_rates_that_the_steps_had_lie_on_the_schedule_of_the_lesson(name: str) -> None:
    state = _over(name)
    (measured,) = [layer for layer in _charts(state)[0] if isinstance(layer, Dots)]
    plan = Schedule(state.peak, state.warmup, state.floor, state.steps)
    assert len(measured.points) > 15
    for step, rate in measured.points:
        assert rate == pytest.approx(plan.rate(int(step)), rel=1e-3)


@every_run
def test_its_losses_stand_under_the_same_steps_with_the_loss_at_the_step_looked_at(name: str) -> None:
    state, run = _over(name), run_called(name, **PUBLISHED)
    assert run
    html = render(view(state))
    assert html.count('class="chart-picture"') == 2
    assert html.count('data-handle="at"') == 2
    held = [loss for step, loss in run.val if step <= state.at + 1][-1]
    assert f"at step {state.at:,} it is {numbers.loss(held)}" in html
    assert f"to {numbers.loss(run.val[-1][1])};" in html
    assert run.difference in html
    assert len(html) < 11_800


def test_what_the_reader_then_changes_leaves_the_run_as_it_was_measured() -> None:
    before = _over("demo")
    after = update(before, Event("warmup", "0.3"))
    assert isinstance(after, State)
    dots = [[layer for layer in _charts(state)[0] if isinstance(layer, Dots)] for state in (before, after)]
    assert dots[0] == dots[1]
    assert any(isinstance(layer, Mark) and layer.at[0] == 1500 for layer in _charts(after)[0])


def test_without_a_run_only_the_schedule_is_drawn_and_the_settings_stay() -> None:
    off = update(_over("no-warmup"), Event("run", ""))
    assert isinstance(off, State)
    assert laid_over(off) is None
    assert (off.peak, off.warmup) == (0.03, 0)
    assert render(view(off)).count('class="chart-picture"') == 1


def test_a_return_asks_for_the_run_again_and_keeps_what_the_reader_set() -> None:
    state, asked = update(State(peak=2e-3, run="demo"), Event("mount"))  # type: ignore[misc]
    assert len(asked) == len(FILES)
    back = drawn.after(learning_rate_schedule, state, *ANSWERS)
    assert back.peak == 2e-3
    assert laid_over(back)


def test_a_file_that_does_not_come_is_told_and_an_unknown_run_refused() -> None:
    failed = drawn.after(learning_rate_schedule, State(), Event("run", "demo"), Event("curves", Failure("Not here.")))
    assert drawn.words(drawn.one(view(failed), "p", role="alert")) == "Not here."
    with pytest.raises(InvalidValue):
        update(State(), Event("run", "perfect"))


def test_the_page_opens_with_our_own_run_as_it_went() -> None:
    (fields,) = [fields for widget, fields in fences() if widget == "learning_rate_schedule"]
    built = first_view("learning_rate_schedule", fields)
    pressed = _over("demo", Event("at", fields["at"]))
    assert built.kept() == Session(built.widget, pressed).kept(), "what pressing its button would bring"
    assert fields["at"] > 2 * _over("demo").at, "so that the step covers no other handle"
    assert built.html().count('class="chart-picture"') == 2
    for name in ("no-warmup", "rate-too-high"):
        assert drawn.found(built.element(), "button", name="run", value=name)
