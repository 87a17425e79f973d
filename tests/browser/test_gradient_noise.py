"""The moments of the run are scrubbed by finger and key, and a second picture shows what a step of each size brings."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import asleep, one_live
from widgets.embed import published
from widgets.ml.noise import expected_spread, moments, progress

WIDGET = "#gradient_noise"
MOMENTS = moments(published.contents("demo", "noise.json"))


def _shows(page: Page, place: int, size: int) -> None:
    here = MOMENTS[place]
    expected = expected_spread(here.examples, size)
    expect(page.locator(f"{WIDGET} output[name=expected_spread]")).to_have_text(f"{expected:.3f}")
    expect(page.locator(f"{WIDGET} output[name=noise_scale]")).to_have_attribute("data-value", repr(here.scale))


def test_keys_scrub_over_the_eight_moments_before_python_comes(page: Page, site: str) -> None:
    asleep(page, site)
    page.locator(f"{WIDGET} input[name=moment]").focus()
    for place in range(len(MOMENTS) - 2, -1, -1):
        page.keyboard.press("ArrowLeft")
        _shows(page, place, 16)
        expect(page.locator(f"{WIDGET} .control-value")).to_have_text(f"step {MOMENTS[place].step:,}")
    assert page.locator(WIDGET).get_attribute("data-phase") != "live"


def test_a_finger_scrubs_to_the_start_of_the_run(phone: Page) -> None:
    slider = phone.locator(f"{WIDGET} input[name=moment]")
    slider.evaluate("slider => slider.scrollIntoView({block: 'center'})")
    box = slider.bounding_box()
    assert box
    phone.touchscreen.tap(box["x"] + 4, box["y"] + box["height"] / 2)
    _shows(phone, 0, 16)


def test_the_second_picture_has_the_critical_size_and_its_point_is_dragged_by_mouse(page: Page, site: str) -> None:
    page.goto(site)
    one_live(page, "gradient_noise")
    page.locator(f"{WIDGET} select[name=picture]").select_option("progress")
    expect(page.locator(f"{WIDGET} .chart-picture title").first).to_have_text("Progress of a step by batch size")
    expect(page.locator(f"{WIDGET} .chart-legend")).to_contain_text("half: batch size and noise scale are equal")
    mark = page.locator(f"{WIDGET} [data-handle=batch_size] .chart-mark")
    mark.evaluate("mark => mark.scrollIntoView({block: 'center'})")
    box = mark.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 120, y, steps=6)
    page.mouse.up()
    field = page.locator(f"{WIDGET} input[name=batch_size]")
    expect(field).not_to_have_value("16")
    size = int(field.input_value())
    assert size > 16
    _shows(page, -1, size)
    scale = MOMENTS[-1].scale
    assert scale
    share = page.locator(f"{WIDGET} output[name=progress]")
    expect(share).to_have_attribute("data-value", repr(progress(size, scale)))


def test_a_number_of_the_prose_opens_the_second_picture(page: Page, site: str) -> None:
    page.goto(site)
    one_live(page, "gradient_noise")
    page.locator("a[data-sets='picture=progress']").click()
    expect(page.locator(f"{WIDGET} .chart-picture title").first).to_have_text("Progress of a step by batch size")
