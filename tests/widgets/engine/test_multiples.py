"""Small multiples stand side by side, each under a radio button of one group."""

from tests.widgets import drawn
from widgets.engine import Multiple, h, multiples

COLUMNS = (Multiple(0, "0", "8.32", h.p["noise"]), Multiple(5000, "5,000", "2.81", h.p["sense"]))


def test_every_column_has_its_head_its_note_and_what_it_shows_in_order() -> None:
    items = drawn.found(multiples("checkpoint", "Step", COLUMNS, 5000, "loss"), "li")
    assert [drawn.words(item) for item in items] == ["08.32noise", "5,0002.81sense"]
    assert [dict(drawn.one(item, "small").attributes)["class"] for item in items] == ["q-loss", "q-loss"]


def test_the_heads_are_radio_buttons_of_one_group_with_a_legend_and_one_is_chosen() -> None:
    element = multiples("checkpoint", "Step", COLUMNS, 5000, "loss")
    radios = [
        dict(radio.attributes) for label in drawn.found(element, "label") for radio in drawn.found(label, "input")
    ]
    assert [(one["type"], one["name"], one["value"], one["checked"]) for one in radios] == [
        ("radio", "checkpoint", 0, False),
        ("radio", "checkpoint", 5000, True),
    ]
    assert drawn.words(drawn.one(element, "legend")) == "Step"
    assert [dict(one.attributes).get("class") for one in drawn.found(element, "li")] == [None, "multiple-chosen"]
