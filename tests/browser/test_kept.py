"""What a reader wrote or reached is there again, whatever came between: typing, two tabs, a reload."""

import re
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.conftest import SITE, all_live, one_live
from tests.browser.keeping import BOX, saved, slow_database, tick, write


def test_saved_text_is_in_the_box_before_python_is_awake_and_is_written_on(sleeper: Page) -> None:
    write(sleeper, "My explanation of last week.")
    sleeper.reload()
    expect(sleeper.locator(BOX)).to_have_value("My explanation of last week.")
    sleeper.locator(BOX).press("End")
    sleeper.keyboard.type(" New.")
    saved(sleeper)
    sleeper.reload()
    expect(sleeper.locator(BOX)).to_have_value("My explanation of last week. New.")


def test_text_typed_before_the_saved_one_came_stays_and_the_saved_one_is_offered_beside(
    context: BrowserContext, site: str
) -> None:
    page = context.new_page()
    page.goto(site)
    write(page, "My explanation of last week.")
    slow_database(page)
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
    saved(page)
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
    tick(page)
    expect(page.locator(BOX)).to_have_value(long)
    saved(page)
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
    write(a, "Three paragraphs written in tab A.")
    b.bring_to_front()
    tick(b)
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
    write(a, "from A")
    b.bring_to_front()
    b.locator(BOX).press_sequentially("from B")
    beside = b.locator("#teach_back .widget-aside")
    expect(beside.locator("blockquote")).to_have_text("from A")
    expect(beside.locator("p")).to_have_text("Kept from another tab:")
    # Letters that come after the other text was found are saved, and the line says that.
    either = re.compile(r"^(Another text of yours is kept below|Saved on this device)\.$")
    expect(b.locator("#teach_back .widget-kept")).to_have_text(either)
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
    write(page, "My English text.")
    page.goto(f"{site}de/")
    expect(page.locator("#teach_back .widget-kept")).to_be_visible()
    expect(page.locator(BOX)).to_have_value("")
    write(page, "Mein deutscher Text.")
    page.goto(f"{site}en/index.html")
    expect(page.locator(BOX)).to_have_value("My English text.")


def test_answers_cards_and_a_prompt_outlive_a_look_at_the_glossary_and_a_reload(page: Page, site: str) -> None:
    page.goto(site)
    page.locator("#quiz input[type=radio]").first.check()
    page.locator("#flashcards button[name=flip]").click()
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
        expect(page.locator("#flashcards output[name=answer]")).to_contain_text("natural log")
        expect(page.locator("#next_token textarea[name=prompt]")).to_have_value("My long experiment")
        expect(page.locator("#cross_entropy output[name=loss]")).to_have_text("1.39")

    page.locator(".bar-pages a", has_text="Glossary").click()
    page.wait_for_selector("h1:has-text('Glossary')")
    page.go_back()
    page.wait_for_selector("#quiz")
    as_left()
    page.reload()
    as_left()
