"""A page that may be published has its policy; one that may not says which and why."""

import pytest

from widgets.embed.finished import PageError, finished

PAGE = "<!doctype html><html><head><title>a</title></head><body>{}</body></html>"


def test_a_page_gets_its_policy_and_is_otherwise_as_it_was() -> None:
    made = finished(PAGE.format("<p>text"), "docs/a.md")
    head, rest = made.split("<head>", 1)
    policy, rest = rest.split(">", 1)
    assert policy.startswith('<meta http-equiv="Content-Security-Policy"')
    assert f"{head}<head>{rest}" == PAGE.format("<p>text")


def test_what_the_policy_would_refuse_is_named_with_its_page() -> None:
    with pytest.raises(
        PageError, match=r'^docs/a.md: the site\'s policy would not let this work: <p onclick="a\(\)">$'
    ):
        finished(PAGE.format('<p onclick="a()">'), "docs/a.md")


def test_a_quiz_that_leads_to_nothing_is_named_with_its_own_file() -> None:
    with pytest.raises(PageError, match=r"^widgets/quiz.toml, line \d+:"):
        finished(PAGE.format('<live-widget name="quiz" id="quiz"></live-widget>'), "docs/index.md")
