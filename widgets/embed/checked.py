"""Files that come from elsewhere or are built: compared with their pins, and written whole or not at all."""

import hashlib
from pathlib import Path

from widgets.embed.places import ROOT


class VendorError(RuntimeError):
    """A file could not be fetched, checked or written; the message says what to do."""


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
