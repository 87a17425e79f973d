"""What a reader wrote or reached is never lost: early typing, long texts, two tabs, full and forbidden storage."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.conftest import SITE, all_live, one_live

BOX = "#teach_back textarea"
SAVED = "Saved on this device."
NONE = "Your browser keeps nothing here: copy your text elsewhere."
SCRIPT = """async ([key, value]) => {
  const transact = idbKeyval.createStore(`nudge ${new URL(nudgeKept.base).pathname}`, 'kept');
  if (value !== undefined) await idbKeyval.set(key, value, transact);
  return Object.fromEntries(await idbKeyval.entries(transact));
}"""
KEY = "/ teach_back teach_back"


@pytest.fixture
def sleeper(context: BrowserContext, site: str) -> Page:
    """The lesson in a browser in which Python never comes."""
    context.route(re.compile(r"python-worker|python_stdlib"), lambda route: route.abort())
    page = context.new_page()
    page.goto(site)
    return page


def _write(page: Page, text: str) -> None:
    page.locator(BOX).fill(text)
    _saved(page)


def _saved(page: Page, id: str = "teach_back") -> None:
    expect(page.locator(f"#{id} .widget-kept")).to_have_text(SAVED)
    page.wait_for_function(
        "async id => !nudgeKept.attach(document.getElementById(id), {}).saver.isDirty()", arg=id, timeout=10_000
    )


def _kept(page: Page) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = page.evaluate(SCRIPT, [KEY])
    return found


def _tick(page: Page) -> None:
    if not page.locator("#teach_back details.rubric").evaluate("d => d.open"):
        page.locator("#teach_back .rubric summary").click()
    page.locator("#teach_back input[name=point_update]").check()
    expect(page.locator("#teach_back output[name=ticked]")).to_have_attribute("data-value", "1")


def _slow_database(page: Page) -> None:
    """The stored text comes a second late."""
    page.add_init_script("""
      const open = IDBFactory.prototype.open;
      IDBFactory.prototype.open = function (...all) {
        const asked = open.apply(this, all);
        const listen = Object.getOwnPropertyDescriptor(IDBRequest.prototype, 'onsuccess').set;
        Object.defineProperty(asked, 'onsuccess', { set(run) {
          listen.call(asked, (...told) => setTimeout(() => run.apply(asked, told), 1000));
        }});
        return asked;
      };
    """)


def test_saved_text_is_in_the_box_before_python_is_awake_and_is_written_on(sleeper: Page) -> None:
    _write(sleeper, "My explanation of last week.")
    sleeper.reload()
    expect(sleeper.locator(BOX)).to_have_value("My explanation of last week.")
    sleeper.locator(BOX).press("End")
    sleeper.keyboard.type(" New.")
    _saved(sleeper)
    sleeper.reload()
    expect(sleeper.locator(BOX)).to_have_value("My explanation of last week. New.")


def test_text_typed_before_the_saved_one_came_stays_and_the_saved_one_is_offered_beside(
    context: BrowserContext, site: str
) -> None:
    page = context.new_page()
    page.goto(site)
    _write(page, "My explanation of last week.")
    _slow_database(page)
    page.goto(site)
    page.locator(BOX).press_sequentially("New")
    one_live(page, "teach_back")
    expect(page.locator(BOX)).to_have_value("New")
    beside = page.locator("#teach_back .widget-aside")
    expect(beside.locator("blockquote")).to_have_text("My explanation of last week.")
    expect(beside.locator("p")).to_have_text("Kept from an earlier visit:")
    beside.get_by_role("button", name="Use it instead").click()
    expect(page.locator(BOX)).to_have_value("My explanation of last week.")
    expect(page.locator(BOX)).to_be_focused()
    expect(beside.locator("blockquote")).to_have_text("New")
    _saved(page)
    page.reload()
    expect(page.locator(BOX)).to_have_value("My explanation of last week.")
    expect(beside.locator("blockquote")).to_have_text("New")
    beside.get_by_role("button", name="Delete it").click()
    expect(beside).to_have_count(0)
    expect(page.locator(BOX)).to_be_focused()


def test_a_text_over_the_limit_stays_in_the_box_and_outlives_a_reload(page: Page, site: str) -> None:
    long = "word " * 4100
    page.goto(site)
    page.locator(BOX).fill(long)
    one_live(page, "teach_back")
    expect(page.locator("#teach_back .widget-message").first).to_contain_text("20,000")
    _tick(page)
    expect(page.locator(BOX)).to_have_value(long)
    _saved(page)
    page.reload()
    expect(page.locator(BOX)).to_have_value(long)
    one_live(page, "teach_back")
    expect(page.locator("#teach_back .widget-message").first).to_contain_text("20,000")
    expect(page.locator(BOX)).to_have_value(long)
    expect(page.locator("#teach_back output[name=ticked]")).to_have_attribute("data-value", "1")


def test_a_prompt_over_the_limit_stays_in_its_box(page: Page, site: str) -> None:
    long = "word " * 4100
    page.goto(site)
    prompt = page.locator("#next_token textarea[name=prompt]")
    prompt.fill(long)
    one_live(page, "next_token")
    expect(page.locator("#next_token .widget-message").first).to_be_visible()
    page.locator("#next_token .candidates button").first.click()
    page.wait_for_timeout(500)
    expect(prompt).to_have_value(long)


def test_a_tick_in_one_tab_leaves_the_text_of_the_other_and_shows_it(context: BrowserContext, site: str) -> None:
    a, b = context.new_page(), context.new_page()
    for page in (a, b):
        page.goto(site)
        page.locator("#teach_back").scroll_into_view_if_needed()
        page.locator(BOX).focus()
        one_live(page, "teach_back")
    a.bring_to_front()
    _write(a, "Three paragraphs written in tab A.")
    b.bring_to_front()
    _tick(b)
    expect(b.locator(BOX)).to_have_value("Three paragraphs written in tab A.")
    b.reload()
    expect(b.locator(BOX)).to_have_value("Three paragraphs written in tab A.")
    one_live(b, "teach_back")
    expect(b.locator("#teach_back output[name=ticked]")).to_have_attribute("data-value", "1")


def test_two_texts_of_two_tabs_that_cannot_talk_are_both_offered(browser: Browser, site: str) -> None:
    context = browser.new_context()
    context.add_init_script("delete window.BroadcastChannel")
    a, b = context.new_page(), context.new_page()
    for page in (a, b):
        page.goto(site)
        page.wait_for_function("() => document.querySelector('#teach_back .widget-kept')")
    _write(a, "from A")
    b.bring_to_front()
    b.locator(BOX).press_sequentially("from B")
    beside = b.locator("#teach_back .widget-aside")
    expect(beside.locator("blockquote")).to_have_text("from A")
    expect(beside.locator("p")).to_have_text("Kept from another tab:")
    expect(b.locator("#teach_back .widget-kept")).to_have_text("Another text of yours is kept below.")
    expect(b.locator(BOX)).to_have_value("from B")
    b.reload()
    expect(b.locator(BOX)).to_have_value("from B")
    expect(beside.locator("blockquote")).to_have_text("from A")
    context.close()


def test_two_copies_of_the_site_on_one_host_share_nothing(context: BrowserContext, site: str) -> None:
    def answer(route: Route) -> None:
        path = Path(route.request.url.split("?")[0].removeprefix(site).split("/", 1)[1])
        file = SITE / path
        route.fulfill(path=file / "index.html" if file.is_dir() else file)

    context.route(re.compile(f"^{re.escape(site)}(en|de)/"), answer)
    page = context.new_page()
    page.goto(f"{site}en/")
    _write(page, "My English text.")
    page.goto(f"{site}de/")
    expect(page.locator("#teach_back .widget-kept")).to_be_visible()
    expect(page.locator(BOX)).to_have_value("")
    _write(page, "Mein deutscher Text.")
    page.goto(f"{site}en/index.html")
    expect(page.locator(BOX)).to_have_value("My English text.")


def test_answers_cards_and_a_prompt_outlive_a_look_at_the_glossary_and_a_reload(page: Page, site: str) -> None:
    page.goto(site)
    page.locator("#quiz input[type=radio]").first.check()
    page.locator("#flashcards button[value=perplexity]").click()
    page.locator("#next_token textarea[name=prompt]").fill("My long experiment")
    page.locator("#cross_entropy input[name=p]").fill("0.25")
    all_live(page)
    expect(page.locator("#cross_entropy output[name=loss]")).to_have_text("1.39")

    def as_left() -> None:
        for name in ("quiz", "flashcards", "next_token", "cross_entropy"):
            page.locator(f"#{name}").scroll_into_view_if_needed()
            page.locator(f"#{name} :is(input, button, textarea)").first.focus()
        all_live(page)
        expect(page.locator("#quiz input[type=radio]").first).to_be_checked()
        expect(page.locator("#flashcards button[value=perplexity]")).to_contain_text("exp(average loss)")
        expect(page.locator("#next_token textarea[name=prompt]")).to_have_value("My long experiment")
        expect(page.locator("#cross_entropy output[name=loss]")).to_have_text("1.39")

    page.locator(".md-nav__link", has_text="Glossary").first.click()
    page.wait_for_selector("h1:has-text('Glossary')")
    page.go_back()
    page.wait_for_selector("#quiz")
    as_left()
    page.reload()
    as_left()


def test_the_last_letters_before_a_reload_are_there_after_it(sleeper: Page) -> None:
    for text in ("first", "first second", "first second third"):
        sleeper.locator(BOX).fill(text)
        sleeper.reload()
        expect(sleeper.locator(BOX)).to_have_value(text)


def test_a_text_typed_while_python_could_not_start_is_kept(sleeper: Page) -> None:
    sleeper.locator(BOX).fill("Written without Python.")
    sleeper.wait_for_selector("#teach_back[data-phase=failed]")
    _saved(sleeper)
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
    _saved(sleeper)
    assert any(key.startswith(f"{KEY} beside ") and value["version"] == 9 for key, value in _kept(sleeper).items())


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
    _write(page, "To be forgotten.")
    other.goto(site)
    expect(other.locator(BOX)).to_have_value("To be forgotten.")
    page.bring_to_front()
    section = page.get_by_role("region", name="What this page keeps")
    section.get_by_role("button", name="Forget what this page keeps").click()
    expect(section.get_by_role("status")).to_contain_text("what you left in 1 widget of this page, 1 text among it")
    expect(section.get_by_role("button", name="Keep it")).to_be_focused()
    page.keyboard.press("Escape")
    expect(section.get_by_role("button", name="Forget what this page keeps")).to_be_focused()
    assert KEY in _kept(page)
    page.keyboard.press("Enter")
    section.get_by_role("button", name="Forget it all").click()
    expect(section.get_by_role("status")).to_have_text("Forgotten. The widgets of this page are as printed.")
    expect(section.get_by_role("button")).to_be_focused()
    expect(page.locator(BOX)).to_have_value("")
    expect(other.locator("#teach_back .widget-kept")).to_contain_text("Another tab has forgotten")
    other.close()
    page.reload()
    expect(page.locator("#teach_back .widget-kept")).to_be_visible()
    expect(page.locator(BOX)).to_have_value("")
    assert _kept(page) == {}
    section.get_by_role("button", name="Forget what this page keeps").click()
    expect(section.get_by_role("status")).to_have_text("Nothing of this page is kept.")
