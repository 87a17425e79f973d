"""The byte-level BPE that training makes is the one that tiktoken reads."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.text import tokenizer
from training.text.coder import Tokenizer

TEXTS = ["The cat sat on the mat, and the other cat sat there too.", "Où est le chat? It's 12 o'clock."] * 20
MADE = tokenizer.train(TEXTS, 290)


def test_it_has_every_byte_the_merges_and_the_mark_at_the_end() -> None:
    coder = Tokenizer(MADE)
    assert coder.vocab_size == 290
    assert coder.endoftext == 289
    assert {coder.token_bytes(i) for i in range(256)} == {bytes([byte]) for byte in range(256)}


def test_the_same_text_gives_the_same_tokenizer() -> None:
    assert tokenizer.train(TEXTS, 290) == MADE


def test_the_package_that_made_it_and_the_browsers_library_read_the_same_file() -> None:
    import tokenizers

    read = tokenizers.Tokenizer.from_str(MADE.decode())
    coder = Tokenizer(MADE)
    assert read.get_vocab_size() == coder.vocab_size
    assert read.token_to_id("<|endoftext|>") == coder.endoftext
    for text in (*TEXTS[:2], "a <|endoftext|> b", "cat" * 500, "猫" * 500, "12" * 500, "-=" * 500, " \n" * 500 + "cat"):
        assert read.encode(text).ids == coder.encode(text)
        assert coder.endoftext not in read.encode(text).ids


def _long(length: int) -> list[str]:
    chance = random.Random(3)
    return [
        "".join(chance.choice("ACGT") for _ in range(length)),
        "ab" * (length // 2),
        " " * length + "x",
        "7" * length,
    ]


def test_text_without_spaces_takes_no_longer_than_its_length_says() -> None:
    started = time.process_time()
    tokenizer.train(_long(200_000), 300)
    # Uncut, this takes minutes; cut, a fifth of a second.
    assert time.process_time() - started < 5


def test_cutting_changes_nothing_where_no_word_is_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["x" * length for length in range(1, tokenizer.LONGEST + 1)]
    cut = tokenizer.train([*TEXTS, *words], 400)
    longer = tokenizer.train([*TEXTS, *words, "x" * 5000], 400)
    monkeypatch.setattr(tokenizer, "LONGEST", 100_000)
    assert tokenizer.train([*TEXTS, *words], 400) == cut
    assert tokenizer.train([*TEXTS, *words, "x" * 5000], 400) != longer


def test_frequent_words_are_short() -> None:
    coder = Tokenizer(MADE)
    assert len(coder.encode(" cat sat")) < len(coder.encode(" tac tas"))


@given(st.text())
def test_any_text_comes_back(text: str) -> None:
    coder = Tokenizer(MADE)
    assert coder.decode(coder.encode(text)) == text
