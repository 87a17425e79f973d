"""Pictures that a browser makes of the built site: icons, the picture of a shared link, README's first screen.

Run as `python -m tests.browser.pictures` after `make build`; it writes docs/images/ for the next build to publish.
"""

import sys

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import FLAGS, find
from tests.browser.conftest import serving
from widgets.embed import pictures

# Of a shared link: the title, the map with the whole trail, and the bets.
SHARED = """
.md-header :not(.md-header__inner, .bar-name, .bar-name *), .md-main, .opening details { visibility: hidden; }
.opening > :is(h1, p), :is(.journey-ground, .journey-map, .journey-bets), .journey-bets * { visibility: visible; }
.opening { border: 0 !important; }
.opening .lead { font-size: 1rem !important; }
"""
# In pictures of ground that fades, a JPEG is a third of a PNG.
FINE = 88


def _page(browser: Browser, width: int, height: int) -> Page:
    return browser.new_context(viewport={"width": width, "height": height}, color_scheme="light").new_page()


def _icons(browser: Browser) -> None:
    for size in (192, 512):
        page = _page(browser, size, size)
        page.goto((pictures.IMAGES / "icon.svg").as_uri())
        page.screenshot(path=pictures.IMAGES / f"icon-{size}.png")


def _screens(browser: Browser) -> None:
    with serving("/") as site:
        for name, width, height, style in (("first-screen.jpg", 1280, 730, ""), ("social.png", 1200, 630, SHARED)):
            page = _page(browser, width, height)
            page.goto(site)
            page.evaluate("document.fonts.ready")
            if style:
                page.evaluate(
                    """(style) => {
                      const sheet = new CSSStyleSheet();
                      sheet.replaceSync(style);
                      document.adoptedStyleSheets.push(sheet);
                    }""",
                    style,
                )
            page.wait_for_timeout(500)
            fine = {"type": "jpeg", "quality": FINE} if name.endswith("jpg") else {}
            page.screenshot(path=pictures.IMAGES / name, **fine)  # type: ignore[arg-type]


def main() -> int:
    """Make all of them."""
    pictures.main()
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=find(), args=FLAGS)
        _icons(browser)
        _screens(browser)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
