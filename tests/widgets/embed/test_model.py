"""The build's model reads, scores and trains as the published graphs do, and says in a sentence what it cannot."""

import math

import numpy as np
import pytest
import torch

from widgets.embed import published
from widgets.embed.model import Model, runtime
from widgets.engine import (
    Failure,
    Held,
    Predict,
    Prediction,
    Score,
    Scored,
    Trained,
    TrainStep,
    Weights,
)
from widgets.ml.initial import initial

TEXT = "Once upon a time there was a little cat. The cat sat on the mat."


def _predict(text: str, ids: tuple[int, ...] = (), model: str = "demo") -> Prediction:
    said = Model().perform(Predict("k", model, text, ids))
    assert isinstance(said, Prediction)
    return said


def _score(model: Model, text: str, run: str = "", ids: tuple[int, ...] = ()) -> Scored:
    said = model.perform(Score("k", "lab", text, ids, run))
    assert isinstance(said, Scored)
    return said


def _train(model: Model, effect: TrainStep) -> Trained:
    said = model.perform(effect)
    assert isinstance(said, Trained), said
    return said


def _held(run: str = "mine", moment: int = -1, seed: int | None = None) -> Model:
    model = Model()
    assert isinstance(model.perform(Weights("k", run, "lab", moment, seed)), Held)
    return model


def _logits(text_ids: list[int], name: str = "lab") -> np.ndarray:
    flat = published.weights(published.moment(name)[1])
    feed = {"flat": flat, "ids": np.array([text_ids], np.int64)}
    (logits,) = runtime(published.published(name, "forward.onnx")).run(["logits"], feed)
    return np.asarray(logits, np.float64)


@pytest.mark.parametrize("name", ["demo", "lab"])
def test_a_prediction_is_the_graphs_and_its_best_come_in_order(name: str) -> None:
    coder = published.tokens(published.published(name, "tokenizer.json"))
    said = _predict(TEXT, model=name)
    expected = _logits([coder.endoftext, *coder.encode(TEXT)], name)[-1]
    assert said.logits == pytest.approx(expected.tolist(), abs=1e-4)
    assert [token.id for token in said.best] == np.argsort(-np.array(said.logits), kind="stable")[:10].tolist()
    assert "".join(token.text for token in said.tokens) == TEXT
    assert (said.length, said.read, said.end) == (len(said.tokens), len(said.tokens), coder.endoftext)


def test_what_the_model_wrote_is_read_behind_the_text() -> None:
    coder = published.tokens(published.published("demo", "tokenizer.json"))
    whole, ids = _predict("The cat sat on"), tuple(coder.encode(" sat on"))
    said = _predict("The cat", ids)
    assert said.logits == whole.logits
    assert (said.written, said.length, said.read) == (" sat on", 2, 2 + len(ids))


def test_nothing_to_read_is_read_too() -> None:
    said = _predict("")
    assert (said.tokens, said.length, said.read, said.written) == ((), 0, 0, "")
    assert len(said.logits) == 4096


def test_of_a_long_text_the_end_is_read_behind_the_mark() -> None:
    said = _predict("cat sat " * 300)
    assert said.length > 400
    assert said.read == len(said.tokens) == 255
    assert said.logits == _predict("".join(token.text for token in said.tokens)).logits


def test_every_token_has_the_loss_that_torch_gives_it() -> None:
    coder = published.tokens(published.published("lab", "tokenizer.json"))
    ids = coder.encode(TEXT)
    logits = torch.from_numpy(_logits([coder.endoftext, *ids])[: len(ids)])
    expected = torch.nn.functional.cross_entropy(logits, torch.tensor(ids), reduction="none")
    probs = logits.softmax(dim=-1)
    said = _score(Model(), TEXT)
    assert [position.token.id for position in said.positions] == ids
    assert said.cut == 0
    assert [position.loss for position in said.positions] == pytest.approx(expected.tolist(), abs=1e-4)
    for at, position in enumerate(said.positions):
        assert position.rank == int((logits[at] > logits[at, ids[at]]).sum())
        assert [guess.p for guess in position.best] == pytest.approx(probs[at].topk(10).values.tolist(), abs=1e-5)
        assert position.rank >= 10 or position.best[position.rank].token == position.token


def test_a_text_that_is_too_long_is_scored_up_to_where_the_model_reads() -> None:
    long = _score(Model(), "cat sat " * 300)
    assert len(long.positions) == 255
    assert long.cut > 100
    assert _score(Model(), "") == Scored((), 0)


def test_training_on_a_text_lowers_its_loss_and_leaves_the_published_weights() -> None:
    model = _held()
    before = _score(model, TEXT, "mine")
    trained = _train(model, TrainStep("k", "mine", TEXT, (0.01,) * 5))
    assert trained.step == len(trained.losses) == 5
    assert trained.losses[0] == pytest.approx(np.mean([p.loss for p in before.positions]), abs=1e-4)
    assert list(trained.losses) == sorted(trained.losses, reverse=True)
    assert len(trained.norms) == 4
    after = [position.loss for position in _score(model, TEXT, "mine").positions]
    assert np.mean(after) < trained.losses[-1]
    assert _score(model, TEXT) == before


@pytest.mark.parametrize("optimizer", ["sgd", "adamw"])
def test_steps_go_on_where_the_last_request_ended(optimizer: str) -> None:
    rates = (0.01, 0.02, 0.003, 0.004)
    piece = {"batch_size": 3, "context": 8, "optimizer": optimizer, "seed": 4}
    whole = _train(_held(), TrainStep("k", "mine", TEXT, rates, **piece))  # type: ignore[arg-type]
    parts = _held()
    first = _train(parts, TrainStep("k", "mine", TEXT, rates[:1], **piece))  # type: ignore[arg-type]
    rest = _train(parts, TrainStep("k", "mine", TEXT, rates[1:], **piece))  # type: ignore[arg-type]
    assert (*first.losses, *rest.losses) == whole.losses
    assert (rest.step, rest.norms) == (whole.step, whole.norms)


def test_a_step_of_adamw_is_torchs_on_the_same_pieces() -> None:
    rates = (0.01,) * 3
    once = _train(_held(seed=7), TrainStep("k", "mine", TEXT, rates, optimizer="adamw"))
    again = _train(_held(seed=7), TrainStep("k", "mine", TEXT, rates, optimizer="adamw"))
    assert once == again
    other = _train(_held(seed=8), TrainStep("k", "mine", TEXT, rates, optimizer="adamw"))
    assert other.losses != once.losses
    # Weights that know nothing guess blindly.
    assert once.losses[0] == pytest.approx(np.log(768), abs=0.1)


def test_fresh_weights_are_those_of_the_rule_and_moments_those_of_the_run() -> None:
    layout = published.contents("lab", "weights.json")
    assert np.array_equal(_held(seed=3).runs["mine"].flat, initial(layout["parts"], 3))
    step = published.manifest("lab")["moments"][3]["step"]
    early = _held(moment=step).runs["mine"].flat
    assert np.array_equal(early, published.weights(published.moment("lab", step)[1]))


@pytest.mark.parametrize(
    ("effect", "sentence"),
    [
        (TrainStep("k", "other", TEXT, (0.1,)), "There are no weights called “other”"),
        (Predict("k", "lab", "", run="other"), "There are no weights called “other”"),
        (Predict("k", "demo", "", run="mine"), "are those of lab, not of demo"),
        (TrainStep("k", "mine", "", (0.1,)), "There is no text to train on"),
        (TrainStep("k", "mine", "The cat", (0.1,), context=64), "it has 2 of the 64 tokens that a step reads"),
        (TrainStep("k", "mine", TEXT, (0.1,), context=300), "reads at most 256 tokens at once, not 300"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(effect: Predict | TrainStep, sentence: str) -> None:
    said = _held().perform(effect)
    assert isinstance(said, Failure)
    assert sentence in said.message


def test_weights_that_exploded_are_said_to_have() -> None:
    model = _held()
    trained = _train(model, TrainStep("k", "mine", TEXT, (math.inf, 1.0)))
    assert not np.isfinite(trained.losses[-1])
    for effect in (Predict("k", "lab", TEXT, run="mine"), Score("k", "lab", TEXT, run="mine")):
        said = model.perform(effect)
        assert isinstance(said, Failure)
        assert "no numbers any more" in said.message
