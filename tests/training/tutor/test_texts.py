"""What the marker learns from is whole, marked twice, of many voices, and told apart by voice."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from training.errors import DataError
from training.tutor import texts
from training.tutor.judge import spearman

KINDS = {"prose", "analogy", "swapped", "confident_wrong", "contrast", "off_topic", "salad"}


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    files = sorted((texts.HERE / "explanations").glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def test_there_are_five_hundred_explanations_in_twenty_five_voices_of_every_kind(rows: list[dict[str, Any]]) -> None:
    assert len(rows) >= 500
    assert len({row["voice"] for row in rows}) >= 25
    assert {row["kind"] for row in rows} == KINDS
    assert len({row["text"] for row in rows}) == len({row["id"] for row in rows}) == len(rows)
    lengths = [len(row["text"].split()) for row in rows]
    assert min(lengths) >= 20
    assert max(lengths) <= 350


def test_two_blind_markings_agree_and_what_they_differ_in_is_settled(rows: list[dict[str, Any]]) -> None:
    def points(marks: dict[str, Any]) -> list[bool]:
        return [str(k) in marks["earned"] and str(k) not in marks["against"] for k in range(1, 11)]

    first = np.array([points(row["first"]) for row in rows])
    second = np.array([points(row["second"]) for row in rows])
    assert (first == second).mean() > 0.97
    assert spearman(first.sum(1).astype(float), second.sum(1).astype(float)) > 0.95
    for row, one, other in zip(rows, first, second, strict=True):
        if (one != other).any():
            assert row["settled"]


def test_what_both_say_stands(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        for kind in ("earned", "against", "misconceptions"):
            both = row["first"][kind].keys() & row["second"][kind].keys()
            assert both <= row["marks"][kind].keys() <= row["first"][kind].keys() | row["second"][kind].keys()


def test_voices_for_thresholds_and_for_the_test_are_apart_and_there() -> None:
    voices = Counter(text.voice for text in texts.explanations())
    assert not set(texts.DEVELOPMENT) & set(texts.TEST)
    assert {*texts.DEVELOPMENT, *texts.TEST} < voices.keys()


def test_only_explanations_for_training_come_with_a_passage_in_other_words() -> None:
    whole = texts.explanations()
    apart = [text for text in whole if text.voice in (*texts.DEVELOPMENT, *texts.TEST)]
    assert texts.edited(apart) == ()
    assert len(texts.edited(whole)) == 400
    lines = (texts.HERE / "edits.jsonl").read_text(encoding="utf-8").splitlines()
    assert set(Counter(json.loads(line)["how"] for line in lines).values()) == {80}


def test_a_passage_in_other_words_changes_what_holds_for_it_and_for_no_other() -> None:
    passages = tuple(f"Passage {n}." for n in range(10))
    text = texts.Explanation(
        "t", "v", "prose", " ".join(passages), passages, {5: frozenset({1, 4, 6}), 0: frozenset({4})}
    )
    near = texts.rewritten(text, texts.Edit("t", 4, "Turned.", frozenset({15})))
    assert near.passages == (*passages[1:4], "Turned.", *passages[5:8])
    assert near.marks == {5: frozenset({0, 5}), 15: frozenset({3})}
    assert text.passages == passages


def test_every_point_has_its_sentences_near_misses_pairs_and_contrasts() -> None:
    counts = Counter((one.point, one.kind) for one in texts.sentences())
    for point in range(1, texts.POINTS + 1):
        assert counts[point, "deserves"] >= 60
        assert counts[point, "near"] >= 40
        assert counts[point, "pair"] >= 40
        assert counts[point, "contrast"] >= 20
    for one in texts.sentences():
        earns = texts.output("earned", str(one.point)) in one.holds
        assert earns or one.kind in ("near", "pair"), one.text
        assert not (earns and one.kind == "near"), one.text


@pytest.mark.parametrize(
    "line",
    ["not JSON", "[]", '{"id": "x"}', '{"id": "x", "voice": "v", "kind": "prose", "text": "One.", "marks": []}']
    + [
        json.dumps({"id": "x", "voice": "v", "kind": "prose", "text": "One.", "marks": marks})
        for marks in (
            {"earned": {"11": [0]}, "against": {}, "misconceptions": {}},
            {"earned": {"1": [1]}, "against": {}, "misconceptions": {}},
            {"earned": {}, "against": {}, "misconceptions": {"M9": [0]}},
        )
    ],
)
def test_a_damaged_line_is_named(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "explanations").mkdir()
    (tmp_path / "explanations" / "v.jsonl").write_text(line + "\n")
    monkeypatch.setattr(texts, "HERE", tmp_path)
    with pytest.raises(DataError, match=r"v\.jsonl, line 1"):
        texts.explanations()
