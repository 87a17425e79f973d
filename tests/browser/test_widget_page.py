"""A widget alone on its page: alive, as it was linked, and in a frame of another site as high as it needs to be."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect

from tests.browser.conftest import SITE, one_live
from tests.servers import Silent, at_a_port
from widgets.embed import single

NAMES = sorted(one.name for one in single.pages())
TEACHING = Path(__file__).parents[2] / "docs" / "teaching.md"
# Calculator, numpy, model, cards, the map, the laboratory with a script of its own.
KINDS = ("cross_entropy", "gradient_noise", "next_token", "flashcards", "journey", "training_lab")


@pytest.fixture
def page(context: BrowserContext, site: str) -> Iterator[Page]:
    """A page that asks its own origin for everything, and of which nothing goes wrong."""
    opened = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    own = site.removesuffix("/nudge/")
    assert not [url for url in asked if not url.startswith((own, "http://localhost:", "blob:", "data:"))]
    assert not said


@contextmanager
def _elsewhere(body: str) -> Iterator[str]:
    """A page of another site, whose name and port are others."""

    class Course(Silent, BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f"<!doctype html><link rel=icon href='data:,'><body>{body}".encode())

    with at_a_port(Course) as address:
        yield f"{address.replace('127.0.0.1', 'localhost')}/"


def _snippet(site: str, *, sandbox: str | None = None) -> str:
    """What teachers are told to put into a page of theirs, to the letter but for the address."""
    (found,) = re.findall(r"^```html\n(.*?)^```$", TEACHING.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    own = found.replace("https://ADDRESS/", site)
    return own if sandbox is None else own.replace("<iframe ", f'<iframe sandbox="{sandbox}" ')


def _height(page: Page) -> float:
    height: float = page.locator("iframe").evaluate("frame => frame.clientHeight")
    return height


def _settled(page: Page, frame: FrameLocator) -> float:
    """The frame's height once it is that of what is in it."""
    article = frame.locator("article")
    for _ in range(50):
        if abs(_height(page) - article.evaluate("one => one.getBoundingClientRect().bottom + scrollY")) <= 1:
            return _height(page)
        page.wait_for_timeout(100)
    raise AssertionError(f"a frame of {_height(page)} px does not fit")


@pytest.mark.parametrize("name", NAMES)
def test_a_page_shows_one_widget_and_the_way_to_the_lesson(page: Page, site: str, name: str) -> None:
    page.goto(f"{site}widget/{name}/")
    expect(page.locator("live-widget")).to_have_count(1)
    assert page.locator("live-widget").get_attribute("name") == name
    assert page.locator("header, nav, footer, .md-search, .spine").count() == 0
    (one,) = (one for one in single.pages() if one.name == name)
    assert page.title() == f"{one.title} · Nudge"
    assert page.locator("meta[name=description]").get_attribute("content") == one.description
    assert page.locator("meta[name=robots]").get_attribute("content") == "noindex"
    expect(page.locator("h1")).to_have_text(re.compile(f"^{re.escape(one.title)}"))
    path, _, anchor = (page.locator(".alone-from a").get_attribute("href") or "").partition("#")
    assert f' id="{anchor}"' in (SITE / "widget" / name / path / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", KINDS)
def test_it_comes_to_life_there(page: Page, site: str, name: str) -> None:
    page.goto(f"{site}widget/{name}/")
    one_live(page, name)
    assert page.evaluate("document.documentElement.dataset.runtime") == "ready"


def test_python_sleeps_until_the_first_touch(page: Page, site: str) -> None:
    page.goto(f"{site}widget/cross_entropy/")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.dataset.runtime") == "asleep"
    page.locator("input[name=p]").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".control-value")).to_have_text("0.501")


def test_these_pages_are_in_no_search_and_no_sitemap_and_in_no_page_but_that_for_teachers() -> None:
    assert '"widget/' not in (SITE / "search" / "search_index.json").read_text(encoding="utf-8")
    sitemap = (SITE / "sitemap.xml").read_text(encoding="utf-8")
    others = [path for path in SITE.rglob("index.html") if path.parents[1].name != "widget"]
    assert "/widget/" not in sitemap
    assert sitemap.count("<loc>") == len(others)
    naming = [path.parent.name for path in others if re.search(r'href="[^"]*widget/', path.read_text(encoding="utf-8"))]
    assert naming == ["teaching"]


def test_a_copied_link_leads_to_this_page_and_to_what_stands_there(page: Page, browser: Browser, site: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{site}widget/cross_entropy/")
    one_live(page, "cross_entropy")
    page.locator("input[name=p]").fill("0.9")
    expect(page.locator("output[name=loss]")).to_have_text("0.11")
    page.locator(".widget-foot button").click()
    expect(page.locator(".widget-foot-word")).to_have_text("Copied.")
    address: str = page.evaluate("() => navigator.clipboard.readText()")
    assert address.startswith(f"{site}widget/cross_entropy/#cross_entropy:1:")
    other = browser.new_context()
    reader = other.new_page()
    reader.goto(address)
    expect(reader.locator("output[name=loss]")).to_have_text("0.11")
    expect(reader.locator("input[name=p]")).to_have_value("0.9")
    other.close()


def test_what_a_widget_links_to_opens_in_the_lesson(page: Page, site: str) -> None:
    page.goto(f"{site}widget/quiz/")
    one_live(page, "quiz")
    page.locator("input[name=answer]").first.check()
    page.locator("input[name=confidence]").first.check()
    page.locator("button[name=check]").click()
    link = page.locator("live-widget a[href^='#']").first
    anchor = link.get_attribute("href")
    link.click()
    page.wait_for_url(f"{site}{anchor}")
    assert page.locator(str(anchor)).count() == 1


def test_light_or_dark_is_what_was_chosen_in_the_lesson_else_what_the_device_says(browser: Browser, site: str) -> None:
    context = browser.new_context(color_scheme="dark", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    ground = "getComputedStyle(document.body).backgroundColor"
    page.goto(f"{site}widget/scale/")
    assert page.evaluate(ground) == "rgb(16, 23, 22)"
    page.goto(site)
    page.get_by_role("button", name="Switch to light").click()
    page.goto(f"{site}widget/scale/")
    assert page.evaluate(ground) == "rgb(251, 251, 248)"
    context.close()


@pytest.mark.parametrize("width", [320, 700, 1400])
def test_a_frame_in_another_site_is_as_high_as_its_widget_and_lives(page: Page, site: str, width: int) -> None:
    with _elsewhere(_snippet(site)) as course:
        page.set_viewport_size({"width": width, "height": 600})
        page.goto(course)
        frame = page.frame_locator("iframe")
        before = _settled(page, frame)
        assert 500 < before < 1200
        numbers = frame.locator("summary").first
        numbers.click()
        open_ = _settled(page, frame)
        assert open_ > before + 100
        numbers.click()
        expect(frame.locator("live-widget")).to_have_attribute("data-phase", "live", timeout=60_000)
        assert abs(_settled(page, frame) - before) < 60
        frame.locator("input[name=p]").fill("0.9")
        expect(frame.locator("output[name=loss]")).to_have_text("0.11")


def test_the_link_of_a_framed_page_opens_beside_it(page: Page, site: str) -> None:
    with _elsewhere(_snippet(site)) as course:
        page.goto(course)
        with page.context.expect_page() as opening:
            page.frame_locator("iframe").locator(".alone-from a").click()
        opening.value.wait_for_url(f"{site}#cross_entropy")
        assert page.url == course


def test_a_closed_frame_says_that_its_widget_stays_as_printed(context: BrowserContext, site: str) -> None:
    page = context.new_page()
    with _elsewhere(_snippet(site, sandbox="allow-scripts")) as course:
        page.goto(course)
        frame = page.frame_locator("iframe")
        _settled(page, frame)
        frame.locator("input[name=p]").dispatch_event("pointerdown")
        expect(frame.locator(".widget-failure")).to_contain_text("In a closed frame the widgets stay as printed")


def test_a_sandbox_with_an_origin_lets_it_live(page: Page, site: str) -> None:
    with _elsewhere(_snippet(site, sandbox="allow-scripts allow-same-origin")) as course:
        page.goto(course)
        frame = page.frame_locator("iframe")
        frame.locator("input[name=p]").dispatch_event("pointerdown")
        expect(frame.locator("live-widget")).to_have_attribute("data-phase", "live", timeout=60_000)


def test_without_a_network_it_is_there_after_a_visit_to_any_page(context: BrowserContext, site: str) -> None:
    # A browser says of its own accord what it cannot fetch now.
    page = context.new_page()
    page.goto(f"{site}widget/cross_entropy/")
    page.mouse.move(300, 300)
    page.wait_for_function("() => navigator.serviceWorker.ready.then(() => true)")
    one_live(page, "cross_entropy")
    page.wait_for_timeout(500)
    context.set_offline(True)
    page.goto(f"{site}widget/learning_rate_schedule/")
    expect(page.locator("#learning_rate_schedule")).to_be_visible()
    page.goto(f"{site}widget/cross_entropy/")
    one_live(page, "cross_entropy")
