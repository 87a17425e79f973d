"""Text files give their documents, whatever their form and whoever saved them."""

import bz2
import gzip
import json
import lzma
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.errors import DataError
from training.text.documents import MOST_BLANK, documents, normal

STORIES = ["One.", "Two\nlines.", "Café in three\n\nlines."]
TEXT = "\n<|endoftext|>\n".join(STORIES) + "\n<|endoftext|>\n"
RECORDS = "".join(json.dumps({"text": story}) + "\n" for story in STORIES)


@pytest.mark.parametrize("text", [TEXT, RECORDS], ids=["prose", "records"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("pack", [bytes, lzma.compress, gzip.compress, bz2.compress])
def test_the_same_document_is_the_same_however_it_was_saved(
    tmp_path: Path, text: str, end: str, mark: str, form: str, pack: type
) -> None:
    saved = mark + unicodedata.normalize(form, text).replace("\n", end)  # type: ignore[arg-type]
    (tmp_path / "a.txt").write_bytes(pack(saved.encode()))
    assert list(documents(tmp_path / "a.txt")) == STORIES


def test_every_line_of_jsonl_is_a_document(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "One\\nstory.", "id": 3}\n\n"Two."\n{"text": "half \\ud83d pair"}\n')
    assert list(documents(tmp_path / "a.jsonl")) == ["One\nstory.", "Two.", "half ? pair"]


def test_line_ends_inside_of_records_are_brought_to_one_form_too(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "One\\r\\nstory.\\r"}\n{"text": "e\\u0301"}')
    assert list(documents(tmp_path / "a.jsonl")) == ["One\nstory.", "é"]


def test_files_that_were_put_one_after_the_other_keep_no_mark_between(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('\ufeff"One."\n\ufeff"Two."\n')
    (tmp_path / "a.txt").write_text("\ufeffOne.\n\ufeff<|endoftext|>\n\ufeffTwo.")
    assert list(documents(tmp_path / "a.jsonl")) == list(documents(tmp_path / "a.txt")) == ["One.", "Two."]


def test_markdown_gives_its_prose_by_section(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "# Title\nFirst.\n```widget x\np = 1\n```\n<figure>\n## Next\nSecond.\n[^1]: A note.\n"
    )
    assert list(documents(tmp_path / "a.md")) == ["First.", "Second."]


@given(st.text(st.sampled_from("a e\u0301\u030a\r\n\ufeff\u1100\u1161Å"), max_size=12))
def test_there_is_one_form_and_it_stays(text: str) -> None:
    once = normal(text)
    assert normal(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not set(once) & set("\r\ufeff")
    assert normal(unicodedata.normalize("NFD", text)) == once


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", b"fine\nnot \xff fine\n", r"a\.txt, line 2: byte 5 is no UTF-8; save the file as UTF-8"),
        ("a.txt", b"fine\rfine\rnot \xff fine\r", r"a\.txt, line 3: byte 5 is no UTF-8"),
        ("a.txt", b"fine\r\n\xff", r"a\.txt, line 2: byte 1 is no UTF-8"),
        ("a.txt.gz", gzip.compress(b"fine\nnot \xff"), r"a\.txt\.gz, line 2: byte 5 is no UTF-8"),
        ("a.txt", b"", r"a\.txt is empty"),
        ("a.txt.xz", b"", r"a\.txt\.xz is empty"),
        ("a.txt", b"\xef\xbb\xbf\r\n", r"a\.txt is empty"),
        ("a.jsonl", b'{"text": "fine"}\n{"text": \n', r"a\.jsonl, line 2 is no JSON \(Expecting value\)"),
        ("a.jsonl", b'{"text": "x", "id": ' + b"9" * 5000 + b"}", r"a\.jsonl, line 1 is no JSON \(Exceeds"),
        ("a.jsonl", b"[" * 100_000, r"a\.jsonl, line 1 is no JSON"),
        ("a.txt", b'{"content": "fine"}\n', r"a\.txt, line 1 holds no text"),
        ("a.txt", b'[\n{"text": "fine"}]', r"a\.txt, line 1 is no JSON .*one record a line"),
        ("a.txt", b"a" + b" " * MOST_BLANK + b"b", r"a\.txt holds 100,000 blank characters in a row"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=message):
        list(documents(tmp_path / name))


@pytest.mark.parametrize("pack", [lzma.compress, gzip.compress, bz2.compress])
def test_a_damaged_file_is_said_to_be(tmp_path: Path, pack: type) -> None:
    whole = pack("".join(f"Line {i * i}.\n" for i in range(3000)).encode())
    middle = bytearray(whole)
    middle[len(whole) // 2 : len(whole) // 2 + 9] = b"\0" * 9
    for content in (whole[:-20], whole[:40], bytes(middle)):
        (tmp_path / "a.txt").write_bytes(content)
        with pytest.raises(DataError, match=r"a\.txt is damaged \(.*\); fetch it again"):
            list(documents(tmp_path / "a.txt"))


@pytest.mark.parametrize("pack", [bytes, lzma.compress])
def test_a_reader_hears_how_far_it_is_within_a_file(tmp_path: Path, pack: type) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(pack("".join(f"Line {i * i}.\n" for i in range(50_000)).encode()))
    heard = list[int]()
    assert len(list(documents(path, heard.append))) == 1
    assert sum(heard) == path.stat().st_size
    assert len(heard) > 5
