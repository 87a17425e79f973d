"""What each token cost is found by mouse, by finger and by keyboard, and answered before Python is awake."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import one_live
from widgets.embed.host import first_view

WIDGET = "#sentence_loss"
MOM = "One day, a little girl named Lily went to the park with her mom."


@pytest.fixture(scope="module")
def reader(browser: Browser, site: str) -> Iterator[Page]:
    """A page whose sentence_loss is live."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(site)
    one_live(page, "sentence_loss")
    yield page
    context.close()


def _losses(page: Page) -> list[float]:
    found = page.evaluate(
        "name => [...document.querySelectorAll(`${name} li[data-loss]`)].map(one => Number(one.dataset.loss))", WIDGET
    )
    return list(found)


def test_a_finger_finds_what_was_expected_before_python_comes(phone: Page) -> None:
    token = phone.locator(f"{WIDGET} li[data-token=' girl'] input")
    token.scroll_into_view_if_needed()
    token.tap()
    expect(phone.locator(f"{WIDGET} .candidates-title")).to_contain_text("came ␣girl")
    expect(phone.locator(f"{WIDGET} .candidates button[aria-pressed=true] .candidate-token")).to_have_text("␣girl")
    assert phone.locator(WIDGET).get_attribute("data-phase") != "live"


def test_arrows_walk_along_the_text(reader: Page) -> None:
    reader.locator(f"{WIDGET} li[data-token=' moon'] input").focus()
    for _ in range(3):
        reader.keyboard.press("ArrowLeft")
    expect(reader.locator(f"{WIDGET} .candidates-title")).to_contain_text("came ␣park")
    assert reader.evaluate("document.activeElement.closest('li').dataset.token") == " park"


def test_the_bet_that_was_expected_takes_the_place_of_the_surprise(reader: Page) -> None:
    reader.locator(f"{WIDGET} li[data-token=' moon'] label").click()
    reader.locator(f"{WIDGET} .candidates li[data-token=' mom'] button").click()
    expect(reader.locator(f"{WIDGET} textarea")).to_have_value(MOM)
    expect(reader.locator(f"{WIDGET} li[data-loss][data-token=' mom']")).to_have_count(1)
    built = re.findall(r'data-loss="(.*?)"', first_view("sentence_loss", {"text": MOM}).html())
    assert _losses(reader) == pytest.approx([float(loss) for loss in built], abs=1e-3)


def test_a_link_of_the_prose_weighs_another_sentence(reader: Page) -> None:
    reader.locator("a[data-sets='text=The cat sat on the mat.']").click()
    expect(reader.locator(f"{WIDGET} li[data-loss]").first).to_have_attribute("data-token", "The")
    said = reader.locator("a[data-sets='text=The cat sat on the mat.']").locator("xpath=..").inner_text()
    shown = reader.locator(f"{WIDGET} output[name=mean_loss]").inner_text()
    assert f"costs it {shown} nats" in said
