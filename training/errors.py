"""What can go wrong, said in one sentence: what is wrong, where, and what to do."""

import errno
import os
from pathlib import Path


class Said(Exception):
    """An error whose message is all that a reader needs; any other keeps its traceback."""


class DataError(Said, ValueError):
    """The text cannot be used."""


_FULL = "no room is left to write {}; free some and run the same command again"
_BUSY = "{} is in use by another program; close that and run the same command again"
_MEMORY = "the memory of this machine does not suffice; lower training.batch_size, model.block_size or the model's size"
_SYSTEM = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EACCES: "this user may not use {}; change its rights or its owner",
    errno.EPERM: "this user may not use {}; change its rights or its owner",
    errno.EROFS: "{} lies where nothing may be written; work in a folder where you may",
    errno.ENOENT: "there is no {}; check the name, or run the stages that come before",
    errno.ENOTDIR: "{} leads through a file as if that were a folder; move the file away",
    errno.EISDIR: "{} is a folder, and should be a file; move it away",
    errno.EEXIST: "{} is a file, and should be a folder; move it away",
    errno.EBUSY: _BUSY,
    errno.ETXTBSY: _BUSY,
    errno.ENAMETOOLONG: "the name of {} is too long; shorten it",
    errno.EMFILE: "{} is one open file too many; join small text files, or raise the limit with ulimit -n",
    errno.EIO: "the disk fails at {}; look for a copy of it elsewhere",
}


def in_words(error: Exception, folder: Path) -> str | None:
    """The sentence for an error of the system, or None for one that is not known, which is worth a traceback.

    `folder` is named where the system does not say which file it was.
    """
    if isinstance(error, OSError) and error.errno is not None:
        where = _near(error.filename or folder)
        return _SYSTEM.get(error.errno, f"{{}} cannot be used: {error.strerror}").format(where)
    if isinstance(error, MemoryError):
        return _MEMORY
    if isinstance(error, RuntimeError):
        # torch has no kinds for these.
        text = str(error)
        if "PytorchStreamWriter" in text or "file write failed" in text:
            return _FULL.format(_near(folder))
        if "not enough memory" in text or "out of memory" in text:
            return _MEMORY
    return None


def _near(path: object) -> str:
    """A path as one would type it here."""
    text = os.fsdecode(path) if isinstance(path, str | bytes | os.PathLike) else str(path)
    here = f"{Path.cwd()}{os.sep}"
    return text.removeprefix(here)
