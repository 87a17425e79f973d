"""The strict policy of every page, as built: it comes first, it fits, and nothing that the site does is against it."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.browser.conftest import SITE, all_live, serving
from widgets.embed import policy

PAGES = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html"))
REPORT = """() => {
  window.refused = [];
  addEventListener("securitypolicyviolation", event =>
    refused.push(`${event.effectiveDirective}: ${event.blockedURI} ${event.sample} (${event.sourceFile})`));
}"""
DIRECTIVES = {
    "default-src": ["'self'"],
    "script-src": ["'self'", "'wasm-unsafe-eval'"],
    "worker-src": ["'self'", "blob:"],
    "connect-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'", "data:"],
    "object-src": ["'none'"],
    "base-uri": ["'self'"],
    "form-action": ["'none'"],
}

# The one page that may ask another origin, at the address that its reader types.
ASKS = {"connect-src": ["'self'", "http:", "https:"]}


class Watched:
    """A page whose every complaint about its policy is kept."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.said: list[str] = []
        page.add_init_script(f"({REPORT})()")
        page.on("console", self._hear)

    def _hear(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Refused to" in message.text:
            self.said.append(message.text)

    def refused(self) -> list[str]:
        found: list[str] = self.page.evaluate("window.refused")
        return [*found, *self.said]


@pytest.fixture
def watched(page: Page) -> Watched:
    return Watched(page)


@pytest.fixture(scope="module")
def rooted() -> Iterator[str]:
    """The site at the path that the page of a missing address was built for: its links are whole addresses."""
    config = re.search(r'<script id="__config"[^>]*>(.*?)</script>', (SITE / "404.html").read_text(encoding="utf-8"))
    assert config
    base: str = json.loads(config[1])["base"]
    with serving(base.rstrip("/") + "/") as address:
        yield address


class _Heads(HTMLParser):
    """Tags in their order, to see what comes first."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("name", PAGES)
def test_the_policy_comes_first_in_every_page_and_is_strict(name: str) -> None:
    text = (SITE / name).read_text(encoding="utf-8")
    tags = _Heads(text).tags
    (html, _), (head, _), (meta, first) = tags[:3]
    assert (html, head, meta) == ("html", "head", "meta")
    assert first["http-equiv"] == "Content-Security-Policy"
    parts = [part.split() for part in (first["content"] or "").split(";")]
    expected = DIRECTIVES | (ASKS if name == "tutor/index.html" else {})
    assert {name: [source for source in sources if "sha256-" not in source] for name, *sources in parts} == expected
    assert [sources for name, *sources in parts if name != "script-src" and any("sha256" in s for s in sources)] == []
    assert not policy.blocked(text)
    # A browser looks for the encoding in the first 1,024 bytes; the development server adds a hash.
    assert text.encode().index(b'<meta charset="utf-8">') < 900


@pytest.mark.parametrize("name", PAGES)
def test_a_pages_hashes_are_those_of_its_scripts_as_chromium_reads_them(page: Page, rooted: str, name: str) -> None:
    page.goto(rooted + name)
    scripts: list[str] = page.evaluate(
        "[...document.scripts].filter(s => !s.src && s.type !== 'application/json').map(s => s.textContent)"
    )
    assert len(scripts) >= (2 if name.startswith("widget/") else 3)
    content = page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content") or ""
    assert set(re.findall(r"'(sha256-[^']+)'", content)) == {policy.digest(script) for script in scripts}


# A widget's own page has neither bar nor search; what it does is tried in test_widget_page.py.
WITH_A_BAR = [name for name in PAGES if not name.startswith("widget/")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", WITH_A_BAR)
def test_nothing_that_a_page_does_is_refused(browser: Browser, rooted: str, name: str, scheme: Any) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=scheme)
    watched = Watched(context.new_page())
    page = watched.page
    page.goto(rooted + name)
    # Light or dark as the system says, until a hand chooses.
    dark = scheme == "dark"
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate" if dark else "default")
    page.get_by_role("button", name=f"Switch to {'light' if dark else 'dark'}").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "default" if dark else "slate")
    page.locator(".md-search__input").click()
    page.keyboard.type("gradient", delay=20)
    expect(page.locator(".md-search-result__item").first).to_be_visible()
    page.keyboard.press("Escape")
    all_live(page)
    assert watched.refused() == []
    context.close()


def test_what_the_search_finds_opens_by_enter(watched: Watched, site: str) -> None:
    page = watched.page
    page.goto(site + "glossary/")
    page.locator(".md-search__input").click()
    page.keyboard.type("smallest unit", delay=20)
    expect(page.locator(".md-search-result__item").first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/?h=**")
    page.wait_for_load_state()
    assert watched.refused() == []


def test_widgets_that_are_used_are_not_refused_anything(watched: Watched, site: str) -> None:
    page = watched.page
    page.goto(site)
    all_live(page)
    for name in ("cross_entropy", "learning_rate_schedule", "gradient_noise"):
        slider = page.locator(f"#{name} input[type=range]").first
        slider.focus()
        page.keyboard.press("ArrowRight")
    page.locator("#next_token textarea").fill("Once upon a")
    first = page.locator("#next_token .candidates li").first
    expect(first).to_have_attribute("data-token", " time")
    first.locator("button").click()
    page.locator("#next_token button[name=write]").click()
    expect(page.locator("#next_token output[name=written]")).not_to_be_empty()
    page.locator("#gradient_noise button[name=sample]").click()
    page.locator("#flashcards button[name=flip]").first.click()
    page.locator("#quiz input[name=answer]").first.check()
    page.locator("#quiz input[name=confidence]").first.check()
    page.locator("#quiz button[name=check]").click()
    page.locator("#teach_back textarea").fill("It bets on every token.")
    expect(page.locator("#cross_entropy .control-value")).to_have_text("0.501")
    page.wait_for_timeout(500)
    assert watched.refused() == []


def test_a_column_of_numbers_stands_to_the_right_without_a_style(page: Page, site: str) -> None:
    page.goto(site)
    cell = page.locator("td[align=right]").first
    assert cell.evaluate("cell => getComputedStyle(cell).textAlign").removeprefix("-webkit-") == "right"


@pytest.mark.parametrize(
    ("markup", "directive"),
    [
        ("<script>window.intruder = true</script>", "script-src-elem"),
        ("<img src=x onerror='window.intruder = true'>", "script-src-attr"),
        ("<style>body { display: none }</style>", "style-src-elem"),
        ("<p style='color: red'>text</p>", "style-src-attr"),
        ("<script src='https://example.org/a.js'></script>", "script-src-elem"),
        ("<img src='https://example.org/a.png'>", "img-src"),
        ("<iframe src='https://example.org/'></iframe>", "frame-src"),
        ("<object data='x.swf'></object>", "object-src"),
        ("<base href='https://example.org/'>", "base-uri"),
    ],
)
def test_what_did_not_stand_in_the_built_page_does_not_run(
    watched: Watched, site: str, markup: str, directive: str
) -> None:
    page = watched.page
    page.goto(site + "glossary/")
    page.evaluate(
        """markup => {
      const made = document.createRange().createContextualFragment(markup);
      document.body.append(made);
    }""",
        markup,
    )
    page.wait_for_selector("body")
    assert any(said.startswith(f"{directive}:") for said in watched.refused())
    assert page.evaluate("window.intruder") is None


def test_an_injected_script_in_the_page_itself_does_not_run(watched: Watched, site: str) -> None:
    page = watched.page
    text = (SITE / "glossary" / "index.html").read_text(encoding="utf-8")
    inside = text.replace("</body>", "<script>window.intruder = true</script></body>")
    page.route("**/glossary/", lambda route: route.fulfill(body=inside, content_type="text/html"))
    page.goto(site + "glossary/")
    assert page.evaluate("window.intruder") is None
    assert [said for said in watched.refused() if said.startswith("script-src-elem: inline")]


def test_no_request_to_another_origin_leaves_even_when_a_script_asks(watched: Watched, site: str) -> None:
    page = watched.page
    page.goto(site + "glossary/")
    assert page.evaluate("fetch('https://example.org/').then(() => 'sent', () => 'refused')") == "refused"
    assert any(said.startswith("connect-src:") for said in watched.refused())
