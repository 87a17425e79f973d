"""The opponents are fair: what was read before is cheap, and units are converted right."""

import math

import numpy as np
import pytest

from training.judge.baselines import bits_a_byte, xz_bits_a_byte


def test_xz_that_has_read_the_text_needs_hardly_a_bit() -> None:
    text = np.random.default_rng(1).bytes(4000)
    assert xz_bits_a_byte(text, text) < 0.5
    assert xz_bits_a_byte(b"something else", text) > 7.9


def test_a_nat_a_token_in_bits_a_byte() -> None:
    assert bits_a_byte(math.log(2), tokens=10, size=40) == pytest.approx(0.25)
