"""What the run's sentences cost at every moment is read by the build, and travels as a file of the model."""

import json
from statistics import fmean

import pytest

from widgets.embed import bundle, published, sentences
from widgets.embed.bets import mean_loss
from widgets.embed.host import perform
from widgets.embed.model import Model
from widgets.embed.published import MissingModel
from widgets.engine import Published


@pytest.mark.parametrize("model", ["demo", "lab"])
def test_every_moment_has_a_loss_for_every_sentence_and_the_last_ones_are_the_models(model: str) -> None:
    losses = sentences.contents(model)["losses"]
    moments = [one["step"] for one in published.manifest(model)["moments"]]
    texts = [one["text"] for one in published.contents(model, "snapshots.json")["sentences"]]
    assert list(losses) == [str(step) for step in moments]
    assert losses[str(moments[-1])] == [pytest.approx(mean_loss(model, text), rel=1e-3) for text in texts]
    assert fmean(losses["0"]) > 1.5 * fmean(losses[str(moments[-1])])


def test_the_build_and_the_page_are_told_the_same() -> None:
    told = perform(Published("sentences", "demo", sentences.FILE), Model())
    assert told == json.loads(bundle._model("demo")[f"models/demo/{sentences.FILE}"].read_text())


def test_what_was_read_once_is_not_read_again() -> None:
    path = sentences.build("demo")
    before = path.stat().st_mtime_ns
    assert sentences.build("demo") == path
    assert path.stat().st_mtime_ns == before


def test_a_model_that_was_never_published_is_named() -> None:
    with pytest.raises(MissingModel, match="nobody"):
        sentences.contents("nobody")
