"""Walks from timid through good and bouncing to divergence, and what is known of the ground."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

from widgets.ml.descent import standing
from widgets.ml.grounds import sheet
from widgets.ml.walks import CURVE, MODEL, Terrain, measured, verdict, walk

LANDSCAPE = json.loads(Path("docs/models/demo/landscape.json").read_text(encoding="utf-8"))
MAP = measured(sheet(LANDSCAPE["grid"]))


def _trail(terrain: Terrain, rate: float, momentum: float, steps: int) -> list[tuple[float, ...]]:
    start = standing(terrain.start)
    return [start.place, *(one.place for one in walk(terrain, start, rate, momentum, steps))]


@pytest.mark.parametrize(
    ("terrain", "rate", "steps", "word"),
    [
        (CURVE, 0.003, 5, "timid"),
        (CURVE, 0.1, 3, "good"),
        (CURVE, 0.85, 3, "bouncing"),
        (CURVE, 1.1, 20, "diverged"),
        (CURVE, 0.45, 2, "in the valley"),
        (MODEL, 0.001, 5, "timid"),
        (MODEL, 0.1, 1, "good"),
        (MODEL, 0.46, 3, "bouncing"),
        (MODEL, 0.7, 20, "diverged"),
        (MAP, 0.001, 90, "timid"),
        (MAP, 0.005, 2, "good"),
        (MAP, 0.5, 2, "off the measured map"),
        (MAP, 0.03, 100, "in the valley"),
    ],
)
def test_a_rate_earns_its_word(terrain: Terrain, rate: float, steps: int, word: str) -> None:
    assert verdict(terrain, _trail(terrain, rate, 0.0, steps)) == word


@pytest.mark.parametrize("terrain", [CURVE, MODEL, MAP])
def test_a_walk_stands_at_first_and_ends_where_it_ends(terrain: Terrain) -> None:
    assert verdict(terrain, [terrain.start]) == "standing"
    assert not terrain.ended(terrain.start)
    trail = _trail(terrain, 0.03, 0.0, 200)
    assert [terrain.ended(place) for place in trail[:-1]] == [False] * (len(trail) - 1)
    assert terrain.ended(trail[-1]) or len(trail) == 201


def test_a_small_rate_only_ever_goes_down() -> None:
    for terrain, rate in ((CURVE, 0.05), (MODEL, 0.02), (MAP, 0.002)):
        heights = [terrain.ground.height(place) for place in _trail(terrain, rate, 0.0, 60)]
        assert all(after < before for before, after in pairwise(heights))


def test_momentum_helps_in_the_long_narrow_valley() -> None:
    plain = min(len(_trail(MODEL, rate / 100, 0.0, 200)) for rate in range(5, 49))
    pushed = min(len(_trail(MODEL, rate / 100, 0.9, 200)) for rate in range(5, 49))
    assert pushed < plain


def test_the_map_starts_where_training_did_and_its_valley_holds_the_end() -> None:
    first, last = LANDSCAPE["trail"][0], LANDSCAPE["trail"][-1]
    assert (first["x"], first["y"]) == MAP.start
    assert MAP.ground.height((last["x"], last["y"])) <= MAP.valley < first["height"]


def test_outside_the_measured_map_nothing_is_known_and_a_fit_goes_on_for_ever() -> None:
    assert MAP.loss((9.0, 9.0)) is None
    assert MAP.gradient((9.0, 9.0)) is None
    assert CURVE.loss((9.0,)) == CURVE.ground.height((9.0,))
    assert CURVE.gradient((9.0,)) == CURVE.ground.slope((9.0,))[0] > 0
    assert MODEL.gradient((0.0, 3.0)) == pytest.approx(sum(g * g for g in MODEL.ground.slope((0.0, 3.0))) ** 0.5)


def test_a_picture_of_two_weights_is_as_long_a_unit_both_ways() -> None:
    width, height = MODEL.size(480)
    (left, right), (bottom, top) = MODEL.sides
    assert width / (right - left) == pytest.approx(height / (top - bottom), rel=0.01)
    assert MODEL.share((left, bottom)) == (0, 0)
    assert MODEL.share((right, top)) == (1, 1)
    assert CURVE.share(CURVE.start)[1] == pytest.approx(
        (CURVE.ground.height(CURVE.start) - CURVE.sides[1][0]) / (CURVE.sides[1][1] - CURVE.sides[1][0])
    )


def test_the_ground_that_is_drawn_is_the_ground_that_is_walked() -> None:
    for x, y in (point for ring in MODEL.outlines(6.0) for point in ring):
        if 0 < x < 1 and 0 < y < 1:
            place = tuple(low + s * (high - low) for s, (low, high) in zip((x, y), MODEL.sides, strict=True))
            assert MODEL.ground.height(place) == pytest.approx(6.0, abs=0.12)
    assert all(0 <= across <= 1 for across, _ in CURVE.profile())
