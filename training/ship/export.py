"""From weights to the files that the site runs, compared with torch before they are kept."""

import json
import shutil
from pathlib import Path
from typing import Any

import torch

from training import progress
from training.config import Config
from training.files import read_json, sha256, write_bytes, write_json
from training.judge.evaluate import is_of
from training.run import checkpoint
from training.run.flat import flatten, groups, layout
from training.run.model import GPT
from training.ship import parity, trace
from training.ship.quantize import quantize_weights

MOST_INT8_BYTES = 5_000_000
MOST_BYTES = 10_000_000


def export(config: Config) -> None:
    """Write the graphs, the weights of every stage and the parity report to runs/<name>/export/; skip what is done.

    Raises:
        CheckpointError: if nothing was trained yet.
        ParityError: if a file does not say what the model says, or is too large.
    """
    folder = config.run / "export"
    state = checkpoint.latest(config)
    report_path, identity = folder / "parity.json", checkpoint.identity(state)
    if is_of(report_path, identity) and _unchanged(folder):
        print("export: up to date")
        return
    model = GPT(config.model, config.tokens.vocab_size)
    model.load_state_dict(state["model"])
    model.eval()
    # Short texts one by one: a second thread would only wait.
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        write_files(config, model, int(state["step"]))
        figures = parity.check(config, model, folder)
    finally:
        torch.set_num_threads(threads)
    print(f"export: {json.dumps(figures)}")
    parity.refuse(figures)
    (folder / "int8.onnx").unlink()
    files = {str(path.relative_to(folder)): sha256(path) for path in sorted(folder.rglob("*.onnx"))}
    for name in files:
        most = MOST_INT8_BYTES if name == "model.int8.onnx" else MOST_BYTES
        if (size := (folder / name).stat().st_size) > most:
            raise parity.ParityError(f"{name} has {size:,} bytes, more than {most:,}; make the model smaller")
    write_json(report_path, identity | {"files": files, "figures": figures})


def write_files(config: Config, model: GPT, step: int) -> None:
    """All files of an export but the report."""
    folder, parts = config.run / "export", layout(model)
    shutil.rmtree(folder, ignore_errors=True)
    earlier = [stage for stage in config.stages if stage < step]
    with progress.bar("export", 5 + len(earlier), "file") as bar:
        small = trace.last_position(model)
        quantize_weights(small)
        write_bytes(folder / "model.int8.onnx", small.SerializeToString())
        bar.update(1)
        for name, graph in (
            ("forward.onnx", trace.forward(model)),
            ("step.sgd.onnx", trace.sgd(model)),
            ("step.adamw.onnx", trace.adamw(model, config.training.weight_decay)),
        ):
            write_bytes(folder / name, graph.SerializeToString())
            bar.update(1)
        flat = flatten(model).numpy()
        write_bytes(folder / "weights.onnx", trace.half_weights(flat).SerializeToString())
        # Only to be compared: the shipped weights are the half-precision ones.
        write_bytes(folder / "int8.onnx", trace.int8_weights(flat, parts).SerializeToString())
        bar.update(1)
        for stage in earlier:
            weights = trace.int8_weights(flatten(checkpoint.model_at(config, stage)).numpy(), parts)
            write_bytes(folder / "checkpoints" / f"{stage:08d}.onnx", weights.SerializeToString())
            bar.update(1)
    described = {
        "size": len(flat),
        "groups": groups(parts),
        "parts": [{"name": p.name, "shape": p.shape, "start": p.start, "group": p.group} for p in parts],
    }
    write_json(folder / "weights.json", described)


def _unchanged(folder: Path) -> bool:
    report: Any = read_json(folder / "parity.json")
    return all(
        (folder / name).is_file() and sha256(folder / name) == digest for name, digest in report["files"].items()
    )
