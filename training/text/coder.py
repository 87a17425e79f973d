"""Text to token ids and back in the trainer, by tiktoken, which is fast on whole corpora."""

import tiktoken

from widgets.ml.vocabulary import Vocabulary

# GPT-2's pattern (Radford et al. 2019): contractions, words with their space, numbers, punctuation, spaces.
PATTERN = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"


class Tokenizer(Vocabulary):
    """One model's encoder; `<|endoftext|>` typed as text is ordinary text."""

    def __init__(self, data: bytes) -> None:
        """Read a tokenizer.json.

        Raises:
            ValueError: if the data is no such tokenizer.
        """
        super().__init__(data)
        # tiktoken merges the pair of lowest rank first; ids follow the order of the merges, and the mark has none.
        self._encoding = tiktoken.Encoding("nudge", pat_str=PATTERN, mergeable_ranks=self.ranks, special_tokens={})

    def encode(self, text: str) -> list[int]:
        """Token ids of a text; lone surrogates are read as U+FFFD."""
        return self._encoding.encode_ordinary(text)

    def encode_document(self, text: str) -> list[int]:
        """Token ids with `<|endoftext|>` in front, so that n tokens of text give n losses."""
        return [self.endoftext, *self.encode(text)]
