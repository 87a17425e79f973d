"""The fence: a finished figure, or a build that stops and says page, line and what was expected."""

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from markdown import Markdown

from widgets.embed import fence, published
from widgets.embed.fence import format as fence_format
from widgets.embed.fence import validate
from widgets.embed.host import first_view
from widgets.engine import parse_toml, render


def _markdown() -> Markdown:
    fences = [{"name": "widget", "class": "widget", "format": fence_format, "validator": validate}]
    return Markdown(
        extensions=["pymdownx.superfences"], extension_configs={"pymdownx.superfences": {"custom_fences": fences}}
    )


def _page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> str:
    pages = tmp_path / "docs"
    (pages / "deep").mkdir(parents=True)
    (pages / "deep" / "page.md").write_text(text, encoding="utf-8")
    monkeypatch.setattr(fence, "PAGES", pages)
    return _markdown().convert(text)


def test_a_fence_becomes_a_finished_figure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = _page(tmp_path, monkeypatch, "# Title\n\n```widget cross_entropy\np = 0.9\n```\n")
    assert '<figure class="widget"><live-widget name="cross_entropy" id="cross_entropy" data-phase="static"' in made
    assert re.search(r'<output name="loss" data-value="0\.10536051565782\d+"[^>]*>0\.11</output>', made)
    state = re.search(r'data-state="([^"]*)"', made)
    assert state
    assert json.loads(html.unescape(state[1])) == {"p": 0.9}


def test_what_was_answered_and_is_kept_travels_along_so_that_waking_asks_for_it_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = _page(tmp_path, monkeypatch, "```widget one_step\n```\n")
    state = re.search(r'data-state="([^"]*)"', made)
    assert state
    fields = json.loads(html.unescape(state[1]))
    assert fields == first_view("one_step", {}).kept()
    assert len(fields["after"]) == len(fields["before"]) > 0


def test_a_second_embed_has_an_id_of_its_own_and_is_kept_if_the_page_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = "```widget cross_entropy\nid = 'sure'\np = 0.1\n```\n\n```widget cross_entropy\n```\n"
    made = _page(tmp_path, monkeypatch, f"```widget cross_entropy\n```\n\n```widget quiz\n```\n\n{more}")
    assert re.findall(r' id="([^"]*)" data-phase="static"(?: data-key="([^"]*)")?', made) == [
        ("cross_entropy", "cross_entropy"),
        ("quiz", "quiz"),
        ("sure", "sure"),
        ("cross_entropy-3", ""),
    ]


def test_an_id_that_the_page_has_already_stops_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Exception, match="line 4: the page has 'quiz' already; give this one another id"):
        _page(tmp_path, monkeypatch, "```widget quiz\n```\n\n```widget cross_entropy\nid = 'quiz'\n```\n")


def test_the_fence_says_what_the_browser_must_fetch_for_a_widget(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = _page(tmp_path, monkeypatch, "```widget quiz\n```\n\n```widget gradient_noise\n```\n")
    assert re.findall(r'<live-widget name="(\w+)"(?:[^>]*? data-needs="([^"]*)")?', made) == [
        ("quiz", ""),
        ("gradient_noise", "numpy"),
    ]


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ("```widget cros_entropy\n```", "there is no widget called 'cros_entropy'"),
        ("```widget cross_entropy\nq = 1\n```", "unknown field 'q'; the fields are p"),
        ("```widget cross_entropy\np = 'high'\n```", "field 'p' takes a number, not 'high'"),
        ("```widget cross_entropy\np = 7\n```", r"field 'p' takes a number from 0\.001 to 0\.999, not 7"),
        ("```widget cross_entropy\np = \n```", "Invalid value"),
        ("```widget\n```", "nothing else"),
        ("```widget cross_entropy quiz\n```", "nothing else"),
        ("```widget cross_entropy\nid = 'A b'\n```", "id takes small letters"),
    ],
)
def test_a_wrong_fence_stops_the_build_with_page_and_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: str, message: str
) -> None:
    with pytest.raises(Exception, match=message) as caught:
        _page(tmp_path, monkeypatch, f"# Title\n\nText.\n\n{block}\n")
    assert str(caught.value).startswith("docs/deep/page.md, line 5: ")


def test_a_widget_that_raises_stops_the_build_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from widgets import quiz

    monkeypatch.setattr(quiz, "questions", lambda _: 1 / 0)
    with pytest.raises(Exception, match="line 1: the widget raised ZeroDivisionError"):
        _page(tmp_path, monkeypatch, "```widget quiz\n```\n")


def test_a_wrong_row_of_data_stops_the_build_with_its_file_and_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from widgets.deck import cards, session

    def wrong() -> None:
        parse_toml(cards.Deck, "[[card]]\nid = 3\n", "widgets/flashcards.toml")

    monkeypatch.setattr(session, "standings", lambda *_: wrong())
    with pytest.raises(Exception, match=r"line 1: widgets/flashcards\.toml, line 2: field 'card\[0\]\.id' takes text"):
        _page(tmp_path, monkeypatch, "```widget flashcards\n```\n")


def test_a_missing_model_stops_the_build_with_the_command_that_makes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "models" / "demo").mkdir(parents=True)
    own = published.MODELS / "demo" / "tokenizer.json"
    (tmp_path / "models" / "demo" / "tokenizer.json").write_bytes(own.read_bytes())
    monkeypatch.setattr(published, "MODELS", tmp_path / "models")
    with pytest.raises(Exception, match=r"json is missing; `make model` writes it"):
        _page(tmp_path, monkeypatch, "```widget next_token\n```\n")


def test_the_first_view_holds_the_models_predictions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = _page(tmp_path, monkeypatch, '```widget next_token\nprompt = "Once upon a"\n```\n')
    rows: list[Any] = re.findall(r'<li data-id="(\d+)" data-token="([^"]*)" data-p="([^"]*)">', made)
    assert len(rows) == 10
    assert rows[0][1] == " time"
    assert float(rows[0][2]) > 0.9


def test_a_prompt_with_markup_stays_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = _page(tmp_path, monkeypatch, "```widget next_token\nprompt = '</textarea><script>alert(1)</script>'\n```\n")
    assert "<script>" not in made


def test_what_no_event_changes_stands_behind_the_form_and_in_no_view() -> None:
    session = first_view("journey", {})
    behind = render(session.widget.backdrop(session.state))  # type: ignore[attr-defined]
    drawn = fence_format("", "journey", "", {"words": ("journey",)}, Markdown())
    assert f">{behind}<form" in drawn
    assert "ground-line" in behind
    assert "ground-line" not in session.html()


def test_a_state_that_has_an_id_is_told_that_of_its_fence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = _page(tmp_path, monkeypatch, "```widget think_first\nid = 'why'\nquestion = 'Why?'\n```\n")
    state = re.search(r'data-state="([^"]*)"', made)
    assert state
    assert json.loads(html.unescape(state[1]))["id"] == "why"
