"""A file's form is told by its name and its first bytes, packed or not; what is no text is refused by name."""

import bz2
import gzip
import lzma
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from training.errors import DataError
from training.text import forms

PACK: dict[str, Callable[[bytes], bytes]] = {".xz": lzma.compress, ".gz": gzip.compress, ".bz2": bz2.compress}


def seen(path: Path) -> tuple[str, bytes]:
    with forms.opened(path) as (kind, file, _):
        return kind, file.read()


@pytest.mark.parametrize("ending", ["", *PACK])
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.txt", forms.PROSE),
        ("A.TXT", forms.PROSE),
        ("mine", forms.PROSE),
        ("a.md", forms.MARKDOWN),
        ("a.jsonl", forms.RECORDS),
        ("A.NDJson", forms.RECORDS),
    ],
)
def test_the_ending_tells_the_form_after_its_packing_is_taken_off(
    tmp_path: Path, name: str, kind: str, ending: str
) -> None:
    path = tmp_path / f"{name}{ending.upper()}"
    path.write_bytes(PACK.get(ending, bytes)(b"A text."))
    assert seen(path) == (kind, b"A text.")


@pytest.mark.parametrize("pack", PACK.values(), ids=PACK)
def test_packing_is_seen_by_the_first_bytes_whatever_the_name(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    (tmp_path / "a.txt").write_bytes(pack(b"A text."))
    assert seen(tmp_path / "a.txt") == (forms.PROSE, b"A text.")
    (tmp_path / "twice.txt").write_bytes(pack(gzip.compress(b"A text.")))
    assert seen(tmp_path / "twice.txt") == (forms.PROSE, b"A text.")


@pytest.mark.parametrize(
    "text",
    [
        '{"text": "One."}\n{"text": "Two."}\n',
        '\ufeff\n {"id": 3, "text": "One."}\n',
        '{"content": "One."}\n',
        '[{"text": "One."}]',
        '[\n  {\n    "text": "One."\n  }\n]',
        '{"a \\" quote": 1}',
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a"])
def test_what_is_plainly_json_is_never_prose(tmp_path: Path, text: str, name: str) -> None:
    (tmp_path / name).write_text(text)
    assert seen(tmp_path / name)[0] == forms.RECORDS


@pytest.mark.parametrize(
    "text",
    ["{braces} and more", "[1] A note.", '"Hello," he said.', "{{Infobox}}", '{"Hello"} he said', "[[Page]]", "{}"],
)
def test_prose_with_brackets_stays_prose(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.txt").write_text(text)
    assert seen(tmp_path / "a.txt")[0] == forms.PROSE


@pytest.mark.parametrize(
    "name", ["a.csv", "a.json", "a.parquet", "a.txt.zst", "a.docx", "a.pdf", "a.tar.gz", "a.html", "a.csv.xz", "a.text"]
)
def test_another_ending_is_refused_with_those_that_are_read(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(PACK.get(Path(name).suffix, bytes)(b"a, b"))
    with pytest.raises(DataError, match=rf"{name} is not read, .*as \.txt, \.md, \.jsonl or \.ndjson, plain or packed"):
        seen(tmp_path / name)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"%PDF-1.7\n", "is a PDF"),
        (b"PAR1\x15", "is Parquet"),
        (b"\x28\xb5\x2f\xfd\x04", "is packed by zstd"),
        ("One.".encode("utf-16"), "is UTF-16; save it as UTF-8"),
        ("One.".encode("utf-16-le"), "is no text: it holds zero bytes"),
        (b"\x7fELF\x02\x00\x00", "is no text"),
        (gzip.compress(b"ustar\0\0"), "is no text"),
    ],
)
def test_what_is_no_text_is_refused_whatever_its_name(tmp_path: Path, content: bytes, what: str) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    with pytest.raises(DataError, match=rf"a\.txt {what}.*text is read as"):
        seen(tmp_path / "a.txt")


def test_a_zip_archive_is_refused_under_every_name(tmp_path: Path) -> None:
    for name in ("a.zip", "a.docx", "a.txt"):
        with zipfile.ZipFile(tmp_path / name, "w") as file:
            file.writestr("a.txt", "One.")
        with pytest.raises(DataError, match=rf"{name} is a zip archive"):
            seen(tmp_path / name)


def test_a_name_that_promises_packing_is_not_believed(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_text("Unpacked by a browser.")
    with pytest.raises(DataError, match=r"a\.txt\.gz is not packed as its name says; .*rename it to a\.txt"):
        seen(tmp_path / "a.txt.gz")


def test_names_are_told_apart_without_opening_files() -> None:
    assert all(forms.is_read(name) for name in ("a.txt", "b/A.JSONL.GZ", "a.md", "a.ndjson.bz2"))
    assert not any(forms.is_read(name) for name in ("a", "a.xz", "a.csv", "a.parquet", "a.txt.zst", ".gitattributes"))
