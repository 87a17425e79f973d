"""Packs our own Python for the browser: widgets, engine, ml and the data beside them, compiled; never the build's room.

Also lists every file the runtime fetches with size and SHA-256, so that the page can show how far it is and a changed
file gets a new address. `python -m widgets.embed.bundle` runs it by itself.
"""

import hashlib
import io
import json
import zipfile
from pathlib import Path

from widgets.embed import host
from widgets.embed.vendor import ROOT, VENDOR, VendorError, compiled, write

PACKAGE = ROOT / "widgets"
NAME = "nudge.zip"
RUNTIMES = (
    "pyodide.js",
    "pyodide.asm.js",
    "pyodide.asm.wasm",
    "python_stdlib.zip",
    "packages.zip",
    "ort.js",
    "ort.wasm",
)


def sources() -> list[Path]:
    """The files that travel."""
    found = [path for path in PACKAGE.rglob("*") if path.suffix in (".py", ".toml")]
    return sorted(path for path in found if "embed" not in path.relative_to(PACKAGE).parts)


def packed() -> bytes:
    """A zip of the sources; the same sources give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path in sources():
            name = str(path.relative_to(ROOT).as_posix())
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), path.read_bytes())
    return buffer.getvalue()


def build() -> None:
    """Bring docs/vendor/nudge.zip and docs/vendor/assets.json up to date.

    Raises:
        VendorError: if the vendored runtimes are missing or compiling fails.
        MissingModel: if a file of a model is missing, or MODEL names none.
    """
    missing = [name for name in RUNTIMES if not (VENDOR / name).is_file()]
    if missing:
        raise VendorError(f"docs/vendor/{missing[0]} is missing; run `make build`, or python -m widgets.embed.vendor")
    source = packed()
    digest = hashlib.sha256(source).hexdigest()
    stamp = VENDOR / ".bundle.sha256"
    if not (VENDOR / NAME).is_file() or not stamp.is_file() or stamp.read_text(encoding="utf-8") != digest:
        write(VENDOR / NAME, compiled({NAME: source})[NAME])
        write(stamp, digest.encode())
    listed = {f"vendor/{name}": _described(VENDOR / name) for name in (*RUNTIMES, NAME)}
    for path in sorted(host.MODELS.glob("*/manifest.json")):
        listed |= _model(path.parent.name)
    data = json.dumps(listed, indent=1).encode()
    if not (VENDOR / "assets.json").is_file() or (VENDOR / "assets.json").read_bytes() != data:
        write(VENDOR / "assets.json", data)


def _model(name: str) -> dict[str, dict[str, object]]:
    """What the page reads of a model by the name it asks for; where another takes its place, with the address."""
    folder, files = host.folder(name), {}
    last = host.last_moment(name).relative_to(folder).as_posix()
    for file in ("next.onnx", "weights.json", "tokenizer.json", last):
        files[f"models/{name}/{file}"] = _described(host.published(name, file))
        if folder.name != name:
            files[f"models/{name}/{file}"]["at"] = f"models/{folder.name}/{file}"
    return files


def _described(path: Path) -> dict[str, object]:
    data = path.read_bytes()
    return {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}


if __name__ == "__main__":
    build()
