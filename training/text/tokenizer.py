"""Training the byte-level BPE with `tokenizers`, whose JSON the site reads too; encoding is `widgets.ml.tokenizer`."""

import json
from collections.abc import Iterable

from widgets.ml.tokenizer import ENDOFTEXT


def train(texts: Iterable[str], vocab_size: int) -> bytes:
    """The tokenizer.json of a BPE of `vocab_size` entries: all bytes, merges in order, then `<|endoftext|>`.

    The mark is in the vocabulary and no added token, so that the same string in a text is ordinary text.
    """
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    bpe.decoder = decoders.ByteLevel()
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    bpe.train_from_iterator(
        texts,
        trainers.BpeTrainer(vocab_size=vocab_size - 1, initial_alphabet=alphabet, show_progress=False),
    )
    described = json.loads(bpe.to_str())
    vocabulary = described["model"]["vocab"]
    vocabulary[ENDOFTEXT] = len(vocabulary)
    return json.dumps(described, ensure_ascii=False, separators=(",", ":")).encode()
