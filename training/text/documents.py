"""The documents of a text file, one by one and in one normal form; the file is never held whole.

The same document is the same text whatever it was saved with, for the tokenizer, the search for duplicates and the
split: no byte-order mark, line ends as the browser's text box sends them, composed letters (Unicode's form NFC).
"""

import io
import json
import lzma
import re
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, TypeAlias

from training.errors import DataError
from training.text import forms

SEPARATOR = "<|endoftext|>"
# Told how many more bytes of a file, as it lies on disk, have been read.
Read: TypeAlias = Callable[[int], object]
# The pattern that cuts text into words runs out of memory on ten times as many.
MOST_BLANK = 100_000
_BLANK = re.compile(rf"\s{{{MOST_BLANK}}}")
_MARK = "\ufeff"


def documents(path: Path, read: Read = lambda more: None) -> Iterator[str]:
    """The documents of a file of any form that `forms` knows, without empty ones.

    In prose, a line `<|endoftext|>` ends a document; of JSON lines every line is one: a string, or an object with a
    "text". In Markdown every section is one, its prose without fenced blocks and HTML.

    Raises:
        DataError: if the file is empty, damaged, no UTF-8, or in no form that is read.
    """
    found = False
    try:
        with forms.opened(path) as (kind, file, raw):
            cut = {forms.RECORDS: _records, forms.MARKDOWN: _sections, forms.PROSE: _separated}[kind]
            for text in cut(path.name, _lines(file, raw, read)):
                if text := normal(text).strip():
                    found = True
                    if len(text) > MOST_BLANK and _BLANK.search(text):
                        raise DataError(f"{path.name} holds {MOST_BLANK:,} blank characters in a row; take them out")
                    yield text
    except UnicodeDecodeError as error:
        raise _no_utf8(path) from error
    except (lzma.LZMAError, EOFError, zlib.error, OSError) as error:
        # What gzip and bzip2 find wrong is an OSError too, but no number of the system's.
        if isinstance(error, OSError) and error.errno is not None:
            error.filename = error.filename or str(path)
            raise
        raise DataError(f"{path.name} is damaged ({error}); fetch it again") from error
    if not found:
        raise DataError(f"{path.name} is empty; name a file that holds text")


def normal(text: str) -> str:
    """A text in its one form; doing it twice changes nothing."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text.replace(_MARK, ""))


def _lines(file: IO[bytes], raw: IO[bytes], read: Read) -> Iterator[str]:
    """The lines of an unpacked file, whatever ends them, each with "\\n" at its end, except perhaps the last."""
    before = 0
    with io.TextIOWrapper(file, encoding="utf-8", newline=None) as text:
        for line in text:
            if (now := raw.tell()) != before:
                read(now - before)
                before = now
            # Files that were put one after the other have marks in the middle.
            yield line.replace(_MARK, "")
        read(raw.tell() - before)


def _no_utf8(path: Path) -> DataError:
    """Which line and byte cannot be read: worth a second look, now that one is known to be there."""
    with forms.opened(path) as (_, file, _):
        for number, line in enumerate(file, start=1):
            try:
                line.decode()
            except UnicodeDecodeError as error:
                # Lines may end with a carriage return alone.
                before = line[: error.start].split(b"\r")
                where = f"line {number + len(before) - 1}: byte {len(before[-1]) + 1}"
                return DataError(f"{path.name}, {where} is no UTF-8; save the file as UTF-8")
    return DataError(f"{path.name} changed while it was read; run the same command again")


def _separated(name: str, lines: Iterable[str]) -> Iterator[str]:
    document = list[str]()
    for line in lines:
        if line.strip() == SEPARATOR:
            yield "".join(document)
            document = []
        else:
            document.append(line)
    yield "".join(document)


def _records(name: str, lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        # Not only JSONDecodeError: numbers of thousands of digits, brackets thousands deep.
        except (ValueError, RecursionError) as error:
            what = getattr(error, "msg", error)
            raise DataError(f"{name}, line {number} is no JSON ({what}); write one record a line") from error
        text = record.get("text") if isinstance(record, dict) else record
        if not isinstance(text, str):
            raise DataError(f'{name}, line {number} holds no text; write {{"text": "..."}} on every line')
        # JSON can escape half a surrogate pair, which is no character.
        yield text.encode(errors="replace").decode()


def _sections(name: str, lines: Iterable[str]) -> Iterator[str]:
    prose, fenced = list[str](), False
    for line in lines:
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        elif not fenced and line.startswith("#"):
            yield "".join(prose)
            prose = []
        elif not fenced and not line.lstrip().startswith(("<", "[^", "$$")):
            prose.append(line)
    yield "".join(prose)
