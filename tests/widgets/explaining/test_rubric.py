"""The rubric is an author's file: whole, true to the page, and refused with its line where it is wrong."""

import re
from pathlib import Path

import pytest

from widgets.engine import WrongData, parse_toml
from widgets.explaining.rubric import Rubric, points, rubric, texts

FILE = Path("widgets/teach_back.toml").read_text(encoding="utf-8")


def test_every_point_is_taught_where_its_link_leads() -> None:
    lesson = Path("docs/index.md").read_text(encoding="utf-8")
    headings = dict(re.findall(r"^## (.+?) \{ #([\w-]+) \}$", lesson, re.MULTILINE))
    by_anchor = {anchor: heading for heading, anchor in headings.items()}
    for point in points():
        assert by_anchor[point.section].startswith(point.taught) or point.taught.lower() in by_anchor[point.section]


def test_every_point_and_every_misconception_is_answered() -> None:
    answers = [*(one.correction for one in points()), *(one.correction for one in rubric().misconception)]
    assert all(len(answer.split()) > 8 for answer in answers)


def test_ids_name_one_thing_only() -> None:
    ids = [*(one.id for one in points()), *(one.id for one in rubric().misconception)]
    assert len(ids) == len(set(ids))


def test_the_texts_of_the_rubric_are_all_that_could_be_pasted() -> None:
    known = texts()
    assert rubric().task in known
    assert all(point.idea in known and f"{point.title} {point.idea}" in known for point in points())


def _broken(old: str, new: str) -> str:
    assert old in FILE
    return FILE.replace(old, new, 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (_broken('task = "', 'job = "'), "has no field 'job'"),
        (_broken('id = "graded"', 'id = "prediction"'), "the id 'prediction' stands twice"),
        (_broken('section = "batches"', "section = 3"), r"line \d+: field 'point\[7\].section' takes text, not 3"),
        (_broken('point = "warmup"', 'point = "cooldown"'), "no point is called 'cooldown'"),
        (FILE[: FILE.rindex("[[misconception]]")], "a rubric has 10 points and 8 misconceptions"),
    ],
)
def test_a_wrong_row_stops_the_build_with_its_line(text: str, message: str) -> None:
    with pytest.raises(WrongData, match=message):
        parse_toml(Rubric, text, "widgets/teach_back.toml")
