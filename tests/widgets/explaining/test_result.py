"""A result is plain, counts itself, and finds its passages again."""

from widgets.explaining.result import Found, Result
from widgets.ml.passages import passages

RESULT = Result(
    "One. Two.",
    (Found("a", True, "seen", 1), Found("b", True, "unsure", 0), Found("c", False, "unsure", 0)),
    (),
    (),
)


def test_what_is_given_counts_whether_sure_or_not() -> None:
    assert (RESULT.score, RESULT.given, RESULT.unsure) == (2, ("a", "b"), 2)


def test_passages_are_found_by_number_and_none_where_the_text_has_fewer() -> None:
    assert RESULT.passages() == dict(enumerate(passages("One. Two.")))
    assert RESULT.passages().get(7) is None
