"""Runs are kept under names of their own, the oldest give way, and the published run is that of the model's files."""

import pytest

from widgets.embed import published as files
from widgets.engine import InvalidValue
from widgets.laboratory.shelf import ALL, MOST_RUNS, NONE, OURS, added, beside, offers, published, renamed
from widgets.ml.runs import Run, Settings

THREE = tuple(Run(Settings(), name) for name in ("a", "b", "c"))


def test_a_run_is_added_under_a_name_of_its_own_as_the_newest_or_before_it() -> None:
    assert [run.name for run in added(THREE, THREE[0])] == ["a", "b", "c", "a 2"]
    assert [run.name for run in added(THREE, Run(Settings(), "d"), newest=False)] == ["a", "b", "d", "c"]
    assert [run.name for run in added((), THREE[0], newest=False)] == ["a"]


def test_the_oldest_gives_way() -> None:
    runs: tuple[Run, ...] = ()
    for _ in range(MOST_RUNS + 2):
        runs = added(runs, THREE[0])
    assert len(runs) == MOST_RUNS
    assert len({run.name for run in runs}) == MOST_RUNS


def test_beside_the_newest_stands_what_was_chosen_and_is_there() -> None:
    ours = Run(Settings(), "ours")
    assert beside(THREE, NONE, ours) == ()
    assert beside(THREE, ALL, ours) == THREE[:2]
    assert beside(THREE, OURS, ours) == (ours,)
    assert beside((), OURS, ours) == ()
    assert beside(THREE, "b", ours) == (THREE[1],)
    assert beside(THREE, "gone", ours) == ()
    assert list(offers(THREE)) == [NONE, ALL, OURS, "a", "b"]


def test_a_name_that_another_run_has_is_refused() -> None:
    assert renamed(THREE, "new")[-1].name == "new"
    assert renamed(THREE, "") == THREE
    for name in ("a", ALL):
        with pytest.raises(InvalidValue, match="Name of the run"):
            renamed(THREE, name)


def test_the_published_run_is_the_training_of_the_model() -> None:
    names = ("curves.json", "samples.json", "manifest.json")
    run = published(*(files.contents("lab", name) for name in names))
    rows = files.contents("lab", "curves.json")
    last = rows["train"][-1]
    assert run.train[-1] == (last["step"], last["loss"])
    assert run.step * run.settings.tokens_a_step == last["tokens"]
    assert run.held_out[0] == (0, rows["validation"][0]["loss"])
    assert len(run.train) < 100
    assert len(run.samples) == len(files.manifest("lab")["moments"])
