"""From weights to ONNX: an int8 graph that predicts the token after a text, compared with torch first."""

import json
import logging
import warnings
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import onnx
import onnxruntime
import torch
from torch import Tensor, nn

from training import checkpoint, data
from training.config import Config
from training.files import read_json, sha256, write_bytes, write_json
from training.model import GPT
from training.quantize import quantize_weights

OPSET = 18
MOST_BYTES = 5_000_000
FLOAT_TOLERANCE = 1e-4
LEAST_AGREEMENT = 0.97
Ids: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]


class ParityError(RuntimeError):
    """The exported graph does not say what the trained model says; nothing is published."""


class LastPosition(nn.Module):
    """Ids (1, T) to logits (V,) of the token after the last one."""

    def __init__(self, model: GPT) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: Tensor) -> Tensor:
        """Only the last position goes through the vocabulary's large matrix."""
        last: Tensor = self.model.lm_head(self.model.hidden(ids)[0, -1])
        return last


def export(config: Config) -> None:
    """Write runs/<name>/export/model.int8.onnx and what the comparison found; skip what is up to date.

    Raises:
        ParityError: if the graphs differ from the model or the file is too large.
    """
    folder = config.run / "export"
    state = checkpoint.newest(config.run / "checkpoints")
    if state is None:
        raise checkpoint.CheckpointError(f"runs/{config.name} has no checkpoint yet; train first")
    report_path, graph = folder / "parity.json", folder / "model.int8.onnx"
    if graph.is_file() and report_path.is_file():
        report: Any = read_json(report_path)
        if report["step"] == state["step"] and report["sha256"] == sha256(graph):
            print("export: up to date")
            return
    model = GPT(config.model, config.tokens.vocab_size)
    model.load_state_dict(state["model"])
    model.eval()
    # Short texts one by one: a second thread would only wait.
    torch.set_num_threads(1)
    folder.mkdir(parents=True, exist_ok=True)
    floats = folder / "model.fp32.onnx"
    print("export: tracing the model")
    _trace(model, floats)
    small = onnx.load(floats)
    quantize_weights(small)
    write_bytes(graph, small.SerializeToString())
    texts = _held_out_texts(config)
    report = compare(model, floats, graph, texts)
    report |= {"step": state["step"], "sha256": sha256(graph), "bytes": graph.stat().st_size}
    print(f"export: {json.dumps(report)}")
    if report["fp32_max_difference"] > FLOAT_TOLERANCE:
        raise ParityError(f"onnxruntime differs from torch by {report['fp32_max_difference']:.2g} in a logit")
    if report["int8_top1_agreement"] < LEAST_AGREEMENT:
        raise ParityError(f"int8 names the same first token only {report['int8_top1_agreement']:.1%} of the time")
    if report["bytes"] > MOST_BYTES:
        raise ParityError(f"the int8 graph has {report['bytes']:,} bytes, more than {MOST_BYTES:,}")
    floats.unlink()
    write_json(report_path, report)


def _trace(model: GPT, path: Path) -> None:
    # Neither 0 nor 1 nor the size of another dimension, so that the exporter keeps the length open.
    ids = torch.arange(24)[None]
    length = torch.export.Dim("length", min=2, max=model.config.block_size)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logging.getLogger("torch.onnx").setLevel(logging.ERROR)
        program = torch.onnx.export(
            LastPosition(model).eval(),
            (ids,),
            dynamo=True,
            opset_version=OPSET,
            input_names=["ids"],
            output_names=["logits"],
            dynamic_shapes=({1: length},),
            verbose=False,
        )
    if program is None:
        raise ParityError("torch.onnx.export gave no program")
    write_bytes(path, program.model_proto.SerializeToString())
    _strip(path)


def _strip(path: Path) -> None:
    """Drop what only a debugger reads: source locations (paths of this machine among them) and documentation."""
    graph = onnx.load(path)
    for node in graph.graph.node:
        node.ClearField("doc_string")
        del node.metadata_props[:]
    for value in [*graph.graph.value_info, *graph.graph.input, *graph.graph.output, *graph.graph.initializer]:
        value.ClearField("doc_string")
        del value.metadata_props[:]
    del graph.graph.metadata_props[:]
    del graph.metadata_props[:]
    del graph.graph.value_info[:]
    write_bytes(path, graph.SerializeToString())


def _held_out_texts(config: Config) -> list[Ids]:
    """Pieces of 3 to block_size tokens from every source's held-out text, each opened by the end-of-text mark."""
    rng = np.random.default_rng(3)
    pieces = []
    for ids in data.held_out(config).values():
        for _ in range(60):
            length = int(rng.integers(3, config.model.block_size))
            start = int(rng.integers(0, len(ids) - length))
            piece = ids[start : start + length].astype(np.int64)
            piece[0] = config.tokens.vocab_size - 1
            pieces.append(piece)
    return pieces


@torch.no_grad()
def compare(model: GPT, floats: Path, graph: Path, pieces: list[Ids]) -> dict[str, Any]:
    """How far both graphs are from torch: the largest difference of a logit, and agreement on the first token."""
    sessions = [onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"]) for path in (floats, graph)]
    worst, same, off = 0.0, 0, []
    for piece in pieces:
        expected = LastPosition(model)(torch.from_numpy(piece)[None]).numpy()
        exact, small = (session.run(["logits"], {"ids": piece[None]})[0] for session in sessions)
        worst = max(worst, float(np.abs(exact - expected).max()))
        same += int(small.argmax() == expected.argmax())
        off.append(float(np.abs(small - expected).mean()))
    return {
        "fp32_max_difference": worst,
        "int8_top1_agreement": same / len(pieces),
        "int8_mean_logit_error": sum(off) / len(off),
        "texts": len(pieces),
    }
