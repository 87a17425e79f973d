"""A table of Markdown is framed once, keeps its cells and what stands around it; nothing else is touched."""

import re

from markdown import markdown

TABLE = "| a | b |\n| --- | ---: |\n| 1 | `2` |"
EXTENSIONS = ["tables", "attr_list", "md_in_html", "widgets.embed.scrolled"]
FRAMED = re.compile(r'<div class="md-typeset__scrollwrap">\s*<div class="md-typeset__table">\s*<table class="facts">')


def _page(text: str) -> str:
    return markdown(text, extensions=EXTENSIONS)


def test_a_table_is_framed_and_the_same() -> None:
    made = _page(f"before\n\n{TABLE}\n\nafter")
    assert len(FRAMED.findall(made)) == 1
    plain = re.sub(r"</?div[^>]*>| class=\"facts\"|\s", "", made)
    assert plain == re.sub(r"\s", "", markdown(f"before\n\n{TABLE}\n\nafter", extensions=["tables"]))


def test_every_table_is_framed_also_in_a_block() -> None:
    made = _page(f'{TABLE}\n\n<div class="insight" markdown>\n\n{TABLE}\n\n</div>\n')
    assert len(FRAMED.findall(made)) == made.count("<table") == 2


def test_a_table_of_ready_html_and_one_with_a_class_are_left_alone() -> None:
    assert _page("<table><tr><td>1</td></tr></table>") == "<table><tr><td>1</td></tr></table>"
    assert _page("text") == "<p>text</p>"
