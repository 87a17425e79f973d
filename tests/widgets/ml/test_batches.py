"""Where the pieces of a step begin: anywhere alike, by seed and step alone."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.ml.batches import chances, spread, starts

seeds = st.integers(0, 2**32 - 1)


@given(st.integers(1, 70), st.integers(1, 10**6), st.integers(0, 10**6), seeds)
def test_every_piece_begins_at_a_place_there_is(batch_size: int, places: int, step: int, seed: int) -> None:
    found = starts(batch_size, places, step, seed)
    assert len(found) == batch_size
    assert all(0 <= start < places for start in found)
    assert found == starts(batch_size, places, step, seed)


@given(st.integers(1, 20), st.integers(0, 1000), seeds)
def test_a_larger_batch_begins_with_the_smaller_one(batch_size: int, step: int, seed: int) -> None:
    assert starts(64, 1000, step, seed)[:batch_size] == starts(batch_size, 1000, step, seed)


def test_steps_and_seeds_draw_other_places_and_all_of_them_alike() -> None:
    drawn = [tuple(starts(8, 1000, step, seed)) for step in range(20) for seed in range(20)]
    assert len(set(drawn)) == len(drawn)
    counts = Counter(start // 100 for row in drawn for start in row)
    assert all(250 < counts[tenth] < 390 for tenth in range(10))


def test_without_a_place_nothing_begins() -> None:
    with pytest.raises(ValueError, match="no place"):
        starts(1, 0, 0, 0)


def test_the_rule_gives_these_places() -> None:
    # What other languages are held to.
    assert starts(6, 1000, 3, 42) == [539, 746, 686, 383, 118, 564]


@given(st.integers(1, 60), st.integers(1, 300), st.integers(0, 5000))
def test_pieces_lie_evenly_from_the_first_place_to_the_last_and_do_not_overlap(
    pieces: int, length: int, more: int
) -> None:
    tokens = length + more
    found = spread(pieces, length, tokens)
    assert 1 <= len(found) <= pieces
    assert found[0] == 0
    assert found[-1] == (tokens - length if len(found) > 1 else 0)
    gaps = {after - before for before, after in pairwise(found)}
    assert all(gap >= length for gap in gaps)
    assert max(gaps, default=0) - min(gaps, default=0) <= 1


@given(seeds)
def test_chances_lie_from_0_to_1_and_the_first_of_more_are_those_of_fewer(seed: int) -> None:
    found = chances(60, seed)
    assert all(0 <= chance < 1 for chance in found)
    assert found[:7] == chances(7, seed)
    assert len(set(found)) > 55
