"""The build's side of the loop: performs effects at once, with Python's onnxruntime, until a widget has settled."""

import json
import os
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from widgets.engine import Effect, Event, Failure, Load, Now, Plain, Predict, Random, Save, Session, Step, start
from widgets.ml import tokenizer
from widgets.ml.weights import unpacked

MODELS = Path(__file__).parents[2] / "docs" / "models"
# The model that the lesson's widgets ask for.
LESSONS = "demo"
# Builds repeat: the date of a build's `Now` and the seed of its `Random` are fixed.
BUILD_DATE = 1_767_225_600.0
BUILD_SEED = 20260101
_MOST_ROUNDS = 50


class MissingModel(ValueError):
    """A widget asks for a model whose files are not there."""


def folder(model: str) -> Path:
    """Where a model lies. The lesson's own, demo, may be another one: `make serve MODEL=mine` sets that.

    Raises:
        MissingModel: if the other one was never published.
    """
    chosen = os.environ.get("MODEL") or LESSONS
    if model != LESSONS or chosen == LESSONS:
        return MODELS / model
    known = sorted(path.parent.name for path in MODELS.glob("*/manifest.json"))
    if chosen not in known:
        raise MissingModel(f"MODEL={chosen}: no such model is published; there are {', '.join(known)}")
    return MODELS / chosen


def published(model: str, name: str) -> Path:
    """A file of a published model.

    Raises:
        MissingModel: if it is not there.
    """
    path = folder(model) / name
    if not path.is_file():
        raise MissingModel(f"docs/models/{path.parent.name}/{name} is missing; `make model` writes it")
    return path


@cache
def runtime(path: Path) -> onnxruntime.InferenceSession:
    """A published graph, ready to run on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def last_moment(model: str) -> Path:
    """The file of the weights at the end of the training, which are the model.

    Raises:
        MissingModel: if the model was never published.
    """
    moments: Any = manifest(model)["moments"]
    return published(model, moments[-1]["file"])


@cache
def weights(path: Path) -> tuple[NDArray[np.float32], int]:
    """The flat vector (N,) of a moment's file, and how many tokens its model reads at once."""
    layout = json.loads((path.parents[1] / "weights.json").read_text(encoding="utf-8"))
    return unpacked(path.read_bytes(), layout), int(layout["block_size"])


def predict(model: str, ids: Sequence[int]) -> list[float]:
    """Logits, shape (vocab_size,), of the token after `ids`, from the published graph and weights.

    Raises:
        MissingModel: if the model was never published.
    """
    flat, block_size = weights(last_moment(model))
    feed = {"flat": flat, "ids": np.array([ids[-block_size:]], dtype=np.int64)}
    (logits,) = runtime(published(model, "next.onnx")).run(["logits"], feed)
    return [float(logit) for logit in np.ravel(logits)]


def manifest(model: str) -> dict[str, object]:
    """The published manifest of a model.

    Raises:
        MissingModel: if the model was never published.
    """
    loaded: dict[str, object] = json.loads(published(model, "manifest.json").read_text(encoding="utf-8"))
    return loaded


def install_tokenizers() -> None:
    """Hand the bytes of every published tokenizer over, as the browser's host does before it mounts a widget."""
    for path in sorted(MODELS.glob("*/tokenizer.json")):
        tokenizer.install(path.parent.name, published(path.parent.name, "tokenizer.json").read_bytes())


def first_view(name: str, fields: Mapping[str, object]) -> Session[Plain]:
    """The widget `name` mounted with `fields`, after every effect it asked for has been answered.

    Raises:
        WidgetError: if the name or a field is wrong.
        MissingModel: if it needs a model that was never published.
    """
    install_tokenizers()
    session = start(name, fields)
    settle(session, session.dispatch(Event("mount")), most=_MOST_ROUNDS)
    if session.waiting:
        raise ValueError(f"{name} still asks for effects after {_MOST_ROUNDS} answers")
    return session


def settle(
    session: Session[Plain], step: Step, *, most: int, waiting: Mapping[str, Effect] | None = None
) -> dict[str, Effect]:
    """Answer what a session asks for, and what it then asks for, up to `most` answers; returns what still waits.

    `waiting` is what an earlier call returned.

    Raises:
        MissingModel: if it needs a model that was never published.
    """
    still = _after(waiting or {}, step)
    for _ in range(most):
        if not still:
            break
        key, effect = next(iter(still.items()))
        step = session.answer(key, perform(effect))
        still = _after({other: one for other, one in still.items() if other != key}, step)
    return still


def _after(waiting: Mapping[str, Effect], step: Step) -> dict[str, Effect]:
    """What waits after a step: an overtaken request loses its place, as it does in the browser."""
    kept = {key: effect for key, effect in waiting.items() if key not in step.dropped}
    return kept | {effect.key: effect for effect in step.effects}


def perform(effect: Effect) -> object:
    """The answer of one effect.

    Raises:
        MissingModel: if it needs a model that was never published.
    """
    match effect:
        case Predict(model=model, ids=ids):
            return predict(model, ids)
        case Random(count=count):
            return tuple(float(value) for value in np.random.default_rng(BUILD_SEED).random(count))
        case Now():
            return BUILD_DATE
        case Load():
            return None
        case Save():
            return Failure("Nothing is saved while the site is built.")
        case _:
            raise TypeError(f"{type(effect).__name__} asks for no answer")
