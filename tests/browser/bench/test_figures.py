"""Figures are medians of rounds, and what was not measured is not there."""

import pytest

from tests.browser.bench import figures, table

FOUND: figures.Found = {
    ("first", "cold"): [{"first_answer": time, "bytes": 4e6, "longest_task": 30.0} for time in (3.0, 9.0, 4.0)],
    ("bare numpy", "cold"): [{"first_answer": 8.0, "bytes": 8e6, "early": [1.0, 2.0], "settled": [1.0]}],
    ("edition folder", "cold"): [
        {"readable": 90.0, "live": time, "archive": 44e6} for time in (3100.0, 2900.0, 9000.0)
    ],
    ("arrival", "cold"): [
        {"page_bytes": 250e3, "map_bytes": 35e3, "rest_bytes": 90e3, "largest_paint": time, "layout_shift": 0.0123}
        for time in (300.0, 200.0, 900.0)
    ],
    ("teaching", "cold"): [{"settled": [200.0, 210.0, time]} for time in (400.0, 220.0, 300.0)],
    ("laboratory", "cold"): [
        {"page": 20.0, "worker": speed, "python": 60.0, "memory before": 200e6, "memory": 290e6}
        for speed in (30.0, 36.0, 12.0)
    ],
    ("hand quiz", "cold"): [
        {"early": list(range(1, 101)), "settled": [2.0] * 10, "patch": [5000.0, 7000.0]},
        {"early": [50.0] * 100, "settled": [4.0] * 10, "patch": [6000.0]},
    ],
}


def test_a_percentile_is_a_value_that_was_measured() -> None:
    assert figures.percentile([3, 1, 2], 0.5) == 2
    assert figures.percentile(range(1, 101), 0.95) == 96
    assert figures.percentile([7], 0.95) == 7


def test_a_median_over_rounds_forgives_one_disturbed_round() -> None:
    assert figures.median(FOUND, "first", "cold", "first_answer") == 4.0
    assert figures.median(FOUND, "first", "warm", "first_answer") is None


def test_moves_are_medians_of_each_rounds_percentiles() -> None:
    early = figures.moves(FOUND, "hand quiz", "cold", "early")
    assert early == pytest.approx({"p50": (51 + 50) / 2, "p95": (96 + 50) / 2, "most": 100})
    assert figures.moves(FOUND, "hand quiz", "warm", "early") is None


def test_the_tables_show_what_was_measured_and_nothing_else() -> None:
    shown = table.markdown({part: make(FOUND) for part, make in figures.PARTS.items()})
    assert "| first answer of Python: a calculator that is touched at once | 4 |" in shown
    assert "| until a calculator's first answer | 4.0 MB |" in shown
    assert "| `quiz` | 50.5 | 73.0 | 3.0 | 3.0 | 7.0 kB |" in shown
    assert "| bare numpy page | 2.0 | 2.0 | 1.0 | 1.0 |  |" in shown
    assert "| the folder, opened from disk | 90 | 3,100 |" in shown
    assert "| bytes of `nudge-offline.zip` | 44.0 MB |  |" in shown
    assert "| the lesson | 250 kB | 35 kB | 90 kB | 300 ms | 0.012 |" in shown
    assert "| a step of `one_step` at one sentence | 210 | 300 |" in shown
    assert "| the same steps in the page's worker | 30 | 0.50 of it |" in shown
    assert "| and with it | 290 MB |  |" in shown
    assert "a key in" not in shown
    assert "plain page of the theme" not in shown
    assert "teach_back" not in shown
    assert "without a network" not in shown
