"""The page of code shows every widget and all mathematics, to the letter as they stand in the repository."""

import html
import re
from pathlib import Path

import pytest
from markdown import Markdown
from pymdownx.superfences import SuperFencesException

from widgets.embed import fence, source

ROOT = Path(__file__).parents[3]


def _shown(text: str) -> str:
    code = {"name": "code", "class": "code", "format": source.format_code, "validator": fence.validate}
    md = Markdown(
        extensions=["pymdownx.superfences"], extension_configs={"pymdownx.superfences": {"custom_fences": [code]}}
    )
    return md.convert(text)


@pytest.mark.parametrize(("room", "folder"), [("widgets", "widgets"), ("deck", "widgets/deck"), ("ml", "widgets/ml")])
def test_every_file_of_a_room_stands_there_to_the_letter_under_its_name(room: str, folder: str) -> None:
    shown = _shown(f"```code {room}\n```")
    sections = dict(re.findall(r'<h3 id="(\w+)">.*?</h3>(.*?)(?=<h3 |\Z)', shown, re.DOTALL))
    files = {path.stem: path for path in (ROOT / folder).glob("*.py") if path.stem != "__init__"}
    assert sections.keys() == files.keys()
    for name, path in files.items():
        assert html.unescape(re.sub("<[^>]+>", "", sections[name])).strip() == path.read_text(encoding="utf-8").strip()


def test_no_two_files_of_the_page_have_one_name() -> None:
    names = [path.stem for room in source.ROOMS for path in source.files(room)]
    assert len(set(names)) == len(names)


def test_widgets_stand_in_the_order_of_the_lesson() -> None:
    lesson = re.findall(r"```widget (\w+)", (ROOT / "docs" / "index.md").read_text(encoding="utf-8"))
    shown = re.findall(r'<h3 id="(\w+)">', _shown("```code widgets\n```"))
    assert shown[: len(set(lesson))] == list(dict.fromkeys(lesson))


@pytest.mark.parametrize("words", ["", "engine", "widgets ml"])
def test_another_room_stops_the_build(words: str) -> None:
    with pytest.raises(
        SuperFencesException,
        match="a fence of code names one of widgets, laboratory, questions, deck, records, ml, not",
    ):
        _shown(f"```code {words}\n```")
