"""Tokens stand under columns as tall as their losses, are shaded by them, and read as the text they are."""

import re
from pathlib import Path

import pytest

from tests import test_colours
from tests.widgets import drawn
from widgets.engine import Guess, Position, Token, shades, token_costs

BEST = (Guess(Token(1, " a"), 0.5),)
LIMITS = (0.3, 1.5)


def _positions(*losses: float) -> list[Position]:
    texts = (" cat", " ", "\n", "s")
    return [Position(Token(at, texts[at % 4]), loss, 0, BEST) for at, loss in enumerate(losses)]


def test_a_token_carries_its_loss_whole_and_is_shaded_by_the_limits_it_reaches() -> None:
    items = [
        dict(one.attributes) for one in drawn.found(token_costs("at", "", _positions(0.29, 0.3, 9.1), 0, LIMITS), "li")
    ]
    assert [(item["data-loss"], item["class"]) for item in items] == [
        ("0.29", "cost-0"),
        ("0.3", "cost-1"),
        ("9.1", "cost-2"),
    ]


@pytest.mark.parametrize(("loss", "height"), [(0.0, "0.0%"), (4.0, "25.0%"), (16.0, "100.0%"), (40.0, "100.0%")])
def test_a_column_is_as_tall_as_its_loss_until_there_is_no_more_room(loss: float, height: str) -> None:
    (rect,) = drawn.found(token_costs("at", "", _positions(loss), 0, LIMITS), "rect")
    assert dict(rect.attributes)["height"] == height


def test_the_text_reads_as_it_was_written_and_signs_stand_for_what_cannot_be_seen() -> None:
    labels = drawn.found(token_costs("at", "", _positions(1, 1, 1, 1), 0, LIMITS), "label")
    assert [drawn.words(label) for label in labels] == [" cat", "␣", "↵", "s"]


def test_the_tokens_are_radio_buttons_that_say_what_they_cost_and_one_is_chosen() -> None:
    radios = [dict(one.attributes) for one in drawn.found(token_costs("at", "", _positions(1, 2), 1, LIMITS), "input")]
    assert [(one["name"], one["value"], one["checked"]) for one in radios] == [("at", 0, False), ("at", 1, True)]
    assert radios[1]["title"] == "loss 2.00; first bet ␣a"


def test_a_long_text_has_low_columns() -> None:
    for count, low in ((60, False), (61, True)):
        made = drawn.one(token_costs("at", "", _positions(*[1.0] * count), 0, LIMITS), "ol")
        assert ("costs-long" in str(dict(made.attributes)["class"])) is low


def test_the_legend_names_every_shade() -> None:
    items = drawn.found(shades(["cheap", "dear"]), "li")
    assert [(dict(one.attributes)["class"], drawn.words(one)) for one in items] == [
        ("cost-0", "cheap"),
        ("cost-1", "dear"),
    ]


STYLE = Path("docs/stylesheets/sentence_loss.css").read_text(encoding="utf-8")
MIXED = [(int(shade), int(share)) for shade, share in re.findall(r"li\.cost-(\d) \{ --shade: (\d+)%; \}", STYLE)]


@pytest.mark.parametrize("scheme", test_colours.SCHEMES)
@pytest.mark.parametrize(("shade", "share"), [(0, 0), *MIXED])
def test_a_token_can_be_read_on_every_shade(scheme: str, shade: int, share: int) -> None:
    block = test_colours.SITE.split(f'[data-md-color-scheme="{scheme}"] {{', 1)[1].split("}", 1)[0]
    hexes = dict(re.findall(r"--([\w-]+): #([0-9a-f]{6});", block))
    # As color-mix does in srgb: part by part, before it is light.
    both = [[int(hexes[name][i : i + 2], 16) for i in (0, 2, 4)] for name in ("q-loss", "panel")]
    mixed = [round((share * loss + (100 - share) * panel) / 100) for loss, panel in zip(*both, strict=True)]
    ground = test_colours._linear("".join(f"{part:02x}" for part in mixed))
    text = test_colours._linear(hexes["panel" if share == 100 else "ink"])
    assert test_colours._contrast(text, ground) >= 4.5
