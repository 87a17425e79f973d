"""Windows hold whole passages in order, between the two marks, and no more than fit."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from widgets.ml.windows import LONGEST_PASSAGE, LONGEST_WINDOW, as_read, windows

CLS, SEP = 101, 102
PASSAGES = st.lists(st.lists(st.integers(1000, 2000), max_size=200), max_size=12)


def test_one_text_is_one_window() -> None:
    (window,) = windows([[7, 8], [], [9]], CLS, SEP)
    assert window.ids == (CLS, 7, 8, 9, SEP)
    assert window.share().tolist() == [[0, 0.5, 0.5, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 1, 0]]


@given(PASSAGES)
def test_every_passage_stands_in_one_window_as_far_as_it_is_read(passages: list[list[int]]) -> None:
    made = list(windows(passages, CLS, SEP))
    assert sum(len(window.spans) for window in made) == len(passages)
    found = [list(window.ids[start:end]) for window in made for start, end in window.spans]
    assert found == [passage[:LONGEST_PASSAGE] for passage in passages]
    for window in made:
        assert len(window.ids) <= LONGEST_WINDOW
        assert (window.ids[0], window.ids[-1]) == (CLS, SEP)
        sums = window.share().sum(1)
        assert np.allclose(sums[sums > 0], 1)


@given(PASSAGES)
def test_no_window_could_have_taken_the_next_passage(passages: list[list[int]]) -> None:
    made = list(windows(passages, CLS, SEP))
    for window, after in pairwise(made):
        first = after.spans[0][1] - after.spans[0][0]
        assert len(window.ids) + first > LONGEST_WINDOW


def test_nothing_has_no_window() -> None:
    assert list(windows([], CLS, SEP)) == []


def test_what_goes_to_the_graph_are_one_row_of_ids_and_a_share_a_passage() -> None:
    (window,) = windows([[7], [8, 9]], CLS, SEP)
    feed = window.feed()
    assert feed["ids"].tolist() == [[CLS, 7, 8, 9, SEP]]
    assert feed["ids"].dtype == np.int64
    assert np.array_equal(feed["share"], window.share())


def test_scripts_without_english_go_as_spaces_and_english_as_it_is() -> None:
    assert as_read("loss \u4e2d\u6587 down ☃") == "loss    down ☃"


def test_passages_are_joined_whole_into_as_few_windows_as_hold_them() -> None:
    made = list(windows([range(100)] * 9, CLS, SEP))
    assert [len(window.spans) for window in made] == [3, 3, 3]
    for window in made:
        assert (window.ids[0], window.ids[-1]) == (CLS, SEP)
        assert len(window.ids) <= LONGEST_WINDOW
        assert [list(window.ids[start:end]) for start, end in window.spans] == [list(range(100))] * 3


def test_a_window_may_be_exactly_full_and_no_longer() -> None:
    lengths = [(128, 128, 126), (128, 128, 127)]
    assert [[len(w.ids) for w in windows([range(n) for n in row], CLS, SEP)] for row in lengths] == [[384], [258, 129]]


def test_of_a_long_passage_the_first_tokens_are_read() -> None:
    (window,) = windows([range(500)], CLS, SEP)
    assert window.ids == (CLS, *range(LONGEST_PASSAGE), SEP)
