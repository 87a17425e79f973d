"""Byte-level BPE: text to token ids and back, by tiktoken, which runs in training, in tests and in the browser alike.

A thin door: the merges come from `tokenizer.json` of a published model, whose bytes the host hands over with `install`
before a widget mounts. Nothing is read from disk here.
"""

import json
from collections.abc import Sequence
from functools import lru_cache

import tiktoken

ENDOFTEXT = "<|endoftext|>"
# GPT-2's pattern (Radford et al. 2019): contractions, words with their space, numbers, punctuation, spaces.
PATTERN = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
_installed: dict[str, bytes] = {}


class Tokenizer:
    """One model's encoder. `<|endoftext|>` is a mark between documents; typed as text it is ordinary text."""

    def __init__(self, data: bytes) -> None:
        """Read the JSON of a byte-level BPE as the package `tokenizers` writes it.

        Raises:
            ValueError: if the data is no such tokenizer.
        """
        try:
            described = json.loads(data)
            kinds = (described["pre_tokenizer"]["type"], described["model"]["type"])
            vocabulary: dict[str, int] = dict(described["model"]["vocab"])
            self.endoftext = vocabulary.pop(ENDOFTEXT)
            byte_of = bytes_by_letter()
            ranks = {bytes(byte_of[letter] for letter in token): rank for token, rank in vocabulary.items()}
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ValueError(f"this is no tokenizer.json of Nudge: {error!r}") from error
        if kinds != ("ByteLevel", "BPE") or sorted([*ranks.values(), self.endoftext]) != list(range(len(ranks) + 1)):
            raise ValueError("this is no tokenizer.json of Nudge: it holds no byte-level BPE with ids from 0 on")
        self.vocab_size = len(ranks) + 1
        self._tokens = {rank: token for token, rank in ranks.items()} | {self.endoftext: b""}
        # tiktoken merges the pair of lowest rank first; ids follow the order of the merges, and the mark has none.
        self._encoding = tiktoken.Encoding("nudge", pat_str=PATTERN, mergeable_ranks=ranks, special_tokens={})

    def encode(self, text: str) -> list[int]:
        """Token ids of a text; lone surrogates are read as U+FFFD."""
        return self._encoding.encode_ordinary(text)

    def encode_document(self, text: str) -> list[int]:
        """Token ids with `<|endoftext|>` in front, so that n tokens of text give n losses."""
        return [self.endoftext, *self.encode(text)]

    def decode(self, ids: Sequence[int]) -> str:
        """Text of token ids; bytes that are no UTF-8 become U+FFFD."""
        return b"".join(self.token_bytes(id) for id in ids).decode("utf-8", errors="replace")

    def token_bytes(self, id: int) -> bytes:
        """The bytes of one token.

        Raises:
            ValueError: if there is no such id.
        """
        if not 0 <= id < self.vocab_size:
            raise ValueError(f"token id {id} is outside 0 to {self.vocab_size - 1}")
        return self._tokens[id]


def bytes_by_letter() -> dict[str, int]:
    """GPT-2's printable letters for bytes: most stand for themselves, the others are moved up from U+0100."""
    kept = [*range(33, 127), *range(161, 173), *range(174, 256)]
    moved = [byte for byte in range(256) if byte not in kept]
    return {chr(byte): byte for byte in kept} | {chr(256 + index): byte for index, byte in enumerate(moved)}


def install(name: str, data: bytes) -> None:
    """Hand over the bytes of docs/models/<name>/tokenizer.json; the same bytes again change nothing."""
    _installed[name] = bytes(data)


def get(name: str) -> Tokenizer:
    """The tokenizer of the model `name`.

    Raises:
        LookupError: if its bytes were never installed.
        ValueError: if they are no tokenizer.
    """
    if name not in _installed:
        raise LookupError(f"the tokenizer of the model {name!r} was not loaded")
    return _made(_installed[name])


@lru_cache(maxsize=4)
def _made(data: bytes) -> Tokenizer:
    return Tokenizer(data)
