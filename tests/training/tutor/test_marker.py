"""A passage's probabilities come from its own tokens' vectors, each of which has seen the whole text."""

import math

import pytest
import torch

from training.tutor.marker import Exported, Marker
from training.tutor.texts import OUTPUTS


def test_a_passage_begins_as_the_mean_of_its_tokens(marker: Marker) -> None:
    marker.eval()
    ids, mask = torch.tensor([[3, 7, 8, 9, 4]]), torch.ones(1, 5)
    share = torch.tensor([[[0, 0.5, 0.5, 0, 0], [0, 0, 0, 1.0, 0]]])
    with torch.no_grad():
        vectors = marker.encoder(ids, mask)[0]
        logits = marker(ids, mask, share)[0]
        torch.testing.assert_close(logits[0], marker.head(vectors[1:3].mean(0)))
        torch.testing.assert_close(logits[1], marker.head(vectors[3]))
    assert logits.shape == (2, OUTPUTS)


def test_a_token_that_matters_more_to_an_output_weighs_more_in_it_and_in_no_other(marker: Marker) -> None:
    marker.eval()
    ids, mask, share = torch.tensor([[3, 7, 8, 4]]), torch.ones(1, 4), torch.tensor([[[0, 0.5, 0.5, 0]]])
    with torch.no_grad():
        vectors = marker.encoder(ids, mask)[0]
        before = marker(ids, mask, share)[0, 0]
        # Four times the weight of the other token.
        marker.matters.weight[2] = math.log(4) * (vectors[1] - vectors[2]) / (vectors[1] - vectors[2]).square().sum()
        after = marker(ids, mask, share)[0, 0]
        expected = marker.head(0.8 * vectors[1] + 0.2 * vectors[2])
    assert after[2] == pytest.approx(expected[2].item(), abs=1e-5)
    assert after[2] != pytest.approx(before[2].item(), abs=1e-4)
    torch.testing.assert_close(after[:2], before[:2])


def test_a_passage_without_a_token_has_what_an_output_has_before_it_reads(marker: Marker) -> None:
    with torch.no_grad():
        logits = marker.eval()(torch.tensor([[3, 4]]), torch.ones(1, 2), torch.zeros(1, 1, 2))
    torch.testing.assert_close(logits[0, 0], marker.head.bias)


def test_what_is_exported_are_probabilities_of_one_text_and_begin_low(marker: Marker) -> None:
    share = torch.tensor([[0, 1.0, 0]])
    with torch.no_grad():
        p = Exported(marker).eval()(torch.tensor([[3, 7, 4]]), share)
    assert p.shape == (1, OUTPUTS)
    assert ((p > 0) & (p < 0.3)).all()
