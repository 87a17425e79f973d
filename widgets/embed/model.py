"""The build's side of the language model: docs/javascripts/model-worker.js in Python, on Python's onnxruntime.

Weights that a widget lays under a run's name are kept for as long as its Model is.
"""

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from widgets.embed import pieces, published
from widgets.embed.pieces import Refused
from widgets.embed.probe import probed
from widgets.embed.tokens import Tokens
from widgets.engine.answers import Attended, Failure, Guess, Held, Position, Prediction, Probed, Scored, Trained
from widgets.engine.model_effects import (
    Attend,
    Evaluate,
    Keep,
    OfTheModel,
    Predict,
    Probe,
    Score,
    Tokenize,
    TrainStep,
    Weights,
    Write,
)
from widgets.ml.batches import chances, spread
from widgets.ml.initial import initial
from widgets.ml.sampling import draw, most_likely, softmax
from widgets.ml.token_losses import log_softmax, token_losses

Floats: TypeAlias = NDArray[np.float32]
Ids: TypeAlias = NDArray[np.int64]

BEST = 10
DIVERGED = "The weights of this run are no numbers any more, so the model says nothing; begin again from others."
GONE = "The weights of this run are not on this device any more, so it cannot go on; start a new one."


@dataclass
class Run:
    """Weights (N,) that a widget trains, and what the optimizer keeps beside them."""

    model: str
    flat: Floats
    step: int = 0
    m: Floats | None = None
    v: Floats | None = None
    adamw_steps: int = 0


@cache
def runtime(path: Path) -> onnxruntime.InferenceSession:
    """A published graph, ready to run on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


class Model:
    """Published models and the runs of one widget."""

    def __init__(self) -> None:
        self.runs: dict[str, Run] = {}
        self.kept: dict[str, tuple[str, Run]] = {}

    def perform(self, effect: OfTheModel) -> object:
        """The answer of an effect.

        Raises:
            MissingModel: if it needs a model that was never published.
        """
        try:
            match effect:
                case Predict():
                    return self._predict(effect)
                case Score():
                    return self._score(effect)
                case Attend():
                    return self._attend(effect)
                case Tokenize():
                    return tuple(_coder(effect.model).encode(effect.text))
                case Evaluate():
                    return self._evaluate(effect)
                case Write():
                    return self._write(effect)
                case Weights():
                    return self._hold(effect)
                case Keep():
                    return self._keep(effect)
                case TrainStep():
                    return self._train(effect)
                case Probe():
                    return _probed(effect, published.folder(effect.model))
        except Refused as refusal:
            return Failure(str(refusal))

    def _run(self, name: str) -> Run:
        if name not in self.runs:
            raise Refused(f"There are no weights called “{name}”; lay them there first.")
        return self.runs[name]

    def _flat(self, model: str, name: str) -> Floats:
        if not name:
            return published.weights(published.moment(model)[1])
        run = self._run(name)
        if run.model != model:
            raise Refused(f"The weights called “{name}” are those of {run.model}, not of {model}.")
        return run.flat

    def _logits(self, graph: str, effect: Predict | Score | Evaluate | Write, ids: list[int]) -> Floats:
        feed = {"flat": self._flat(effect.model, effect.run), "ids": np.array([ids], np.int64)}
        (found,) = runtime(published.published(effect.model, graph)).run(["logits"], feed)
        return _finite(found)

    def _predict(self, effect: Predict) -> Prediction:
        coder, block_size = _coder(effect.model), _block_size(effect.model)
        own = coder.encode(effect.text)
        read = [*own, *effect.ids][-(block_size - 1) :]
        logits = np.ravel(self._logits("next.onnx", effect, [coder.endoftext, *read])).tolist()
        best = coder.tokens(most_likely(logits, BEST))
        written = coder.shown(effect.ids)
        shown = coder.tokens(own[-(block_size - 1) :])
        return Prediction(shown, len(own), written, tuple(logits), best, coder.endoftext, len(read))

    def _score(self, effect: Score) -> Scored:
        coder, block_size = _coder(effect.model), _block_size(effect.model)
        own = [*coder.encode(effect.text), *effect.ids]
        read = own[: block_size - 1]
        if not read:
            return Scored((), 0)
        logs = log_softmax(self._logits("forward.onnx", effect, [coder.endoftext, *read[:-1]]))  # (T, V)
        positions = (_position(coder, log, id) for log, id in zip(logs, read, strict=True))
        return Scored(tuple(positions), len(own) - len(read))

    def _attend(self, effect: Attend) -> Attended:
        coder = _coder(effect.model)
        read = [coder.endoftext, *coder.encode(effect.text), *effect.ids][: min(effect.most, _block_size(effect.model))]
        feed = {"flat": self._flat(effect.model, effect.run), "ids": np.array([read], np.int64)}
        (found,) = runtime(published.published(effect.model, "forward.onnx")).run(["attention"], feed)
        layers, heads, positions, _ = found.shape
        return Attended(tuple(_finite(np.ravel(found)).tolist()), layers, heads, positions)

    def _evaluate(self, effect: Evaluate) -> float:
        coder, length = _coder(effect.model), effect.context
        ids = [coder.endoftext, *coder.encode(effect.text)]
        pieces.check(length, len(ids) - 1, _block_size(effect.model))
        losses = [
            token_losses(self._logits("forward.onnx", effect, ids[at : at + length]), ids[at + 1 : at + length + 1])
            for at in spread(effect.pieces, length, len(ids) - 1)
        ]
        return float(np.mean(losses))

    def _write(self, effect: Write) -> str:
        coder, most = _coder(effect.model), _block_size(effect.model) - 1
        read, written = coder.encode(effect.text), list[int]()
        for chance in chances(effect.count, effect.seed):
            last = [*read, *written][-most:]
            logits = np.ravel(self._logits("next.onnx", effect, [coder.endoftext, *last])).tolist()
            token = draw(softmax(logits, effect.temperature), chance)
            if token == coder.endoftext:
                break
            written.append(token)
        return coder.shown(written)

    def _keep(self, effect: Keep) -> int:
        run = self._run(effect.run)
        self.kept[effect.run] = effect.mark, replace(run)
        return sum(part.nbytes for part in (run.flat, run.m, run.v) if part is not None)

    def _hold(self, effect: Weights) -> Held:
        if effect.kept:
            mark, left = self.kept.get(effect.run, ("", None))
            if left is None or mark != effect.kept:
                raise Refused(GONE)
            self.runs[effect.run] = replace(left)
            return Held(effect.run, left.model, left.step, len(left.flat))
        if effect.seed is None:
            step, path = published.moment(effect.model, effect.moment)
            flat = published.weights(path)
        else:
            step, flat = 0, initial(published.contents(effect.model, "weights.json")["parts"], effect.seed)
        self.runs[effect.run] = Run(effect.model, flat)
        return Held(effect.run, effect.model, step, len(flat))

    def _train(self, effect: TrainStep) -> Trained:
        run = self._run(effect.run)
        coder, block_size = _coder(run.model), _block_size(run.model)
        text = np.array([coder.endoftext, *coder.encode(effect.text)], np.int64)
        # Work on a copy, so that a step that fails leaves the run as it was.
        run = replace(run)
        losses: list[float] = []
        norms: tuple[float, ...] = ()
        for rate in effect.rates:
            batch = pieces.batch(effect, text, run.step, block_size)
            loss, norms = _step(run, effect.optimizer, batch, rate)
            losses.append(loss)
        self.runs[effect.run] = run
        # Builds repeat, so no speed is measured in them.
        return Trained(run.step, tuple(losses), norms, 0.0)


@lru_cache(maxsize=128)
def _probed(effect: Probe, folder: Path) -> Probed:
    """Of published weights alone, so that the same is never computed twice; `folder` is where they lie."""
    graphs = (runtime(folder / file) for file in ("step.sgd.onnx", "forward.onnx"))
    flat = published.weights(published.moment(effect.model)[1])
    return probed(effect, _coder(effect.model), published.contents(effect.model, "weights.json"), flat, *graphs)


def _step(run: Run, optimizer: str, batch: dict[str, Ids], rate: float) -> tuple[float, tuple[float, ...]]:
    feed: dict[str, Any] = {"flat": run.flat, **batch, "learning_rate": np.array(rate, np.float32)}
    names = ["next", "loss", "norms"]
    if optimizer == "adamw":
        zeros = np.zeros_like(run.flat)
        moments = {"m": zeros if run.m is None else run.m, "v": zeros if run.v is None else run.v}
        feed |= {**moments, "t": np.array(run.adamw_steps + 1, np.float32)}
        names += ["next_m", "next_v"]
    graph = runtime(published.published(run.model, f"step.{optimizer}.onnx"))
    found = dict(zip(names, graph.run(names, feed), strict=True))
    run.flat, run.step = found["next"], run.step + 1
    if optimizer == "adamw":
        run.m, run.v, run.adamw_steps = found["next_m"], found["next_v"], run.adamw_steps + 1
    return float(found["loss"]), tuple(found["norms"].tolist())


def _position(coder: Tokens, log: NDArray[np.float64], id: int) -> Position:
    before = np.count_nonzero(log > log[id]) + np.count_nonzero(log[:id] == log[id])
    best = (Guess(coder.token(one), float(np.exp(log[one]))) for one in most_likely(log.tolist(), BEST))
    return Position(coder.token(id), float(-log[id]), int(before), tuple(best))


def _finite(logits: Floats) -> Floats:
    if not np.isfinite(logits).all():
        raise Refused(DIVERGED)
    return logits


def _coder(model: str) -> Tokens:
    return published.tokens(published.published(model, "tokenizer.json"))


def _block_size(model: str) -> int:
    return int(published.contents(model, "weights.json")["block_size"])
