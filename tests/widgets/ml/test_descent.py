"""A step is torch's step, with momentum and without."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.ml.descent import pull, standing, step
from widgets.ml.grounds import XS, YS, Fit

torch = pytest.importorskip("torch")


@given(st.floats(0.001, 0.3), st.sampled_from([0.0, 0.5, 0.9]), st.integers(1, 12))
def test_a_walk_is_that_of_torchs_sgd(rate: float, momentum: float, steps: int) -> None:
    x, y = (torch.tensor(values, dtype=torch.float64) for values in (XS, YS))
    w = torch.tensor([-1.0, 2.0], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=rate, momentum=momentum)
    walker = standing((-1.0, 2.0))
    for _ in range(steps):
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(w[0] * x + w[1], y).backward()
        optimizer.step()
        walker = step(Fit(2), walker, rate, momentum)
    assert walker.place == pytest.approx(w.tolist(), rel=1e-9)


def test_one_who_stands_still_is_pulled_by_the_slope_alone() -> None:
    walker = standing((1.0, -2.0))
    assert walker.velocity == (0.0, 0.0)
    assert pull(Fit(2), walker, 0.9) == Fit(2).slope((1.0, -2.0))
