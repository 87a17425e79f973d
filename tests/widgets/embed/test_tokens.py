"""At build time text becomes the tokens that the page makes of it; the page's side is held to these in node."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.embed.tokens import Tokens
from widgets.engine import Token

DEMO = Tokens(Path("docs/models/demo/tokenizer.json").read_bytes())


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_decoding_gives_the_text_back_and_nothing_is_normalized(text: str) -> None:
    assert DEMO.decode(DEMO.encode(text)) == text


def test_a_typed_end_of_text_mark_is_ordinary_text() -> None:
    assert DEMO.endoftext not in DEMO.encode("a<|endoftext|>b")
    assert DEMO.decode(DEMO.encode("a<|endoftext|>b")) == "a<|endoftext|>b"


def test_lone_surrogates_are_read_as_the_sign_for_them() -> None:
    assert DEMO.encode("a\ud800b\udc00") == DEMO.encode("a\ufffdb\ufffd")
    assert DEMO.encode("\ud83d\ude00") == DEMO.encode("😀")


def test_a_token_tells_its_text_or_else_its_bytes() -> None:
    (the,) = DEMO.encode(" the")
    assert DEMO.token(the) == Token(the, " the")
    first = DEMO.encode("é")[0]
    assert DEMO.token(first) in (Token(first, "é"), Token(first, "\ufffd", "C3"))
    lone = DEMO.ranks[b"\xe2"]
    assert DEMO.tokens([lone]) == (Token(lone, "\ufffd", "E2"),)
    assert DEMO.token(DEMO.endoftext) == Token(DEMO.endoftext, "")


def test_bytes_have_two_digits_and_a_space_between() -> None:
    shown = {DEMO.token(id).hex for id in range(DEMO.vocab_size)} - {""}
    assert all(len(byte) == 2 for one in shown for byte in one.split(" "))
    assert {"80", "E2", "FF"} <= shown


def test_what_is_no_tokenizer_is_refused() -> None:
    with pytest.raises(ValueError, match="no tokenizer"):
        Tokens(b"{}")
