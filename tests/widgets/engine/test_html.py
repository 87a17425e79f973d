"""HTML is built by values and escaped once, when rendered."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.engine import h, render


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.attributes: dict[str, str | None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.update(attrs)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def _read(markup: str) -> _Reader:
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return reader


def test_children_and_attributes_stand_in_order() -> None:
    assert (
        render(h.p(class_="note", data_value=3)["Loss: ", h.b[2]])
        == '<p class="note" data-value="3">Loss: <b>2</b></p>'
    )


def test_none_and_false_leave_an_attribute_out_and_true_stands_alone() -> None:
    assert render(h.input(checked=True, disabled=False, value=None)) == "<input checked>"


def test_svg_names_keep_their_capitals() -> None:
    assert render(h.svg(viewbox="0 0 1 1")[h.clipPath]) == '<svg viewBox="0 0 1 1"><clipPath></clipPath></svg>'


def test_an_element_is_not_iterable() -> None:
    with pytest.raises(TypeError):
        list(h.p["text"])  # type: ignore[call-overload]


def test_a_void_element_takes_no_children() -> None:
    with pytest.raises(ValueError, match="holds no children"):
        h.input["text"]


def test_a_textarea_keeps_its_first_newline() -> None:
    # A parser drops one newline after the opening tag, so two must be written for one to arrive.
    assert render(h.textarea["\nfirst"]) == "<textarea>\n\nfirst</textarea>"


@given(st.text(), st.text())
def test_no_text_becomes_markup(child: str, value: str) -> None:
    reader = _read(render(h.p(title=value)[child]))
    assert reader.tags == ["p"]


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])))
def test_text_survives_the_way_to_the_page(child: str) -> None:
    assert "".join(_read(render(h.p[child])).texts) == child


@given(st.text(st.characters(categories=["Cc", "Cs"]), min_size=1))
def test_characters_that_html_cannot_carry_are_replaced(child: str) -> None:
    markup = render(h.p[child])
    markup.encode()
    assert not set(markup) & {chr(code) for code in range(32) if code not in (9, 10, 13)}
