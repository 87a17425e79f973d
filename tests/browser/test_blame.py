"""By keyboard, mouse and finger a reader moves the blame by moving the answer, and checks a weight of any layer."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import one_live
from widgets.embed.host import first_view


def _value(page: Page, name: str) -> float:
    return float(page.locator(f"#blame output[name={name}]").get_attribute("data-value") or "nan")


def test_the_expected_answer_leaves_hardly_any_blame_in_any_layer(page: Page, site: str) -> None:
    page.goto(site)
    before = [_value(page, f"norm_{layer}") for layer in ("embedding", "block_1", "block_6")]
    one_live(page, "blame")
    answer = page.locator("#blame textarea[name=answer]")
    answer.press("ControlOrMeta+a")
    answer.press_sequentially("tail")
    expect(page.locator("#blame .readout-label").first).to_contain_text("␣tail", timeout=60_000)
    after = [_value(page, f"norm_{layer}") for layer in ("embedding", "block_1", "block_6")]
    assert all(one > 20 * other for one, other in zip(before, after, strict=True))
    built = first_view("blame", {"answer": "tail"}).state.probed
    assert _value(page, "norm_block_3") == pytest.approx(built.norms[3], rel=1e-2)


def test_a_layer_that_is_pressed_has_its_steepest_weight_checked(page: Page, site: str) -> None:
    page.goto(site)
    one_live(page, "blame")
    page.locator("#blame button[value=embedding]").click()
    expect(page.locator("#blame .blame-weight")).to_contain_text("wte.weight", timeout=60_000)
    built = first_view("blame", {"layer": "embedding"}).state.probed
    for name in ("gradient", "finite_difference", "step_change"):
        assert _value(page, name) == pytest.approx(built.gradient, rel=2e-3)
    assert page.locator("#blame .blame-weight .differs").count() >= 1


def test_a_finger_meets_the_challenge_with_a_right_guess_that_was_unsure(phone: Page, site: str) -> None:
    phone.unroute("**/pyodide.asm.wasm.*")
    phone.goto(site)
    one_live(phone, "blame")
    phone.locator("#blame textarea[name=text]").tap()
    phone.locator("#blame textarea[name=text]").fill("The cat sat on the")
    phone.locator("#blame textarea[name=answer]").tap()
    phone.locator("#blame textarea[name=answer]").fill("bench")
    expect(phone.locator("#blame .challenge")).to_contain_text("Met.", timeout=60_000)
    phone.locator("#blame button[value='block 6']").tap()
    expect(phone.locator("#blame .blame-weight")).to_contain_text("blocks.5.", timeout=60_000)
