"""Formulas on the page: as wide as the text at most, and centered."""

import pytest
from playwright.sync_api import Browser

BOXES = """[...document.querySelectorAll('article .arithmatex')].map(box => {
  const math = box.querySelector('math').getBoundingClientRect();
  const around = box.closest('p, li, td, div.arithmatex').getBoundingClientRect();
  return {source: box.querySelector('math').getAttribute('alttext'), display: box.tagName === 'DIV',
          left: math.left - around.left, right: around.right - math.right};
})"""


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_formula_is_wider_than_the_text_and_those_on_a_line_of_their_own_are_centered(
    browser: Browser, site: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(site)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    boxes = page.evaluate(BOXES)
    assert sum(box["display"] for box in boxes) >= 6
    for box in boxes:
        assert box["left"] >= -1, box
        assert box["right"] >= -1, box
        if box["display"]:
            assert abs(box["left"] - box["right"]) < 2, box
    page.close()
