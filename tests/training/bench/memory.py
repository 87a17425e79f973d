"""The most memory that `prepare` takes for 100 MB of text; torch must not be loaded there."""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from training.config import ROOT

SIZE = 100_000_000


def memory() -> dict[str, Any]:
    """Peak bytes, and whether torch was loaded."""
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "large.txt"
        _write(text)
        code = (
            "import pathlib, resource, sys; from training import config; from training.text import prepare; "
            f"config.ROOT = pathlib.Path({folder!r}); "
            "c = config.read(pathlib.Path('training/configs/demo-cpu.toml'), "
            f"""['data.source=[{{"file": "{text}"}}]', 'name=bench']); prepare.prepare(c); """
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, 'torch' in sys.modules)"
        )
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    peak, loaded = done.stdout.split()[-2:]
    return {"text_bytes": SIZE, "prepare_peak_bytes": int(peak) * 1024, "torch_loaded": loaded == "True"}


def _write(path: Path) -> None:
    rng = np.random.default_rng(0)
    vocabulary = (ROOT / "docs" / "index.md").read_text(encoding="utf-8").split()
    phrases = [" ".join(rng.choice(vocabulary, 12)) for _ in range(5000)]
    with path.open("w", encoding="utf-8") as file:
        number = 0
        while file.tell() < SIZE:
            number += 1
            story = ". ".join(phrases[i] for i in rng.integers(0, len(phrases), 8))
            file.write(f"Story {number}. {story}.\n<|endoftext|>\n")
