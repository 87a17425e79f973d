"""Weights to int8, one scale a column; what flows between them stays float.

Dynamic int8 rounds activations too: up to twice as fast, but the last bit of a float then decides which way a number is
rounded, and the browser and Python answered the same text with probabilities up to 0.005 apart. Here they agree to
six digits, and no position hears of a later one.
"""

from typing import Any, TypeAlias

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

Floats: TypeAlias = np.ndarray[Any, np.dtype[np.float32]]
Int8s: TypeAlias = np.ndarray[Any, np.dtype[np.int8]]


def symmetric(weights: Floats, axis: int) -> tuple[Int8s, Floats]:
    """Weights as int8 and a scale for every slice along axis, shaped to multiply: weights ~ int8 * scale."""
    other = tuple(a for a in range(weights.ndim) if a != axis)
    scale = np.abs(weights).max(axis=other, keepdims=True) / 127
    scale = np.where(scale == 0, 1, scale).astype(np.float32)
    return np.rint(weights / scale).astype(np.int8), scale


def quantize_weights(graph: onnx.ModelProto) -> None:
    """Store every matrix that a MatMul multiplies by, or a Gather reads rows of, as int8; changes graph in place.

    A matrix that only a MatMul reads has a scale for every column, an embedding one for every row (a token).
    """
    by_row = {node.input[0] for node in graph.graph.node if node.op_type == "Gather"}
    by_column = {node.input[1] for node in graph.graph.node if node.op_type == "MatMul"}
    opening = []
    for weight in list(graph.graph.initializer):
        if len(weight.dims) != 2 or weight.name not in by_row | by_column:
            continue
        axis = 0 if weight.name in by_row else 1
        ints, scale = symmetric(numpy_helper.to_array(weight).astype(np.float32), axis)
        graph.graph.initializer.remove(weight)
        graph.graph.initializer.append(numpy_helper.from_array(ints, f"{weight.name}.int8"))
        graph.graph.initializer.append(numpy_helper.from_array(scale, f"{weight.name}.scale"))
        # Not DequantizeLinear, which some builds of onnxruntime fuse into kernels that round activations after all;
        # these two are folded once, when the graph is loaded.
        opening.append(
            helper.make_node("Cast", [f"{weight.name}.int8"], [f"{weight.name}.whole"], to=TensorProto.FLOAT)
        )
        opening.append(helper.make_node("Mul", [f"{weight.name}.whole", f"{weight.name}.scale"], [weight.name]))
    nodes = [*opening, *graph.graph.node]
    del graph.graph.node[:]
    graph.graph.node.extend(nodes)
