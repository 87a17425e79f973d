"""A published model in torch: what the widgets say of its losses and gradients is measured against it."""

from functools import cache

import torch
from torch.func import functional_call
from torch.nn import functional as F

from training.config import Model
from training.run.flat import Part, layout, unflatten
from training.run.model import GPT
from widgets.embed import published


@cache
def gpt(name: str) -> tuple[GPT, list[Part]]:
    """The model without its weights, and where each lies in the flat vector."""
    manifest = published.manifest(name)
    model = GPT(Model(**manifest["config"]["model"]), manifest["vocab_size"]).eval()
    return model, layout(model)


def weights(name: str) -> torch.Tensor:
    """The weights (N,) at the end of the training, in a vector of their own."""
    return torch.from_numpy(published.weights(published.moment(name)[1]).copy())


def losses(name: str, flat: torch.Tensor, text: str) -> torch.Tensor:
    """What each token of a text costs, (T,), with these weights."""
    model, parts = gpt(name)
    coder = published.tokens(published.published(name, "tokenizer.json"))
    ids = torch.tensor([[coder.endoftext, *coder.encode(text)]])
    logits = functional_call(model, unflatten(flat, parts), (ids[:, :-1],))
    return F.cross_entropy(logits[0], ids[0, 1:], reduction="none")
