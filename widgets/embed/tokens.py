"""Text to tokens and back at build time, by the package `tokenizers`; docs/javascripts/tokens.js does it in the page.

Both read the tokenizer.json that training wrote.
"""

from collections.abc import Sequence
from functools import lru_cache

import tokenizers

from widgets.engine import Token
from widgets.ml.vocabulary import Vocabulary, readable

MOST_KNOWN = 4


class Tokens(Vocabulary):
    """One model's tokens. `<|endoftext|>` typed as text is ordinary text."""

    def __init__(self, data: bytes) -> None:
        """Read a tokenizer.json.

        Raises:
            ValueError: if the data is no such tokenizer.
        """
        super().__init__(data)
        encoder = tokenizers.Tokenizer.from_str(data.decode())
        # While a run trains, it is asked about the same long texts again and again.
        self._ids = lru_cache(MOST_KNOWN)(lambda text: tuple(encoder.encode(readable(text)).ids))

    def encode(self, text: str) -> list[int]:
        """Token ids of a text; lone surrogates are read as U+FFFD."""
        return list(self._ids(text))

    def token(self, id: int) -> Token:
        """A token as answers carry it: its text, and its bytes in hexadecimal where they are no text by themselves.

        Raises:
            ValueError: if there is no such id.
        """
        data = self.token_bytes(id)
        try:
            return Token(id, data.decode())
        except UnicodeDecodeError:
            return Token(id, data.decode("utf-8", errors="replace"), data.hex(" ").upper())

    def tokens(self, ids: Sequence[int]) -> tuple[Token, ...]:
        """The tokens of some ids, in order."""
        return tuple(self.token(id) for id in ids)
