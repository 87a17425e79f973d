"""Byte-level BPE: text to token ids and back, by tiktoken, which runs in training, in tests and in the browser alike.

A thin door: the merges come from `tokenizer.json` of a published model, whose bytes the host hands over with `install`
before a widget mounts. Nothing is read from disk here.
"""

import base64
import json
from collections.abc import Sequence
from functools import lru_cache

import tiktoken

_installed: dict[str, bytes] = {}


class Tokenizer:
    """One model's encoder. `<|endoftext|>` is a mark between documents; typed as text it is ordinary text."""

    def __init__(self, data: bytes) -> None:
        """Read the JSON of a tokenizer: its pattern, and every token's bytes in the order of ids.

        Raises:
            ValueError: if the data is no such tokenizer.
        """
        try:
            described = json.loads(data)
            tokens = [base64.b64decode(token, validate=True) for token in described["tokens"]]
            pattern, self.endoftext = str(described["pattern"]), int(described["endoftext"])
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"this is no tokenizer.json of Nudge: {error}") from error
        self.vocab_size = len(tokens)
        self._tokens = tokens
        # tiktoken merges the pair of lowest rank first; ids are ranks, and the end-of-text mark has none.
        ranks = {token: id for id, token in enumerate(tokens) if id != self.endoftext}
        self._encoding = tiktoken.Encoding("nudge", pat_str=pattern, mergeable_ranks=ranks, special_tokens={})

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
