"""Writing on goes on, starts again from the reader's text, and says what its numbers are about."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import one_live

PROMPT = "#next_token textarea[name=prompt]"
WRITTEN = "#next_token output[name=written]"


@pytest.fixture(scope="module")
def writer(browser: Browser, site: str) -> Iterator[Page]:
    """A page whose next_token is live."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    # A chance so small that it never falls on the end of the text, whose token stands last among all.
    context.add_init_script("""crypto.getRandomValues = numbers => numbers.fill(2 ** 24);""")
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(site)
    one_live(page, "next_token")
    yield page
    context.close()


def _press(page: Page, name: str) -> None:
    page.locator(f"#next_token button[name={name}]").click()


def _count(page: Page) -> int:
    return int(page.locator(WRITTEN).get_attribute("data-value") or "0")


def test_a_space_at_the_end_is_left_out_and_changes_no_prediction(writer: Page) -> None:
    shares = """() => {
      const box = document.querySelector('#next_token .candidates-box:not([aria-busy])');
      return box && [...box.querySelectorAll('li')].map(item => item.dataset.id + ' ' + item.dataset.p).join();
    }"""
    writer.locator(PROMPT).fill("Once upon a")
    writer.wait_for_function("() => document.querySelectorAll('#next_token .tokens li').length === 3")
    without = writer.wait_for_function(shares).json_value()
    writer.locator(PROMPT).fill("Once upon a  ")
    expect(writer.locator("#next_token .tokens-count")).to_contain_text("Spaces at the end are left out")
    assert writer.wait_for_function(shares).json_value() == without
    assert writer.locator(PROMPT).input_value() == "Once upon a  "


def test_a_second_write_on_goes_on_and_start_again_keeps_the_text(writer: Page) -> None:
    writer.locator(PROMPT).fill("The little dog")
    _press(writer, "write")
    writer.wait_for_function(
        "() => Number(document.querySelector('#next_token output[name=written]')?.dataset.value) > 2"
    )
    _press(writer, "stop")
    expect(writer.locator("#next_token button[name=stop]")).to_have_attribute("aria-disabled", "true")
    first, count = writer.locator(WRITTEN).inner_text(), _count(writer)
    title = writer.locator("#next_token .candidates-title").first
    expect(title).to_contain_text(first[-8:].replace("\n", " ").rstrip())
    assert writer.locator("#next_token .challenge-met").count() == 0
    _press(writer, "write")
    writer.wait_for_function(
        "count => Number(document.querySelector('#next_token output[name=written]').dataset.value) > count", arg=count
    )
    _press(writer, "stop")
    assert writer.locator(WRITTEN).inner_text().startswith(first)
    _press(writer, "clear")
    expect(writer.locator(WRITTEN)).to_have_count(0)
    assert writer.locator(PROMPT).input_value() == "The little dog"
    expect(title).to_have_text("What comes next? Probabilities at temperature 1. Choose the one that really came.")
