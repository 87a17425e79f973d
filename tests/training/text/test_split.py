"""What is held out is decided by the text alone, and is enough to trust the exam."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.config import Data
from training.text.split import (
    BYTES_A_TOKEN,
    MOST_SHARE,
    Marks,
    digest,
    is_held_out,
    marks,
    owners,
    share_of,
    shares_of,
)


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
    share = share_of(marks(texts), Data(validation_share=1e-9, least_documents=documents, least_tokens=tokens))
    held = sum(is_held_out(text, share) for text in texts)
    needed = max(documents, -(-tokens * BYTES_A_TOKEN // 1000), 1)
    assert held == needed


def test_of_a_small_source_a_tenth_at_most() -> None:
    assert share_of(marks(_texts(50)), Data()) == MOST_SHARE
    assert share_of(marks(_texts(50)), Data(validation_share=0.3)) == 0.3


def test_a_larger_exam_contains_the_smaller_one() -> None:
    texts = _texts(2000)
    small, large = (share_of(marks(texts), Data(least_documents=n, least_tokens=0)) for n in (20, 60))
    assert {t for t in texts if is_held_out(t, small)} < {t for t in texts if is_held_out(t, large)}


def test_a_large_share_stays_as_the_settings_say() -> None:
    assert share_of(marks(_texts(100_000)), Data(validation_share=0.015, least_tokens=2000)) == 0.015


def _singly(count: int) -> tuple[list[str], list[Marks]]:
    texts = _texts(count)
    return texts, [marks([text]) for text in texts]


@pytest.mark.parametrize("count", [2, 3, 5, 10, 30, 100, 300])
def test_of_files_of_one_document_each_a_tenth_is_held_out_and_at_least_one(count: int) -> None:
    texts, sources = _singly(count)
    shares = shares_of(sources, Data())
    held = sum(is_held_out(text, share) for text, share in zip(texts, shares, strict=True))
    assert max(1, min(count // 10, 20)) <= held < count
    assert held <= max(1, count // 5)


def test_one_document_alone_is_not_held_out_to_be_judged_by() -> None:
    assert shares_of([marks(["A book in one piece."])], Data()) == [MOST_SHARE]


def test_a_corpus_that_holds_out_enough_stays_as_its_sources_say() -> None:
    sources = [marks(_texts(2000)[:1000]), marks(_texts(2000)[1000:]), marks(_texts(1))]
    assert shares_of(sources, Data()) == [share_of(source, Data()) for source in sources]


def test_a_document_in_two_files_counts_once() -> None:
    found = marks(["a", "b", "a"])
    assert found[0].tolist() == sorted(found[0].tolist())
    assert len(found[0]) == 2
    both = [marks(["a", "b"]), marks(["b", "a"])]
    shares = shares_of(both, Data(validation_share=1e-9, least_documents=0, least_tokens=0))
    assert sorted(is_held_out(text, shares[0]) for text in ("a", "b")) == [False, True]
    assert shares[0] == shares[1]


def test_a_document_of_several_sources_belongs_to_one_of_them_by_its_digest() -> None:
    texts = _texts(400)
    found = owners([marks(texts), marks(texts[:300]), marks([*texts[200:], "alone"])])
    assert set(found) == {digest(text) for text in texts}
    owned = [found[digest(text)] for text in texts]
    assert set(owned[:200]) == {0, 1}
    assert set(owned[300:]) == {0, 2}
    assert [owned[200:300].count(i) for i in range(3)] == pytest.approx([33, 33, 33], abs=20)
    assert owners([marks(texts), marks(["other"])]) == {}
