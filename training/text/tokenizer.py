"""Training the byte-level BPE with `tokenizers`, whose JSON the site reads too; encoding is coder.py."""

import json
from collections.abc import Iterable

from widgets.ml.vocabulary import ENDOFTEXT

# Counting pairs takes the square of a word's length, and text need not have spaces. No word that people write is longer
# in bytes, and letters of one to four bytes each fill it evenly.
LONGEST = 132


def train(texts: Iterable[str], vocab_size: int) -> bytes:
    """The tokenizer.json of a BPE of `vocab_size` entries: all bytes, merges in order, then `<|endoftext|>`.

    The mark is in the vocabulary and no added token, so that the same string in a text is ordinary text. Words longer
    than `LONGEST` are cut while pairs are counted, and only then: text is encoded with its words whole.
    """
    from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

    bpe = Tokenizer(models.BPE())
    words = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    pieces = pre_tokenizers.Split(Regex(f".{{1,{LONGEST}}}"), "isolated")
    bpe.pre_tokenizer = pre_tokenizers.Sequence([words, pieces])
    bpe.decoder = decoders.ByteLevel()
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    bpe.train_from_iterator(
        texts,
        trainers.BpeTrainer(vocab_size=vocab_size - 1, initial_alphabet=alphabet, show_progress=False),
    )
    bpe.pre_tokenizer = words
    described = json.loads(bpe.to_str())
    vocabulary = described["model"]["vocab"]
    vocabulary[ENDOFTEXT] = len(vocabulary)
    return json.dumps(described, ensure_ascii=False, separators=(",", ":")).encode()
