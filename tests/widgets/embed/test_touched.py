"""An edit builds at once the pages that show it, later those that tell of it, all where it may change anything."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.widgets.embed.sites import lay_out
from widgets.embed import editing, touched
from widgets.embed.places import INSTALLED, ROOT, module_of

PAGES = {
    "index.md": "```widget cross_entropy\n```\n",
    "deep/two.md": "~~~widget quiz\n~~~\n",
    "code.md": "```code widgets\n```\n",
    "plain.md": "Words.\n",
    "glossary.md": "Terms.\n",
}


@pytest.fixture(autouse=True)
def docs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(touched, "DOCS", lay_out(tmp_path, PAGES))
    # What is imported anew is tested by itself.
    monkeypatch.setattr(editing, "forget", _modules)
    return tmp_path


def _modules(paths: Iterable[Path]) -> frozenset[str]:
    return frozenset(map(module_of, paths))


def _touched(*paths: Path) -> tuple[set[str], set[str]]:
    found = touched.touched(paths)
    assert found
    return set(found.now), set(found.later)


def test_an_edited_page_is_built_and_no_other(docs: Path) -> None:
    assert _touched(docs / "plain.md") == ({"plain.md"}, set())


@pytest.mark.parametrize("page", ["index.md", "glossary.md"])
def test_what_other_pages_quote_is_quoted_anew_when_they_are_asked_for(docs: Path, page: str) -> None:
    assert _touched(docs / page) == ({page}, set(PAGES) - {page})


def test_an_edited_widget_is_drawn_on_its_pages_and_its_source_shown_later() -> None:
    assert _touched(INSTALLED / "quiz.py") == ({"deep/two.md"}, {"code.md"})
    assert _touched(INSTALLED / "engine" / "charts.py")[0] == {"index.md", "deep/two.md"}


def test_a_style_is_copied_and_builds_no_page(docs: Path) -> None:
    lay_out(docs, {"stylesheets/a.css": ""})
    assert _touched(docs / "stylesheets" / "a.css") == (set(), set())


def test_anything_else_may_change_everything(docs: Path) -> None:
    lay_out(docs, {"models/a.json": ""})
    for path in (ROOT / "mkdocs.yml", INSTALLED / "embed" / "fence.py", docs / "models" / "a.json", docs / "gone.md"):
        assert touched.touched([path]) is None, path
