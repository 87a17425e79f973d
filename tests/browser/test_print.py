"""The lesson on paper: a handout, whole, with nothing to press, and the answers on a sheet of their own."""

import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from widgets.deck.cards import cards
from widgets.embed.answers import printed

# A4 inside the margins of print.css, in CSS pixels.
WIDTH, HEIGHT = round((210 - 40) / 25.4 * 96), round((297 - 38) / 25.4 * 96)


def _plain(text: str) -> str:
    """Letters and digits alone: a sheet breaks lines, and joins letters, as it likes."""
    return re.sub(r"[\W_]+", "", text.replace("ﬁ", "fi").replace("ﬂ", "fl")).casefold()


@pytest.fixture(scope="module")
def sheets(browser: Browser, site: str) -> list[str]:
    """The text of every printed sheet of the lesson."""
    page = browser.new_page()
    page.goto(site)
    page.wait_for_load_state("load")
    printed = PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    page.close()
    return [_plain(sheet.extract_text()) for sheet in printed.pages]


def test_every_concept_is_printed_in_order(sheets: list[str]) -> None:
    whole = "".join(sheets)
    titles = re.findall(r"^## (?:\d+\. )?(.+?) \{", Path("docs/index.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(titles) == 10
    places = [whole.index(_plain(title)) for title in titles]
    assert places == sorted(places)


def test_the_six_cards_have_both_their_sides(sheets: list[str]) -> None:
    whole = "".join(sheets)
    for card in (card for card in cards() if card.main):
        assert _plain(card.front) in whole, card.front
        assert _plain(card.back) in whole, card.back


def test_the_answers_of_the_quiz_stand_on_the_last_sheet_alone(sheets: list[str]) -> None:
    title = _plain("Answers of the quiz")
    assert [number for number, sheet in enumerate(sheets) if title in sheet] == [len(sheets) - 1]
    for question in printed():
        assert _plain(question.right.explanation) in sheets[-1]
        assert all(_plain(question.right.explanation) not in sheet for sheet in sheets[:-1])
        assert any(_plain(question.text) in sheet for sheet in sheets[:-1]), "the question stands in its concept"


def test_there_is_nothing_to_press(sheets: list[str]) -> None:
    whole = "".join(sheets)
    sources = "".join(path.read_text(encoding="utf-8") for path in Path("widgets").glob("[a-z]*.py"))
    buttons = set(re.findall(r'button\(\s*"[a-z]+",\s*"([\w ]{6,})"', sources))
    assert {"Write on", "Only those I missed"} <= buttons
    assert [words for words in {*buttons, "Skip to content"} if _plain(words) in whole] == []


def test_no_sheet_is_all_but_empty(sheets: list[str]) -> None:
    assert not [number for number, sheet in enumerate(sheets) if len(sheet) < 150]


def test_no_table_or_figure_is_cut(page: Page, site: str) -> None:
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    page.emulate_media(media="print")
    page.goto(site)
    cut = page.evaluate(
        """height => [...document.querySelectorAll('.md-typeset table, .md-typeset svg[role=img]')].filter(one => {
          const { width, height: tall, right } = one.getBoundingClientRect();
          if (!width) return false;
          const around = [];
          for (let part = one; part; part = part.parentElement) around.push(part);
          // A table is kept whole, or cut between its rows.
          const kept = [...around, ...(one.rows || [])].some(part => getComputedStyle(part).breakInside === 'avoid');
          // The map alone may run into the margin.
          return !kept || tall > height || (right > innerWidth + 1 && !one.closest('.opening'));
        }).map(one => one.outerHTML.slice(0, 120))""",
        HEIGHT,
    )
    assert cut == []
