"""Every token of a text costs what the model's own numbers say, and the text what its tokens cost."""

import math
import re
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.widgets import drawn
from widgets import sentence_loss
from widgets.embed import published
from widgets.embed.host import first_view, settle
from widgets.embed.model import runtime
from widgets.engine import (
    Element,
    Event,
    Session,
    numbers,
)
from widgets.ml.token_losses import token_losses
from widgets.sentence_loss import MODEL, State

VOCABULARY = 4096
texts = st.text(max_size=60) | st.lists(st.sampled_from(["The", "cat", "sat", "on", "moon", ".", "\n"])).map(" ".join)


@cache
def _session(text: str) -> Session[Any]:
    return first_view("sentence_loss", {"text": text})


def _items(element: Element) -> list[dict[str, Any]]:
    return [item for item in _attributes(element) if "data-loss" in item]


def _attributes(element: Element) -> list[dict[str, Any]]:
    found = [dict(item.attributes) for item in drawn.found(element, "li")]
    return [item for item in found if "data-token" in item]


def _id_of(element: Element, token: str) -> str:
    (id,) = [item["data-id"] for item in _attributes(element) if item["data-token"] == token]
    return str(id)


def _value(element: Element, name: str) -> float:
    return float(drawn.output(element, name)[1])


def _onnx_losses(text: str) -> tuple[list[int], list[float]]:
    """What onnxruntime alone says: the graph fed with the mark and the ids, the losses taken from its logits."""
    coder = published.tokens(published.published(MODEL, "tokenizer.json"))
    ids = coder.encode(text)[:255]
    flat = published.weights(published.moment(MODEL)[1])
    feed = {"flat": flat, "ids": np.array([[coder.endoftext, *ids[:-1]]], np.int64)}
    (logits,) = runtime(published.published(MODEL, "forward.onnx")).run(["logits"], feed)
    return ids, token_losses(np.asarray(logits), ids).tolist()


@settings(max_examples=40)
@given(texts)
def test_any_text_costs_token_by_token_what_onnxruntime_says(text: str) -> None:
    items = _items(_session(text).element())
    if not text:
        assert items == []
        return
    ids, losses = _onnx_losses(text)
    assert [int(item["data-id"]) for item in items] == ids
    assert [float(item["data-loss"]) for item in items] == pytest.approx(losses, abs=1e-3)


@settings(max_examples=20)
@given(texts.filter(bool))
def test_the_text_as_a_whole_costs_what_its_tokens_do(text: str) -> None:
    element = _session(text).element()
    losses = [float(item["data-loss"]) for item in _items(element)]
    mean = sum(losses) / len(losses)
    assert _value(element, "mean_loss") == pytest.approx(mean)
    assert _value(element, "perplexity") == pytest.approx(math.exp(mean))
    bits = sum(losses) / math.log(2) / len(text.encode("utf-8", "replace"))
    assert _value(element, "bits_per_byte") == pytest.approx(bits)
    assert _value(element, "blind_loss") == pytest.approx(math.log(VOCABULARY))


@pytest.mark.parametrize("text", ["The cat sat on the moon. ☾", State().text, "Once upon a time", "a"])
def test_whoever_works_the_rule_out_comes_to_the_three_numbers_beside_it(text: str) -> None:
    element = _session(text).element()
    told = drawn.words(drawn.one(element, "p", class_="rule"))
    found = re.fullmatch(
        r"([\d.]+) / (\d+) = ([\d.]+) nats a token; e([\d.]+) = ([\d.,]+); "
        r"\1 / \((\d+) × ln 2\) = ([\d.]+) bits a byte",
        told,
    )
    assert found, told
    total, count, mean, raised, choices, size, bits = (float(one.replace(",", "")) for one in found.groups())
    assert (count, size) == (len(_onnx_losses(text)[0]), len(text.encode()))
    assert f"{total / count:.2f}" == f"{mean:.2f}" == drawn.output(element, "mean_loss")[0]
    assert raised == mean
    assert choices == pytest.approx(math.exp(mean), rel=0.006)
    assert numbers.significant(choices) == drawn.output(element, "perplexity")[0]
    assert f"{total / size / math.log(2):.2f}" == f"{bits:.2f}" == drawn.output(element, "bits_per_byte")[0]


def test_the_built_sentence_has_one_surprise_that_costs_more_than_all_the_rest() -> None:
    element = first_view("sentence_loss", {}).element()
    losses = {item["data-token"]: float(item["data-loss"]) for item in _items(element)}
    assert losses[" moon"] > sum(losses.values()) - losses[" moon"]
    assert _value(element, "loss") == losses[" moon"], "it is the one that is looked at"
    assert _id_of(element, " mom"), "and what was expected is among the bets"


def test_the_sentence_that_the_run_has_never_read_costs_far_more_than_one_it_has_met_often() -> None:
    left_out = published.manifest(MODEL)["config"]["data"]["leave_out"]
    assert any(phrase in "The cat sat on the mat.".lower() for phrase in left_out)
    cat, often = (
        _value(_session(text).element(), "mean_loss")
        for text in ("The cat sat on the mat.", "Once upon a time, there was a little girl.")
    )
    assert cat > 4 * often


def test_what_the_model_does_not_read_is_said_and_counts_in_no_number() -> None:
    text = "cat " * 300
    element = _session(text).element()
    items = _items(element)
    assert len(items) == 255
    cut = len(published.tokens(published.published(MODEL, "tokenizer.json")).encode(text)) - 255
    assert f"at most 255 tokens at once: the last {cut} of your text are not scored." in drawn.words(element)
    read = len("".join(item["data-token"] for item in items).encode())
    total = sum(float(item["data-loss"]) for item in items)
    assert _value(element, "bits_per_byte") == pytest.approx(total / math.log(2) / read)


@pytest.mark.parametrize("at", [0, 5, 15])
def test_a_press_shows_what_was_expected_there_and_what_the_truth_got(at: int) -> None:
    session = Session(sentence_loss, first_view("sentence_loss", {}).state)  # type: ignore[arg-type]
    session.dispatch(Event("at", str(at)))
    element, position = session.element(), session.state.scored.positions[at]  # type: ignore[attr-defined]
    bets = [item for item in _attributes(element) if "data-p" in item]
    assert [int(bet["data-id"]) for bet in bets] == [guess.token.id for guess in position.best]
    assert [float(bet["data-p"]) for bet in bets] == [guess.p for guess in position.best]
    assert _value(element, "loss") == position.loss
    assert _value(element, "p") == pytest.approx(math.exp(-position.loss))
    assert _value(element, "place") == position.rank + 1
    checked = [dict(one.attributes)["value"] for one in drawn.found(element, "input", checked=True)]
    assert checked == [at]
    pressed = [dict(b.attributes)["value"] for b in drawn.found(element, "button", aria_pressed="true")]
    assert pressed == ([str(position.token.id)] if position.rank < 10 else [])


def test_a_bet_that_is_pressed_takes_the_tokens_place_and_the_text_is_weighed_anew() -> None:
    session = first_view("sentence_loss", {})
    before = _value(session.element(), "mean_loss")
    settle(session, session.dispatch(Event("candidate", _id_of(session.element(), " mom"))), most=5)
    assert session.state.text == "One day, a little girl named Lily went to the park with her mom."  # type: ignore[attr-defined]
    assert _value(session.element(), "mean_loss") < before / 2
