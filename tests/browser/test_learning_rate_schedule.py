"""The schedule of our own run lies there as it went; others are a press away, and their losses are walked along."""

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import asleep, one_live
from widgets.embed import published

WIDGET = "#learning_rate_schedule"
PICTURES = f"{WIDGET} .chart-picture"
RUN = published.manifest("demo")


def _middle(page: Page, selector: str) -> tuple[float, float]:
    mark = page.locator(selector)
    mark.evaluate("mark => mark.scrollIntoView({block: 'center'})")
    box = mark.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_our_run_and_its_losses_are_there_before_anything_is_touched(page: Page, site: str) -> None:
    asleep(page, site)
    expect(page.locator(PICTURES)).to_have_count(2)
    expect(page.locator(f"{WIDGET} button[name=run][aria-pressed=true]")).to_have_text("Our model's run")
    assert page.locator(f"{WIDGET} input[name=peak]").input_value() == str(RUN["config"]["training"]["learning_rate"])
    assert page.locator(f"{WIDGET} input[name=steps]").input_value() == str(RUN["steps"])
    assert page.locator(WIDGET).get_attribute("data-phase") == "static"


def test_a_mouse_walks_along_the_losses_and_the_rate_follows(page: Page, site: str) -> None:
    page.goto(site)
    one_live(page, "learning_rate_schedule")
    x, y = _middle(page, f"{WIDGET} .chart:nth-of-type(2) [data-handle=at] .chart-mark")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 200, y, steps=8)
    page.mouse.up()
    at = page.locator(f"{WIDGET} input[name=at]")
    expect(at).not_to_have_value("1000")
    step = int(at.input_value())
    assert step > 2000
    expect(page.locator(f"{WIDGET} .readout-label").first).to_have_text(f"Rate at step {step:,}")
    expect(page.locator(f"{WIDGET} .rule")).to_contain_text("cos(π ×")


def test_keys_bring_other_runs_and_take_them_off(page: Page, site: str) -> None:
    page.goto(site)
    one_live(page, "learning_rate_schedule")
    for name, title in (("no-warmup", "No warmup"), ("rate-too-high", "Rate too high")):
        page.locator(f"{WIDGET} button[name=run][value={name}]").focus()
        page.keyboard.press("Enter")
        expect(page.locator(f"{WIDGET} button[name=run][aria-pressed=true]")).to_have_text(title)
        expect(page.locator(PICTURES)).to_have_count(2)
    page.locator(f"{WIDGET} button[name=run][value='']").focus()
    page.keyboard.press("Space")
    expect(page.locator(PICTURES)).to_have_count(1)


def test_a_finger_brings_the_run_without_warmup_and_its_ramp_is_gone(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.goto(site)
    one_live(page, "learning_rate_schedule")
    page.locator(f"{WIDGET} button[name=run][value=no-warmup]").tap()
    expect(page.locator(f"{WIDGET} output[name=warmup_steps]")).to_have_attribute("data-value", "0")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
