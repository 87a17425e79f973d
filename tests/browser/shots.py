"""Pictures of the site as readers see it, to be looked at: `make shots`.

Every page at three widths, light and dark; the first screen; each kind of paragraph; each widget as built and once it
has been used; the lesson as it is printed. They go to .cache/shots/, with a page that shows them all.
"""

import html
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import FLAGS, find
from tests.browser.conftest import SITE, serving

OUT = Path(__file__).parents[2] / ".cache" / "shots"
WIDTHS = (390, 768, 1280)
SCHEMES = ("light", "dark")
KINDS = {
    "think-first": "live-widget[name=think_first]",
    "key-insight": ".admonition.insight",
    "often-said": ".admonition.saying",
    "real-world": ".admonition.aside",
    "depth": "details.depth",
    "formula": "div.arithmatex",
    "table": ".md-typeset table",
}
# What is done to each widget for its second picture; a control that is not named is moved to the end of its range.
USED = {
    "next_token": "form => form.querySelector('button[name=candidate]').click()",
    "quiz": "form => form.querySelector('input[type=radio]').click()",
    "flashcards": "form => form.querySelector('button[name=flip]').click()",
    "think_first": "form => form.querySelector('textarea').focus()",
    "teach_back": "form => form.querySelector('textarea').focus()",
    "stronger_tutor": "form => form.querySelector('button').click()",
    "gradient_noise": "form => form.querySelector('button[name=sample]').click()",
    "sentence_loss": "form => form.querySelector('button').click()",
    "gradient_descent": "form => form.querySelector('button[name=step]').click()",
    "one_step": "form => form.querySelector('button[name=step]').click()",
    "validation_loss": "form => form.querySelector('button[name=stop]').click()",
    "checkpoints": "form => form.querySelector('input[type=radio]').click()",
    "blame": "form => form.querySelector('textarea').focus()",
    "looking_back": "form => form.querySelector('input[type=radio]').click()",
}
_MOVE = """form => {
  const slider = form.querySelector('input[type=range]');
  slider.value = slider.max;
  slider.dispatchEvent(new Event('input', { bubbles: true }));
}"""


def pages() -> list[str]:
    """Every page of the site, as its path: "" is the lesson."""
    found = (path.parent.relative_to(SITE).as_posix() for path in SITE.rglob("index.html"))
    return sorted("" if path == "." else f"{path}/" for path in found)


def opened(browser: Browser, address: str, width: int, scheme: str) -> Page:
    """The page at this address, as wide as this, drawn whole."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
        bypass_csp=True,
    )
    page = context.new_page()
    page.goto(address)
    page.wait_for_load_state("load")
    page.wait_for_function("() => document.fonts.ready.then(() => true)")
    return page


def take(browser: Browser, address: str) -> Iterator[str]:
    """Take every picture; the name of each, when it is there."""
    for scheme in SCHEMES:
        for width in WIDTHS:
            for path in pages():
                page = opened(browser, address + path, width, scheme)
                name = f"page-{path.strip('/').replace('/', '-') or 'lesson'}-{width}-{scheme}"
                page.screenshot(path=OUT / f"{name}.png", full_page=True)
                yield name
                if not path:
                    yield from _parts(page, width, scheme)
                page.context.close()
    yield from _printed(browser, address)


def _parts(page: Page, width: int, scheme: str) -> Iterator[str]:
    """The first screen, each kind of paragraph, each widget in two states."""
    name = f"first-screen-{width}-{scheme}"
    page.screenshot(path=OUT / f"{name}.png")
    yield name
    for kind, where in KINDS.items():
        found = page.locator(where).first
        if found.count():
            yield _picture(page, f"kind-{kind}-{width}-{scheme}", where)
    names: list[str] = page.evaluate(
        "() => [...new Set([...document.querySelectorAll('live-widget')].map(one => one.getAttribute('name')))]"
    )
    for widget in names:
        where = f"live-widget[name={widget}]"
        yield _picture(page, f"widget-{widget}-{width}-{scheme}-built", where)
        page.locator(where).first.dispatch_event("pointerdown")
        page.wait_for_selector(f"{where}[data-phase=live]", timeout=60_000)
        page.locator(f"{where} > form").first.evaluate(USED.get(widget, _MOVE))
        page.wait_for_timeout(1000)
        yield _picture(page, f"widget-{widget}-{width}-{scheme}-used", where)


def _picture(page: Page, name: str, where: str) -> str:
    page.locator(where).first.screenshot(path=OUT / f"{name}.png")
    return name


def _printed(browser: Browser, address: str) -> Iterator[str]:
    """The lesson as a file to print, and as pictures of its sheets where poppler's pdftoppm is there."""
    page = opened(browser, address, 1280, "light")
    page.pdf(path=OUT / "printed.pdf", format="A4", print_background=True)
    page.context.close()
    yield "printed"
    if program := shutil.which("pdftoppm"):
        subprocess.run([program, "-r", "50", "-png", OUT / "printed.pdf", OUT / "printed"], check=True)
        yield from sorted(path.stem for path in OUT.glob("printed-*.png"))


def _gallery(names: list[str]) -> str:
    drawn = [html.escape(name) for name in names if (OUT / f"{name}.png").is_file()]
    figure = '<figure><img loading="lazy" src="{0}.png" alt=""><figcaption>{0}</figcaption></figure>\n'
    return f"<!doctype html>\n<title>Nudge, as readers see it</title>\n{''.join(map(figure.format, drawn))}"


def main() -> int:
    """Take every picture anew."""
    if not (SITE / "index.html").is_file():
        print("shots: site/ is not built; run make build", file=sys.stderr)
        return 2
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    with sync_playwright() as playwright, serving("/nudge/") as address:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        names = []
        for name in take(browser, address):
            names.append(name)
            print(f"shots: {len(names)} {name}", flush=True)
        browser.close()
    (OUT / "index.html").write_text(_gallery(names), encoding="utf-8")
    print("shots: look at .cache/shots/index.html and .cache/shots/printed.pdf")
    return 0


if __name__ == "__main__":
    sys.exit(main())
