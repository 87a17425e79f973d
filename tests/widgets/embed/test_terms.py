"""Terms of the glossary explain themselves once under every concept, and nowhere that reads or links by itself."""

import re

import pytest
from markdown import Markdown

from widgets.embed import terms

EXTENSIONS = ["abbr", "attr_list", "footnotes", "md_in_html", "widgets.embed.terms"]
NAT = "The unit of a loss taken with the natural logarithm. Divide by 0.693 for bits."


def _page(text: str) -> str:
    return Markdown(extensions=EXTENSIONS).convert(f"{terms.LINE}\n\n{text}")


def _explained(text: str) -> list[str]:
    return re.findall(r"<abbr title=\"[^\"]+\">([^<]+)</abbr>", _page(text))


def test_every_term_is_known_by_each_of_its_forms_without_links_or_marks() -> None:
    found = terms.terms()
    assert found["nat"] == NAT
    assert (
        found["parameter"] == found["weight"] == "One of the adjustable numbers in the network that training changes."
    )
    assert len(found) > 15
    assert not [meaning for meaning in found.values() if re.search(r"[\[\]*]|\.md", meaning)]


def test_a_term_says_what_it_means_in_whatever_case_and_number() -> None:
    assert f'<abbr title="{NAT}">Nats</abbr> and bits' in _page("Nats and bits")
    assert _explained("A *gradient*, a **logit**; the learning rate.") == ["gradient", "logit", "learning rate"]


def test_the_longer_term_wins_and_part_of_a_word_is_none() -> None:
    assert _explained("The cross-entropy loss of a nation, tokenized, sub-token.") == ["cross-entropy loss"]


def test_it_is_explained_once_under_every_concept() -> None:
    text = "A token, a token.\n\nTwo tokens.\n\n### Part\n\nA token.\n\n## Next\n\nA token.\n"
    assert _explained(text) == ["token", "token"]


@pytest.mark.parametrize("text", ["[a token](a.md)", "`token`", "# Token", "a[^1]\n\n[^1]: A token."])
def test_links_code_headings_and_notes_stay_as_they_are(text: str) -> None:
    assert _explained(text) == []


def test_no_letter_is_lost_and_none_added() -> None:
    text = "Loss, *a token of* two [weights](a.md) and **one gradient `x` more**, tokens."
    plain = Markdown(extensions=EXTENSIONS).convert(text)
    assert re.sub(r"</?abbr[^>]*>", "", _page(text)) == plain
    assert "abbr" not in plain, "a page without the line is left alone"
