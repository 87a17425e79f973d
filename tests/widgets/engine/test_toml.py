"""Rows of data are read through the typed gate; a wrong one is told with its file and its line."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.engine import WidgetError, WrongData, distinct, from_toml, parse_toml


@dataclass(frozen=True)
class _Part:
    name: str
    right: bool = False


@dataclass(frozen=True)
class _Row:
    id: str
    weight: float
    words: str
    part: tuple[_Part, ...] = ()

    def __post_init__(self) -> None:
        if self.weight < 0:
            raise ValueError("a weight is not below 0")


@dataclass(frozen=True)
class _Rows:
    row: tuple[_Row, ...]
    title: str = ""

    def __post_init__(self) -> None:
        distinct(row.id for row in self.row)


def _parse(text: str) -> _Rows:
    return parse_toml(_Rows, text, "widgets/some.toml")


def _refusal(text: str) -> str:
    with pytest.raises(WrongData) as caught:
        _parse(text)
    return str(caught.value)


words = st.text(st.characters(codec="utf-8", exclude_characters="\x7f", exclude_categories=["Cc", "Cs"]), max_size=12)
# Forms of the same text: on one line, or on several of which some look like statements.
written = st.sampled_from(["{}", "'''\n[[row]]\nweight = 'x'\n{}\n'''", '"""\\\n  {}\n\n# no comment\n"""'])


@st.composite
def _file(draw: st.DrawFn) -> tuple[list[str], list[tuple[int, int]]]:
    """Statements of a good file, and for every row the place of its header and of its `weight`."""
    statements, places = ["# Rows\n"], []
    for index in range(draw(st.integers(1, 4))):
        header = len(statements)
        statements.append("[[row]]")
        form = draw(written)
        text = '"text"' if form == "{}" else "text"
        keys = [f'id = "r{index}"', "weight = 1.5", f"words = {form.format(text)}"]
        keys = draw(st.permutations(keys))
        statements += [draw(st.sampled_from(["", "\n", "# weight = 1\n"])) + key for key in keys]
        places.append((header, header + 1 + keys.index("weight = 1.5")))
        for _ in range(draw(st.integers(0, 2))):
            statements.append('\n[[row.part]]\nname = "p"\nright = true')
    return statements, places


@given(_file())
def test_a_good_file_is_read_whole(made: tuple[list[str], list[tuple[int, int]]]) -> None:
    statements, places = made
    read = _parse("\n".join(statements))
    assert [row.id for row in read.row] == [f"r{index}" for index in range(len(places))]
    assert all(row.weight == 1.5 and "text" in row.words for row in read.row)
    assert all(part == _Part("p", True) for row in read.row for part in row.part)


@given(_file(), st.data(), st.sampled_from(['weight = "much"', "weight = [1]", "wieght = 1", "weight = true"]))
def test_a_wrong_value_or_name_is_told_with_its_own_line(
    made: tuple[list[str], list[tuple[int, int]]], data: st.DataObject, wrong: str
) -> None:
    statements, places = made
    row = data.draw(st.integers(0, len(places) - 1))
    _, at = places[row]
    statements[at] = statements[at].replace("weight = 1.5", wrong)
    line = "\n".join(statements[: at + 1]).count("\n") + 1
    message = _refusal("\n".join(statements))
    # What stands before a key on lines of its own (a comment, an empty line) belongs to no statement.
    assert message.startswith(f"widgets/some.toml, line {line}: field 'row[{row}]")


@given(_file(), st.data(), st.sampled_from(["", "weight = -1"]))
def test_what_is_wrong_with_a_row_as_a_whole_is_told_with_a_line_of_that_row(
    made: tuple[list[str], list[tuple[int, int]]], data: st.DataObject, instead: str
) -> None:
    statements, places = made
    row = data.draw(st.integers(0, len(places) - 1))
    header, at = places[row]
    statements[at] = statements[at].replace("weight = 1.5", instead)
    first = "\n".join(statements[: header + 1]).count("\n") + 1
    last = "\n".join(statements[: header + 4]).count("\n") + 1
    message = _refusal("\n".join(statements))
    reason = "is refused: a weight is not below 0" if instead else "lacks the field 'weight'"
    assert message.endswith(f": field 'row[{row}]' {reason}")
    assert first <= int(message.split("line ")[1].split(":")[0]) <= last


def test_an_id_that_stands_twice_is_named_with_a_line_of_the_second() -> None:
    row = '[[row]]\nid = "{}"\nweight = 1\nwords = ""\n'
    assert _refusal(row.format("a") + row.format("b") + row.format("a")) == (
        "widgets/some.toml, line 12: the value is refused: the id 'a' stands twice"
    )


def test_a_row_inside_a_row_is_named_with_its_place() -> None:
    text = '[[row]]\nid = "a"\nweight = 1\nwords = ""\n\n[[row.part]]\nname = "x"\n\n[[row.part]]\nname = 3\n'
    assert _refusal(text) == "widgets/some.toml, line 10: field 'row[0].part[1].name' takes text, not 3"


def test_a_value_over_several_lines_is_told_with_the_line_that_opens_it() -> None:
    assert "line 3: field 'row[0].id' takes text, not [1, 2]" in _refusal("# rows\n[[row]]\nid = [\n  1,\n  2,\n]\n")


def test_a_row_of_an_array_of_tables_is_told_with_its_own_line() -> None:
    rows = 'row = [\n  { id = "a", weight = 1, words = "" },\n  { id = "b", weight = 2, words = "" },\n]\n'
    first, second = rows.replace("= 1,", '= "1",'), rows.replace("= 2,", '= "2",')
    assert _refusal(first) == "widgets/some.toml, line 2: field 'row[0].weight' takes a number, not '1'"
    assert _refusal(second) == "widgets/some.toml, line 3: field 'row[1].weight' takes a number, not '2'"
    assert "line 3: the value is refused: the id 'a' stands twice" in _refusal(rows.replace('"b"', '"a"'))


def test_a_file_beside_the_widgets_is_read_by_its_name_and_named_where_it_is_wrong() -> None:
    @dataclass(frozen=True)
    class Task:
        task: str
        point: tuple[object, ...]
        misconception: tuple[object, ...]

    assert from_toml(Task, "teach_back.toml").task.startswith("Explain to a friend")
    with pytest.raises(WrongData, match=r"^widgets/teach_back\.toml, line 4: the value has no field 'task'"):
        from_toml(_Rows, "teach_back.toml")


def test_what_is_no_toml_is_told_with_file_and_line() -> None:
    assert _refusal("[[row]]\nid =\n") == "widgets/some.toml: Invalid value (at line 2, column 5)"


def test_a_key_beside_the_rows_that_nobody_knows_is_told_with_its_line() -> None:
    assert _refusal('title = "x"\n\nother = 1\n') == (
        "widgets/some.toml, line 3: the value has no field 'other'; the fields are row, title"
    )


def test_a_file_without_rows_says_what_it_lacks() -> None:
    assert _refusal("") == "widgets/some.toml, line 1: the value lacks the field 'row'"


def test_wrong_data_is_a_mistake_of_an_author_as_a_wrong_fence_is() -> None:
    assert issubclass(WrongData, WidgetError)


@given(st.lists(st.text(max_size=2)))
def test_ids_are_distinct_or_the_first_that_repeats_is_named(ids: list[str]) -> None:
    repeated = [id for index, id in enumerate(ids) if id in ids[:index]]
    if not repeated:
        distinct(ids)
        return
    with pytest.raises(ValueError, match="stands twice") as caught:
        distinct(iter(ids))
    assert str(caught.value) == f"the id {repeated[0]!r} stands twice"
