"""The experiments are settings that a run can have, and a file of a run is what comes back or says why not."""

import json

import pytest

from widgets.engine import InvalidValue
from widgets.laboratory.experiments import LONGEST_FILE, experiments, opened, written
from widgets.ml.runs import Run, Settings

RUN = Run(
    Settings(peak=0.01), "mine", 3, ((1, 6.0), (3, 5.0)), ((0, 6.6),), (5.0, 4.0, 3.9, 3.8), ((0, "ö\n"),), (4.5,)
)


def test_there_are_the_five_experiments_and_each_is_a_run_with_something_to_look_for() -> None:
    assert list(experiments()) == ["nothing", "little", "trained", "explode", "rates"]
    for one in experiments().values():
        assert all(Settings(peak=rate, warmup=one.warmup, steps=one.steps) for rate in one.rates)
        assert len(one.look_for) > 100
    assert len(experiments()["rates"].rates) == 4


def test_a_run_comes_back_from_its_file_as_it_was() -> None:
    assert opened(written(RUN)) == RUN


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("", "no JSON"),
        ("PNG\x00", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("{}", "lacks"),
        (written(RUN)[:-9], "no JSON"),
        (written(RUN).replace("nudge run 1", "nudge run 9"), "kind"),
        (written(RUN).replace("6.0", "NaN"), "number"),
        (written(RUN).replace('"step": 3', '"step": 2'), "end with the run"),
        (json.dumps({**json.loads(written(RUN)), "more": 1}), "more"),
        (" " * (LONGEST_FILE + 1), "longer"),
    ],
)
def test_a_file_that_is_no_run_is_refused_with_the_reason(file: str, why: str) -> None:
    with pytest.raises(InvalidValue, match=why):
        opened(file)
