"""Batches come from the sources as often as the settings say, or as they are long; small ones are judged together."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training import config as settings
from training.config import Config, changed, read
from training.text import corpus

SMOKE = Path("training/configs/smoke.toml")


def _source(name: str, train: int, val: int) -> dict[str, object]:
    return {"file": name, "train_tokens": train, "val_tokens": val, "val_bytes": 4 * val}


def _prepared(
    folder: Path, monkeypatch: pytest.MonkeyPatch, weights: list[float], *sources: dict[str, object]
) -> Config:
    """Settings whose ids are there: those of source i are all i."""
    monkeypatch.setattr(settings, "ROOT", folder)
    said = [{"file": s["file"], **({"weight": w} if w else {})} for s, w in zip(sources, weights, strict=True)]
    config = changed(read(SMOKE), [f"data.source={json.dumps(said)}", "model.block_size=8", "training.batch_size=400"])
    data = config.run / "data"
    data.mkdir(parents=True)
    (data / "sources.json").write_text(json.dumps(sources))
    for i, source in enumerate(sources):
        for part in ("train", "val"):
            np.full(source[f"{part}_tokens"], i, np.uint16).tofile(data / f"{source['file']}.{part}.bin")  # type: ignore[call-overload]
    return config


@given(st.lists(st.integers(0, 9), min_size=1, max_size=6), st.data())
def test_files_one_after_the_other_are_one_text(sizes: list[int], data: st.DataObject) -> None:
    parts = np.split(np.arange(sum(sizes), dtype=np.uint16), np.cumsum(sizes)[:-1])
    stream = corpus.Stream(parts)
    assert len(stream) == sum(sizes)
    if sizes and len(stream):
        start = data.draw(st.integers(0, len(stream) - 1))
        size = data.draw(st.integers(1, len(stream) - start))
        assert stream.block(start, size).tolist() == list(range(start, start + size))


def test_with_weights_sources_are_drawn_as_often_as_these_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = _source("a", 1000, 100), _source("b", 9, 100)
    config = _prepared(tmp_path, monkeypatch, [1, 3], *sources)
    assert corpus.shares(config) == [0.25, 0.75]
    inputs, _ = corpus.batches(config, seed=1).next()
    assert inputs.mean() == pytest.approx(0.75, abs=0.07)
    assert corpus.weights(config) == {"a": 0.25, "b": 0.75}


def test_without_weights_files_count_by_their_length_however_small(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = _source("a", 300, 100), _source("b", 98, 30), _source("tiny", 2, 0)
    config = _prepared(tmp_path, monkeypatch, [0, 0, 0], *sources)
    assert corpus.shares(config) == [0.75, 0.245, 0.005]
    stream = corpus.batches(config, seed=1)
    inputs = np.concatenate([stream.next()[0] for _ in range(20)])
    assert (inputs == 1).mean() == pytest.approx(0.245, abs=0.02)
    # A block is drawn across the ends of files, so that none is too small for it.
    assert ((inputs == 1).any(1) & (inputs == 2).any(1)).any()


def test_one_source_draws_the_same_blocks_with_a_weight_and_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = _prepared(tmp_path, monkeypatch, [0], _source("a", 300, 100))
    np.arange(300, dtype=np.uint16).tofile(config.run / "data" / "a.train.bin")
    weighted = changed(config, ['data.source=[{"file": "a", "weight": 7}]'])
    assert (corpus.batches(config, 5).next()[0] == corpus.batches(weighted, 5).next()[0]).all()


def test_small_sources_are_judged_together_and_count_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = _source("large", 500, 50), _source("held", 0, 40), _source("read", 400, 0), _source("tiny", 100, 3)
    config = _prepared(tmp_path, monkeypatch, [0] * 4, *sources)
    assert {name: sorted(set(ids)) for name, ids in corpus.held_out(config).items()} == {
        "large": [0],
        "small sources": [1, 3],
    }
    assert corpus.held_out_bytes(config) == {"large": 200, "small sources": 172}
    assert corpus.weights(config) == {"large": 0.5, "small sources": 0.5}


def test_one_small_source_keeps_its_name_and_too_little_is_no_exam(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = _prepared(tmp_path, monkeypatch, [0, 0], _source("a", 500, 50), _source("b", 0, 20))
    assert list(corpus.held_out(config)) == ["a", "b"]
    few = [_source("a", 500, 50), _source("b", 50, 8)]
    assert list(corpus.exams(config, few)) == ["a"]
    assert not corpus.exams(config, few[1:])
