"""Every token shows something, and what it shows is not taken for something else."""

import unicodedata
from pathlib import Path

import pytest

from widgets.embed.tokens import Tokens
from widgets.engine import END_OF_TEXT, Token, bytes_of, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (" the", "␣the"),
        ("\n\n", "↵↵"),
        ("\t", "⇥"),
        ("\r\n", "␍↵"),
        ("\x00\x1b\x7f", "␀␛␡"),
        ("a\u00a0b", "a⟨U+00A0⟩b"),
        ("\u200b", "⟨U+200B⟩"),
        ("\ufeff", "⟨U+FEFF⟩"),
        ("\u0085", "⟨U+0085⟩"),
        ("\u0301", "◌\u0301"),
        (" \u0301", "␣◌\u0301"),
        ("e\u0301", "e\u0301"),
        ("❤\ufe0f", "❤⟨U+FE0F⟩"),
        ("\U000e0041", "⟨U+E0041⟩"),
        ("é中😀", "é中😀"),
        ("⟨E2⟩", "⟨E2⟩"),
    ],
)
def test_what_has_no_picture_gets_a_sign(text: str, shown: str) -> None:
    assert visible(Token(1, text)) == shown


def test_bytes_stand_in_hexadecimal_and_the_mark_in_words() -> None:
    assert visible(Token(1, "\ufffd", "E2 80")) == "⟨E2⟩⟨80⟩"
    assert visible(Token(1, "")) == END_OF_TEXT


@pytest.mark.parametrize("name", ["demo", "lab"])
def test_no_token_of_a_published_model_is_invisible(name: str) -> None:
    coder = Tokens(Path(f"docs/models/{name}/tokenizer.json").read_bytes())
    for id in range(coder.vocab_size - 1):
        shown = visible(coder.token(id))
        assert shown
        assert all(unicodedata.category(character)[0] not in "CZ" for character in shown), (id, shown)


def test_the_tokens_of_a_text_stand_for_its_bytes_and_the_end_for_none() -> None:
    coder = Tokens(Path("docs/models/demo/tokenizer.json").read_bytes())
    text = "The cat 猫 👩‍👩‍👧 e\u0301\n"
    assert b"".join(bytes_of(token) for token in coder.tokens(coder.encode(text))) == text.encode()
    assert bytes_of(coder.token(coder.endoftext)) == b""
