"""What is copied is found token for token, as a search by hand finds it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.config import Config
from training.judge import copied
from training.text import corpus
from training.text.coder import Tokenizer


def _ids(values: list[int]) -> copied.Ids:
    return np.array(values, np.uint16)


FEW = st.lists(st.integers(0, 2), max_size=30).map(_ids)


@settings(max_examples=60)
@given(st.lists(FEW, max_size=3), st.lists(FEW, max_size=3), st.integers(1, 9))
def test_windows_that_occur_are_those_that_a_search_by_hand_finds(
    texts: list[copied.Ids], training: list[copied.Ids], width: int
) -> None:
    there = {tuple(text[i : i + width]) for text in training for i in range(len(text) - width + 1)}
    expected = [[tuple(text[i : i + width]) in there for i in range(len(text) - width + 1)] for text in texts]
    assert [found.tolist() for found in copied.occurring(texts, training, width)] == expected


def test_a_window_across_the_border_of_two_pieces_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copied, "_CHUNK", 10)
    training = np.arange(100, dtype=np.uint16)
    assert copied.occurring([training], [training], 7)[0].all()


def test_figures_tell_a_copy_from_words_in_another_order(tiny: Config, capsys: pytest.CaptureFixture[str]) -> None:
    coder = Tokenizer((tiny.run / "data" / "tokenizer.json").read_bytes())
    (training,) = corpus.training(tiny)
    passage = [int(token) for token in training[1000:1050]]
    shuffled = [int(token) for token in np.random.default_rng(0).permutation(training[2000:2100])]
    found = copied.figures([shuffled[:40] + passage + shuffled[40:], shuffled[:60]], tiny, coder)
    assert found["longest_copy"] in (50, 51, 52)
    assert found["copied_windows"] == pytest.approx((found["longest_copy"] - 31) / (119 + 29), abs=1e-6)
    assert 0 <= found["held_out_windows"]["index.md"] < 0.1
    assert repr(coder.decode(passage))[1:-1] in capsys.readouterr().out


def test_texts_shorter_than_a_window_copy_nothing(tiny: Config) -> None:
    coder = Tokenizer((tiny.run / "data" / "tokenizer.json").read_bytes())
    found = copied.figures([[70], []], tiny, coder)
    assert (found["copied_windows"], found["longest_copy"]) == (0.0, 1)
