"""The documents of a text file, one by one. A line `<|endoftext|>` ends a document; the file is never held whole."""

import json
import lzma
from collections.abc import Iterator
from pathlib import Path

from training.errors import DataError

SEPARATOR = "<|endoftext|>"


def documents(path: Path) -> Iterator[str]:
    """The documents of a .txt, .txt.xz, .jsonl or .md file, without empty ones.

    In text, a line `<|endoftext|>` ends a document; in .jsonl every line is one: a string, or an object with a "text".
    In .md every section is one, its prose without fenced blocks and HTML.

    Raises:
        DataError: if the file is empty, damaged, or no UTF-8.
    """
    count = 0
    for text in {".jsonl": _records, ".md": _sections}.get(path.suffix, _separated)(path):
        if text := text.strip():
            count += 1
            yield text
    if not count:
        raise DataError(f"{path.name} is empty; name a file that holds text")


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Numbered lines of a file, unpacked if it is compressed."""
    try:
        with lzma.open(path) if path.suffix == ".xz" else path.open("rb") as file:
            for number, raw in enumerate(file, start=1):
                try:
                    yield number, raw.decode("utf-8")
                except UnicodeDecodeError as error:
                    raise DataError(
                        f"{path.name}, line {number}: byte {error.start + 1} is no UTF-8; save the file as UTF-8"
                    ) from error
    except (lzma.LZMAError, EOFError) as error:
        raise DataError(f"{path.name} is damaged ({error}); fetch it again") from error


def _separated(path: Path) -> Iterator[str]:
    lines = list[str]()
    for _, line in _lines(path):
        if line.strip() == SEPARATOR:
            yield "".join(lines)
            lines = []
        else:
            lines.append(line)
    yield "".join(lines)


def _records(path: Path) -> Iterator[str]:
    for number, line in _lines(path):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise DataError(f"{path.name}, line {number} is no JSON ({error.msg}); write one record a line") from error
        text = record.get("text") if isinstance(record, dict) else record
        if not isinstance(text, str):
            raise DataError(f'{path.name}, line {number} holds no text; write {{"text": "..."}} on every line')
        # JSON can escape half a surrogate pair, which is no character.
        yield text.encode(errors="replace").decode()


def _sections(path: Path) -> Iterator[str]:
    prose, fenced = list[str](), False
    for _, line in _lines(path):
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        elif not fenced and line.startswith("#"):
            yield "".join(prose)
            prose = []
        elif not fenced and not line.lstrip().startswith(("<", "[^", "$$")):
            prose.append(line)
    yield "".join(prose)
