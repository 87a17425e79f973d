"""What a run recorded of its moments is read as it stands, and what came late is told from what was there before."""

import json
from pathlib import Path

import pytest

from widgets.ml.moments import NEWEST, SURE, came_late, nearest, recorded

SNAPSHOTS = json.loads(Path("docs/models/demo/snapshots.json").read_text(encoding="utf-8"))
LOSSES = {str(one["step"]): [0, 0, 8.5 - one["step"] / 1000, 0, 0] for one in SNAPSHOTS["snapshots"]}
FILES = {"snapshots": SNAPSHOTS, "sentences": {"losses": LOSSES}}


def test_the_record_of_a_sentence_is_the_runs_at_the_steps_that_are_asked_for() -> None:
    found = recorded(FILES, "The dog wagged his", (0, 5000, 7777), 3)
    last = SNAPSHOTS["snapshots"][-1]["bets"][2]
    assert set(found) == {0, 5000}
    assert [(id, p) for id, _, p in found[5000][0]] == list(zip(last["ids"], last["p"], strict=True))[:3]
    assert found[5000][0][0][1] == " tail"
    assert [found[step][1] for step in (0, 5000)] == [8.5, 3.5], "the losses of the third sentence"


def test_nothing_is_recorded_of_a_text_that_the_run_was_not_asked() -> None:
    assert recorded(FILES, "The dog wagged her", (0, 5000), 3) == {}


@pytest.mark.parametrize(
    ("early", "newer", "p", "late"),
    [
        ([(1, 0.1)], [(2, 0.2)], 0.51, True),
        ([(1, 0.1)], [(9, 0.2)], 0.51, True),
        ([(1, 0.1)], [(9, 0.2)], SURE, False),
        ([(1, 0.1), (9, 0.01)], [(9, 0.2)], 0.9, False),
    ],
)
def test_what_came_late_is_sure_at_the_end_and_in_no_early_column(
    early: list[tuple[int, float]], newer: list[tuple[int, float]], p: float, late: bool
) -> None:
    assert came_late([[(3, 0.5)], early, newer, [(9, p), (1, 0.1)]]) is late
    assert NEWEST == 2


def test_as_long_as_a_moment_was_not_asked_nothing_came_late() -> None:
    assert not came_late([])
    assert not came_late([[], [(1, 0.1)], [(2, 0.2)], [(9, 0.9)]])


@pytest.mark.parametrize(("step", "found"), [(0, 0), (1, 1), (2, 1), (3, 4), (34, 17), (35, 71), (9999, 5000)])
def test_the_nearest_moment_is_so_by_ratio(step: int, found: int) -> None:
    assert nearest((0, 1, 4, 17, 71, 5000), step) == found
