"""The tokenizer of the site is the one that trained the model: tiktoken and `tokenizers` agree."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.ml import tokenizer
from widgets.ml.tokenizer import Tokenizer

PUBLISHED = Path("docs/models/demo/tokenizer.json")


@cache
def _ours() -> Tokenizer:
    return Tokenizer(PUBLISHED.read_bytes())


@cache
def _oracle() -> Any:
    import tokenizers

    return tokenizers.Tokenizer.from_str(PUBLISHED.read_text(encoding="utf-8"))


@given(st.text(st.characters(exclude_categories=["Cs"])) | st.text("ab c'd\n\t 12.é中", max_size=60))
def test_tiktoken_and_tokenizers_agree(text: str) -> None:
    assert _ours().encode(text) == _oracle().encode(text).ids


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_decoding_gives_the_text_back(text: str) -> None:
    assert _ours().decode(_ours().encode(text)) == text


def test_a_typed_end_of_text_mark_is_ordinary_text() -> None:
    coder = _ours()
    assert coder.endoftext not in coder.encode("<|endoftext|>")
    assert coder.encode_document("a") == [coder.endoftext, *coder.encode("a")]


def test_lone_surrogates_are_read_rather_than_refused() -> None:
    assert _ours().encode("a\ud800b")


def test_the_vocabulary_holds_every_byte() -> None:
    coder = _ours()
    assert {coder.token_bytes(i) for i in range(coder.vocab_size)} >= {bytes([b]) for b in range(256)}


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
        Tokenizer(data)


def test_a_tokenizer_that_was_never_installed_is_named() -> None:
    with pytest.raises(LookupError, match="'nobody' was not loaded"):
        tokenizer.get("nobody")


def test_an_id_outside_the_vocabulary_is_refused() -> None:
    with pytest.raises(ValueError, match="outside 0 to"):
        _ours().token_bytes(10**6)
