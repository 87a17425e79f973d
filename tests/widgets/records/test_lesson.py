"""The table of the lesson is the lesson: its concepts, their widgets, and its questions before an answer."""

import re
from pathlib import Path

from widgets.embed.fence import PAGES
from widgets.records import lesson

TEXT = (PAGES / "index.md").read_text(encoding="utf-8")
PARTS = re.split(r"^## .*\{ #([\w-]+) \}$", TEXT, flags=re.MULTILINE)


def test_concepts_are_those_of_the_spine_with_their_titles() -> None:
    (spine,) = re.findall(r"^```spine demo\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    titles = dict(re.findall(r'^([\w-]+) = "(.*)"$', spine, re.MULTILINE))
    assert {one.id: one.title for one in lesson.lesson().concept} == titles


def test_widgets_stand_in_their_concept_and_all_with_a_challenge_are_listed() -> None:
    under = dict(zip(PARTS[1::2], PARTS[2::2], strict=True))
    for one in lesson.lesson().concept:
        there = set(re.findall(r"^```widget (\w+)$", under[one.id], re.MULTILINE))
        challenging = {name for name in there if "challenge(" in Path(f"widgets/{name}.py").read_text(encoding="utf-8")}
        assert set(one.widgets) == challenging


def test_every_first_question_comes_back_with_its_own_words() -> None:
    fences = re.findall(r'^```widget think_first\nid = "(.*)"\nquestion = "(.*)"\n', TEXT, re.MULTILINE)
    assert TEXT.count("```widget think_first") == len(fences)
    assert [(one.id, one.question) for one in lesson.lesson().thought] == fences


def test_questions_cards_and_points_have_words() -> None:
    for items in (lesson.questions(), lesson.cards(), lesson.points(), lesson.thoughts()):
        assert items
        assert all(item.words for item in items.values())
    assert all(len(item.options) >= 2 for item in lesson.questions().values())
    assert "`" not in "".join(item.words for item in lesson.thoughts().values())
