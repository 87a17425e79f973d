"""What a language model has to beat beside counts (widgets/ml/ngrams.py): a general compressor, in the same units."""

import lzma
import math


def xz_bits_a_byte(train: bytes, held_out: bytes) -> float:
    """Bits that xz, having read the training text, adds for each byte of the held-out text."""
    size = 1 << (len(train) + len(held_out)).bit_length()
    best = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "dict_size": max(size, 1 << 12)}]
    before, after = (len(lzma.compress(text, filters=best)) for text in (train, train + held_out))
    return (after - before) * 8 / len(held_out)


def bits_a_byte(nats_a_token: float, tokens: int, size: int) -> float:
    """Bits a byte of a text of `size` bytes in `tokens` tokens."""
    return nats_a_token * tokens / math.log(2) / size
