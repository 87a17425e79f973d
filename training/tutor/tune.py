"""Tuning: all of MiniLM and the layers on top, on sentences' marks and on what a whole text holds."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F

from training.tutor.examples import Example, batches, ends, epoch, packed
from training.tutor.marker import Marker

SMOOTH = 0.02
"""What holds counts as 0.98, what does not as 0.02: marks are not certain."""
OF_TEXTS = 0.5
"""How much the loss of whole texts counts beside that of their passages."""


@dataclass(frozen=True)
class Tuning:
    """`rate` is the encoder's peak, `head_rate` the new layers'; `frozen` lower layers stay as they came."""

    epochs: int = 8
    rate: float = 8e-5
    head_rate: float = 1e-3
    warmup: float = 0.06
    weight_of_holding: float = 2.0
    frozen: int = 0
    seed: int = 2


def tune(
    marker: Marker,
    texts: Sequence[Example],
    sentences: Sequence[Example],
    tokenizer: Tokenizer,
    how: Tuning,
    after: Callable[[int, float], None] = lambda epoch, loss: None,
) -> None:
    """Tune in place; `after` hears each epoch's number and mean loss."""
    torch.manual_seed(how.seed)
    chance = random.Random(how.seed)  # noqa: S311
    cls, sep = ends(tokenizer)
    _freeze(marker, how.frozen)
    old = [weight for weight in marker.encoder.parameters() if weight.requires_grad]
    new = [*marker.head.parameters(), *marker.matters.parameters()]
    optimizer = torch.optim.AdamW(
        [{"params": old, "lr": how.rate}, {"params": new, "lr": how.head_rate}],
        weight_decay=0.01,
    )
    steps = how.epochs * len(batches(epoch(texts, sentences, random.Random(0)), random.Random(0)))  # noqa: S311
    rises = max(1, round(how.warmup * steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / rises, max(0.02, 1 - step / steps))
    )
    weight = torch.full((), how.weight_of_holding)
    for number in range(how.epochs):
        losses = []
        marker.train()
        for batch in batches(epoch(texts, sentences, chance), chance):
            ids, mask, share, holds, real = packed(batch, cls, sep)
            loss = loss_of(marker(ids, mask, share), holds, real, weight)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(marker.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        after(number, sum(losses) / len(losses))


def loss_of(logits: Tensor, holds: Tensor, real: Tensor, weight: Tensor) -> Tensor:
    """Cross-entropy of every passage's outputs, and of each text's, whose logit is that of its surest passage."""
    per_passage = F.binary_cross_entropy_with_logits(logits, _smooth(holds), reduction="none", pos_weight=weight)
    of_passages = (per_passage * real[..., None]).sum() / real.sum()
    surest = (logits - 1e4 * (1 - real[..., None])).amax(1)
    of_texts = F.binary_cross_entropy_with_logits(
        surest, _smooth(holds.amax(1)), reduction="none", pos_weight=weight
    ).sum(-1)
    return of_passages + OF_TEXTS * of_texts.mean()


def _smooth(holds: Tensor) -> Tensor:
    return holds * (1 - 2 * SMOOTH) + SMOOTH


def _freeze(marker: Marker, layers: int) -> None:
    if not layers:
        return
    for part in (marker.encoder.tokens, marker.encoder.places, marker.encoder.norm, *marker.encoder.layers[:layers]):
        for weight in part.parameters():
            weight.requires_grad_(False)
