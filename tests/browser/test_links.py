"""A link brings another reader to a widget as it stands; the row under each gives it, and shows the code behind it."""

import base64
import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import one_live

COPIED = "() => navigator.clipboard.readText()"


def _copied(page: Page, widget: str) -> str:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(f"#{widget} + .widget-foot button").click()
    expect(page.locator(f"#{widget} + .widget-foot .widget-foot-word")).to_have_text("Copied.")
    copied: str = page.evaluate(COPIED)
    return copied


def test_a_copied_link_shows_the_state_in_another_browser(page: Page, site: str) -> None:
    page.goto(site)
    one_live(page, "learning_rate_schedule")
    page.locator("#learning_rate_schedule input[name=floor]").fill("0.25")
    page.locator("#learning_rate_schedule select[name=shape]").select_option("linear")
    expect(page.locator("#learning_rate_schedule .chart-legend").first).to_contain_text("linear decay (yours)")
    address = _copied(page, "learning_rate_schedule")
    browser = page.context.browser
    assert browser
    other = browser.new_context()
    reader = other.new_page()
    reader.goto(address)
    expect(reader.locator("#learning_rate_schedule .chart-legend").first).to_contain_text("linear decay (yours)")
    expect(reader.locator("#learning_rate_schedule input[name=floor]")).to_have_value("0.25")
    expect(reader.locator("#learning_rate_schedule")).to_be_in_viewport()
    # What the reader then makes of it outlives a reload.
    reader.locator("#learning_rate_schedule input[name=floor]").fill("0.5")
    expect(reader.locator("#learning_rate_schedule .control-value").nth(2)).to_have_text("50%")
    reader.wait_for_timeout(1500)
    reader.reload()
    one_live(reader, "learning_rate_schedule")
    expect(reader.locator("#learning_rate_schedule input[name=floor]")).to_have_value("0.5")
    other.close()


# The second is too long for the widget: it stands in the box alone.
@pytest.mark.parametrize("own", ["My own sentence", "A long one. " * 2000])
def test_a_text_that_stood_there_is_kept_beside_that_of_a_link(page: Page, site: str, own: str) -> None:
    page.goto(site)
    one_live(page, "next_token")
    page.locator("#next_token textarea").fill("The queen of")
    expect(page.locator("#next_token .tokens li").first).to_have_text("The")
    address = _copied(page, "next_token")
    page.locator("#next_token textarea").fill(own)
    page.goto(address)
    expect(page.locator("#next_token textarea")).to_have_value("The queen of")
    expect(page.locator("#next_token .widget-aside blockquote")).to_have_text(own.strip())


@pytest.mark.parametrize("state", [{"p": 99}, {"p": "0.5<script>"}, {"loss": 1}])
def test_a_link_that_does_not_fit_changes_nothing_and_says_so(page: Page, site: str, state: dict[str, object]) -> None:
    fragment = base64.urlsafe_b64encode(json.dumps(state).encode()).decode().rstrip("=")
    page.goto(f"{site}#cross_entropy:1:{fragment}")
    expect(page.locator("#cross_entropy + .widget-foot")).to_contain_text("This link does not fit what stands here")
    one_live(page, "cross_entropy")
    expect(page.locator("#cross_entropy output[name=loss]")).to_have_text("0.69")


def test_how_a_widget_is_computed_is_one_press_away(page: Page, site: str) -> None:
    page.goto(site)
    page.locator("#cross_entropy + .widget-foot a").click()
    page.wait_for_url("**/code/#cross_entropy")
    expect(page.locator("#cross_entropy")).to_be_in_viewport()
    expect(page.locator("#cross_entropy + .highlight")).to_contain_text("def update(state: State, event: Event)")


def test_the_numbers_of_a_picture_are_saved_as_a_file(page: Page, site: str) -> None:
    page.goto(site)
    page.locator("#cross_entropy .chart-data summary").click()
    with page.expect_download() as saving:
        page.locator("#cross_entropy .numbers-save").click()
    lines = saving.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("probability")
    assert len(lines) == 1 + page.locator("#cross_entropy .chart-data tbody tr").count()
    assert saving.value.suggested_filename.endswith(".csv")
