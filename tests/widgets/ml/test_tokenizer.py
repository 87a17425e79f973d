"""The tokenizer of the site is the one that trained the model: tiktoken and `tokenizers` agree."""

import base64
import json
from functools import cache
from itertools import pairwise
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

    described = json.loads(PUBLISHED.read_bytes())
    ranks = [base64.b64decode(token) for token in described["tokens"][:-1]]
    letters = tokenizers.pre_tokenizers.ByteLevel
    spelled = {bytes([b]): _letter(b) for b in range(256)}
    words = {"".join(spelled[bytes([b])] for b in token): i for i, token in enumerate(ranks)}
    known = {token: i for i, token in enumerate(ranks)}
    merges = []
    for token in ranks:
        # The merge that made a token joins the two tokens it splits into when it is forbidden itself.
        if len(token) > 1:
            parts = [bytes([b]) for b in token]
            while len(parts) > 2:
                pairs = [(known.get(a + b, 1 << 30), i) for i, (a, b) in enumerate(pairwise(parts))]
                rank, at = min(pairs)
                assert rank < known[token]
                parts[at : at + 2] = [parts[at] + parts[at + 1]]
            merges.append(tuple("".join(spelled[bytes([b])] for b in part) for part in parts))
    bpe = tokenizers.Tokenizer(tokenizers.models.BPE(vocab=words, merges=merges))
    bpe.pre_tokenizer = letters(add_prefix_space=False, use_regex=True)
    return bpe


def _letter(byte: int) -> str:
    kept = [*range(33, 127), *range(161, 173), *range(174, 256)]
    moved = [b for b in range(256) if b not in kept]
    return chr(byte) if byte in kept else chr(256 + moved.index(byte))


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


@pytest.mark.parametrize("data", [b"", b"{}", b'{"tokens": 3}', b'{"tokens": ["?"], "pattern": "", "endoftext": 0}'])
def test_what_is_no_tokenizer_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"no tokenizer\.json"):
        Tokenizer(data)


def test_a_tokenizer_that_was_never_installed_is_named() -> None:
    with pytest.raises(LookupError, match="'nobody' was not loaded"):
        tokenizer.get("nobody")


def test_an_id_outside_the_vocabulary_is_refused() -> None:
    with pytest.raises(ValueError, match="outside 0 to"):
        _ours().token_bytes(10**6)
