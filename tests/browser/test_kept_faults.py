"""Where Python, the disk or the store fails, the text is still there, and the page says what it could not keep."""

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import one_live
from tests.browser.keeping import BOX, KEY, NONE, SAVED, SCRIPT, kept, saved, write


def test_the_last_letters_before_a_reload_are_there_after_it(sleeper: Page) -> None:
    for text in ("first", "first second", "first second third"):
        sleeper.locator(BOX).fill(text)
        sleeper.reload()
        expect(sleeper.locator(BOX)).to_have_value(text)


def test_a_text_typed_while_python_could_not_start_is_kept(sleeper: Page) -> None:
    sleeper.locator(BOX).fill("Written without Python.")
    sleeper.wait_for_selector("#teach_back[data-phase=failed]")
    saved(sleeper)
    expect(sleeper.locator(BOX)).to_have_value("Written without Python.")
    sleeper.reload()
    expect(sleeper.locator(BOX)).to_have_value("Written without Python.")


def test_without_storage_the_text_stays_and_the_page_says_that_it_is_not_kept(page: Page, site: str) -> None:
    forbidden = "{get() { throw new DOMException('no', 'SecurityError') }}"
    for name in ("localStorage", "indexedDB"):
        page.add_init_script(f"Object.defineProperty(window, '{name}', {forbidden})")
    page.goto(site)
    expect(page.locator("#teach_back .widget-kept")).to_have_text(NONE)
    page.locator(BOX).fill("Still here.")
    one_live(page, "teach_back")
    page.wait_for_timeout(500)
    expect(page.locator("#teach_back .widget-kept")).to_have_text(NONE)
    expect(page.locator(BOX)).to_have_value("Still here.")
    expect(page.locator(".page-kept [role=status]")).to_have_text(NONE)


def test_texts_come_as_a_file_whether_or_not_they_could_be_kept(sleeper: Page) -> None:
    sleeper.locator(BOX).fill("It bets on every token.\n猫")
    section = sleeper.locator(".page-kept")
    with sleeper.expect_download() as coming:
        section.get_by_role("button", name="Save my texts as a file").click()
    text = coming.value.path().read_text(encoding="utf-8")
    assert "Your text:\n\nThe cat sat on the" in text
    assert ":\n\nIt bets on every token.\n猫\n" in text
    expect(section.get_by_role("status")).to_have_text("Your texts are in nudge-texts.txt, among your downloads.")


def test_a_full_disk_is_said_and_the_text_is_there_all_the_same(sleeper: Page, site: str) -> None:
    session = sleeper.context.new_cdp_session(sleeper)
    session.send("Storage.overrideQuotaForOrigin", {"origin": site, "quotaSize": 1})
    text = "After. " * 2000
    sleeper.locator(BOX).fill(text)
    line = sleeper.locator("#teach_back .widget-kept")
    expect(line).to_contain_text("no room left on this device", timeout=10_000)
    expect(sleeper.locator(BOX)).to_have_value(text)
    sleeper.reload()
    expect(sleeper.locator(BOX)).to_have_value(text)
    session.send("Storage.overrideQuotaForOrigin", {"origin": site})
    sleeper.locator(BOX).press("End")
    sleeper.keyboard.type("!")
    expect(line).to_have_text(SAVED)


def test_a_value_that_cannot_be_read_is_put_beside_and_its_text_is_offered(sleeper: Page) -> None:
    sleeper.evaluate(SCRIPT, [KEY, {"version": 9, "words": {"explanation": "Of another version."}}])
    sleeper.reload()
    expect(sleeper.locator(BOX)).to_have_value("")
    beside = sleeper.locator("#teach_back .widget-aside")
    expect(beside.locator("blockquote")).to_have_text("Of another version.")
    beside.get_by_role("button", name="Use it instead").click()
    expect(sleeper.locator(BOX)).to_have_value("Of another version.")
    expect(beside).to_have_count(0)
    saved(sleeper)
    assert any(key.startswith(f"{KEY} beside ") and value["version"] == 9 for key, value in kept(sleeper).items())


def test_fields_that_the_widget_refuses_are_put_beside_and_it_starts_as_printed(page: Page, site: str) -> None:
    page.goto(site)
    fields = {"explanation": "Kept text.", "ticked": "everything"}
    value = {"version": 1, "fields": fields, "drafts": {}, "aside": [], "revision": 1}
    page.evaluate(SCRIPT, [KEY, value])
    page.reload()
    page.locator(BOX).focus()
    one_live(page, "teach_back")
    expect(page.locator("#teach_back .widget-aside blockquote")).to_have_text("Kept text.")
    expect(page.locator("#teach_back output[name=ticked]")).to_have_attribute("data-value", "0")


def test_what_version_0_1_0_kept_is_taken_over_once(page: Page, site: str) -> None:
    page.goto(site)
    page.evaluate("""() => localStorage.setItem('nudge:teach_back',
      JSON.stringify({explanation: 'Of version 0.1.0.', ticked: ['update']}))""")
    page.reload()
    expect(page.locator(BOX)).to_have_value("Of version 0.1.0.")
    page.locator(BOX).focus()
    one_live(page, "teach_back")
    expect(page.locator("#teach_back output[name=ticked]")).to_have_attribute("data-value", "1")
    assert page.evaluate("localStorage.getItem('nudge:teach_back')") is None
    page.reload()
    expect(page.locator(BOX)).to_have_value("Of version 0.1.0.")


def test_the_page_forgets_all_that_it_keeps_when_it_is_asked_twice(context: BrowserContext, site: str) -> None:
    page, other = context.new_page(), context.new_page()
    page.bring_to_front()
    page.goto(site)
    write(page, "To be forgotten.")
    other.goto(site)
    expect(other.locator(BOX)).to_have_value("To be forgotten.")
    page.bring_to_front()
    section = page.get_by_role("region", name="What this page keeps")
    section.get_by_role("button", name="Forget what this page keeps").click()
    expect(section.get_by_role("status")).to_contain_text("what you left in 1 widget of this page, 1 text among it")
    expect(section.get_by_role("button", name="Keep it")).to_be_focused()
    page.keyboard.press("Escape")
    expect(section.get_by_role("button", name="Forget what this page keeps")).to_be_focused()
    assert KEY in kept(page)
    page.keyboard.press("Enter")
    section.get_by_role("button", name="Forget it all").click()
    expect(section.get_by_role("status")).to_contain_text(
        "Forgotten. The widgets of this page are as printed; the page Review deletes answers"
    )
    expect(section.get_by_role("button", name="Forget what this page keeps")).to_be_focused()
    expect(page.locator(BOX)).to_have_value("")
    expect(other.locator("#teach_back .widget-kept")).to_contain_text("Another tab has forgotten")
    other.close()
    page.reload()
    expect(page.locator("#teach_back .widget-kept")).to_be_visible()
    expect(page.locator(BOX)).to_have_value("")
    # What was done on the site is the reader's on every page; the widget of progress deletes it.
    assert all(name.startswith("* ledger ") for name in kept(page))
    section.get_by_role("button", name="Forget what this page keeps").click()
    expect(section.get_by_role("status")).to_have_text("Nothing of this page is kept.")
