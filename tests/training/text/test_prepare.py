"""Text to ids: split by document, nothing on both sides, bad files named."""

import dataclasses
import json
import lzma
from pathlib import Path

import numpy as np
import pytest

from tests.training.conftest import with_source
from training import progress
from training.config import Config, Source, changed
from training.errors import DataError
from training.text import corpus, prepare
from training.text.coder import Tokenizer
from training.text.documents import documents


def test_training_and_validation_ids_are_whole_documents_that_do_not_meet(tiny: Config) -> None:
    coder = Tokenizer((tiny.run / "data" / "tokenizer.json").read_bytes())
    sides = {}
    for part in ("train", "val"):
        ids = np.fromfile(tiny.run / "data" / f"index.md.{part}.bin", dtype=np.uint16)
        starts = np.flatnonzero(ids == coder.endoftext)
        assert starts[0] == 0
        sides[part] = {coder.decode(piece[1:]) for piece in np.split(ids, starts[1:])}
    assert sides["train"]
    assert sides["val"]
    assert not sides["train"] & sides["val"]
    assert sides["train"] | sides["val"] == set(documents(Path("docs/index.md")))


def test_batches_are_blocks_and_their_continuation(tiny: Config) -> None:
    inputs, targets = corpus.batches(tiny, seed=3).next()
    assert inputs.shape == targets.shape == (tiny.training.batch_size, tiny.model.block_size)
    assert (inputs[:, 1:] == targets[:, :-1]).all()


def test_the_same_seed_gives_the_same_batches(tiny: Config) -> None:
    first, second = corpus.batches(tiny, seed=3), corpus.batches(tiny, seed=3)
    assert (first.next()[0] == second.next()[0]).all()


def test_preparing_twice_changes_nothing(tiny: Config, capsys: pytest.CaptureFixture[str]) -> None:
    prepare.prepare(tiny)
    assert "up to date" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("bad.txt", b"fine\nnot \xff fine\n", r"bad\.txt, line 2: byte 5 is no UTF-8"),
        ("blank.txt", b"\n<|endoftext|>\n \n", r"blank\.txt is empty"),
        ("cut.txt.xz", lzma.compress(b"text " * 1000)[:40], r"cut\.txt\.xz is damaged"),
        ("short.txt", b"Hi.\n", "less than one block of 33"),
        ("table.csv", b"text\nfine\n", r"table\.csv is not read"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(
    tiny: Config, tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=message):
        prepare.prepare(with_source(tiny, tmp_path / name))


def test_stories_that_come_twice_with_other_line_ends_are_used_once(tiny: Config, tmp_path: Path) -> None:
    stories = [f"Story {i} is about a boat.\nIt sailed to {i} islands." for i in range(200)]
    text = "\n<|endoftext|>\n".join(stories)
    (tmp_path / "twice.txt").write_bytes(f"{text}\n<|endoftext|>\n".encode() + text.replace("\n", "\r\n").encode())
    config = with_source(tiny, tmp_path / "twice.txt")
    prepare.prepare(config)
    (source,) = json.loads((config.run / "data" / "sources.json").read_text())
    assert source["duplicates"] == 200
    assert source["train_documents"] + source["val_documents"] == 200
    coder = Tokenizer((config.run / "data" / "tokenizer.json").read_bytes())
    ids = np.fromfile(config.run / "data" / "twice.txt.train.bin", dtype=np.uint16)
    assert b"\r" not in b"".join(coder.token_bytes(int(id)) for id in set(ids))


def test_a_text_too_small_for_its_vocabulary_says_which_would_fit(tiny: Config, tmp_path: Path) -> None:
    (tmp_path / "few.txt").write_text("\n<|endoftext|>\n".join(f"a{' b' * i}" for i in range(400)))
    with pytest.raises(DataError, match=r"gives only 2\d\d different tokens, not 320; .*set tokens\.vocab_size=2"):
        prepare.prepare(with_source(tiny, tmp_path / "few.txt"))


def test_a_book_in_one_piece_leaves_nothing_to_judge_by_and_says_how_to_cut_it(tiny: Config, tmp_path: Path) -> None:
    (tmp_path / "book.txt").write_text("".join(f"Chapter {i}. It rained on the lake.\n" for i in range(300)))
    with pytest.raises(DataError, match=r"held out to judge the model by; end every document .* <\|endoftext\|>"):
        prepare.prepare(with_source(tiny, tmp_path / "book.txt"))


def test_text_that_is_refused_spoils_nothing_that_was_prepared_before(tiny: Config, tmp_path: Path) -> None:
    folder = tiny.run / "data"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    (tmp_path / "few.txt").write_text("\n<|endoftext|>\n".join(f"a{' b' * i}" for i in range(400)))
    with pytest.raises(DataError, match="different tokens"):
        prepare.prepare(with_source(tiny, tmp_path / "few.txt"))
    prepare.prepare(tiny)
    assert {name: (folder / name).read_bytes() for name in before} == before


def test_a_document_that_comes_twice_is_used_once(tiny: Config, tmp_path: Path) -> None:
    stories = [f"Story {i} is about a small boat on a wide lake." for i in range(200)]
    (tmp_path / "a.txt").write_text("\n<|endoftext|>\n".join(stories))
    (tmp_path / "b.txt").write_text("\n<|endoftext|>\n".join([*stories[:40], *(f"{s} The end." for s in stories)]))
    both = with_source(tiny, tmp_path / "a.txt")
    both = dataclasses.replace(
        both, data=dataclasses.replace(both.data, source=(*both.data.source, Source(str(tmp_path / "b.txt"))))
    )
    prepare.prepare(both)
    first, second = json.loads((both.run / "data" / "sources.json").read_text())
    assert first["duplicates"] + second["duplicates"] == 40
    assert 10 <= first["duplicates"] <= 30
    assert sum(source[f"{part}_documents"] for source in (first, second) for part in ("train", "val")) == 400
    coder = Tokenizer((both.run / "data" / "tokenizer.json").read_bytes())
    used = "".join(coder.decode(ids.tolist()) for ids in (*corpus.training(both), *corpus.held_out(both).values()))
    assert all(used.count(f"{story}") == 2 for story in stories[:40])


def test_a_file_that_repeats_another_is_not_left_empty(tiny: Config, tmp_path: Path) -> None:
    stories = [f"Story {i} is about a small boat on a wide lake." for i in range(200)]
    (tmp_path / "a.txt").write_text("\n<|endoftext|>\n".join(stories))
    (tmp_path / "b.jsonl.xz").write_bytes(lzma.compress("\n".join(map(json.dumps, stories)).encode()))
    config = changed(tiny, ["data.folder=", f"data.source={_weighted(tmp_path / 'a.txt', tmp_path / 'b.jsonl.xz')}"])
    prepare.prepare(config)
    sources = json.loads((config.run / "data" / "sources.json").read_text())
    assert sum(source["duplicates"] for source in sources) == 200
    assert all(source["train_documents"] > 50 for source in sources)


def _weighted(*paths: Path) -> str:
    return json.dumps([{"file": str(path), "weight": 1} for path in paths])


def test_a_limit_keeps_the_first_documents(tiny: Config) -> None:
    few = dataclasses.replace(tiny, name="few", data=dataclasses.replace(tiny.data, most_tokens=500))
    prepare.prepare(few)
    (source,) = json.loads((few.run / "data" / "sources.json").read_text())
    (whole,) = json.loads((tiny.run / "data" / "sources.json").read_text())
    assert 500 <= source["train_tokens"] < whole["train_tokens"]
    assert source["val_tokens"] == whole["val_tokens"]


def _with(config: Config, *paths: Path) -> Config:
    """The settings with a few files as the corpus, without weights."""
    sources = [{"file": str(path)} for path in paths]
    return changed(config, ["data.folder=", f"data.source={json.dumps(sources)}"])


def test_two_files_of_one_name_in_different_folders_are_a_corpus(tiny: Config, tmp_path: Path) -> None:
    for folder, who in (("a", "boat"), ("b", "cart")):
        (tmp_path / folder).mkdir()
        stories = [f"Story {i} is about a {who} that went to {i} towns." for i in range(100)]
        (tmp_path / folder / "mine.txt").write_text("\n<|endoftext|>\n".join(stories))
    config = _with(tiny, tmp_path / "a" / "mine.txt", tmp_path / "b" / "mine.txt")
    prepare.prepare(config)
    assert corpus.names(config) == ["mine.txt", "mine-2.txt"]
    coder = Tokenizer((config.run / "data" / "tokenizer.json").read_bytes())
    first, second = (coder.decode(ids.tolist()) for ids in corpus.training(config))
    assert "boat" in first
    assert "cart" not in first
    assert "cart" in second


def test_thirty_small_files_of_one_document_each_are_a_corpus(tiny: Config, tmp_path: Path) -> None:
    paths = [tmp_path / f"note {i}.txt" for i in range(30)]
    for i, path in enumerate(paths):
        path.write_text(
            f"Note {i}. I went to the lake with {i} friends, saw {i * i} birds, and came home late." * (1 + i % 3)
        )
    config = _with(tiny, *paths)
    prepare.prepare(config)
    sources = json.loads((config.run / "data" / "sources.json").read_text())
    assert 3 <= sum(source["val_documents"] for source in sources) <= 6
    inputs, targets = corpus.batches(config, seed=1).next()
    assert inputs.shape == targets.shape == (8, 32)
    assert list(corpus.held_out(config)) == ["small sources"]
    assert len(corpus.held_out(config)["small sources"]) == sum(source["val_tokens"] for source in sources)


def test_text_that_was_enough_for_a_smaller_block_is_refused_for_a_larger_one(tiny: Config) -> None:
    with pytest.raises(DataError, match="less than one block of 65537"):
        prepare.prepare(changed(tiny, ["model.block_size=65536"]))


def test_a_bar_moves_within_a_file(
    tiny: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "SECONDS_A_LINE", 0.0)
    (tmp_path / "long.txt").write_text(
        "".join(f"Line {i} is about the number {i * i}.\n<|endoftext|>\n" for i in range(3000))
    )
    capsys.readouterr()
    prepare.prepare(with_source(tiny, tmp_path / "long.txt"))
    counted = [line for line in capsys.readouterr().out.splitlines() if line.startswith("prepare: count:")]
    assert len({line.split("%")[0] for line in counted}) > 5
    assert counted[-1].startswith("prepare: count: 100%")


def test_a_text_with_an_unwanted_phrase_is_not_used_however_it_is_written(tiny: Config, tmp_path: Path) -> None:
    texts = [f"Story {i} is about a boat. It sailed to {i} islands and came back." for i in range(200)]
    texts[7] += " The CAT sat\n on the mat."
    (tmp_path / "cats.txt").write_text("\n<|endoftext|>\n".join(texts))
    config = with_source(changed(tiny, ['data.leave_out=["cat sat on the mat"]']), tmp_path / "cats.txt")
    prepare.prepare(config)
    (source,) = json.loads((config.run / "data" / "sources.json").read_text())
    assert source["train_documents"] + source["val_documents"] == 199


def test_an_exam_is_enlarged_until_it_can_be_trusted(tiny: Config, tmp_path: Path) -> None:
    texts = [f"Story {i} is about a boat. It sailed to {i} islands and came back." for i in range(2000)]
    (tmp_path / "boats.txt").write_text("\n<|endoftext|>\n".join(texts))
    few = changed(tiny, ["data.validation_share=0.001", "data.least_documents=50", "data.least_tokens=100"])
    config = with_source(few, tmp_path / "boats.txt")
    prepare.prepare(config)
    (source,) = json.loads((config.run / "data" / "sources.json").read_text())
    assert 50 <= source["val_documents"] <= 51
    assert source["val_share"] > 0.001
