"""A text becomes a triangle, a press lets the model run on from there, and the heads are swept by keys."""

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import one_live

ROWS = "#teacher_forcing .forcing li[data-id]"


def test_a_press_lets_the_model_go_on_and_the_switch_brings_the_text_back(page: Page, site: str) -> None:
    page.goto(site)
    one_live(page, "teacher_forcing")
    losses = page.locator(ROWS).evaluate_all("rows => rows.map(row => row.dataset.loss)")
    assert len(losses) == 14
    page.locator("#teacher_forcing button[name=given][value='3']").click()
    expect(page.locator("#teacher_forcing output[name=passes]")).to_have_attribute("data-value", "11")
    expect(page.locator(f"{ROWS}.forcing-off").first).to_be_visible()
    assert page.locator(f"{ROWS}.forcing-off[data-loss]").count() == 0
    page.locator("#teacher_forcing input[name=mode][value=forced]").check()
    expect(page.locator(f"{ROWS}[data-loss]")).to_have_count(14)
    back = page.locator(ROWS).evaluate_all("rows => rows.map(row => row.dataset.loss)")
    assert all(abs(float(one) - float(other)) < 1e-3 for one, other in zip(losses, back, strict=True))


def test_a_typed_text_has_a_row_a_token_and_keys_sweep_the_heads(page: Page, site: str) -> None:
    page.goto(site)
    one_live(page, "teacher_forcing")
    page.locator("#teacher_forcing textarea").fill("Once upon a time")
    expect(page.locator(ROWS)).to_have_count(4)
    looks = page.locator(f"{ROWS}:last-child svg")
    before = looks.get_attribute("aria-label")
    page.locator("#teacher_forcing input[name=head]").focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#teacher_forcing")).to_contain_text("head 6 in layer 4")
    expect(looks).not_to_have_attribute("aria-label", before or "")


def test_a_finger_presses_a_row_on_a_phone(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.goto(site)
    one_live(page, "teacher_forcing")
    row = page.locator("#teacher_forcing button[name=given][value='5']")
    assert (row.bounding_box() or {"height": 0})["height"] >= 24
    row.tap()
    expect(page.locator("#teacher_forcing output[name=passes]")).to_have_attribute("data-value", "9")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
