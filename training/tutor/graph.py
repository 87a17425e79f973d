"""The tuned marker as one ONNX file: float activations, and matrices as int8 with a scale for every row.

The runtime makes floats of them when it reads the file, which is a quarter of the model's size, and nothing but the
rounding of weights changes its answers.
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
    rounded_names, nodes = set(), []
    for stored in list(graph.initializer):
        values = numpy_helper.to_array(stored)
        if values.dtype != np.float32 or values.ndim != 2 or values.size < LARGE:
            continue
        axis = 1 if stored.name in multiplied else 0
        ints, scales = rounded(values.T if axis else values)
        name = stored.name
        rounded_names.add(name)
        graph.initializer.remove(stored)
        graph.initializer.extend(
            [
                numpy_helper.from_array(np.ascontiguousarray(ints.T if axis else ints), f"{name}.ints"),
                numpy_helper.from_array(scales[None] if axis else scales[:, None], f"{name}.scales"),
            ]
        )
        if name not in gathered:
            nodes += _floats(name, f"{name}.ints", f"{name}.scales")
    for node in graph.node:
        if node.op_type == "Gather" and node.input[0] in rounded_names:
            nodes += _looked_up(node)
        else:
            nodes.append(node)
    del graph.node[:]
    graph.node.extend(nodes)


def _looked_up(gather: onnx.NodeProto) -> list[onnx.NodeProto]:
    """Of an embedding only the rows that are asked for become floats."""
    (name, index), out = gather.input, gather.output[0]
    rows = [
        helper.make_node("Gather", [f"{name}.{part}", index], [f"{out}.{part}"], axis=0) for part in ("ints", "scales")
    ]
    return [*rows, *_floats(out, f"{out}.ints", f"{out}.scales")]


def _floats(name: str, ints: str, scales: str) -> list[onnx.NodeProto]:
    """Whole numbers times their scales.

    DequantizeLinear would say the same, but runtimes join it with the product that follows and then round what is
    multiplied as well, each in its own way.
    """
    return [
        helper.make_node("Cast", [ints], [f"{name}.wide"], to=onnx.TensorProto.FLOAT),
        helper.make_node("Mul", [f"{name}.wide", scales], [name]),
    ]
