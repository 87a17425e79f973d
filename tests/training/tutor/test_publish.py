"""What is published answers as torch does, and says where it is unsure."""

import json
from pathlib import Path

import numpy as np
import pytest

from training.tutor import publish
from training.tutor.judge import Probabilities, Thresholds
from training.tutor.texts import OUTPUTS, POINTS, Explanation


def _text(points: set[int]) -> Explanation:
    return Explanation("x", "v", "prose", "", ("the loss is a number",), {k: frozenset({0}) for k in points})


def _said(p: float) -> Probabilities:
    row = np.zeros((1, OUTPUTS), np.float32)
    row[0, 0] = p
    return row


def test_half_of_what_was_wrong_lies_in_the_band_of_unsure() -> None:
    texts = [_text({0})] * 4 + [_text(set())] * 4
    p = [_said(one) for one in (0.45, 0.4, 0.3, 0.9, 0.1, 0.1, 0.1, 0.1)]
    bands = publish.unsure(Thresholds(), texts, p)
    assert bands[0] == (0.4, 0.6)
    assert bands[1:] == [(0.5, 0.5)] * (POINTS - 1)


def test_a_band_is_never_wider_than_it_may_be() -> None:
    (first, *_) = publish.unsure(Thresholds(), [_text(set())], [_said(0.99)])
    assert first == (0.2, 0.8)


def test_the_rubric_of_the_page_has_ten_ideas() -> None:
    assert len(publish.ideas()) == len(set(publish.ideas())) == POINTS


def test_the_page_finds_a_graph_words_and_a_manifest(tmp_path: Path) -> None:
    texts, p = [_text({0}), _text(set())], [_said(0.9), _said(0.2)]
    limits = publish.described(Thresholds(), texts, p)
    figures = {"spearman": 0.9, "error": 0.5, "agreement": 0.96, "above the true mark": {"salad": 0.1}}
    publish.publish(tmp_path, b"graph", b"words", limits, {"marker": figures}, {"epochs": 1})
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert manifest["bytes"] == sum((tmp_path / name).stat().st_size for name in ("marker.onnx", "tokenizer.json"))
    assert len(manifest["points"]) == len(manifest["thresholds"]["unsure"]) == POINTS
    assert manifest["reached"]


def test_a_graph_that_says_something_else_is_refused() -> None:
    assert publish.rounding([_said(0.5)], [_said(0.5 + 28 * publish.TOLERANCE / 2)]) == pytest.approx(
        publish.TOLERANCE / 2, rel=1e-3
    )
    with pytest.raises(publish.ExportError, match="differs from torch"):
        publish.rounding([_said(0.5)], [_said(0.5 + 28 * publish.TOLERANCE * 2)])
