"""In which form a file holds its text: told by its name and by what is in it, once its packing is taken off.

What is in no known form is refused by name, so that nothing is trained on as prose that is none.
"""

import bz2
import gzip
import lzma
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any

from training.errors import DataError

PROSE, MARKDOWN, RECORDS = "prose", "Markdown", "JSON lines"
# Text that came without an ending is what it looks like.
KINDS = {".txt": PROSE, "": PROSE, ".md": MARKDOWN, ".jsonl": RECORDS, ".ndjson": RECORDS}
# Ending, first bytes, what takes it off.
PACKED: tuple[tuple[str, bytes, Callable[[Any], Any]], ...] = (
    (".xz", b"\xfd7zXZ\0", lzma.LZMAFile),
    (".gz", b"\x1f\x8b", lambda file: gzip.GzipFile(fileobj=file, mode="rb")),
    (".bz2", b"BZh", bz2.BZ2File),
)
READ = "text is read as .txt, .md, .jsonl or .ndjson, plain or packed as .xz, .gz or .bz2"
# What text never begins with.
_OTHERS = {
    b"PK\x03\x04": "a zip archive, as .docx, .epub and .xlsx are too",
    b"%PDF": "a PDF",
    b"PAR1": "Parquet",
    b"\x28\xb5\x2f\xfd": "packed by zstd",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"{\\rtf": "rich text",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel file",
    b"\xff\xfe": "UTF-16; save it as UTF-8",
    b"\xfe\xff": "UTF-16; save it as UTF-8",
}
_HEAD = 1 << 16
# A table with a quoted key, or a list of such tables: no prose begins so.
_JSON = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\[\s*)?\{\s*"(?:[^"\\]|\\.)*"\s*:')


def is_read(name: str) -> bool:
    """Whether a file of this name is read, going by the ending alone."""
    kind = _unpacked(name).suffix.lower()
    return kind in KINDS and kind != ""


@contextmanager
def opened(path: Path) -> Iterator[tuple[str, IO[bytes], IO[bytes]]]:
    """The kind of a file's text, the file unpacked, and the file as it lies on disk, whose place says how far one is.

    Raises:
        DataError: if the form is not one that is read.
    """
    with ExitStack() as stack:
        raw: IO[bytes] = stack.enter_context(path.open("rb"))
        file, packed = raw, False
        # A name with two endings of packing is rare, but real.
        while take_off := next((take for _, first, take in PACKED if _head(file).startswith(first)), None):
            file, packed = stack.enter_context(take_off(file)), True
        yield _kind(path, _head(file), packed), file, raw


def _kind(path: Path, head: bytes, packed: bool) -> str:
    if what := next((what for first, what in _OTHERS.items() if head.startswith(first)), None):
        raise DataError(f"{path.name} is {what}; {READ}")
    bare = _unpacked(path.name)
    if bare.name != path.name and not packed and head:
        raise DataError(
            f"{path.name} is not packed as its name says; fetch it again, or rename it to {bare.name} if it is text"
        )
    kind = KINDS.get(bare.suffix.lower())
    if kind is None:
        raise DataError(f"{path.name} is not read, since {bare.suffix} is no form of text known here; {READ}")
    if b"\0" in head:
        raise DataError(f"{path.name} is no text: it holds zero bytes; {READ}")
    return RECORDS if _JSON.match(head) else kind


def _unpacked(name: str) -> Path:
    """A name without its endings of packing."""
    bare = Path(name)
    while bare.suffix.lower() in {ending for ending, _, _ in PACKED}:
        bare = bare.with_suffix("")
    return bare


def _head(file: IO[bytes]) -> bytes:
    """The first bytes of a file, which stays where it is."""
    head = file.read(_HEAD)
    file.seek(0)
    return head
