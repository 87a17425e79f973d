"""What is held out is decided by the text alone, and is enough to trust the exam."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.config import Data
from training.text.split import BYTES_A_TOKEN, MOST_SHARE, is_held_out, share_of


def _texts(count: int, size: int = 100) -> list[str]:
    return [f"document {i} ".ljust(size, "x") for i in range(count)]


@given(st.text(min_size=1), st.floats(0.01, 0.99))
def test_equal_documents_fall_on_the_same_side(text: str, share: float) -> None:
    text = text.encode(errors="replace").decode()
    assert is_held_out(text, share) == is_held_out(str(text), share)


def test_about_the_wanted_share_is_held_out() -> None:
    held = sum(is_held_out(text, 0.1) for text in _texts(5000))
    assert held == pytest.approx(500, abs=75)


@given(st.integers(1, 40), st.integers(0, 9_000))
def test_a_large_source_holds_out_enough_documents_and_tokens_and_hardly_more(documents: int, tokens: int) -> None:
    texts = _texts(600, 1000)
    share = share_of(texts, Data(validation_share=1e-9, least_documents=documents, least_tokens=tokens))
    held = sum(is_held_out(text, share) for text in texts)
    needed = max(documents, -(-tokens * BYTES_A_TOKEN // 1000), 1)
    assert held == needed


def test_of_a_small_source_a_tenth_at_most() -> None:
    assert share_of(_texts(50), Data()) == MOST_SHARE
    assert share_of(_texts(50), Data(validation_share=0.3)) == 0.3


def test_a_larger_exam_contains_the_smaller_one() -> None:
    texts = _texts(2000)
    small, large = (share_of(texts, Data(least_documents=n, least_tokens=0)) for n in (20, 60))
    assert {t for t in texts if is_held_out(t, small)} < {t for t in texts if is_held_out(t, large)}


def test_a_large_share_stays_as_the_settings_say() -> None:
    assert share_of(_texts(100_000), Data(validation_share=0.015, least_tokens=2000)) == 0.015
