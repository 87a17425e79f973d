"""The files of published models, docs/models/NAME/, as the build reads them."""

import hashlib
import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from widgets.embed.places import DOCS, sha256
from widgets.embed.tokens import Tokens
from widgets.ml.weights import unpacked

MODELS = DOCS / "models"
# The model that the lesson's widgets ask for.
LESSONS = "demo"


class MissingModel(ValueError):
    """A widget asks for a model whose files are not there."""


def folder(model: str) -> Path:
    """Where a model lies. The lesson's own, demo, may be another one: `make serve MODEL=mine` sets that.

    Raises:
        MissingModel: if no model is named, or the other one was never published.
    """
    chosen = os.environ.get("MODEL") or LESSONS
    if model and (model != LESSONS or chosen == LESSONS):
        return MODELS / model
    known = sorted(path.parent.name for path in MODELS.glob("*/manifest.json"))
    if not model:
        raise MissingModel(f"no model is named; there are {', '.join(known)}")
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


def contents(model: str, name: str) -> Any:
    """What a JSON file of a published model says; of another file its text.

    Raises:
        MissingModel: if it is not there.
    """
    text = published(model, name).read_text(encoding="utf-8")
    return json.loads(text) if name.endswith(".json") else text


def manifest(model: str) -> dict[str, Any]:
    """The published manifest of a model.

    Raises:
        MissingModel: if the model was never published.
    """
    loaded: dict[str, Any] = contents(model, "manifest.json")
    return loaded


def models() -> str:
    """What changes when another model is published, or shown: a digest of all that widgets may be answered from."""
    told = [os.environ.get("MODEL", ""), *map(sha256, sorted(MODELS.glob("*/manifest.json")))]
    return hashlib.sha256(" ".join(told).encode()).hexdigest()


def moment(model: str, step: int = -1) -> tuple[int, Path]:
    """A published moment's step and the file of its weights; -1 is the end of the training, which is the model.

    Raises:
        MissingModel: if the model was never published, or has no such moment.
    """
    moments = {int(one["step"]): str(one["file"]) for one in manifest(model)["moments"]}
    at = max(moments) if step == -1 else step
    if at not in moments:
        steps = ", ".join(map(str, sorted(moments)))
        raise MissingModel(f"the model {model!r} has no moment at step {step}; there are {steps}")
    return at, published(model, moments[at])


@cache
def weights(path: Path) -> NDArray[np.float32]:
    """The flat vector (N,) of a moment's file."""
    flat = unpacked(path.read_bytes(), json.loads((path.parents[1] / "weights.json").read_text(encoding="utf-8")))
    flat.flags.writeable = False
    return flat


@cache
def tokens(path: Path) -> Tokens:
    """The tokens of a tokenizer.json."""
    return Tokens(path.read_bytes())
