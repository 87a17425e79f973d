"""The gradient of an answer alone is torch's, and the weight that is checked is the one that it blames most."""

import math
from functools import cache

import numpy as np
import pytest
import torch

from tests.widgets import published_gpt
from widgets.embed import published
from widgets.embed.model import Model
from widgets.embed.probe import NUDGE, RATE
from widgets.engine import Probe, Probed

CASES = [("The cat sat on the", " moon"), ("The cat sat on the", " sunset"), ("", "Once"), ("The dog wagged his", "")]


@cache
def _probed(text: str, answer: str, group: str = "block 1") -> Probed:
    said = Model().perform(Probe("k", "lab", text, answer, group))
    assert isinstance(said, Probed)
    return said


@cache
def _gradient(text: str, answer: str) -> tuple[float, np.ndarray]:
    """What the answer costs after the text, and its gradient (N,), by torch."""
    flat = published_gpt.weights("lab").requires_grad_()
    count = len(published.tokens(published.published("lab", "tokenizer.json")).encode(answer))
    loss = published_gpt.losses("lab", flat, text + answer)[-count:].sum()
    (gradient,) = torch.autograd.grad(loss, flat)
    return loss.item(), gradient.double().numpy()


def _said(text: str, answer: str) -> str:
    """The answer, or what the model expects in its place."""
    return answer or "".join(token.text for token in _probed(text, answer).answer)


@pytest.mark.parametrize(("text", "answer"), CASES)
def test_the_loss_and_the_norms_of_every_group_are_torchs(text: str, answer: str) -> None:
    loss, gradient = _gradient(text, _said(text, answer))
    said, layout = _probed(text, answer), published.contents("lab", "weights.json")
    assert said.loss == pytest.approx(loss, abs=1e-4)
    assert list(said.groups) == layout["groups"]
    for group, norm in zip(said.groups, said.norms, strict=True):
        own = [one for one in layout["parts"] if one["group"] == group]
        pieces = [gradient[one["start"] : one["start"] + math.prod(one["shape"])] for one in own]
        assert norm == pytest.approx(math.sqrt(sum(float(np.square(piece).sum()) for piece in pieces)), rel=1e-3)


@pytest.mark.parametrize("group", ["embedding", "block 1", "norm"])
@pytest.mark.parametrize(("text", "answer"), CASES)
def test_the_steepest_weight_of_a_group_has_the_same_slope_in_all_three_ways(
    text: str, answer: str, group: str
) -> None:
    _, gradient = _gradient(text, _said(text, answer))
    said = _probed(text, answer, group)
    (part,) = [one for one in published.contents("lab", "weights.json")["parts"] if one["name"] == said.part]
    at = part["start"] + int(np.ravel_multi_index(said.place, part["shape"]))
    assert part["group"] == group
    assert said.weight == published.weights(published.moment("lab")[1])[at]
    assert said.gradient == pytest.approx(gradient[at], rel=1e-3, abs=1e-6)
    own = [one for one in published.contents("lab", "weights.json")["parts"] if one["group"] == group]
    piece = gradient[own[0]["start"] : own[-1]["start"] + math.prod(own[-1]["shape"])]
    assert abs(said.gradient) == pytest.approx(np.abs(piece).max(), rel=1e-3)
    assert said.difference == pytest.approx(said.gradient, rel=0.02, abs=1e-3)
    assert said.step_change == pytest.approx(said.gradient, rel=1e-3, abs=1e-5)
    assert (said.nudge, said.rate) == (NUDGE, RATE)


def test_no_answer_is_the_token_that_the_model_expects_most() -> None:
    said = _probed("Once upon a", "")
    assert [token.text for token in said.answer] == [" time"]
    assert said.norms == pytest.approx(_probed("Once upon a", " time").norms)


def test_of_a_group_that_the_model_lacks_the_steepest_of_all_weights_is_taken() -> None:
    every = [_probed(*CASES[0], group) for group in published.contents("lab", "weights.json")["groups"]]
    assert abs(_probed(*CASES[0], "block 99").gradient) == max(abs(one.gradient) for one in every)


def test_of_a_long_text_the_end_is_read_and_of_a_long_answer_the_beginning() -> None:
    long = _probed("cat sat " * 300, " moon")
    assert len(long.answer) == len(_probed(*CASES[0]).answer)
    assert math.isfinite(long.loss)
    assert len(_probed("The", " cat" * 300).answer) == 255


def test_the_published_weights_stay_as_they_are() -> None:
    path = published.moment("lab")[1]
    before = published.weights(path).copy()
    _probed("A bird", " sang")
    assert np.array_equal(published.weights(path), before)
