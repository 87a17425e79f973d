"""Text files give their documents, whatever their form."""

import lzma
from pathlib import Path

from training.text.documents import documents


def test_compressed_text_reads_like_plain_text(tmp_path: Path) -> None:
    text = "One.\n<|endoftext|>\nTwo\nlines.\n<|endoftext|>\n"
    (tmp_path / "a.txt").write_text(text)
    (tmp_path / "a.txt.xz").write_bytes(lzma.compress(text.encode()))
    assert list(documents(tmp_path / "a.txt")) == list(documents(tmp_path / "a.txt.xz")) == ["One.", "Two\nlines."]


def test_every_line_of_jsonl_is_a_document(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "One\\nstory.", "id": 3}\n\n"Two."\n{"text": "half \\ud83d pair"}\n')
    assert list(documents(tmp_path / "a.jsonl")) == ["One\nstory.", "Two.", "half ? pair"]


def test_markdown_gives_its_prose_by_section(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "# Title\nFirst.\n```widget x\np = 1\n```\n<figure>\n## Next\nSecond.\n[^1]: A note.\n"
    )
    assert list(documents(tmp_path / "a.md")) == ["First.", "Second."]
