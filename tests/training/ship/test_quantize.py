"""Weights as int8: how far they may be off, and that the graph says nearly what it said."""

import numpy as np
import onnx
import onnxruntime
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from onnx import TensorProto, helper, numpy_helper

from training.ship.quantize import Floats, quantize_weights, symmetric

MATRICES = arrays.arrays(np.float32, (5, 7), elements=st.floats(-8, 8, width=32))


@given(MATRICES, st.sampled_from([0, 1]))
def test_no_weight_is_off_by_more_than_half_a_step(weights: Floats, axis: int) -> None:
    ints, scale = symmetric(weights, axis)
    assert scale.shape == ((5, 1) if axis == 0 else (1, 7))
    assert ints.dtype == np.int8
    assert np.all(np.abs(weights - ints * scale) <= scale * 0.5001)


def test_a_column_of_zeros_stays_zero() -> None:
    ints, scale = symmetric(np.zeros((3, 2), np.float32), 1)
    assert not (ints * scale).any()


def _graph() -> onnx.ModelProto:
    """Reads rows of an embedding, multiplies by a matrix, then by the embedding again, as a tied GPT does."""
    rng = np.random.default_rng(0)
    graph = helper.make_graph(
        [
            helper.make_node("Gather", ["wte", "ids"], ["x"]),
            helper.make_node("MatMul", ["x", "up"], ["y"]),
            helper.make_node("Transpose", ["wte"], ["head"]),
            helper.make_node("MatMul", ["y", "head"], ["logits"]),
        ],
        "tied",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, ["T"])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["T", 40])],
        [
            numpy_helper.from_array(rng.normal(size=(40, 16)).astype(np.float32), "wte"),
            numpy_helper.from_array(rng.normal(size=(16, 16)).astype(np.float32), "up"),
        ],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)


def _logits(graph: onnx.ModelProto, ids: list[int], level: onnxruntime.GraphOptimizationLevel) -> Floats:
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = level
    session = onnxruntime.InferenceSession(graph.SerializeToString(), options, providers=["CPUExecutionProvider"])
    logits: Floats = session.run(None, {"ids": np.array(ids)})[0]
    return logits


def test_the_small_graph_says_nearly_what_the_large_one_said_however_it_is_optimized() -> None:
    large, small = _graph(), _graph()
    quantize_weights(small)
    onnx.checker.check_model(small, full_check=True)
    everything, nothing = (
        onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL,
        onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL,
    )
    exact = _logits(large, [3, 7, 39], everything)
    assert np.allclose(_logits(small, [3, 7, 39], everything), exact, atol=0.02 * np.abs(exact).max())
    assert np.allclose(_logits(small, [3, 7, 39], everything), _logits(small, [3, 7, 39], nothing), atol=1e-5)


def test_no_position_of_the_small_graph_hears_of_another() -> None:
    small = _graph()
    quantize_weights(small)
    level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    assert np.allclose(_logits(small, [3, 7, 1], level)[:2], _logits(small, [3, 7, 39], level)[:2], atol=1e-6)
