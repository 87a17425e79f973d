"""The page as it is set: lines that can be read, no sideways scrolling, typefaces of its own, paper."""

import gzip
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fontTools.ttLib import TTFont
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import SITE

PAGES = sorted(path.parent.relative_to(SITE).as_posix() for path in SITE.rglob("index.html"))
WIDTHS = (320, 390, 768, 1280, 1600)
# Every line of text outside tables and pictures; what the model writes below its map belongs to that picture, as a
# sentence and what became of its loss do to theirs.
LINES = """() => {
  const found = [], range = document.createRange();
  for (const block of document.querySelectorAll(".md-content__inner :is(p, li, dd, dt, summary)")) {
    if (block.querySelector("p, li, figure, details, .md-typeset__table")) continue;
    if (block.closest("table, svg, nav, .journey-line, .shifts")) continue;
    if (!block.checkVisibility()) continue;
    const lines = [], walk = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      if (node.parentElement.closest("math, .headerlink, code")) continue;
      for (const word of node.data.matchAll(/\\S+\\s*/g)) {
        range.setStart(node, word.index);
        range.setEnd(node, word.index + word[0].trimEnd().length);
        const [box] = range.getClientRects();
        if (!box || !box.width) continue;
        const middle = (box.top + box.bottom) / 2, last = lines.at(-1);
        if (last && Math.abs(last.middle - middle) < 9) last.text += word[0];
        else lines.push({ middle, text: word[0] });
      }
    }
    found.push(...lines.map((line) => line.text.trim().replace(/\\s+/g, " ")));
  }
  return found;
}"""
# How much has moved so far without the reader's doing.
SHIFT = """() => new Promise((resolve) => new PerformanceObserver((list) => resolve(
  list.getEntries().reduce((sum, entry) => sum + (entry.hadRecentInput ? 0 : entry.value), 0)
)).observe({ type: "layout-shift", buffered: true }) || setTimeout(() => resolve(0), 500))"""


@pytest.fixture(params=PAGES)
def address(request: pytest.FixtureRequest, site: str) -> str:
    """Every page of the site."""
    return site if request.param == "." else f"{site}{request.param}/"


def test_a_title_says_page_and_site(page: Page, site: str) -> None:
    for path, title in [
        ("", "How does a brain of billions of numbers actually learn? · Nudge"),
        ("glossary/", "Glossary · Nudge"),
        ("offline/", "Read it anywhere · Nudge"),
        ("no/such/page", "Not found · Nudge"),
    ]:
        page.goto(site + path)
        assert page.title() == title


def test_no_page_scrolls_sideways(page: Page, address: str) -> None:
    page.goto(address)
    # The root clips what is too wide; so it is looked for before it is clipped.
    page.evaluate("document.documentElement.style.overflowX = 'visible'")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_no_line_has_more_than_68_characters(page: Page, address: str) -> None:
    page.goto(address)
    page.evaluate("document.fonts.ready")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        lines = page.evaluate(LINES)
        assert lines
        assert [line for line in lines if len(line) > 68] == [], width


def test_the_prose_is_large_and_a_phone_gets_it_a_little_smaller(page: Page, site: str) -> None:
    size = "getComputedStyle(document.querySelector('.md-content__inner > p')).fontSize"
    page.goto(site + "sources/")
    assert page.evaluate(size) == "20px"
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate(size) == "18px"


def test_every_typeface_comes_from_the_sites_own_origin(context: BrowserContext, site: str) -> None:
    page = context.new_page()
    fonts: list[str] = []
    page.on("request", lambda request: fonts.append(request.url) if request.resource_type == "font" else None)
    page.goto(site)
    page.wait_for_load_state("networkidle")
    assert {Path(urlsplit(url).path).name.split(".")[0] for url in fonts} >= {"prose", "prose-italic", "labels"}
    assert {urlsplit(url).netloc for url in fonts} == {urlsplit(site).netloc}
    loaded = page.evaluate("[...document.fonts].filter(face => face.status === 'loaded').map(face => face.family)")
    assert {"STIX Two Text", "Atkinson Hyperlegible Next"} <= {family.strip('"') for family in loaded}


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_does_not_jump(browser: Browser, site: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(site)
    page.wait_for_load_state("networkidle")
    assert page.evaluate(SHIFT) <= 0.02
    context.close()


def test_stand_ins_take_the_room_of_typefaces_that_come_late(browser: Browser, site: str) -> None:
    def heights(*, late: bool) -> list[int]:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        if late:
            page.route("**/*.woff2", lambda route: route.abort())
        page.goto(site)
        page.evaluate("document.fonts.ready")
        found: list[int] = page.evaluate(
            "[...document.querySelectorAll('.md-content__inner > :is(p, h2, ul)')].map(one => one.offsetHeight)"
        )
        context.close()
        return found

    before, after = heights(late=True), heights(late=False)
    # No paragraph becomes more than a line longer or shorter, and few do at all.
    moved = [abs(a - b) for a, b in zip(before, after, strict=True)]
    assert max(moved) <= 40
    assert sum(one > 5 for one in moved) <= len(moved) / 4
    assert sum(after) == pytest.approx(sum(before), rel=0.015)


def test_what_comes_before_the_first_touch_is_small(context: BrowserContext, site: str) -> None:
    page = context.new_page()
    asked: set[str] = set()
    context.on("request", lambda request: asked.add(urlsplit(request.url).path.removeprefix(urlsplit(site).path)))
    page.goto(site)
    page.wait_for_load_state("networkidle")
    files = [SITE / (name or "index.html") for name in asked if not name.startswith(("search/", "service-worker"))]
    counted = [path for path in files if path.suffix in (".html", ".css", ".js", ".woff2")]
    sizes = {
        path.name: len(path.read_bytes()) if path.suffix == ".woff2" else len(gzip.compress(path.read_bytes(), 6))
        for path in counted
    }
    assert len(sizes) > 10
    assert sum(sizes.values()) <= 300_000, sorted(sizes.items(), key=lambda item: -item[1])[:12]


def test_the_bar_names_pages_that_exist_and_the_one_that_is_open(page: Page, site: str) -> None:
    page.goto(site + "glossary/")
    links = page.locator(".bar-pages a")
    assert links.count() >= 3
    for at in links.evaluate_all("links => links.map(link => link.href)"):
        assert (SITE / at.removeprefix(site) / "index.html").is_file()
    assert page.locator(".bar-pages a[aria-current=page]").all_inner_texts() == ["Glossary"]


def test_a_key_opens_the_search(page: Page, site: str) -> None:
    page.goto(site + "glossary/")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("/")
    page.keyboard.type("perplexity")
    page.wait_for_selector(".md-search-result__item:has-text('Perplexity')")


def test_light_and_dark_are_the_readers_choice(browser: Browser, site: str) -> None:
    context = browser.new_context(color_scheme="dark", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(site)
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(16, 23, 22)"
    page.get_by_role("button", name="Switch to light").click()
    assert page.evaluate(ground) == "rgb(251, 251, 248)"
    page.reload()
    assert page.evaluate(ground) == "rgb(251, 251, 248)"
    context.close()


def test_paper_has_no_bar_and_no_controls_and_both_sides_of_every_card(page: Page, site: str) -> None:
    page.goto(site)
    page.emulate_media(media="print")
    for gone in (".md-header", ".md-footer", "live-widget .controls", "live-widget .challenge", ".card .button"):
        assert page.locator(f"{gone} >> visible=true").count() == 0, gone
    cards = page.locator(".cards .card").count()
    assert cards > 5
    assert page.locator(".cards details summary >> visible=true").count() == cards
    assert page.locator(".cards details p >> visible=true").count() == cards
    # The one that turns is for a screen.
    assert page.locator(".deck .card").count() == 1
    assert page.locator(".deck .card >> visible=true").count() == 0
    # A folded aside is open.
    assert page.locator("details.depth p, details.abstract p").first.is_visible()


def test_the_answers_of_the_quiz_are_for_paper_alone_where_a_question_of_each_concept_is_open(
    page: Page, site: str
) -> None:
    page.goto(site)
    answers, asked = page.locator(".answers li >> visible=true"), page.locator(".quiz-asked >> visible=true")
    assert (answers.count(), asked.count()) == (0, 1)
    page.emulate_media(media="print")
    assert (answers.count(), asked.count()) == (10, 10)
    assert page.locator(".quiz summary >> visible=true").count() == 0


def test_paper_is_light_whatever_the_screen_is(browser: Browser, site: str) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(site)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(27, 36, 35)"
    context.close()


def test_every_sign_of_every_formula_is_in_the_face_of_formulas(page: Page, site: str) -> None:
    page.goto(site)
    signs = page.evaluate("[...new Set([...document.querySelectorAll('math')].map(m => m.textContent).join(''))]")
    # A browser sets a lone Greek letter in italics, which have places of their own.
    signs = [chr(ord(sign) + 0x1D6FC - 0x3B1) if "α" <= sign <= "ω" else sign for sign in signs]
    (font,) = (SITE / "vendor/fonts").glob("mathematics.*.woff2")
    known = TTFont(font).getBestCmap()
    assert signs
    assert {sign for sign in signs if not sign.isspace() and ord(sign) not in known} == set()
