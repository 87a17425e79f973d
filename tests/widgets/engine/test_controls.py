"""Every control is a native one with a visible label, its limits those of its Range, its name that of its event."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets.controls import View
from widgets.engine import Element, Range, awaited, button, challenge, checkbox, controls, h, look_for, render
from widgets.engine.controls import (
    label_of,
    log_slider,
    number_field,
    output,
    radio_group,
    readout,
    readouts,
    secret_field,
    select,
    slider,
    text_area,
)

SHARE = Range(0, 0.5, 0.005)


def _attributes(element: Element, tag: str) -> dict[str, str]:
    found = re.search(rf"<{tag}( [^>]*)?>", render(element))
    assert found, f"no <{tag}>"
    return dict(re.findall(r'([\w-]+)="([^"]*)"', found.group(1) or ""))


@pytest.mark.parametrize(
    ("element", "kind"),
    [
        (slider("warmup", "Warmup", 0.02, SHARE, shown="2.0%"), "range"),
        (number_field("warmup", "Warmup", 0.02, SHARE), "number"),
    ],
)
def test_a_control_for_a_number_has_the_limits_of_its_range(element: Element, kind: str) -> None:
    attributes = _attributes(element, "input")
    assert attributes | {
        "type": kind,
        "name": "warmup",
        "min": "0",
        "max": "0.5",
        "step": "0.005",
        "value": "0.02",
    } == (attributes)


@given(st.floats(allow_nan=False, allow_infinity=False), st.booleans())
def test_a_number_reaches_its_control_in_full(value: float, drawn_as_slider: bool) -> None:
    made = slider("p", "P", value, SHARE, shown="") if drawn_as_slider else number_field("p", "P", value, SHARE)
    assert float(_attributes(made, "input")["value"]) == value


def test_a_whole_number_stands_without_a_point() -> None:
    assert _attributes(number_field("steps", "Steps", 1000.0, Range(1, 2000.0)), "input") | {
        "value": "1000",
        "max": "2000",
        "step": "1",
    } == _attributes(number_field("steps", "Steps", 1000.0, Range(1, 2000.0)), "input")


def test_a_slider_says_its_value_once_to_eyes_and_once_to_a_screen_reader() -> None:
    made = slider("p", "Share", 0.25, SHARE, shown="25%", quantity="rate")
    assert _attributes(made, "input")["aria-valuetext"] == "25%"
    assert '<span class="control-value" aria-hidden="true">25%</span>' in render(made)
    assert _attributes(made, "label")["class"] == "control control-slider q-rate"
    assert "q-" not in render(slider("p", "Share", 0.25, SHARE, shown="25%"))


def test_an_aligned_slider_says_so() -> None:
    made = slider("p", "Share", 0.25, SHARE, shown="25%", quantity="rate", aligned=True)
    assert _attributes(made, "label")["class"] == "control control-slider control-aligned q-rate"


def test_a_logarithmic_slider_goes_through_round_numbers_and_sets_the_field_that_has_the_name() -> None:
    made = log_slider("peak", "Peak rate", 6e-4, Range(1e-5, 0.1, 1e-7), shown="6e-4", quantity="rate")
    (control,) = View(render(made)).controls.values()
    assert (control.name, control.kind, control.labelled) == ("peak", "number", True)
    markup = render(made)
    (slid,) = re.findall(r'<input type="range"[^>]*>', markup)
    attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', slid))
    values = attributes["data-values"].split()
    assert (attributes["min"], int(attributes["max"])) == ("0", len(values) - 1)
    assert values[int(attributes["value"])] == "0.0006"
    assert attributes["data-sets"] == "peak"
    assert attributes["aria-valuetext"] == "6e-4"
    assert attributes["aria-label"].startswith("Peak rate")
    assert "name" not in attributes
    assert _attributes(made, "input")["value"] == "0.0006"


@given(st.floats(1e-5, 0.1))
def test_a_logarithmic_slider_stands_at_the_round_number_nearest_to_the_value(value: float) -> None:
    markup = render(log_slider("peak", "Peak", value, Range(1e-5, 0.1, 1e-7), shown=""))
    values = Range(1e-5, 0.1).rounds()
    found = re.search(r'<input type="range"[^>]* value="(\d+)"', markup)
    assert found
    assert 0.96 < float(values[int(found[1])]) / value < 1.04


def test_the_label_of_a_control_is_found_by_its_name() -> None:
    view = controls(
        slider("p", "Share", 0.25, SHARE, shown=""),
        h.div[number_field("n", "Number", 1, SHARE), log_slider("peak", "Peak", 0.2, Range(0.1, 1), shown="")],
        select("shape", "Shape", "a", {"a": "A"}),
        text_area("text", "Text", "", rows=2),
        radio_group("q", "Question?", None, [("a", "A"), ("b", "B")]),
        button("go", "Go"),
    )
    named = {"p": "Share", "n": "Number", "peak": "Peak", "shape": "Shape", "text": "Text", "q": "Question?"}
    assert {name: label_of(view, name) for name in named} == named
    assert label_of(view, "go") is label_of(view, "other") is None


def test_a_number_field_asks_a_phone_for_its_keys_of_numbers() -> None:
    assert _attributes(number_field("p", "P", 1, SHARE), "input")["inputmode"] == "decimal"


@pytest.mark.parametrize(
    "made",
    [
        slider("it", "Its name", 0.25, SHARE, shown="25%"),
        number_field("it", "Its name", 0.25, SHARE),
        select("it", "Its name", "a", {"a": "A", "b": "B"}),
        text_area("it", "Its name", "", rows=3),
        radio_group("it", "Its name", None, [("a", "A")]),
        button("it", "Its name"),
    ],
)
def test_every_control_sends_its_name_and_shows_its_label(made: Element) -> None:
    assert "Its name" in re.sub("<[^>]*>", "", render(made))
    (control,) = View(render(made)).controls.values()
    assert control.name == "it"
    assert control.labelled


def test_a_menu_shows_its_words_sends_its_values_and_has_one_chosen() -> None:
    markup = render(select("shape", "Shape", "b", {"a": "First", "b": "Second"}))
    assert '<option value="a">First</option><option value="b" selected>Second</option>' in markup


def test_a_group_of_radio_buttons_has_the_chosen_one_checked_or_none() -> None:
    options = [("a", "First"), ("b", "Second")]
    assert re.findall(r'value="(\w)" checked', render(radio_group("q", "?", "b", options))) == ["b"]
    assert "checked" not in render(radio_group("q", "?", None, options))
    assert render(radio_group("q", "?", "a", options[:1])) == (
        '<fieldset class="control control-radio"><legend>?</legend>'
        '<label><input type="radio" name="q" value="a" checked><span>First</span></label></fieldset>'
    )


def test_a_box_holds_its_text_and_is_not_spell_checked() -> None:
    made = text_area("t", "Text", "<b> & so on", rows=9, placeholder="Imagine")
    attributes = _attributes(made, "textarea")
    assert attributes == {"name": "t", "rows": "9", "placeholder": "Imagine", "spellcheck": "false"}
    assert render(made).endswith(">\n&lt;b&gt; &amp; so on</textarea></label>")


def test_a_button_that_cannot_be_pressed_says_so_and_keeps_the_focus() -> None:
    assert _attributes(button("go", "Go", disabled=True), "button")["aria-disabled"] == "true"
    assert " disabled" not in render(button("go", "Go", disabled=True))
    assert "disabled" not in render(button("go", "Go"))


def test_a_button_submits_nothing_and_carries_its_value() -> None:
    assert _attributes(button("go", "Go", "7", primary=True), "button") == {
        "type": "button",
        "name": "go",
        "value": "7",
        "class": "button button-primary",
    }
    assert _attributes(button("go", "Go"), "button")["class"] == "button"


def test_the_markup_of_every_control_whole() -> None:
    limits = Range(0, 10, 0.5)
    made = [
        slider("p", "Share", 0.5, limits, shown="half", quantity="rate"),
        slider("n", "Number", 3.0, limits, shown="3"),
        number_field("n", "Number", 3.0, limits),
        log_slider("n", "Number", 0.5, Range(0.1, 1, 0.01), shown="half", quantity="rate"),
        select("shape", "Shape", "b", {"a": "A", "b": "B"}),
        text_area("text", "Text", "<b>", rows=3, placeholder="Write"),
        radio_group("q", "Question", "a", [("a", "A"), ("b", "B")]),
        button("go", "Go", "1", primary=True),
        button("go", "Go", disabled=True),
        controls("one", "two"),
        output("loss", "0.69", 0.6931, "loss"),
        output("loss", "none"),
        readout("Loss", "0.69", " nats"),
        readouts("one", "two"),
        awaited("tokens", "b1"),
        look_for("Drag it."),
        challenge("find it.", met=False, praise="Found."),
        challenge("find it.", met=True, praise="Found."),
    ]
    written = [render(element).replace("><", ">\n<") for element in made]
    assert "\n\n".join(written) + "\n" == Path(__file__).with_name("controls.html").read_text()


def test_a_checkbox_is_named_labelled_and_checked_or_not() -> None:
    on, off = (render(checkbox("momentum", "Momentum", checked)) for checked in (True, False))
    assert '<input type="checkbox" name="momentum" checked>' in on
    assert "Momentum" in on
    assert off == on.replace(" checked>", ">")


def test_a_secret_has_a_label_and_no_name_and_is_never_in_markup() -> None:
    attributes = _attributes(secret_field("Key", longest=300), "input")
    assert attributes == {"type": "password", "autocomplete": "off", "maxlength": "300"}
    assert "Key" in render(secret_field("Key", longest=300))
