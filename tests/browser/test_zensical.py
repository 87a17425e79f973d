"""The site by Zensical beside the site by MkDocs: the same to a reader, page by page, and alive in a browser."""

import html
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import built
from tests.browser.bench.host import serving
from tests.browser.conftest import SITE, one_live
from tests.browser.test_policy import Watched
from widgets.embed import zensical

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        importlib.util.find_spec("zensical") is None, reason="`make build-zensical` has not installed Zensical"
    ),
]


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site that Zensical builds."""
    return zensical.build(tmp_path_factory.mktemp("zensical") / "house")


@pytest.fixture(scope="module")
def both(other: Path) -> tuple[dict[str, built.Read], dict[str, built.Read]]:
    """The pages of MkDocs and those of Zensical."""
    return built.pages(SITE), built.pages(other)


def test_both_have_the_same_files_but_for_the_themes(other: Path) -> None:
    assert built.files(other) == built.files(SITE)


def test_every_page_says_the_same_and_shows_the_same_first_views(
    both: tuple[dict[str, built.Read], dict[str, built.Read]],
) -> None:
    ours, theirs = both
    assert theirs.keys() == ours.keys()
    for name, page in ours.items():
        assert theirs[name].inside == page.inside != [], name
        assert theirs[name].title == page.title, name
    shown = "".join(ours["index.html"].inside)
    assert shown.count("<live-widget") >= 20
    assert "data-state" in shown


def test_scripts_styles_and_policy_are_the_same_but_for_the_search(
    both: tuple[dict[str, built.Read], dict[str, built.Read]],
) -> None:
    ours, theirs = both
    for name, page in ours.items():
        assert theirs[name].ours == page.ours != [], name
        # Hashes left out: the theme's own scripts, and the one style of its search.
        assert theirs[name].policy == page.policy != "", name


def test_bar_and_footer_lead_to_the_same_pages(both: tuple[dict[str, built.Read], dict[str, built.Read]]) -> None:
    ours, theirs = both
    for name, page in ours.items():
        theme = {"Material for MkDocs", "Zensical"}
        led = [link for link in theirs[name].around if link[1] not in theme]
        # The page of a missing address writes the site's own as "/" or "/.".
        before = [(link[0].removesuffix(".") if name == "404.html" else link[0], link[1]) for link in page.around]
        assert led == [link for link in before if link[1] not in theme], name
        # A widget alone has neither.
        assert len(led) >= 10 or name.startswith("widget/"), name


def test_nothing_of_either_leads_nowhere(other: Path) -> None:
    assert built.broken(SITE) == []
    assert built.broken(other) == []


def test_the_map_for_search_engines_lists_the_same_pages(other: Path) -> None:
    # Zensical's templates write "/" as a character reference.
    maps = [html.unescape((site / "sitemap.xml").read_text(encoding="utf-8")) for site in (SITE, other)]
    listed = [set(re.findall(r"<loc>([^<]+)</loc>", one)) for one in maps]
    assert listed[0] == listed[1]
    assert len(listed[0]) >= 10


@pytest.fixture
def address(other: Path) -> Iterator[str]:
    with serving({"/nudge/": other}) as host:
        yield f"{host.address}/nudge/"


@pytest.mark.parametrize("name", ["cross_entropy", "next_token", "quiz"])
def test_a_widget_comes_alive(page: Page, address: str, name: str) -> None:
    watched = Watched(page)
    page.goto(address)
    one_live(page, name)
    assert watched.refused() == []


def test_the_search_opens_by_its_key_and_finds_under_the_policy(page: Page, address: str) -> None:
    watched = Watched(page)
    page.goto(address + "sources/")
    page.keyboard.press("/")
    page.keyboard.type("perplexity")
    result = page.get_by_role("link", name="Glossary").first
    expect(result).to_be_visible()
    # Without its style the dialog is a bare list over the page.
    assert result.evaluate("link => getComputedStyle(link).textDecorationLine") == "none"
    page.keyboard.press("Enter")
    page.wait_for_url("**/glossary/**")
    assert watched.refused() == []
