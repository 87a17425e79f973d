"""A vocabulary knows the bytes of every token, and refuses what is none."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.ml.vocabulary import Vocabulary, bytes_by_letter, readable

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


@given(st.binary(max_size=12))
def test_bytes_that_are_no_text_are_shown_as_what_they_are(data: bytes) -> None:
    ids = [DEMO.ranks[bytes([byte])] for byte in data]
    shown = DEMO.shown(ids)
    back = re.sub("⟨([0-9A-F]{2})⟩", lambda found: chr(0xE000 + int(found[1], 16)), shown)
    pieces = (bytes([ord(one) - 0xE000]) if 0xE000 <= ord(one) < 0xE100 else one.encode() for one in back)
    assert "⟨" in data.decode(errors="ignore") or b"\xee" in data or b"".join(pieces) == data


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (b"caf\xc3\xa9", "café"),
        (b"a\xe2", "a⟨E2⟩"),
        (b"\xe2\x80b", "⟨E2⟩⟨80⟩b"),
        (b"\xed\xa0\x80", "⟨ED⟩⟨A0⟩⟨80⟩"),
        (b"", ""),
    ],
)
def test_half_a_character_is_shown_in_hexadecimal_beside_whole_ones(data: bytes, shown: str) -> None:
    assert DEMO.shown([DEMO.ranks[bytes([byte])] for byte in data]) == shown


@pytest.mark.parametrize(
    ("text", "read"),
    [("a\ud800b", "a\ufffdb"), ("\udc00\ud800", "\ufffd\ufffd"), ("\ud83d\ude00", "😀"), ("\ufeffé", "\ufeffé")],
)
def test_halves_of_a_pair_become_a_sign_and_whole_pairs_a_character(text: str, read: str) -> None:
    assert readable(text) == read


def _little(vocab: dict[str, int]) -> Vocabulary:
    model = {"type": "BPE", "vocab": vocab}
    return Vocabulary(json.dumps({"model": model, "pre_tokenizer": {"type": "ByteLevel"}}).encode())


def test_every_id_up_to_the_last_is_a_token_and_the_next_is_none() -> None:
    little = _little({"a": 0, "Ġb": 1, "<|endoftext|>": 2})
    assert little.vocab_size == 3
    assert [little.token_bytes(id) for id in range(3)] == [b"a", b" b", b""]
    assert little.decode([0, 1, 2]) == "a b"
    with pytest.raises(ValueError, match=r"^token id 3 is outside 0 to 2$"):
        little.token_bytes(3)


def test_every_byte_has_a_letter_of_its_own_and_printable_ones_stand_for_themselves() -> None:
    letters = bytes_by_letter()
    assert sorted(letters.values()) == list(range(256))
    assert len(letters) == 256
    assert [letters[letter] for letter in "az!~"] == list(b"az!~")
    assert [letters[letter] for letter in "¡¬®ÿ"] == [0xA1, 0xAC, 0xAE, 0xFF]
    assert [letters[letter] for letter in "ĀĠĊ"] == [0, 32, 10]


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
