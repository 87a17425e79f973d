"""Losses in nats: how much a prediction costs, given what really came next. No library, so that it wakes at once."""

import math


def cross_entropy(probability: float) -> float:
    """Loss, in nats, of giving `probability` (above 0, up to 1) to the token that really came: -ln p.

    Raises:
        ValueError: if the probability is not above 0 and at most 1.
    """
    if not 0 < probability <= 1:
        raise ValueError(f"a probability must lie above 0 and at most 1, not {probability}")
    return -math.log(probability) + 0.0


def perplexity(loss: float) -> float:
    """exp(loss): the number of equally likely choices that would cost as much."""
    return math.exp(loss)


def blind_loss(vocab_size: int) -> float:
    """Loss, in nats, of spreading the probability evenly over the vocabulary: ln(vocab_size)."""
    return math.log(vocab_size)


def bits_per_byte(total: float, size: int) -> float:
    """What a text costs for each of its bytes: its `total` loss in nats over its `size` in UTF-8, as bits.

    Unlike a mean over tokens it does not depend on how a vocabulary cuts the text.

    Raises:
        ValueError: if the text has no byte.
    """
    if size < 1:
        raise ValueError(f"a text without bytes has no loss for each of them: {size}")
    return total / math.log(2) / size
