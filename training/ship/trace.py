"""From torch to ONNX files: graphs that were traced, and weights as a graph whose only output is the flat vector."""

import contextlib
import io
import logging
import warnings
from collections.abc import Iterator

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn
from torch._decomp import core_aten_decompositions
from torch.fx.experimental.proxy_tensor import make_fx

from training.run.flat import Part, flatten
from training.run.model import GPT
from training.ship.graphs import Forward, Step, adamw_step, sgd_step
from training.ship.quantize import Floats, symmetric

OPSET = 18
_IR = 10


class LastPosition(nn.Module):
    """Ids (1, T) to logits (V,) of the token after the last one."""

    def __init__(self, model: GPT) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: Tensor) -> Tensor:
        """Only the last position goes through the vocabulary's large matrix."""
        last: Tensor = self.model.lm_head(self.model.hidden(ids)[0, -1])
        return last


def last_position(model: GPT) -> onnx.ModelProto:
    """ids (1, T) to logits (V,), with its float weights inside."""
    ids = torch.arange(_length(model))[None]
    return _export(LastPosition(model).eval(), {"ids": ids}, ["logits"], model)


def forward(model: GPT) -> onnx.ModelProto:
    """flat (N,), ids (1, T) to logits (T, V) and attention (L, H, T, T)."""
    ids = torch.arange(_length(model))[None]
    return _export(Forward(model).eval(), {"flat": flatten(model), "ids": ids}, ["logits", "attention"], model)


def sgd(model: GPT) -> onnx.ModelProto:
    """flat (N,), ids and targets (B, T), learning_rate () to next (N,), loss (), nll (B, T), norms (G,)."""
    sample = {"flat": flatten(model), **_batch(model), "learning_rate": torch.tensor(0.1)}
    return _export(_traced(sgd_step(model), sample), sample, ["next", "loss", "nll", "norms"], model)


def adamw(model: GPT, weight_decay: float) -> onnx.ModelProto:
    """As `sgd`, with the moments m and v (N,) and the step's number t () from 1 beside the weights."""
    flat = flatten(model)
    moments = {"m": torch.zeros_like(flat), "v": torch.zeros_like(flat), "t": torch.tensor(1.0)}
    sample = {"flat": flat, **moments, **_batch(model), "learning_rate": torch.tensor(0.1)}
    outputs = ["next", "next_m", "next_v", "loss", "nll", "norms"]
    return _export(_traced(adamw_step(model, weight_decay), sample), sample, outputs, model)


def _length(model: GPT) -> int:
    """A number of tokens that is no other size in the model, or the exporter would take the two for one."""
    taken = {0, 1, 2, 3, model.config.n_embd // model.config.n_head, model.config.n_head, model.config.n_layer}
    taken |= {size for weight in model.parameters() for size in weight.shape}
    return next(
        length for length in range(5, model.config.block_size) if length not in taken and 2 * length not in taken
    )


def _batch(model: GPT) -> dict[str, Tensor]:
    ids = torch.arange(3 * _length(model)).reshape(3, -1) % model.wte.num_embeddings
    return {"ids": ids, "targets": ids.roll(-1, 1)}


def _traced(step: Step, sample: dict[str, Tensor]) -> nn.Module:
    # The tables of rotary positions are no input of the step: they become constants of the graph.
    decompositions = dict(core_aten_decompositions())
    made: nn.Module = make_fx(
        step, decomposition_table=decompositions, tracing_mode="symbolic", _allow_non_fake_inputs=True
    )(*sample.values())
    return made


def _export(module: nn.Module, sample: dict[str, Tensor], outputs: list[str], model: GPT) -> onnx.ModelProto:
    length = torch.export.Dim("length", min=2, max=model.config.block_size)
    dynamic: dict[str, dict[int, object]] = {name: {} for name in sample}
    for name in {"ids", "targets"} & set(sample):
        dynamic[name] = {1: length}
        if sample[name].shape[0] > 1:
            dynamic[name][0] = torch.export.Dim("batch", min=1, max=1024)
    with _quiet():
        program = torch.onnx.export(
            module,
            tuple(sample.values()),
            dynamo=True,
            opset_version=OPSET,
            input_names=list(sample),
            output_names=outputs,
            dynamic_shapes=tuple(dynamic.values()),
            verbose=False,
        )
    if program is None:
        raise RuntimeError("torch.onnx.export gave no program")
    graph: onnx.ModelProto = program.model_proto
    _strip(graph)
    return graph


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """The exporter talks to its own developers."""
    before = logging.getLogger("torch.onnx").level
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.getLogger("torch.onnx").setLevel(before)


def _strip(graph: onnx.ModelProto) -> None:
    """Drop what only a debugger reads: source locations (paths of this machine among them) and documentation."""
    for node in graph.graph.node:
        node.ClearField("doc_string")
        del node.metadata_props[:]
    for value in [*graph.graph.value_info, *graph.graph.input, *graph.graph.output, *graph.graph.initializer]:
        value.ClearField("doc_string")
        del value.metadata_props[:]
    del graph.graph.metadata_props[:]
    del graph.metadata_props[:]
    del graph.graph.value_info[:]


def half_weights(flat: Floats) -> onnx.ModelProto:
    """Weights (N,) in half precision: a graph without inputs whose output `flat` is the float32 vector."""
    halves = numpy_helper.from_array(flat.astype(np.float16), "half")
    return _weights([helper.make_node("Cast", ["half"], ["flat"], to=TensorProto.FLOAT)], [halves], len(flat))


def int8_weights(flat: Floats, parts: list[Part]) -> onnx.ModelProto:
    """The same with matrices as int8, one scale a row (an output of the layer, or a token): a quarter of the size."""
    nodes, stored, pieces = [], [], []
    for index, part in enumerate(parts):
        weight = flat[part.start : part.start + part.size].reshape(part.shape)
        name = f"part{index}"
        if len(part.shape) < 2:
            stored.append(numpy_helper.from_array(weight.astype(np.float32), name))
        else:
            ints, scale = symmetric(weight, 0)
            stored += [
                numpy_helper.from_array(ints, f"{name}.int8"),
                numpy_helper.from_array(scale, f"{name}.scale"),
            ]
            nodes += [
                helper.make_node("Cast", [f"{name}.int8"], [f"{name}.whole"], to=TensorProto.FLOAT),
                helper.make_node("Mul", [f"{name}.whole", f"{name}.scale"], [f"{name}.matrix"]),
                helper.make_node("Reshape", [f"{name}.matrix", "line"], [name]),
            ]
        pieces.append(name)
    stored.append(numpy_helper.from_array(np.array([-1], dtype=np.int64), "line"))
    nodes.append(helper.make_node("Concat", pieces, ["flat"], axis=0))
    return _weights(nodes, stored, len(flat))


def _weights(nodes: list[onnx.NodeProto], stored: list[onnx.TensorProto], size: int) -> onnx.ModelProto:
    output = helper.make_tensor_value_info("flat", TensorProto.FLOAT, [size])
    graph = helper.make_graph(nodes, "weights", [], [output], stored)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=_IR)
