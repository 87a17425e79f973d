"""A run is read as it was published, with the schedule that its own settings say."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from widgets.ml.published_runs import averaged, averaged_by_ratio, contrast_runs, picked, run_called, shipped_run
from widgets.ml.schedule import learning_rate

MODELS = Path("docs/models")


def _read(file: str) -> Any:
    return json.loads((MODELS / file).read_text(encoding="utf-8"))


CONTRAST = _read("lab/contrast.json")
RUNS = {run.name: run for run in contrast_runs(CONTRAST)}


def test_every_published_run_is_read_with_its_curves_as_measured() -> None:
    assert list(RUNS) == [run["name"] for run in CONTRAST["runs"]]
    for published in CONTRAST["runs"]:
        run = RUNS[published["name"]]
        assert run.train == tuple((one["step"], one["loss"]) for one in published["train"])
        assert run.val == tuple((one["step"], one["loss"]) for one in published["validation"])
        assert run.sample == f"{CONTRAST['samples']['prompt']}{published['sample']}"


def test_a_loss_that_was_no_number_is_left_out() -> None:
    first = CONTRAST["runs"][0]
    broken = CONTRAST | {"runs": [first | {"train": [{"step": 1, "loss": None, "learning_rate": 0.5}]}]}
    assert contrast_runs(broken)[0].train == ()
    assert contrast_runs(broken)[0].rates == ((1, 0.5),)


def test_the_label_is_what_stands_before_the_colon() -> None:
    assert RUNS["overfitting"].title == "Overfitting: far too little text"
    assert RUNS["overfitting"].label == "Overfitting"
    assert RUNS["healthy"].label == "Healthy"


@pytest.mark.parametrize(
    "run", [*RUNS.values(), shipped_run("", _read("demo/manifest.json"), _read("demo/curves.json"))]
)
def test_the_settings_of_a_run_make_the_rates_that_its_steps_had(run: Any) -> None:
    for step, rate in run.rates:
        # The step that was the first had made one update: its rate is that of place 0.
        made = learning_rate(step - 1, steps=run.steps, peak=run.peak, warmup=run.warmup, floor=run.floor)
        assert rate == pytest.approx(made, rel=1e-3), (run.name, step)


def test_a_run_is_found_by_its_name_among_the_contrast_runs_and_our_models() -> None:
    files = {"contrast": CONTRAST, "manifest": _read("demo/manifest.json"), "curves": _read("demo/curves.json")}
    found = run_called("demo", **files)
    assert found
    assert found.steps == files["manifest"]["steps"]
    assert run_called("no-warmup", **files) == RUNS["no-warmup"]
    assert run_called("", **files) is None


@pytest.mark.parametrize("count", [1, 7, 40, 41, 300])
def test_a_curve_is_thinned_evenly_and_keeps_its_end_or_its_mean(count: int) -> None:
    curve = tuple((step, float(step % 5)) for step in range(1, count + 1))
    few = picked(curve, 40)
    assert len(few) <= 40
    assert few[-1] == curve[-1]
    assert set(few) <= set(curve)
    means = averaged(curve, 40)
    assert len(means) <= 40
    assert means[0][0] >= 1
    if count <= 40:
        assert means == curve == few


def test_a_curve_averaged_by_ratio_keeps_its_first_step_alone_and_its_average() -> None:
    curve = tuple((step, 10.0 / step) for step in range(1, 1001))
    found = averaged_by_ratio(curve, 20)
    assert found[0] == (1.0, 10.0)
    assert len(found) <= 20
    assert all(here[0] < there[0] for here, there in pairwise(found))
    assert averaged_by_ratio(((1, 5.0),), 20) == ((1.0, 5.0),)


def test_the_rates_that_steps_had_count_from_0_and_keep_the_last() -> None:
    run = RUNS["healthy"]
    assert run.steps_had(20)[-1] == (run.steps - 1, run.rates[-1][1])
    assert len(run.steps_had(20)) <= 20
