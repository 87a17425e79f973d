"""What a run was made from, on and with: corpus, settings, device, versions, commit."""

import importlib.metadata
import platform
import subprocess
from pathlib import Path
from typing import Any

from training.config import ROOT, Config, to_dict
from training.files import read_json
from training.text import corpus

PACKAGES = ("torch", "onnx", "onnxruntime", "onnxscript", "tokenizers", "tiktoken", "numpy")


def origin(config: Config) -> dict[str, Any]:
    """What a run was made from, on and with: corpus, device, versions, commit."""
    sources: Any = read_json(config.run / "data" / "sources.json")
    # A run that blew up before its first checkpoint left none.
    ran_on: Any = read_json(config.run / "run.json") if (config.run / "run.json").is_file() else {}
    return {
        "corpus": [
            {**source, "file": Path(source["file"]).name, "share": round(share, 4)}
            for source, share in zip(sources, corpus.shares(config), strict=True)
        ],
        **ran_on,
        "versions": {name: importlib.metadata.version(name) for name in PACKAGES}
        | {"python": platform.python_version()},
        "source_commit": _commit(),
    }


def public(config: Config) -> dict[str, Any]:
    """The settings without the folders of this machine."""
    table = to_dict(config)
    table["data"]["folder"] = Path(table["data"]["folder"]).name
    for source in table["data"]["source"]:
        source["file"] = Path(source["file"]).name
        if Path(source["dataset"]).is_absolute():
            source["dataset"] = Path(source["dataset"]).name
    return table


def _commit() -> str:
    done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.strip() or "unknown"
