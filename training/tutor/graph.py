"""The tuned marker as one ONNX file: float activations, and matrices as int8 with a scale for every row.

The runtime makes floats of them as it goes (DequantizeLinear), so the file is a quarter of the model's size and nothing
but the rounding of weights changes its answers.
"""

import contextlib
import io
import warnings

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper

from training.ship.slim import slim
from training.ship.weights import rounded
from training.tutor.marker import Exported, Marker

OPSET = 18
LARGE = 4_096
"""Numbers in a matrix from which it is rounded."""


def exported(marker: Marker) -> onnx.ModelProto:
    """ids (1, T), share (S, T) to p (S, 28)."""
    ids = torch.arange(4, 41)[None]
    share = torch.zeros(5, ids.shape[1])
    length = torch.export.Dim("T", min=2, max=512)
    dynamic = {"ids": {1: length}, "share": {0: torch.export.Dim("S", min=1), 1: length}}
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            Exported(marker).eval(),
            (ids, share),
            input_names=["ids", "share"],
            output_names=["p"],
            dynamo=True,
            opset_version=OPSET,
            dynamic_shapes=dynamic,
            verbose=False,
        )
    assert program is not None  # noqa: S101
    program.optimize()
    graph = program.model_proto
    _round(graph.graph)
    slim(graph)
    onnx.checker.check_model(graph)
    return graph


def _round(graph: onnx.GraphProto) -> None:
    """Every large matrix becomes int8 and a scale for each row or, where it is multiplied from the right, column."""
    multiplied = {node.input[1] for node in graph.node if node.op_type == "MatMul"}
    gathered = {node.input[0] for node in graph.node if node.op_type == "Gather"}
    widened = []
    for stored in list(graph.initializer):
        values = numpy_helper.to_array(stored)
        if values.dtype != np.float32 or values.ndim != 2 or values.size < LARGE:
            continue
        axis = 1 if stored.name in multiplied else 0
        ints, scales = rounded(values.T if axis else values)
        whole = np.ascontiguousarray(ints.T if axis else ints)
        graph.initializer.remove(stored)
        name = stored.name
        graph.initializer.extend(
            [numpy_helper.from_array(whole, f"{name}.ints"), numpy_helper.from_array(scales, f"{name}.scales")]
        )
        if name in gathered:
            _widen_what_is_gathered(graph, name)
        else:
            inputs = [f"{name}.ints", f"{name}.scales"]
            widened.append(helper.make_node("DequantizeLinear", inputs, [name], axis=axis))
    nodes = [*widened, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)


def _widen_what_is_gathered(graph: onnx.GraphProto, name: str) -> None:
    """Of an embedding only the rows that are looked up become floats: row times scale."""
    nodes: list[onnx.NodeProto] = []
    for node in graph.node:
        if node.op_type != "Gather" or node.input[0] != name:
            nodes.append(node)
            continue
        out, index = node.output[0], node.input[1]
        axes = numpy_helper.from_array(np.array([-1], np.int64), f"{out}.axes")
        graph.initializer.append(axes)
        nodes += [
            helper.make_node("Gather", [f"{name}.ints", index], [f"{out}.ints"], axis=0),
            helper.make_node("Gather", [f"{name}.scales", index], [f"{out}.scale"], axis=0),
            helper.make_node("Cast", [f"{out}.ints"], [f"{out}.wide"], to=onnx.TensorProto.FLOAT),
            helper.make_node("Unsqueeze", [f"{out}.scale", axes.name], [f"{out}.column"]),
            helper.make_node("Mul", [f"{out}.wide", f"{out}.column"], [out]),
        ]
    del graph.node[:]
    graph.node.extend(nodes)
