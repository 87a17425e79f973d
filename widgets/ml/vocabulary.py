"""The tokens of a published model and the bytes behind each, from its `tokenizer.json`; it encodes nothing."""

import codecs
import json
from collections.abc import Sequence

ENDOFTEXT = "<|endoftext|>"
_HEXADECIMAL = "nudge.hexadecimal"


class Vocabulary:
    """The tokens of a byte-level BPE. `<|endoftext|>` is a mark between documents and stands for no bytes."""

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
            self.ranks = {bytes(byte_of[letter] for letter in token): rank for token, rank in vocabulary.items()}
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ValueError(f"this is no tokenizer.json of Nudge: {error!r}") from error
        whole = sorted([*self.ranks.values(), self.endoftext]) == list(range(len(self.ranks) + 1))
        if kinds != ("ByteLevel", "BPE") or not whole:
            raise ValueError("this is no tokenizer.json of Nudge: it holds no byte-level BPE with ids from 0 on")
        self.vocab_size = len(self.ranks) + 1
        self._tokens = {rank: token for token, rank in self.ranks.items()} | {self.endoftext: b""}

    def decode(self, ids: Sequence[int]) -> str:
        """Text of token ids; bytes that are no UTF-8 become U+FFFD.

        Raises:
            ValueError: if there is no such id.
        """
        return b"".join(self.token_bytes(id) for id in ids).decode("utf-8", errors="replace")

    def shown(self, ids: Sequence[int]) -> str:
        """Text of token ids for people: bytes that are no UTF-8, half a character for one, stand as ⟨E2⟩⟨80⟩.

        Raises:
            ValueError: if there is no such id.
        """
        return b"".join(self.token_bytes(id) for id in ids).decode("utf-8", errors=_HEXADECIMAL)

    def token_bytes(self, id: int) -> bytes:
        """The bytes of one token.

        Raises:
            ValueError: if there is no such id.
        """
        if not 0 <= id < self.vocab_size:
            raise ValueError(f"token id {id} is outside 0 to {self.vocab_size - 1}")
        return self._tokens[id]


def _in_hexadecimal(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(f"⟨{byte:02X}⟩" for byte in error.object[error.start : error.end]), error.end


codecs.register_error(_HEXADECIMAL, _in_hexadecimal)


def bytes_by_letter() -> dict[str, int]:
    """GPT-2's printable letters for bytes: most stand for themselves, the others are moved up from U+0100."""
    kept = [*range(33, 127), *range(161, 173), *range(174, 256)]
    moved = [byte for byte in range(256) if byte not in kept]
    return {chr(byte): byte for byte in kept} | {chr(256 + index): byte for index, byte in enumerate(moved)}


def readable(text: str) -> str:
    """The text as UTF-8 can hold it: halves of a surrogate pair that stand alone become U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
