"""A small GPT, readable from top to bottom: RMSNorm, rotary positions, tied embeddings. No optimizer, no files.

Shapes: B sequences, T tokens, C = n_embd, H heads of size D = C / H, V = vocab_size.
"""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.config import Model


class RMSNorm(nn.Module):
    """Root-mean-square norm (Zhang & Sennrich 2019, arXiv:1910.07467)."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))

    def forward(self, x: Tensor) -> Tensor:
        """Scale every position's vector to a root mean square of 1, then by the learned weight."""
        return normed(x) * self.weight


def normed(x: Tensor) -> Tensor:
    """Vectors (..., C), each scaled to a root mean square of 1."""
    return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + 1e-6)


class Linear(nn.Linear):
    """A matrix without a bias; if it `rounds`, it is multiplied in bfloat16 while it trains, summed in float32."""

    rounds = False

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__(inputs, outputs, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """(..., inputs) to (..., outputs)."""
        if self.rounds and self.training:
            return F.linear(x.bfloat16(), self.weight.bfloat16()).float()
        return F.linear(x, self.weight)


def rotary_table(length: int, head_size: int) -> tuple[Tensor, Tensor]:
    """Cosines and sines, each (length, head_size / 2), of rotary positions (Su et al. 2021, arXiv:2104.09864)."""
    frequencies = 10_000.0 ** (-torch.arange(0, head_size, 2) / head_size)  # (D/2,)
    angles = torch.arange(length)[:, None] * frequencies[None, :]  # (length, D/2)
    return angles.cos(), angles.sin()


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Turn the two halves of every head's vector against each other by the position's angles."""
    a, b = x.chunk(2, dim=-1)  # (B, H, T, D/2) each
    return torch.cat((a * cos - b * sin, a * sin + b * cos), dim=-1)  # (B, H, T, D)


class CausalSelfAttention(nn.Module):
    """Every position looks at itself and at earlier ones (Vaswani et al. 2017, arXiv:1706.03762)."""

    def __init__(self, config: Model) -> None:
        super().__init__()
        self.n_head, self.dropout = config.n_head, config.dropout
        self.qkv = Linear(config.n_embd, 3 * config.n_embd)
        self.proj = Linear(config.n_embd, config.n_embd)

    def heads(self, x: Tensor, cos: Tensor, sin: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(B, T, C) to what every head asks for, offers and passes on: query, key and value, (B, H, T, D) each."""
        B, T, C = x.shape  # noqa: N806
        q, k, v = self.qkv(x).view(B, T, 3 * self.n_head, C // self.n_head).transpose(1, 2).chunk(3, dim=1)
        # Of one length, so that no score can grow without bound (Henry et al. 2020, arXiv:2010.04245).
        return normed(rotate(q, cos, sin)), normed(rotate(k, cos, sin)), v

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, seen: list[Tensor] | None = None) -> Tensor:
        """(B, T, C) to (B, T, C). With `seen`, attention is written out and its weights (B, H, T, T) appended there."""
        B, T, C = x.shape  # noqa: N806
        q, k, v = self.heads(x, cos, sin)  # (B, H, T, D)
        if seen is None:
            y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        else:
            positions = torch.arange(T, device=x.device)
            future = positions[None, :] > positions[:, None]  # (T, T)
            scores = (q @ k.transpose(2, 3)) / math.sqrt(C // self.n_head)  # (B, H, T, T)
            seen.append(scores.masked_fill(future, -math.inf).softmax(dim=-1))
            y = seen[-1] @ v
        out = self.proj(y.transpose(1, 2).reshape(B, T, C))
        return F.dropout(out, self.dropout, self.training)


class MLP(nn.Module):
    """Two layers with a squared ReLU between (So et al. 2021, arXiv:2109.08668)."""

    def __init__(self, config: Model) -> None:
        super().__init__()
        self.dropout = config.dropout
        self.up = Linear(config.n_embd, 4 * config.n_embd)
        self.down = Linear(4 * config.n_embd, config.n_embd)

    def forward(self, x: Tensor) -> Tensor:
        """(B, T, C) to (B, T, C)."""
        out = self.down(F.relu(self.up(x)).square())
        return F.dropout(out, self.dropout, self.training)


class Block(nn.Module):
    """Attention, then the MLP, each added to what comes in."""

    def __init__(self, config: Model) -> None:
        super().__init__()
        self.norm_1, self.attention = RMSNorm(config.n_embd), CausalSelfAttention(config)
        self.norm_2, self.mlp = RMSNorm(config.n_embd), MLP(config)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, seen: list[Tensor] | None = None) -> Tensor:
        """(B, T, C) to (B, T, C)."""
        x = x + self.attention(self.norm_1(x), cos, sin, seen)
        out: Tensor = x + self.mlp(self.norm_2(x))
        return out


class GPT(nn.Module):
    """Tokens in, logits of the next token out, at every position."""

    cos: Tensor
    sin: Tensor

    def __init__(self, config: Model, vocab_size: int) -> None:
        super().__init__()
        self.config = config
        self.wte = nn.Embedding(vocab_size, config.n_embd)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.n_layer))
        self.norm = RMSNorm(config.n_embd)
        self.lm_head = Linear(config.n_embd, vocab_size)
        # One matrix reads tokens and writes them (Press & Wolf 2016, arXiv:1608.05859).
        self.lm_head.weight = self.wte.weight
        cos, sin = rotary_table(config.block_size, config.n_embd // config.n_head)
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)
        for name, weight in self.named_parameters():
            if weight.dim() == 2:
                nn.init.normal_(weight, std=deviation(name, config))

    def hidden(self, ids: Tensor, seen: list[Tensor] | None = None) -> Tensor:
        """Ids (B, T) to normed vectors (B, T, C); with `seen`, each block's attention (B, H, T, T) goes there."""
        cos, sin = self.cos[: ids.shape[1]], self.sin[: ids.shape[1]]  # (T, D/2)
        x = F.dropout(self.wte(ids), self.config.dropout, self.training)  # (B, T, C)
        for block in self.blocks:
            x = block(x, cos, sin, seen)
        out: Tensor = self.norm(x)
        return out

    def forward(self, ids: Tensor, seen: list[Tensor] | None = None) -> Tensor:
        """Ids (B, T) to logits (B, T, V)."""
        out: Tensor = self.lm_head(self.hidden(ids, seen))
        return out

    def loss(self, ids: Tensor, targets: Tensor) -> Tensor:
        """Mean cross-entropy in nats of targets (B, T)."""
        return F.cross_entropy(self(ids).flatten(0, 1), targets.flatten())


def deviation(name: str, config: Model) -> float:
    """Standard deviation of the numbers that the matrix `name` begins with; vectors begin as ones."""
    # What the blocks add up grows with depth, so their last layers start smaller (GPT-2).
    last = name.endswith(("proj.weight", "down.weight"))
    return 0.02 / math.sqrt(2 * config.n_layer) if last else 0.02


def count_parameters(model: nn.Module) -> int:
    """How many numbers training changes; a shared matrix counts once."""
    return sum(parameter.numel() for parameter in model.parameters())
