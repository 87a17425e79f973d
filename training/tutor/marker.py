"""The marker: MiniLM reads a whole explanation, and every passage gets 28 probabilities from its tokens.

As the passages are read together, "it" and "the other way" can be understood from the sentence before. Every output
looks at the tokens that matter to it (label-wise attention: Mullenbach et al. 2018, arXiv:1802.05695); at the start of
tuning all of them matter alike.
Shapes: B texts, S passages, T tokens, C = 384.
"""

import torch
from torch import Tensor, nn

from training.tutor.encoder import WIDTH, Encoder
from training.tutor.texts import OUTPUTS

RARE = -3.0
"""The bias at the start: an output holds for few passages."""
HIGHEST = 8.0
"""Of the logarithm of a token's weight."""
TINY = 1e-6
"""Below any weight: keeps what stands for padding, and a passage without a token, finite."""


class Marker(nn.Module):
    """An encoder, one linear layer for what its tokens say, and one for how much they matter."""

    def __init__(self, encoder: Encoder, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(WIDTH, OUTPUTS)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.constant_(self.head.bias, RARE)
        self.matters = nn.Linear(WIDTH, OUTPUTS, bias=False)
        nn.init.zeros_(self.matters.weight)

    def forward(self, ids: Tensor, mask: Tensor, share: Tensor) -> Tensor:
        """Logits (B, S, 28) of ids and mask (B, T), and of `share` (B, S, T): 1/n at a passage's n tokens, else 0."""
        tokens = self.dropout(self.encoder(ids, mask))
        weight = self.matters(tokens).clamp(-HIGHEST, HIGHEST).exp()  # (B, T, 28)
        said = tokens @ self.head.weight.T
        return (share @ (weight * said)) / (share @ weight).clamp(min=TINY) + self.head.bias  # type: ignore[no-any-return]


class Exported(nn.Module):
    """One text at a time, without padding, to probabilities: what the page runs."""

    def __init__(self, marker: Marker) -> None:
        super().__init__()
        self.marker = marker

    def forward(self, ids: Tensor, share: Tensor) -> Tensor:
        """Probabilities (S, 28) of ids (1, T) and share (S, T)."""
        return torch.sigmoid(self.marker(ids, torch.ones_like(ids), share[None])[0])
