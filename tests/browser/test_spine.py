"""The spine: where the reader is and what was read, tried and answered, on the curve of the model's loss."""

import pytest
from playwright.sync_api import Browser, Page, expect

LINK = ".spine a[href='#{}']"
# The end of a concept into the middle of the view, as a reader scrolls there.
END = """([name, next]) => {
  let end = document.getElementById(next).previousElementSibling;
  while (end.matches('.concept')) end = end.previousElementSibling;
  const box = end.getBoundingClientRect();
  scrollBy({top: box.bottom - innerHeight / 2, behavior: 'instant'});
}"""


def _read(page: Page, name: str, following: str) -> None:
    page.evaluate(END, [name, following])
    expect(page.locator(LINK.format(name))).to_have_attribute("data-read", "")


def test_a_link_leads_to_its_concept_which_is_then_the_current_one(sleeper: Page) -> None:
    link = sleeper.locator(LINK.format("backpropagation"))
    link.click()
    expect(link).to_have_attribute("aria-current", "location")
    expect(sleeper.locator(".spine [aria-current]")).to_have_count(1)
    expect(sleeper.locator(".spine-mark[data-current]")).to_have_attribute("data-concept", "backpropagation")


def test_a_jump_to_the_next_heading_reads_nothing(sleeper: Page) -> None:
    sleeper.locator(LINK.format("backpropagation")).click()
    sleeper.wait_for_timeout(3500)
    expect(sleeper.locator(".spine [data-read]")).to_have_count(0)


def test_a_concept_whose_end_stays_in_view_is_read_in_color_and_in_words_and_stays_so(sleeper: Page) -> None:
    _read(sleeper, "cross-entropy", "backpropagation")
    expect(sleeper.locator(LINK.format("cross-entropy"))).to_have_text("Cross-entropy, read")
    expect(sleeper.locator(".spine-mark[data-read]")).to_have_attribute("data-concept", "cross-entropy")
    expect(sleeper.locator(".spine-part[data-read]")).to_have_attribute("data-concept", "cross-entropy")
    sleeper.wait_for_timeout(500)
    sleeper.reload()
    expect(sleeper.locator(LINK.format("cross-entropy"))).to_have_text("Cross-entropy, read")


def test_a_widget_that_was_moved_and_a_question_that_was_answered_are_marked(page: Page, site: str) -> None:
    page.goto(site)
    page.locator("#cross_entropy input[name=p]").fill("0.3")
    expect(page.locator(LINK.format("cross-entropy"))).to_have_text("Cross-entropy, tried")
    quiz = page.locator("#quiz")
    quiz.dispatch_event("pointerdown")
    expect(quiz).to_have_attribute("data-phase", "live", timeout=60_000)
    quiz.locator("input[name=answer]").first.check()
    quiz.locator("input[name=confidence]").first.check()
    quiz.locator("button[name=check]").first.click()
    expect(page.locator(LINK.format("check"))).to_have_text("Check yourself, tried and answered")


def test_another_tab_shows_the_same_marks_and_both_forget_them(sleeper: Page, site: str) -> None:
    other = sleeper.context.new_page()
    other.goto(site)
    sleeper.bring_to_front()
    sleeper.locator("#cross_entropy input[name=p]").fill("0.3")
    expect(other.locator(LINK.format("cross-entropy"))).to_have_attribute("data-tried", "")
    sleeper.get_by_role("button", name="Forget what this page keeps").click()
    expect(sleeper.locator(".page-kept [role=status]")).to_contain_text("the marks of what you read and tried")
    sleeper.get_by_role("button", name="Forget it all").click()
    for page in (sleeper, other):
        expect(page.locator(".spine [data-tried]")).to_have_count(0)


def test_without_scripts_it_is_a_list_of_links(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(site)
    link = page.get_by_role("navigation", name="Contents").get_by_role("link", name="Scale")
    link.click()
    assert page.url.endswith("#scale-and-checkpoints")
    context.close()


@pytest.mark.parametrize("width", [320, 768])
def test_a_small_screen_has_a_thin_line_under_the_bar_and_nothing_beside_the_text(
    browser: Browser, site: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(site)
    page.locator("#scale-and-checkpoints").evaluate("heading => heading.scrollIntoView()")
    expect(page.locator(".spine-line span[data-current]")).to_have_count(1)
    line, bar = page.locator(".spine-line").bounding_box(), page.locator(".md-header").bounding_box()
    assert line
    assert bar
    assert line["height"] <= 4
    assert abs(line["y"] + line["height"] - bar["y"] - bar["height"]) <= 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_at_the_end_of_the_page_it_leaves_the_footer_free(browser: Browser, site: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 700})
    page.goto(site)
    page.evaluate("scrollTo({top: document.documentElement.scrollHeight, behavior: 'instant'})")
    spine, footer = page.locator(".spine").bounding_box(), page.locator("footer.md-footer").bounding_box()
    assert spine
    assert footer
    assert spine["y"] + spine["height"] <= footer["y"]
    page.close()


@pytest.mark.parametrize("height", [560, 900])
def test_on_a_desk_it_stays_whole_beside_the_text_and_covers_none_of_it(
    browser: Browser, site: str, height: int
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": height})
    page.goto(site)
    page.evaluate(END, ["scale-and-checkpoints", "validation"])
    way, text = page.locator(".spine-way").bounding_box(), page.locator("#scale-and-checkpoints").bounding_box()
    assert way
    assert text
    assert way["y"] >= 0
    assert way["y"] + way["height"] <= height
    assert way["x"] + way["width"] <= text["x"]
    page.close()
