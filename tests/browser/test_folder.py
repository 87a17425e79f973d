"""The folder edition, opened from disk without a network: lesson, Python, live model, cards, search."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import all_live, one_live
from widgets.embed import folder

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """index.html of the unpacked archive, in a folder whose name needs care."""
    place = tmp_path_factory.mktemp("a reader's #1 folder, 100% ä")
    archive = place / "nudge-offline.zip"
    folder.make(archive)
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(place)
    return place / folder.NAME / "index.html"


@pytest.fixture
def page(browser: Browser, index: Path) -> Iterator[Page]:
    """The lesson from disk, without a network; nothing may be asked of anybody, or be refused."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_offline(True)
    opened = context.new_page()
    opened.set_default_timeout(30_000)
    asked: list[str] = []
    said: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.goto(index.as_uri())
    yield opened
    assert not [url for url in asked if not url.startswith(("file:", "blob:", "data:"))]
    assert not said
    context.close()


def test_the_archive_stays_below_its_limit(index: Path) -> None:
    size = (index.parents[1] / "nudge-offline.zip").stat().st_size
    assert size < folder.LIMIT, f"{size / 1e6:.1f} MB; what has grown?"


def test_the_lesson_has_its_own_typefaces(page: Page) -> None:
    page.evaluate("document.fonts.ready")
    loaded = page.evaluate("[...document.fonts].filter(face => face.status === 'loaded').map(face => face.family)")
    assert {"STIX Two Text", "Atkinson Hyperlegible Next"} <= {family.strip('"') for family in loaded}


def test_every_link_of_the_folder_opens_a_file_of_it(index: Path) -> None:
    missing = []
    for page in index.parent.rglob("*.html"):
        for address in re.findall(r'(?:href|src)="([^"#]+)', page.read_text(encoding="utf-8")):
            parts = urlsplit(address.replace("&amp;", "&"))
            if not parts.scheme and not (page.parent / unquote(parts.path)).is_file():
                missing.append(f"{page.relative_to(index.parent)}: {address}")
    assert not missing


def test_every_widget_comes_to_life(page: Page) -> None:
    all_live(page)
    assert page.evaluate("document.documentElement.dataset.runtime") == "ready"


def test_the_first_touch_is_answered_before_python_is_there(page: Page) -> None:
    slider = page.locator("#cross_entropy input[type=range]")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#cross_entropy .control-value")).to_have_text("0.501")


def test_the_live_model_predicts(page: Page) -> None:
    one_live(page, "next_token")
    page.locator("#next_token textarea").fill("Once upon a")
    expect(page.locator("#next_token .candidates li").first).to_have_attribute("data-token", " time")


def test_a_card_turns(page: Page) -> None:
    one_live(page, "flashcards")
    card = page.locator("#flashcards button[name=flip]").first
    before = page.locator("#flashcards").inner_text()
    card.click()
    page.wait_for_function("before => document.querySelector('#flashcards').innerText !== before", arg=before)


def test_the_search_finds_and_opens_a_page(page: Page) -> None:
    page.locator(".md-search__input").click()
    page.keyboard.type("smallest unit", delay=20)
    expect(page.locator(".md-search-result__item").first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"\.html\?h="))
    assert page.url.startswith("file:")


def test_a_second_page_opens_by_its_link(page: Page) -> None:
    page.locator(".bar-pages a", has_text="Glossary").click()
    page.wait_for_url(re.compile(r"glossary\.html$"))
    expect(page.locator("h1")).to_contain_text("Glossary")


def test_a_widget_alone_opens_from_the_list_for_teachers_and_lives(page: Page, index: Path) -> None:
    page.goto((index.parent / "teaching.html").as_uri())
    page.locator("a", has_text="Next token").click()
    page.wait_for_url(re.compile(r"/widget/next_token\.html$"))
    one_live(page, "next_token")
    page.locator("#next_token textarea").fill("Once upon a")
    expect(page.locator("#next_token .candidates li").first).to_have_attribute("data-token", " time")
    page.locator(".alone-from a").click()
    page.wait_for_url(re.compile(r"/index\.html#next_token$"))


def test_what_a_reader_writes_is_there_after_a_reload(page: Page) -> None:
    page.locator("#teach_back textarea").fill("It bets on every token.")
    expect(page.locator("#teach_back .widget-kept")).to_contain_text("Saved on this device")
    page.reload()
    expect(page.locator("#teach_back textarea")).to_have_value("It bets on every token.")
