"""The schedule is the lesson's formula, and torch's schedulers agree with it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.ml.schedule import SHAPES, Schedule, Shape, learning_rate, warmup_steps

runs = st.fixed_dictionaries(
    {
        "steps": st.integers(1, 5000),
        "peak": st.floats(1e-6, 1),
        "warmup": st.floats(0, 1),
        "floor": st.floats(0, 1),
        "shape": st.sampled_from(SHAPES),
    }
)


@given(runs, st.data())
def test_the_rate_stays_between_zero_and_the_peak(run: dict[str, float], data: st.DataObject) -> None:
    t = data.draw(st.integers(0, int(run["steps"]) - 1))
    assert 0 <= learning_rate(t, **run) <= run["peak"] * (1 + 1e-12)  # type: ignore[arg-type]


@given(runs)
def test_the_last_step_of_a_decay_is_at_the_floor(run: dict[str, float]) -> None:
    steps = int(run["steps"])
    rising = warmup_steps(steps, run["warmup"])
    if run["shape"] != "constant" and rising < steps - 1:
        last = learning_rate(steps - 1, **run)  # type: ignore[arg-type]
        assert last == pytest.approx(run["floor"] * run["peak"], abs=1e-12)


@pytest.mark.parametrize("shape", ["cosine", "linear"])
def test_torchs_schedulers_give_the_same_rates(shape: Shape) -> None:
    import torch

    steps, peak, warmup, floor = 200, 6e-4, 0.1, 0.1
    rising = warmup_steps(steps, warmup)
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=peak)
    ramp = torch.optim.lr_scheduler.LinearLR(optimizer, 1 / rising, 1.0, total_iters=rising - 1)
    length = steps - 1 - rising
    decay = (
        torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, length, eta_min=floor * peak)
        if shape == "cosine"
        else torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, floor, total_iters=length)
    )
    for t in range(steps):
        ours = learning_rate(t, steps=steps, peak=peak, warmup=warmup, floor=floor, shape=shape)
        assert optimizer.param_groups[0]["lr"] == pytest.approx(ours, rel=1e-9)
        optimizer.step()
        if t < rising - 1:
            ramp.step()
        elif t == rising - 1:
            optimizer.param_groups[0]["lr"] = peak
        else:
            decay.step()


@pytest.mark.parametrize(
    "wrong",
    [{"t": 10}, {"t": -1}, {"peak": 0.0}, {"warmup": 1.5}, {"floor": -0.1}, {"shape": "sine"}],
)
def test_numbers_outside_their_range_are_refused(wrong: dict[str, object]) -> None:
    right: dict[str, object] = {"t": 0, "steps": 10, "peak": 1.0, "warmup": 0.1, "floor": 0.1}
    with pytest.raises(ValueError, match=r"step|peak|warmup|shape"):
        learning_rate(**(right | wrong))  # type: ignore[arg-type]


@given(runs, st.data())
def test_a_schedule_has_the_rates_of_its_settings_and_a_curve_through_both_ends(
    run: dict[str, float], data: st.DataObject
) -> None:
    plan = Schedule(**run)  # type: ignore[arg-type]
    t = data.draw(st.integers(0, plan.steps - 1))
    assert plan.rate(t) == learning_rate(t, **run)  # type: ignore[arg-type]
    curve = plan.curve(40)
    assert (curve[0][0], curve[-1][0]) == (0, plan.steps - 1)
    assert all(rate == plan.rate(int(step)) for step, rate in curve)


def test_of_the_steps_around_a_rate_only_the_nearest_comes_nearest() -> None:
    plan = Schedule(1.0, 0.0, 0.0, 11, "linear")
    assert [t for t in range(11) if plan.comes_nearest(t, 0.52)] == [5]
    assert [t for t in range(11) if plan.comes_nearest(t, 1.5)] == []
