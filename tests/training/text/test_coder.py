"""The trainer encodes as the site does: tiktoken and `tokenizers` agree on every text, and decoding gives it back."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from training.text.coder import Tokenizer
from widgets.embed.tokens import Tokens

PUBLISHED = Path("docs/models/demo/tokenizer.json").read_bytes()
OURS, SITES = Tokenizer(PUBLISHED), Tokens(PUBLISHED)


@given(st.text() | st.text("ab c'd\n\t 12.é中\ud800\u0085\ufeff", max_size=60))
def test_tiktoken_and_tokenizers_agree(text: str) -> None:
    assert OURS.encode(text) == SITES.encode(text)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_decoding_gives_the_text_back(text: str) -> None:
    assert OURS.decode(OURS.encode(text)) == text


def test_a_typed_end_of_text_mark_is_ordinary_text() -> None:
    assert OURS.endoftext not in OURS.encode("<|endoftext|>")
    assert OURS.encode_document("a") == [OURS.endoftext, *OURS.encode("a")]
