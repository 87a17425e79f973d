"""A ground's slope is that of its height: torch says so of the fits, the map's own contours of the map."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.judge.contours import PIECES, refined
from widgets.ml.grounds import XS, YS, Fit, Sheet, sheet

torch = pytest.importorskip("torch")

GRID = json.loads(Path("docs/models/demo/landscape.json").read_text(encoding="utf-8"))["grid"]
MAP = sheet(GRID)
weights = st.floats(-20, 20)
shares = st.floats(0, 1)


def _place(across: float, up: float) -> tuple[float, float]:
    (left, right), (bottom, top) = MAP.xs, MAP.ys
    return left + across * (right - left), bottom + up * (top - bottom)


@given(weights, weights, st.sampled_from([1, 2]))
def test_a_fits_height_and_slope_are_torchs_loss_and_gradient(first: float, second: float, count: int) -> None:
    place = (first, second)[:count]
    w = torch.tensor(place, dtype=torch.float64, requires_grad=True)
    x, y = (torch.tensor(values, dtype=torch.float64) for values in (XS, YS))
    loss = torch.nn.functional.mse_loss(w[0] * x + (w[1] if count == 2 else 0), y)
    loss.backward()
    assert Fit(count).height(place) == pytest.approx(loss.item(), rel=1e-12)
    assert Fit(count).slope(place) == pytest.approx(w.grad.tolist(), rel=1e-9, abs=1e-9)


def test_a_fit_is_lowest_where_numpy_fits_the_line() -> None:
    assert Fit(2).lowest() == pytest.approx(tuple(np.polyfit(XS, YS, 1)))
    assert Fit(1).lowest() == pytest.approx(tuple(np.linalg.lstsq(np.array(XS)[:, None], np.array(YS), rcond=None)[0]))
    for count in (1, 2):
        assert Fit(count).slope(Fit(count).lowest()) == pytest.approx((0,) * count, abs=1e-12)


def test_the_map_is_the_ground_whose_contours_are_published() -> None:
    fine = refined(np.array(GRID["heights"]), PIECES)
    rows, columns = fine.shape
    for r, c in ((0, 0), (17, 33), (40, 100), (rows - 1, columns - 1), (61, 2)):
        place = _place(c / (columns - 1), r / (rows - 1))
        assert MAP.height(place) == pytest.approx(fine[r, c], abs=1e-9)


def test_at_the_points_of_the_grid_the_map_is_what_was_measured() -> None:
    for r, row in enumerate(GRID["heights"]):
        for c in (0, 7, len(row) - 1):
            place = _place(c / (len(row) - 1), r / (len(GRID["heights"]) - 1))
            assert MAP.height(place) == pytest.approx(row[c], abs=1e-9)


@given(shares, shares)
def test_the_maps_slope_is_how_its_height_changes(across: float, up: float) -> None:
    x, y = _place(0.001 + 0.998 * across, 0.001 + 0.998 * up)
    by = 1e-6
    tried = (
        (MAP.height((x + by, y)) - MAP.height((x - by, y))) / (2 * by),
        (MAP.height((x, y + by)) - MAP.height((x, y - by))) / (2 * by),
    )
    # Where two cubic pieces meet the slope has a corner in its change.
    assert MAP.slope((x, y)) == pytest.approx(tried, abs=2e-2, rel=1e-3)


def test_a_plane_stays_a_plane_between_and_at_its_edges() -> None:
    plane = Sheet((0, 4), (0, 6), tuple(tuple(3.0 * x + 2.0 * y for x in range(5)) for y in range(7)))
    for place in ((0.0, 0.0), (0.1, 5.9), (3.7, 0.2), (4.0, 6.0), (2.5, 2.5)):
        assert plane.height(place) == pytest.approx(3 * place[0] + 2 * place[1])
        assert plane.slope(place) == pytest.approx((3, 2))
    assert plane.holds((0, 6))
    assert not plane.holds((4.1, 1))
    assert not plane.holds((1, -0.1))
