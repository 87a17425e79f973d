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
from training.run.model import GPT, deviation
from training.ship import parity, trace
from training.ship.weights import described, packed

MOST_MOMENT_BYTES = 4_000_000
MOST_GRAPH_BYTES = 1_000_000


def export(config: Config) -> None:
    """Write the graphs, the weights of every moment and the parity report to runs/<name>/export/; skip what is done.

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
        figures = parity.check(config, model, folder, folder / moment_file(int(state["step"])))
    finally:
        torch.set_num_threads(threads)
    print(f"export: {json.dumps(figures)}")
    parity.refuse(figures)
    files = {path.relative_to(folder).as_posix(): sha256(path) for path in _written(folder)}
    for name in files:
        most = MOST_GRAPH_BYTES if name.endswith(".onnx") else MOST_MOMENT_BYTES
        if (size := (folder / name).stat().st_size) > most:
            raise parity.ParityError(f"{name} has {size:,} bytes, more than {most:,}; make the model smaller")
    write_json(report_path, identity | {"files": files, "figures": figures})


def moment_file(step: int) -> str:
    """Where the weights of a step are published, below the model's folder."""
    return f"moments/{step:08d}.bin"


def write_files(config: Config, model: GPT, step: int) -> None:
    """All files of an export but the report."""
    folder, parts = config.run / "export", layout(model)
    shutil.rmtree(folder, ignore_errors=True)
    deviations = {part.name: deviation(part.name, config.model) for part in parts if len(part.shape) == 2}
    weights = described(parts, groups(parts), deviations, config.model.block_size)
    write_json(folder / "weights.json", weights)
    earlier = [stage for stage in checkpoint.moments(config, step) if stage < step]
    with progress.bar("export", 5 + len(earlier), "file") as bar:
        for name, graph in (
            ("forward.onnx", trace.forward(model)),
            ("next.onnx", trace.following(model)),
            ("step.sgd.onnx", trace.sgd(model)),
            ("step.adamw.onnx", trace.adamw(model, config.training.weight_decay)),
        ):
            write_bytes(folder / name, graph.SerializeToString())
            bar.update(1)
        for stage in earlier:
            flat = flatten(checkpoint.model_at(config, stage)).numpy()
            write_bytes(folder / moment_file(stage), packed(flat, weights))
            bar.update(1)
        write_bytes(folder / moment_file(step), packed(flatten(model).numpy(), weights))
        bar.update(1)


def _written(folder: Path) -> list[Path]:
    return sorted([*folder.glob("*.onnx"), folder / "weights.json", *folder.glob("moments/*.bin")])


def _unchanged(folder: Path) -> bool:
    report: Any = read_json(folder / "parity.json")
    return all(
        (folder / name).is_file() and sha256(folder / name) == digest for name, digest in report["files"].items()
    )
