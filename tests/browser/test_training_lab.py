"""In Chromium the laboratory trains, pauses at once for a hand, and hands a run out and in again as a file."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

WIDGET = "live-widget#training_lab"


def _lab(page: Page, site: str) -> Page:
    page.goto(f"{site}laboratory/")
    page.locator(WIDGET).dispatch_event("pointerdown")
    page.wait_for_selector(f"{WIDGET}[data-phase=live]", timeout=60_000)
    return page


def _shown(page: Page, name: str) -> float:
    return float(page.locator(f"{WIDGET} output[name={name}]").get_attribute("data-value") or "nan")


def _trained_until(page: Page, step: int) -> None:
    # The published run, which stands there before, has 3,000.
    page.wait_for_function(
        f"""() => {{
          const at = Number(document.querySelector('{WIDGET} output[name=step]').dataset.value);
          return at >= {step} && at <= 600;
        }}""",
        timeout=120_000,
    )


def test_a_press_trains_a_model_whose_loss_falls_and_which_can_be_paused_and_gone_on_with(
    page: Page, site: str
) -> None:
    lab = _lab(page, site)
    lab.get_by_role("button", name="From nothing").click()
    _trained_until(lab, 30)
    expect(lab.locator(f"{WIDGET} output[name=tokens_per_second]")).to_have_attribute("data-value", re.compile(r"\d"))
    assert _shown(lab, "train_loss") < 6
    assert _shown(lab, "tokens_per_second") > 100
    pause = lab.locator(f"{WIDGET} button[name=pause]")
    pause.focus()
    lab.keyboard.press("Enter")
    expect(lab.locator(f"{WIDGET} output[name=verdict]")).to_contain_text("Paused")
    stood = _shown(lab, "step")
    pause.click()
    _trained_until(lab, int(stood) + 1)
    expect(lab.locator(f"{WIDGET} output[name=sample]")).not_to_be_empty()


def test_a_run_goes_out_as_a_file_and_comes_in_again_and_a_foreign_file_changes_nothing(
    page: Page, site: str, tmp_path: Path
) -> None:
    lab = _lab(page, site)
    lab.locator(f"{WIDGET} input[name=steps]").fill("10")
    lab.locator(f"{WIDGET} button[name=start]").click()
    expect(lab.locator(f"{WIDGET} output[name=verdict]")).to_contain_text("Done", timeout=120_000)
    with lab.expect_download() as download:
        lab.locator(f"{WIDGET} button[name=export]").click()
    file = tmp_path / "run.json"
    download.value.save_as(file)
    lab.locator(f"{WIDGET} input[name=import]").set_input_files(file)
    expect(lab.locator(f"{WIDGET} .lab-differences")).to_contain_text("set alike")
    foreign = tmp_path / "foreign.json"
    foreign.write_text("{}")
    lab.locator(f"{WIDGET} input[name=import]").set_input_files(foreign)
    expect(lab.locator(f"{WIDGET} .widget-message")).to_contain_text("no run of the laboratory")
    assert _shown(lab, "step") == 10


def test_a_file_of_text_chosen_or_dropped_goes_into_the_box_and_what_stood_there_is_kept_beside(
    page: Page, site: str, tmp_path: Path
) -> None:
    lab = _lab(page, site)
    box = lab.locator(f"{WIDGET} textarea[name=text]")
    box.fill("My own words.")
    wide = tmp_path / "wide.txt"
    wide.write_bytes("Once upon a time. ".encode("utf-16"))
    lab.locator(f"{WIDGET} input[data-fills=text]").set_input_files(wide)
    expect(box).to_have_value("Once upon a time. ")
    expect(lab.locator(f"{WIDGET} .widget-aside blockquote")).to_have_text("My own words.")
    expect(lab.locator(f"{WIDGET} output[name=plan]")).to_contain_text("your own text of 18 characters")
    dropped = """([selector, name, bytes]) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(bytes)], name));
      const event = new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
      document.querySelector(selector).dispatchEvent(event);
    }"""
    lab.evaluate(dropped, [f"{WIDGET} textarea[name=text]", "paper.pdf", list(b"%PDF-1.7")])
    expect(lab.locator(f"{WIDGET} .widget-word")).to_contain_text("“paper.pdf” is a PDF")
    expect(box).to_have_value("Once upon a time. ")
    lab.evaluate(dropped, [f"{WIDGET} figcaption, {WIDGET} form", "tale.txt", list(b"\xef\xbb\xbfA tale.")])
    expect(box).to_have_value("A tale.")
    expect(lab.locator(f"{WIDGET} .widget-word")).to_have_text("")


def test_a_paused_run_goes_on_after_a_reload_and_its_loss_from_where_it_was(page: Page, site: str) -> None:
    lab = _lab(page, site)
    lab.get_by_role("button", name="From nothing").click()
    _trained_until(lab, 60)
    lab.locator(f"{WIDGET} button[name=pause]").click()
    expect(lab.locator(WIDGET)).to_contain_text("Its weights are kept on this device (1.8 MB).")
    stood, loss = _shown(lab, "step"), _shown(lab, "train_loss")
    expect(lab.locator(f"{WIDGET} .widget-kept")).to_contain_text("Saved")
    lab.reload()
    lab = _lab(page, site)
    expect(lab.locator(f"{WIDGET} output[name=verdict]")).to_contain_text("Its weights are on this device")
    assert _shown(lab, "step") == stood
    lab.locator(f"{WIDGET} button[name=pause]").click()
    _trained_until(lab, int(stood) + 10)
    # Fresh weights would be back at 6.6.
    assert _shown(lab, "train_loss") < loss + 0.3


def test_with_storage_blocked_a_run_goes_on_for_the_visit_and_the_page_says_so(page: Page, site: str) -> None:
    page.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined });")
    lab = _lab(page, site)
    lab.get_by_role("button", name="From nothing").click()
    _trained_until(lab, 10)
    lab.locator(f"{WIDGET} button[name=pause]").click()
    expect(lab.locator(WIDGET)).to_contain_text("Your browser keeps no weights here")
    stood = _shown(lab, "step")
    lab.locator(f"{WIDGET} button[name=pause]").click()
    _trained_until(lab, int(stood) + 1)
