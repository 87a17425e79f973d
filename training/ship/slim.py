"""A graph without what does nothing: powers of one, stored numbers that are all alike, words for a debugger."""

import numpy as np
import onnx
from onnx import helper, numpy_helper


def slim(graph: onnx.ModelProto) -> None:
    """Take all of it out; the graph's outputs stay the same, bit for bit. Changes the graph in place."""
    _drop_powers_of_one(graph.graph)
    _fill_when_loaded(graph.graph)
    _drop_unused(graph.graph)
    _drop_words(graph)


def _drop_powers_of_one(graph: onnx.GraphProto) -> None:
    """x ** 1, which the backward pass of a square leaves and a runtime computes, at a sixth of a step's time."""
    ones = {
        stored.name
        for stored in graph.initializer
        if not stored.dims and float(numpy_helper.to_array(stored).reshape(())) == 1
    }
    outputs = {output.name for output in graph.output}
    same: dict[str, str] = {}
    kept = []
    for node in graph.node:
        for index, name in enumerate(node.input):
            node.input[index] = same.get(name, name)
        if node.op_type == "Pow" and node.input[1] in ones and node.output[0] not in outputs:
            same[node.output[0]] = node.input[0]
        else:
            kept.append(node)
    del graph.node[:]
    graph.node.extend(kept)


def _fill_when_loaded(graph: onnx.GraphProto) -> None:
    """Tensors of one number repeated become their shape and that number; a runtime fills them as it loads the graph."""
    filling = []
    for stored in list(graph.initializer):
        values = numpy_helper.to_array(stored)
        if values.size < 64 or values.tobytes() != values.flat[:1].tobytes() * values.size:
            continue
        graph.initializer.remove(stored)
        shape = np.array(values.shape, dtype=np.int64)
        graph.initializer.append(numpy_helper.from_array(shape, f"{stored.name}.shape"))
        value = numpy_helper.from_array(values.flat[:1])
        filling.append(helper.make_node("ConstantOfShape", [f"{stored.name}.shape"], [stored.name], value=value))
    nodes = [*filling, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)


def _drop_unused(graph: onnx.GraphProto) -> None:
    used = {name for node in graph.node for name in node.input} | {output.name for output in graph.output}
    for stored in list(graph.initializer):
        if stored.name not in used:
            graph.initializer.remove(stored)


def _drop_words(graph: onnx.ModelProto) -> None:
    """What only a debugger reads: source locations (paths of this machine among them) and documentation."""
    for node in graph.graph.node:
        node.ClearField("doc_string")
        del node.metadata_props[:]
    for value in [*graph.graph.value_info, *graph.graph.input, *graph.graph.output, *graph.graph.initializer]:
        value.ClearField("doc_string")
        del value.metadata_props[:]
    del graph.graph.metadata_props[:]
    del graph.metadata_props[:]
    del graph.graph.value_info[:]
