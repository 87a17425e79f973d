"""Readers who enlarge the page, set it wider, see it in colors of their own, or use the keyboard alone."""

from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import all_live, asleep

PAGES = ("", "laboratory/", "review/", "teaching/", "tutor/", "glossary/")
# WCAG 2.2, 1.4.12: a reader's own line height and spacing of paragraphs, letters and words.
SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }"""
# What a finding is read from, by widget.
MARKS = (
    ("cross_entropy", "svg .chart-line"),
    ("gradient_noise", "svg .chart-dot"),
    ("next_token", ".candidates svg rect"),
)
# What goes beyond the right edge and stands in nothing that scrolls, nor in a picture.
BEYOND = """() => {
  document.documentElement.style.overflowX = 'visible';
  const edge = document.documentElement.clientWidth + 1;
  const clips = (one) => /auto|scroll|hidden|clip/.test(getComputedStyle(one).overflowX);
  const scrolls = (one) => one && (clips(one) || scrolls(one.parentElement));
  return [...document.querySelectorAll('main *')]
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > edge && !scrolls(one.parentElement))
    .filter((one) => !one.closest('svg, math, .md-sidebar'))
    .map((one) => `${one.tagName} ${one.className} ${one.textContent.trim().slice(0, 40)}`);
}"""
# Controls whose own words do not fit in them.
CUT = """() => [...document.querySelectorAll('live-widget :is(button, label, legend, select)')]
  .filter((one) => one.checkVisibility() && !one.closest('.tokens, .costs, .forcing, .candidates'))
  .filter((one) => getComputedStyle(one).overflowX !== 'visible' && one.clientWidth > 1)
  .filter((one) => one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.textContent.trim().slice(0, 40))"""
FOCUSED = """() => {
  const one = document.activeElement, style = getComputedStyle(one);
  const near = one.closest('label') || one;
  const box = one.getBoundingClientRect();
  const ring = (some) => getComputedStyle(some).outlineStyle !== 'none' || getComputedStyle(some).boxShadow !== 'none';
  return {
    tag: one.tagName, name: one.getAttribute('name') ?? '', text: one.textContent.trim().slice(0, 40),
    inside: one.closest('live-widget')?.id ?? '',
    seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
    marked: style.outlineStyle !== 'none' || ring(near) || one.tagName === 'BODY',
  };
}"""


@pytest.mark.parametrize("address", PAGES)
def test_at_four_times_the_size_nothing_is_beside_the_page(reader: Page, site: str, address: str) -> None:
    # 1280 by 1024 pixels at 400%.
    reader.set_viewport_size({"width": 320, "height": 256})
    reader.goto(f"{site}{address}")
    assert reader.evaluate(BEYOND) == []


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("address", PAGES)
def test_with_a_readers_own_spacing_all_words_stay(reader: Page, site: str, address: str, width: int) -> None:
    reader.set_viewport_size({"width": width, "height": 900})
    reader.goto(f"{site}{address}")
    reader.add_style_tag(content=SPACING)
    assert (reader.evaluate(BEYOND), reader.evaluate(CUT)) == ([], [])


def _seen(page: Page, where: str) -> bytes:
    """A picture of a place at rest: two in a row that are the same."""
    place = page.locator(where).first
    place.scroll_into_view_if_needed()
    before = place.screenshot()
    for _ in range(20):
        page.wait_for_timeout(100)
        if (now := place.screenshot()) == before:
            return now
        before = now
    raise AssertionError(f"{where} never comes to rest")


def test_in_colors_of_the_readers_own_marks_bars_and_choices_can_be_told_apart(browser: Browser, site: str) -> None:
    context = browser.new_context(forced_colors="active", color_scheme="dark", reduced_motion="reduce")
    page = context.new_page()
    asleep(page, site)
    for name, mark in MARKS:
        # What is seen is what would be missed.
        before = _seen(page, f"#{name}")
        hidden = page.locator(f"#{name} {mark}").evaluate_all("all => all.map(one => one.style.visibility = 'hidden')")
        assert hidden, name
        assert _seen(page, f"#{name}") != before, name
    choice = "#quiz input[type=radio]"
    before = _seen(page, choice)
    page.locator(choice).first.evaluate("one => { one.checked = true; }")
    assert _seen(page, choice) != before
    context.close()


@pytest.mark.parametrize("address", ["", "laboratory/", "review/"])
def test_the_keyboard_reaches_everything_in_order_and_never_sticks(page: Page, site: str, address: str) -> None:
    page.goto(f"{site}{address}")
    all_live(page)
    wanted = page.evaluate(
        """() => [...document.querySelectorAll('live-widget')].filter((one) =>
          one.querySelector('button, input, select, textarea')).map((one) => one.id)"""
    )
    page.evaluate("document.activeElement.blur(), scrollTo(0, 0)")
    seen: list[str] = []
    for _ in range(2000):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        if here["tag"] == "BODY":
            break
        assert here["seen"], here
        assert here["marked"], here
        if here["inside"] and here["inside"] not in seen:
            seen.append(here["inside"])
    else:
        raise AssertionError("the end of the page is never reached")
    assert seen == wanted


def test_a_reader_who_hears_the_page_finds_its_parts_by_their_roles(page: Page, site: str) -> None:
    page.goto(site)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    assert page.get_by_role("banner").count() == page.get_by_role("main").count() == 1
    levels = page.evaluate("[...document.querySelectorAll('main :is(h1, h2, h3, h4)')].map(one => +one.tagName[1])")
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    rate = page.get_by_role("slider", name="Probability of the true token")
    rate.focus()
    before = page.locator("#cross_entropy output[name=loss]").inner_text()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#cross_entropy output[name=loss]")).not_to_have_text(before)
    page.get_by_role("radio", name="75%").first.focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("radio", name="75%").first).to_be_checked()


def test_a_reader_who_hears_the_page_teaches_turns_and_explains_by_names_and_keys_alone(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_role("textbox", name="A sentence to teach").focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("The cat sat on the piano")
    page.get_by_role("button", name="Teach it one step").focus()
    page.keyboard.press("Enter")
    said = page.locator("#one_step").get_by_role("status")
    expect(said.filter(has_text="your sentence went from").first).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="What is cross-entropy loss? Turn the card").focus()
    page.keyboard.press("Enter")
    good = page.get_by_role("group", name="How well did you remember it?").get_by_role("button", name="Good")
    expect(good).to_be_enabled(timeout=60_000)
    good.focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="What is cross-entropy loss? Turn the card")).to_have_count(0)
    page.get_by_role("textbox", name="Your explanation").focus()
    page.keyboard.type("The model bets on every word that might come next. A step against the slope lowers the loss.")
    page.get_by_role("button", name="Mark my text").focus()
    page.keyboard.press("Enter")
    heard = page.locator("#teach_back").get_by_role("status")
    expect(heard.filter(has_text="of 10 points seen").first).to_be_visible(timeout=120_000)
