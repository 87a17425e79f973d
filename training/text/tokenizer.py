"""Training the byte-level BPE with `tokenizers`; encoding itself is `widgets.ml.tokenizer`."""

import base64
import json
from collections.abc import Iterable

# GPT-2's pattern (Radford et al. 2019): contractions, words with their space, numbers, punctuation, spaces.
PATTERN = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"


def train(texts: Iterable[str], vocab_size: int, name: str) -> bytes:
    """The tokenizer.json of a BPE of `vocab_size` entries: all bytes, merges in order, then `<|endoftext|>`."""
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    bpe.train_from_iterator(
        texts,
        trainers.BpeTrainer(vocab_size=vocab_size - 1, initial_alphabet=alphabet, show_progress=False),
    )
    vocabulary = bpe.get_vocab()
    byte_of = _bytes_by_letter()
    ranked = sorted(vocabulary, key=lambda token: vocabulary[token])
    tokens = [bytes(byte_of[letter] for letter in token) for token in ranked] + [b""]
    described = {
        "name": name,
        "pattern": PATTERN,
        "endoftext": len(tokens) - 1,
        "tokens": [base64.b64encode(token).decode() for token in tokens],
    }
    return json.dumps(described).encode()


def _bytes_by_letter() -> dict[str, int]:
    """GPT-2's printable letters for bytes: most stand for themselves, the others are moved up from U+0100."""
    kept = [*range(33, 127), *range(161, 173), *range(174, 256)]
    moved = [byte for byte in range(256) if byte not in kept]
    return {chr(byte): byte for byte in kept} | {chr(256 + index): byte for index, byte in enumerate(moved)}
