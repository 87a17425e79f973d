"""A file of weights gives them back, off by half a scale at most, and is no larger than it must be."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.run.flat import Part
from training.ship.weights import WeightsError, described, packed, read_moment, rounded
from widgets.ml.weights import unpacked

SHAPES = st.lists(
    st.tuples(st.integers(1, 5)) | st.tuples(st.integers(1, 5), st.integers(1, 7)), min_size=1, max_size=5
)


def _parts(shapes: list[tuple[int, ...]]) -> list[Part]:
    starts = np.cumsum([0, *(int(np.prod(shape)) for shape in shapes)])
    return [Part(f"part {i}", shape, int(starts[i]), "all") for i, shape in enumerate(shapes)]


def _layout(parts: list[Part]) -> dict[str, Any]:
    return described(parts, ["all"], {part.name: 0.02 for part in parts}, 16)


@settings(max_examples=50)
@given(SHAPES, st.integers(0, 1000))
def test_weights_come_back_off_by_half_a_scale_at_most(shapes: list[tuple[int, ...]], seed: int) -> None:
    parts = _parts(shapes)
    layout = _layout(parts)
    flat = np.random.default_rng(seed).normal(size=layout["size"]).astype(np.float32)
    data = packed(flat, layout)
    back = unpacked(data, layout)
    assert len(data) == layout["bytes"]
    for part in parts:
        before, after = (x[part.start : part.start + part.size].reshape(part.shape) for x in (flat, back))
        if len(part.shape) == 1:
            assert np.array_equal(before, after)
        else:
            half = np.abs(before).max(axis=1, keepdims=True) / 254
            assert (np.abs(before - after) <= half * 1.0001).all()


@given(SHAPES)
def test_no_two_places_in_the_file_overlap_and_floats_are_aligned(shapes: list[tuple[int, ...]]) -> None:
    layout = _layout(_parts(shapes))
    taken = np.zeros(layout["bytes"], int)
    for part in layout["parts"]:
        rows, size = part["shape"][0], int(np.prod(part["shape"]))
        floats = part.get("scales_at", part.get("floats_at"))
        assert floats % 4 == 0
        taken[floats : floats + 4 * rows] += 1
        if "ints_at" in part:
            taken[part["ints_at"] : part["ints_at"] + size] += 1
    assert (taken == 1).all()


def test_a_row_of_zeros_stays_zero_and_a_row_alone_sets_its_scale() -> None:
    ints, scales = rounded(np.array([[0, 0], [1, -2], [100, 50]], np.float32))
    assert ints.tolist() == [[0, 0], [64, -127], [127, 64]]
    assert scales.tolist() == pytest.approx([1, 2 / 127, 100 / 127])


def test_what_is_no_number_and_what_is_no_such_file_are_refused() -> None:
    layout = _layout(_parts([(3, 2), (4,)]))
    flat = np.ones(10, np.float32)
    with pytest.raises(ValueError, match="take 34 bytes, not 33"):
        unpacked(packed(flat, layout)[:-1], layout)
    flat[3] = np.nan
    with pytest.raises(WeightsError, match="no number"):
        packed(flat, layout)


def test_a_moment_is_found_by_its_step_and_the_last_is_the_model(tmp_path: Path) -> None:
    layout = _layout(_parts([(4,)]))
    (tmp_path / "weights.json").write_text(json.dumps(layout))
    moments = [{"step": step, "file": f"{step}.bin"} for step in (0, 7)]
    for moment in moments:
        (tmp_path / str(moment["file"])).write_bytes(packed(np.full(4, moment["step"], np.float32), layout))
    (tmp_path / "manifest.json").write_text(json.dumps({"moments": moments}))
    assert read_moment(tmp_path).tolist() == [7] * 4
    assert read_moment(tmp_path, 0).tolist() == [0] * 4
    (tmp_path / "7.bin").write_bytes(b"cut")
    with pytest.raises(WeightsError, match=r"7\.bin: weights take 16 bytes, not 3"):
        read_moment(tmp_path)
    with pytest.raises(WeightsError, match="no weights of step 3 are published; there are those of 0, 7"):
        read_moment(tmp_path, 3)
