"""The build's side of the loop: performs effects at once, with Python's onnxruntime, until a widget has settled."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime

from widgets.engine import Effect, Event, Failure, Load, Now, Predict, Random, Save, Session
from widgets.ml import tokenizer

MODELS = Path(__file__).parents[2] / "docs" / "models"
# Builds repeat: the date of a build's `Now` and the seed of its `Random` are fixed.
BUILD_DATE = 1_767_225_600.0
BUILD_SEED = 20260101
_MOST_ROUNDS = 50


class MissingModel(ValueError):
    """A widget asks for a model whose files are not there."""


@cache
def runtime(path: Path) -> onnxruntime.InferenceSession:
    """A published graph, ready to run on one thread.

    Raises:
        MissingModel: if it was never published.
    """
    if not path.is_file():
        raise MissingModel(f"docs/models/{path.parent.name}/{path.name} is missing; `make model` writes it")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def predict(model: str, ids: Sequence[int]) -> list[float]:
    """Logits, shape (vocab_size,), of the token after `ids`, from the published int8 graph.

    Raises:
        MissingModel: if the model was never published.
    """
    (logits,) = runtime(MODELS / model / "model.int8.onnx").run(["logits"], {"ids": np.array([ids], dtype=np.int64)})
    return [float(logit) for logit in np.ravel(logits)]


def manifest(model: str) -> dict[str, object]:
    """The published manifest of a model.

    Raises:
        MissingModel: if the model was never published.
    """
    path = MODELS / model / "manifest.json"
    if not path.is_file():
        raise MissingModel(f"docs/models/{model}/manifest.json is missing; `make model` writes it")
    loaded: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def install_tokenizers() -> None:
    """Hand the bytes of every published tokenizer over, as the browser's host does before it mounts a widget."""
    for path in sorted(MODELS.glob("*/tokenizer.json")):
        tokenizer.install(path.parent.name, path.read_bytes())


def first_view(name: str, fields: Mapping[str, object]) -> Session:
    """The widget `name` mounted with `fields`, after every effect it asked for has been answered.

    Raises:
        WidgetError: if the name or a field is wrong.
        MissingModel: if it needs a model that was never published.
    """
    install_tokenizers()
    session = Session.start(name, fields)
    effects = session.dispatch(Event("mount"))
    rounds = 0
    while effects:
        rounds += 1
        if rounds > _MOST_ROUNDS:
            raise ValueError(f"{name} still asks for effects after {_MOST_ROUNDS} answers")
        request, effect = effects.pop(0)
        effects += session.answer(request, perform(effect))
    return session


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
