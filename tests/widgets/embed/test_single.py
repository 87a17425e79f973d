"""Every widget of the docs has a page of its own, with the title and the description that its docstring gives."""

import re
from pathlib import Path

import pytest
import yaml
from markdown import Markdown

from tests.widgets.embed.sites import lay_out
from widgets.embed import frames, single
from widgets.engine import WidgetError

ROOT = Path(__file__).parents[3]
LESSON = """\
# A lesson

```widget think_first
# What is asked
id = "think-here"
question = "Why?"
```

## Part one: *costs* { #one }

```widget quiz
id = "quiz-1"
concept = 1
```

<div class="opening" markdown>

```widget cross_entropy
p = 0.25
```

</div>

## The end

```widget quiz
id = "quiz"
```
"""
OTHER = """\
---
scripts: [javascripts/files.js, javascripts/more.js]
---

# Another page

```widget cross_entropy
```

```widget scale
```

```widget stronger_tutor
```

```widget no_such_widget
```
"""


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, single.Alone]:
    """The pages of a lesson and of another page, which comes first by its name."""
    monkeypatch.setattr(frames, "PAGES", lay_out(tmp_path, {"index.md": LESSON, "another.md": OTHER}))
    return {one.name: one for one in single.pages()}


def _head(one: single.Alone) -> tuple[dict[str, object], str]:
    _, head, body = one.markdown().split("---\n", 2)
    return yaml.safe_load(head), body


def test_every_widget_that_stands_in_a_fence_has_its_page_but_the_one_that_needs_another_beside_it() -> None:
    fenced = {name for name, _ in frames.fences()}
    made = [one.name for one in single.pages()]
    assert set(made) == fenced - {"stronger_tutor"}
    assert len(made) == len(set(made)) > 20


def test_every_page_has_a_title_of_its_own_and_a_sentence_that_describes_it() -> None:
    made = single.pages()
    assert len({one.title for one in made}) == len(made)
    for one in made:
        assert re.fullmatch(r"[A-Z][^:]{3,40}", one.title), one.name
        assert re.fullmatch(r"[A-Z].{20,160}\.", one.description), one.name


def test_the_fence_stands_as_in_the_docs_the_lesson_before_other_pages(made: dict[str, single.Alone]) -> None:
    assert list(made) == ["think_first", "quiz", "cross_entropy", "scale"]
    head, body = _head(made["cross_entropy"])
    assert head == {
        "template": "widget.html",
        "title": "Cross-entropy",
        "description": (
            "What one prediction costs, and how the cost explodes as the probability of the truth nears zero."
        ),
        "scripts": ["javascripts/framed.js"],
        "search": {"exclude": True},
    }
    assert "\n```widget cross_entropy\np = 0.25\n```\n" in body


def test_of_several_fences_the_one_that_has_the_widgets_name_stands_alone_else_the_first(
    made: dict[str, single.Alone],
) -> None:
    assert 'id = "quiz"' in made["quiz"].fence
    assert 'id = "think-here"\nquestion = "Why?"\n```\n' in made["think_first"].fence


def test_a_link_leads_to_the_widgets_place_under_its_heading(made: dict[str, single.Alone]) -> None:
    assert "From Nudge: [Part one: *costs*](../index.md#cross_entropy)" in made["cross_entropy"].markdown()
    assert "[A lesson](../index.md#think-here)" in made["think_first"].markdown()
    assert "[The end](../index.md#quiz)" in made["quiz"].markdown()
    assert "[Another page](../another.md#scale)" in made["scale"].markdown()


def test_a_block_that_holds_a_widget_comes_with_it_and_so_do_the_scripts_of_its_page(
    made: dict[str, single.Alone],
) -> None:
    assert '<div class="opening" markdown>' in made["cross_entropy"].markdown()
    assert "<div" not in made["quiz"].markdown()
    head, _ = _head(made["scale"])
    assert head["scripts"] == ["javascripts/files.js", "javascripts/more.js", "javascripts/framed.js"]


@pytest.mark.parametrize("docstring", [None, "A widget.", "Name: what it shows", "Name: what\n\nit shows."])
def test_a_docstring_that_names_no_page_stops_the_build(
    made: dict[str, single.Alone], monkeypatch: pytest.MonkeyPatch, docstring: str | None
) -> None:
    monkeypatch.setattr("widgets.scale.__doc__", docstring)
    with pytest.raises(WidgetError, match=r"widgets/scale\.py: its docstring names its page"):
        single.pages()


def test_the_list_links_every_page_and_says_its_address(made: dict[str, single.Alone]) -> None:
    md = Markdown(extensions=["def_list", "widgets.embed.single"])
    shown = md.convert(f"Before.\n\n{single.LINE}\n\nAfter.")
    rows = re.findall(r'<dt><a href="widget/(\w+)\.md">[^<]+</a> <code>widget/(\w+)/</code></dt>', shown)
    assert rows == [(name, name) for name in made]
    assert f"<dd>{made['scale'].description}</dd>" in shown


def test_the_list_stands_on_the_page_for_teachers() -> None:
    assert f"\n{single.LINE}\n" in (ROOT / "docs" / "teaching.md").read_text(encoding="utf-8")
