"""Writing a model's weights in a quarter of the bytes, and reading a published moment. No torch.

What the file looks like says `widgets.ml.weights`, which reads it for the site too.
"""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from training.errors import Said
from training.files import read_json
from widgets.ml.weights import unpacked

Floats: TypeAlias = NDArray[np.float32]
Int8s: TypeAlias = NDArray[np.int8]


class WeightsError(Said, ValueError):
    """A file holds no weights of this model."""


class Part(Protocol):
    """A parameter's place in the flat vector, as `training.run.flat` lays it out."""

    @property
    def name(self) -> str:
        """torch's name for it."""

    @property
    def shape(self) -> tuple[int, ...]:
        """One or two dimensions."""

    @property
    def start(self) -> int:
        """Where it begins in the flat vector."""

    @property
    def group(self) -> str:
        """The group whose gradient norm it counts towards."""


def described(
    parts: Sequence[Part], groups: Sequence[str], deviations: Mapping[str, float], block_size: int
) -> dict[str, Any]:
    """The contents of weights.json: every part with its place in the flat vector and, in bytes, in a file.

    A matrix starts from normal numbers with the deviation of its name, a vector from ones.
    """
    float_at = 0
    places: list[dict[str, Any]] = []
    for part in parts:
        is_matrix = len(part.shape) == 2
        place: dict[str, Any] = {"name": part.name, "shape": list(part.shape), "start": part.start, "group": part.group}
        first = {"std": deviations[part.name]} if is_matrix else {"value": 1.0}
        places.append(place | first | {"scales_at" if is_matrix else "floats_at": float_at})
        # A matrix has a scale for every row, a vector its values.
        float_at += 4 * part.shape[0]
    at = float_at
    for place in places:
        if "scales_at" in place:
            place["ints_at"] = at
            at += math.prod(place["shape"])
    size = sum(math.prod(part.shape) for part in parts)
    return {"block_size": block_size, "size": size, "bytes": at, "groups": list(groups), "parts": places}


def rounded(matrix: Floats) -> tuple[Int8s, Floats]:
    """A matrix (R, C) as int8 (R, C) and a scale a row (R,): matrix ~ int8 * scale, off by half a scale at most."""
    scales = np.abs(matrix).max(axis=1) / 127
    scales = np.where(scales == 0, 1, scales).astype(np.float32)
    return np.rint(matrix / scales[:, None]).astype(np.int8), scales


def packed(flat: Floats, layout: dict[str, Any]) -> bytes:
    """The file of weights (N,), as weights.json's contents say.

    Raises:
        WeightsError: if a weight is no number.
    """
    if not np.isfinite(flat).all():
        raise WeightsError("these weights hold something that is no number, so they cannot be published")
    floats, ints = [], []
    for part in layout["parts"]:
        values = flat[part["start"] : part["start"] + math.prod(part["shape"])].reshape(part["shape"])
        if "ints_at" in part:
            whole, scales = rounded(values)
            ints.append(whole.tobytes())
            floats.append(scales.astype("<f4").tobytes())
        else:
            floats.append(values.astype("<f4").tobytes())
    return b"".join([*floats, *ints])


def read_moment(folder: Path, step: int | None = None) -> Floats:
    """The weights (N,) of one published moment, by its step; the last one, which is the model, without a step.

    Raises:
        WeightsError: if there is no such moment, or its file is damaged.
    """
    manifest: Any = read_json(folder / "manifest.json")
    files = {moment["step"]: moment["file"] for moment in manifest["moments"]}
    wanted = max(files) if step is None else step
    if wanted not in files:
        known = ", ".join(f"{known:,}" for known in sorted(files))
        raise WeightsError(f"no weights of step {wanted:,} are published; there are those of {known}")
    layout: Any = read_json(folder / "weights.json")
    try:
        return unpacked((folder / files[wanted]).read_bytes(), layout)
    except ValueError as error:
        raise WeightsError(f"{folder.name}/{files[wanted]}: {error}") from error
