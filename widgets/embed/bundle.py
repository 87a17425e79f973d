"""Packs what the page reads: our own Python, runtimes, models, frames, and lists every file; and the deck for Anki.

Our Python is widgets, engine, ml and the data beside them, compiled, in a zip for all and one a widget (shares.py);
never the build's room. `python -m widgets.embed.bundle` runs it by itself.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable
from pathlib import Path

from widgets.embed import anki, editing, frames, published, sentences
from widgets.embed.checked import VendorError, write
from widgets.embed.packed import Entry, pack, sweep
from widgets.embed.places import DOCS, look_again, within
from widgets.embed.shares import shares
from widgets.embed.vendor import RUNTIME, VENDOR, can_compile, compiled, pages, pins

SCRIPTS = DOCS / "javascripts"
# Behind the digest of a share that was not compiled.
AS_SOURCE = " as source"
RUNTIMES = (
    "pyodide.js",
    "pyodide.asm.js",
    "pyodide.asm.wasm",
    "python_stdlib.zip",
    "library.zip",
    "packages.zip",
    "fsrs.zip",
    "segno.zip",
    "ort.js",
    "ort.wasm",
    "tokenizers.js",
)
WORKERS = (
    "python-worker.js",
    "tokens.js",
    "weights.js",
    "reading.js",
    "training.js",
    "probe.js",
    "marking.js",
    "model-worker.js",
)


def packed(paths: Iterable[Path]) -> bytes:
    """A zip of sources; the same sources give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path in paths:
            name = within(path).as_posix()
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), path.read_bytes())
    return buffer.getvalue()


def build() -> None:
    """Bring docs/vendor/assets/, docs/vendor/assets.json and, where cards are shown, docs/nudge.apkg up to date.

    Raises:
        VendorError: if the vendored runtimes are missing or compiling fails.
        MissingModel: if a file of a model is missing, or MODEL names none.
    """
    look_again()
    if any(widget == "flashcards" for widget, _ in frames.fences()):
        anki.build()
    missing = [name for name in RUNTIMES if not (RUNTIME / name).is_file()]
    if missing:
        raise VendorError(f"the runtime {missing[0]} is missing; run `make build`, or python -m widgets.embed.vendor")
    files = {name: RUNTIME / name for name in RUNTIMES} | {name: SCRIPTS / name for name in WORKERS}
    files |= _our_python()
    files |= frames.build()
    for path in sorted(published.MODELS.glob("*/manifest.json")):
        files |= _model(path.parent.name)
    listed: dict[str, Entry] = {name: pack(name, path.read_bytes()) for name, path in files.items()}
    sweep(listed, {*pages(pins()), "assets.json"})
    data = json.dumps(listed, indent=1).encode()
    if not (VENDOR / "assets.json").is_file() or (VENDOR / "assets.json").read_bytes() != data:
        write(VENDOR / "assets.json", data)


def _our_python() -> dict[str, Path]:
    """Our shares, compiled but while they are edited: then as source, which the page reads as well, only slower."""
    archives = {name: packed(paths) for name, paths in shares().items()}
    digests = {name: hashlib.sha256(source).hexdigest() for name, source in archives.items()}
    made, stamp = {name: RUNTIME / name for name in archives}, RUNTIME / "nudge.json"
    known = _known(stamp) if all(path.is_file() for path in made.values()) else {}
    as_source = editing.session is not None or not can_compile()
    done = {name: {digest, digest + AS_SOURCE} if as_source else {digest} for name, digest in digests.items()}
    new = {name: data for name, data in archives.items() if known.get(name) not in done[name]}
    if new:
        for name, data in new.items() if as_source else compiled(new).items():
            write(made[name], data)
        told = {name: digests[name] + (AS_SOURCE if as_source else "") if name in new else known[name] for name in made}
        write(stamp, json.dumps(told).encode())
    return made


def _known(stamp: Path) -> dict[str, str]:
    """What every share was made of."""
    try:
        return dict(json.loads(stamp.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _model(name: str) -> dict[str, Path]:
    """The files of a model by the name that the page asks for; another may take its place (published.folder)."""
    manifest = published.manifest(name)
    found = {file: published.published(name, file) for file in {*manifest["files"], "manifest.json"}}
    if "moments" in manifest:
        found[sentences.FILE] = sentences.build(name)
    return {f"models/{name}/{file}": found[file] for file in sorted(found)}


if __name__ == "__main__":
    build()
