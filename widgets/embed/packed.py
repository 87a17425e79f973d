"""Packs what workers read for the way: gzipped, under an address that changes with the contents.

The ending is neutral, so that no host takes the packing for its own and no browser unpacks it; the page does.
"""

import gzip
import hashlib
from collections.abc import Collection
from typing import TypedDict

from widgets.embed.checked import write
from widgets.embed.vendor import VENDOR

ASSETS = VENDOR / "assets"


class Entry(TypedDict):
    """A file of the list: its address below the site, its bytes unpacked and on the wire, its SHA-256 unpacked."""

    at: str
    size: int
    packed: int
    sha256: str


def pack(name: str, data: bytes) -> Entry:
    """Write `data` as the file that the page knows as `name`; the same data are written once.

    Raises:
        VendorError: if the disk is full or may not be written.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    path = ASSETS / f"{name}.{sha256[:8]}.bin"
    if not path.is_file():
        # No date inside: the same data give the same bytes.
        write(path, gzip.compress(data, 9, mtime=0))
    at = path.relative_to(VENDOR.parent).as_posix()
    return {"at": at, "size": len(data), "packed": path.stat().st_size, "sha256": sha256}


def sweep(listed: dict[str, Entry], pages: Collection[str]) -> None:
    """Delete from docs/vendor/ what earlier builds left, but for the files listed and the scripts of `pages`."""
    wanted = {VENDOR.parent / entry["at"] for entry in listed.values()} | {VENDOR / name for name in pages}
    for path in VENDOR.rglob("*"):
        if path.is_file() and path not in wanted and not path.name.startswith("."):
            path.unlink()
