"""The graphs run at every length a model can read, and hold nothing that only costs time."""

from functools import cache

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from onnx import numpy_helper

from training.config import Model
from training.run.flat import flatten
from training.run.model import GPT
from training.ship import parity, slim, steps, trace

pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.slow]

BLOCK = 40


@cache
def _model() -> GPT:
    torch.manual_seed(0)
    return GPT(Model(n_layer=2, n_head=2, n_embd=32, block_size=BLOCK), 97).eval()


@cache
def _whole() -> dict[str, onnx.ModelProto]:
    """The graphs as the exporter leaves them."""
    model = _model()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trace, "slim", lambda graph: None)
        return {
            "forward": trace.forward(model),
            "next": trace.following(model),
            "sgd": trace.sgd(model),
            "adamw": trace.adamw(model, 0.1),
        }


@cache
def _graphs() -> dict[str, onnx.ModelProto]:
    """The graphs as they are published."""
    slimmed = {name: onnx.ModelProto.FromString(graph.SerializeToString()) for name, graph in _whole().items()}
    for graph in slimmed.values():
        slim.slim(graph)
    return slimmed


def _session(graph: onnx.ModelProto) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(graph.SerializeToString(), providers=["CPUExecutionProvider"])


def _run(graph: onnx.ModelProto, batch: int, length: int) -> list[np.ndarray]:
    flat = flatten(_model()).numpy()
    ids = np.random.default_rng(1).integers(0, 97, (batch, length + 1))
    known = {
        "flat": flat,
        "m": flat * 0.01,
        "v": flat**2,
        "t": np.array(3, np.float32),
        "ids": ids[:, :-1],
        "targets": ids[:, 1:],
        "learning_rate": np.array(0.1, np.float32),
    }
    found: list[np.ndarray] = _session(graph).run(None, {node.name: known[node.name] for node in graph.graph.input})
    return found


@pytest.mark.parametrize("name", ["forward", "next", "sgd", "adamw"])
@pytest.mark.parametrize("length", [1, 2, 3, BLOCK - 1, BLOCK])
def test_every_length_up_to_the_models_own_runs(name: str, length: int) -> None:
    for batch in (1,) if name in ("forward", "next") else (1, 2, 5):
        assert all(np.isfinite(output).all() for output in _run(_graphs()[name], batch, length))


@pytest.mark.parametrize("length", [1, 2, BLOCK - 1, BLOCK])
def test_a_step_is_torchs_at_the_shortest_and_the_longest(length: int) -> None:
    rows = np.random.default_rng(length).integers(0, 97, (2, length + 1))
    sgd, adamw = (_session(_graphs()[name]) for name in ("sgd", "adamw"))
    found = steps.sgd(_model(), sgd, rows) | steps.adamw(_model(), adamw, rows, 0.1)
    bounds = {limit.figure: limit.bound for limit in parity.LIMITS}
    assert len(found) == 10
    if length == 1:
        # Alone, a position looks at itself: queries and keys have no gradient, and AdamW moves them by its rounding.
        del found["adamw_weights"]
    assert {name: off for name, off in found.items() if not off <= bounds[name]} == {}


@pytest.mark.parametrize("length", [1, 7, BLOCK])
def test_the_last_position_is_the_same_alone(length: int) -> None:
    logits, _ = _run(_graphs()["forward"], 1, length)
    (last,) = _run(_graphs()["next"], 1, length)
    assert np.abs(last - logits[-1]).max() < 1e-5


@pytest.mark.parametrize("name", ["sgd", "adamw"])
def test_no_power_of_one_is_left_and_not_a_bit_is_changed(name: str) -> None:
    def ones(graph: onnx.ModelProto) -> int:
        stored = {one.name: numpy_helper.to_array(one) for one in graph.graph.initializer}
        powers = [node for node in graph.graph.node if node.op_type == "Pow" and node.input[1] in stored]
        return sum(float(stored[node.input[1]].reshape(-1)[0]) == 1 for node in powers)

    whole = onnx.ModelProto.FromString(_whole()[name].SerializeToString())
    assert ones(whole) > 0
    before = _run(whole, 2, 9)
    slim.slim(whole)
    assert ones(whole) == 0
    for kept, found in zip(before, _run(whole, 2, 9), strict=True):
        assert np.array_equal(kept, found)


def test_no_graph_names_a_file_or_a_line_of_the_machine_that_made_it() -> None:
    for graph in _graphs().values():
        assert b".py" not in graph.SerializeToString()
