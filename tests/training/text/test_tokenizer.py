"""The byte-level BPE that training makes is the one that tiktoken reads."""

import json

from hypothesis import given
from hypothesis import strategies as st

from training.text import tokenizer
from widgets.ml.tokenizer import Tokenizer

TEXTS = ["The cat sat on the mat, and the other cat sat there too.", "Où est le chat? It's 12 o'clock."] * 20
MADE = tokenizer.train(TEXTS, 290, "test")


def test_it_has_every_byte_the_merges_and_the_mark_at_the_end() -> None:
    coder = Tokenizer(MADE)
    assert coder.vocab_size == 290
    assert coder.endoftext == 289
    assert {coder.token_bytes(i) for i in range(256)} == {bytes([byte]) for byte in range(256)}
    assert json.loads(MADE)["name"] == "test"


def test_the_same_text_gives_the_same_tokenizer() -> None:
    assert tokenizer.train(TEXTS, 290, "test") == MADE


def test_frequent_words_are_short() -> None:
    coder = Tokenizer(MADE)
    assert len(coder.encode(" cat sat")) < len(coder.encode(" tac tas"))


@given(st.text())
def test_any_text_comes_back(text: str) -> None:
    coder = Tokenizer(MADE)
    assert coder.decode(coder.encode(text)) == text
