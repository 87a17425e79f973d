"""The prose bets as the published model does."""

import json
import math
from pathlib import Path

import pytest

from widgets.embed.bets import chance, favorites, mean_loss
from widgets.embed.host import first_view

CAT = "The cat sat on the"


def test_the_favorites_are_those_of_the_widget_beside_the_prose() -> None:
    shown = first_view("next_token", {"prompt": CAT}).html()
    for word, p in favorites("demo", CAT):
        assert f">{100 * p:.1f}%<" in shown, word


def test_a_word_of_one_token_has_the_place_and_the_probability_of_the_favorites() -> None:
    words = favorites("demo", CAT)
    for place, (word, p) in enumerate(words, start=1):
        found = chance("demo", CAT, word)
        assert (found.tokens, found.place, found.p) == (1, place, p)


def test_a_word_of_several_tokens_gets_the_product_of_theirs() -> None:
    found = chance("demo", CAT, "mat")
    assert (found.tokens, found.place) == (2, None)
    last = json.loads(Path("docs/models/demo/snapshots.json").read_text())["snapshots"][-1]["bets"][0]
    # The run's own record is of the weights before they were made int8.
    assert math.log(found.p) == pytest.approx(math.log(last["follow"]["mat"]["p"]), abs=0.2)


def test_a_sentence_costs_what_the_widget_beside_the_prose_shows() -> None:
    shown = first_view("sentence_loss", {"text": f"{CAT} mat."}).html()
    assert f'<output name="mean_loss" data-value="{mean_loss("demo", f"{CAT} mat.")!r}"' in shown
