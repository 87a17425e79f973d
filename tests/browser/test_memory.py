"""A widget that is used hundreds of times holds no more than after some dozens (more: make bench-memory)."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import one_live
from tests.browser.heap import Heap

EVERYTHING = Path(__file__).with_name("everything.js").read_text(encoding="utf-8")
FEW, MANY, WAIT = 60, 400, 15
MOST = 1.1


@pytest.mark.parametrize("widget", ["next_token", "learning_rate_schedule"])
def test_hundreds_of_uses_leave_nothing_behind(page: Page, site: str, widget: str) -> None:
    page.goto(site)
    heap = Heap(page)
    page.evaluate(EVERYTHING)
    one_live(page, widget)
    page.evaluate("([wait, names]) => hands.each(20 * wait, names)", [WAIT, [widget]])
    held = []
    for count in (FEW, MANY):
        page.evaluate("given => hands.some(...given)", [count, WAIT, [widget]])
        page.wait_for_timeout(1000)
        held.append((heap.scripts(), heap.workers()))
    assert page.evaluate("hands.failed()") == []
    (scripts, workers), (scripts_after, workers_after) = held
    assert scripts_after < MOST * scripts
    assert workers_after < MOST * workers
