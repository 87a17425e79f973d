"""A seed's weights are the ones that the written rule says: checked against Random123 and against plain integers."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from widgets.ml import initial

# The known answers of Random123's own tests (Salmon et al. 2011): counter, key, four words.
KNOWN = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
]


def _words(text: str) -> list[int]:
    return [int(word, 16) for word in text.split()]


@pytest.mark.parametrize(("counter", "key", "words"), KNOWN)
def test_the_generator_gives_the_known_answers(counter: str, key: str, words: str) -> None:
    first, second = _words(key)
    found = initial.philox(np.array([_words(counter)] * 2, dtype=np.uint64), (first, second))
    assert found.tolist() == [_words(words)] * 2


def _by_hand(i: int, seed: int) -> float:
    """Number i of a seed, in plain integers, as the module's first lines say it."""
    a, b, c, d, k, m = i // 4, 0, 0, 0, seed, 0
    for _ in range(10):
        p, q = a * 0xD2511F53, c * 0xCD9E8D57
        a, b, c, d = (q >> 32) ^ b ^ k, q % 2**32, (p >> 32) ^ d ^ m, p % 2**32
        k, m = (k + 0x9E3779B9) % 2**32, (m + 0xBB67AE85) % 2**32
    u, v = ((w + 0.5) / 2**32 for w in ((a, b) if i % 4 < 2 else (c, d)))
    return math.sqrt(-2 * math.log(u)) * (math.sin if i % 2 else math.cos)(2 * math.pi * v)


@settings(max_examples=25)
@given(st.integers(0, 399), st.integers(0, 2**32 - 1))
def test_every_number_follows_the_written_rule(i: int, seed: int) -> None:
    assert initial.normals(400, seed)[i] == pytest.approx(_by_hand(i, seed), rel=1e-12)


def test_numbers_are_normal_and_the_first_do_not_depend_on_how_many_follow() -> None:
    found = initial.normals(200_001, 3)
    assert abs(found.mean()) < 0.01
    assert found.std() == pytest.approx(1, abs=0.01)
    assert (np.abs(found) < 1).mean() == pytest.approx(0.6827, abs=0.005)
    assert abs(np.corrcoef(found[:-1], found[1:])[0, 1]) < 0.01
    assert np.array_equal(initial.normals(7, 3), found[:7])


PARTS = [
    {"name": "wte.weight", "shape": [5, 4], "start": 0, "std": 0.02},
    {"name": "norm.weight", "shape": [4], "start": 20, "value": 1.0},
    {"name": "blocks.0.mlp.down.weight", "shape": [4, 8], "start": 24, "std": 0.01},
]


def test_parts_are_scaled_by_their_deviation_or_filled_with_their_value() -> None:
    flat, plain = initial.initial(PARTS, 9), initial.normals(56, 9)
    assert flat.dtype == np.float32
    assert np.allclose(flat[:20], 0.02 * plain[:20])
    assert flat[20:24].tolist() == [1.0] * 4
    assert np.allclose(flat[24:], 0.01 * plain[24:])
    assert not np.array_equal(flat, initial.initial(PARTS, 10))


@pytest.mark.parametrize("seed", [-1, 2**32, 0.5])
def test_a_seed_outside_32_bits_is_refused(seed: float) -> None:
    with pytest.raises(ValueError, match="a seed is a whole number from 0 to 4294967295"):
        initial.initial(PARTS, seed)  # type: ignore[arg-type]


def test_a_part_without_a_rule_is_named() -> None:
    with pytest.raises(ValueError, match=r"norm\.weight of the weights has neither std nor value"):
        initial.initial([{"name": "norm.weight", "shape": [4], "start": 0}], 1)
