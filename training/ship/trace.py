"""From torch to ONNX: every graph is traced from torch and reads the flat vector of weights."""

import contextlib
import io
import logging
import warnings
from collections.abc import Iterator

import onnx
import torch
from torch import Tensor, nn
from torch._decomp import core_aten_decompositions
from torch.fx.experimental.proxy_tensor import make_fx

from training.run.flat import flatten
from training.run.model import GPT
from training.ship.graphs import Forward, Next, Step, adamw_step, sgd_step
from training.ship.slim import slim

OPSET = 18


def forward(model: GPT) -> onnx.ModelProto:
    """flat (N,), ids (1, T) to logits (T, V) and attention (L, H, T, T)."""
    ids = torch.arange(_length(model))[None]
    return _export(Forward(model).eval(), {"flat": flatten(model), "ids": ids}, ["logits", "attention"], model)


def following(model: GPT) -> onnx.ModelProto:
    """flat (N,), ids (1, T) to logits (V,) of the token after the last one."""
    ids = torch.arange(_length(model))[None]
    return _export(Next(model).eval(), {"flat": flatten(model), "ids": ids}, ["logits"], model)


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
    slim(graph)
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
