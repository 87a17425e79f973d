"""The table counts what a test noticed among all that it could have noticed."""

from collections import Counter

from tests.mutants.__main__ import counted, noticed, table

COUNTS = Counter({"killed": 80, "timeout": 5, "survived": 10, "no tests": 3, "nocoverage": 2, "ignored": 40})


def test_a_change_that_no_test_reaches_is_not_noticed_and_one_that_was_not_made_is_not_counted() -> None:
    assert counted(COUNTS) == 100
    assert noticed(COUNTS) == 0.85
    assert noticed(Counter()) == 0


def test_every_room_has_a_row() -> None:
    assert table({"widgets/engine": COUNTS}).splitlines()[2:] == ["| `widgets/engine` | 100 | 85% |"]
