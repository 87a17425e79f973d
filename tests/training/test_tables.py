"""A table becomes a dataclass, or everything that is wrong with it is said."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from training.tables import Name, Range, build, choice, name, number, put


@dataclass(frozen=True)
class Inner:
    share: float = number(0.5, 0, 1, above=True, below=True)
    way: str = choice("up", ("up", "down"))


@dataclass(frozen=True)
class Outer:
    title: str = name("taken")
    count: int = number(1, 1, 1000)
    most: float | None = number(None, 0, 10)
    on: bool = False
    inner: Inner = Inner()
    many: tuple[Inner, ...] = ()
    words: tuple[str, ...] = ()

    def contradictions(self) -> Iterator[str]:
        if self.count == 7 and self.on:
            yield "count is 7 and on"


def wrong(table: dict[str, object]) -> list[str]:
    problems = list[str]()
    assert build(Outer, {"title": "x", **table}, problems) is None
    return problems


def test_values_of_the_right_kind_in_their_range_are_taken() -> None:
    problems = list[str]()
    table = {
        "title": "a-b_2",
        "count": 1000,
        "most": 3,
        "inner": {"share": 0.1},
        "many": [{"way": "down"}],
        "words": ["a"],
    }
    assert build(Outer, table, problems) == Outer("a-b_2", 1000, 3.0, False, Inner(0.1), (Inner(way="down"),), ("a",))
    assert not problems


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"count": 0}, "count takes a whole number from 1 to 1,000, not 0"),
        ({"count": True}, "count takes a whole number from 1 to 1,000, not True"),
        ({"count": 2.0}, "count takes a whole number from 1 to 1,000, not 2.0"),
        ({"count": 10**9000}, "count takes a whole number from 1 to 1,000, not a number of thousands of digits"),
        ({"most": float("nan")}, "most takes a number from 0 to 10, not nan"),
        ({"most": float("inf")}, "most takes a number from 0 to 10, not inf"),
        ({"most": 10**400}, f"most takes a number from 0 to 10, not {str(10**400)[:60]}..."),
        ({"inner": {"share": 1}}, "inner.share takes a number above 0 and below 1, not 1"),
        ({"inner": {"way": "left"}}, "inner.way takes one of up, down, not 'left'"),
        ({"inner": 3}, "inner takes a table of settings, not 3"),
        ({"many": {"share": 1}}, "many takes a list, not {'share': 1}"),
        ({"many": [{}, {"share": 2.0}]}, "many[1].share takes a number above 0 and below 1, not 2.0"),
        ({"words": ["a", 3]}, "words[1] takes text, not 3"),
        ({"words": ["half \ud83d"]}, "words[0] takes text, not 'half \\ud83d'"),
        ({"on": 1}, "on takes true or false, not 1"),
        ({"cuont": 1}, "unknown setting cuont; did you mean count?"),
        ({"x": 1}, "unknown setting x; known are title, count, most, on, inner, many, words"),
        ({"count": 7, "on": True}, "count is 7 and on"),
    ],
)
def test_a_value_that_does_not_fit_is_said_with_what_does(table: dict[str, object], said: str) -> None:
    if "on" in table and "count" in table:
        problems = list[str]()
        build(Outer, {"title": "x", **table}, problems)
        assert problems == [said]
    else:
        assert wrong(table) == [said]


def test_all_that_is_wrong_is_said_at_once() -> None:
    said = wrong({"title": "", "count": -1, "inner": {"share": 0, "wy": 1}})
    assert [problem.split(" takes")[0] for problem in said] == [
        "title",
        "count",
        "inner.share",
        "unknown setting inner.wy; did you mean inner.way?",
    ]


def test_what_has_to_be_given_is_said() -> None:
    problems = list[str]()
    assert build(Outer, {}, problems) is None
    assert problems[0].startswith("title is missing; it takes a plain name")


@pytest.mark.parametrize("value", ["demo", "a", "2024", "my-model_2", "x" * 64])
def test_plain_names_are_names(value: str) -> None:
    assert value in Name()


@pytest.mark.parametrize(
    "value",
    ["", ".", "..", "a/b", "/a", "a\\b", "a b", ".hidden", "-rf", "_x", "a.b", "é", "a\n", "~", "x" * 65, "Contrast"],
)
def test_what_could_lead_to_another_folder_is_no_name(value: str) -> None:
    assert value not in Name(("contrast",))


def test_the_ends_of_a_range_belong_to_it_unless_they_are_open() -> None:
    assert [x in Range(0, 1) for x in (-1, 0, 1, 2)] == [False, True, True, False]
    assert [x in Range(0, 1, above=True, below=True) for x in (0, 0.5, 1)] == [False, True, False]


def test_an_override_of_text_needs_no_quotation_marks() -> None:
    table, problems = dict[str, object](), list[str]()
    for override in ("title=2024", "inner.way=true", "count=5", 'words=["a"]'):
        put(Outer, table, override, problems)
    assert table == {"title": "2024", "inner": {"way": "true"}, "count": 5, "words": ["a"]}
    put(Outer, table, 'title="quoted"', problems)
    assert table["title"] == "quoted"
    assert not problems


@pytest.mark.parametrize("override", ["count", "count.x=3", ""])
def test_an_override_that_leads_nowhere_is_said(override: str) -> None:
    problems = list[str]()
    put(Outer, {"count": 3}, override, problems)
    assert len(problems) == 1
    assert "override" in problems[0]
