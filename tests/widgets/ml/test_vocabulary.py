"""A vocabulary knows the bytes of every token, and refuses what is none."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.ml.vocabulary import Vocabulary, readable

DEMO = Vocabulary(Path("docs/models/demo/tokenizer.json").read_bytes())


def test_it_holds_every_byte_and_the_mark_stands_for_none() -> None:
    assert {DEMO.token_bytes(i) for i in range(DEMO.vocab_size)} >= {bytes([b]) for b in range(256)}
    assert DEMO.endoftext == DEMO.vocab_size - 1
    assert DEMO.token_bytes(DEMO.endoftext) == b""


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_the_bytes_of_a_text_decode_to_it(text: str) -> None:
    assert DEMO.decode([DEMO.ranks[bytes([byte])] for byte in text.encode()]) == text


def test_bytes_that_are_no_text_decode_to_a_sign_for_it() -> None:
    assert DEMO.decode([DEMO.ranks[b"a"], DEMO.ranks[b"\xe2"], DEMO.ranks[b"b"]]) == "a\ufffdb"


@pytest.mark.parametrize(
    ("text", "read"),
    [("a\ud800b", "a\ufffdb"), ("\udc00\ud800", "\ufffd\ufffd"), ("\ud83d\ude00", "😀"), ("\ufeffé", "\ufeffé")],
)
def test_halves_of_a_pair_become_a_sign_and_whole_pairs_a_character(text: str, read: str) -> None:
    assert readable(text) == read


NO_TOKENIZERS = [
    b"",
    b"{}",
    b"[]",
    b'{"model": {"type": "BPE", "vocab": 3}, "pre_tokenizer": {"type": "ByteLevel"}}',
    b'{"model": {"type": "BPE", "vocab": {"a": 0}}, "pre_tokenizer": {"type": "ByteLevel"}}',
    b'{"model": {"type": "BPE", "vocab": {"a": 5, "<|endoftext|>": 1}}, "pre_tokenizer": {"type": "ByteLevel"}}',
    b'{"model": {"type": "WordPiece", "vocab": {"a": 0, "<|endoftext|>": 1}}, "pre_tokenizer": {"type": "ByteLevel"}}',
]


@pytest.mark.parametrize("data", NO_TOKENIZERS)
def test_what_is_no_tokenizer_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"no tokenizer\.json"):
        Vocabulary(data)


@pytest.mark.parametrize("id", [-1, 10**6])
def test_an_id_outside_the_vocabulary_is_refused(id: int) -> None:
    with pytest.raises(ValueError, match="outside 0 to"):
        DEMO.token_bytes(id)
