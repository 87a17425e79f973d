"""MiniLM as it is: BERT's encoder (Devlin et al. 2019, arXiv:1810.04805) with six layers of 384, in plain torch.

Shapes: B texts, T tokens, C = 384, H = 12 heads.
"""

import json
import struct
from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

WIDTH, LAYERS, HEADS, INNER, LONGEST = 384, 6, 12, 1536, 512
EPSILON = 1e-12


class Layer(nn.Module):
    """Attention, then a network of two layers; each is added to what comes in and normed after."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, EPSILON)
        self.up = nn.Linear(WIDTH, INNER)
        self.down = nn.Linear(INNER, WIDTH)
        self.last_norm = nn.LayerNorm(WIDTH, EPSILON)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, seen: Tensor) -> Tensor:
        """x (B, T, C) to the same; `seen` (B, 1, 1, T) is added to the scores: 0 for a token, -1e4 for padding."""
        batch, length, _ = x.shape
        q, k, v = (
            self.qkv(x).reshape(batch, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        )  # (B, H, T, 32) each
        scores = q @ k.transpose(-1, -2) * (WIDTH // HEADS) ** -0.5 + seen  # (B, H, T, T)
        heard = (scores.softmax(-1) @ v).transpose(1, 2).reshape(batch, length, WIDTH)
        x = self.norm(x + self.dropout(self.out(heard)))
        return self.last_norm(x + self.dropout(self.down(F.gelu(self.up(x)))))  # type: ignore[no-any-return]


class Encoder(nn.Module):
    """Ids (B, T) to one vector a token (B, T, C); every token sees the whole text."""

    def __init__(self, vocab_size: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.tokens = nn.Embedding(vocab_size, WIDTH)
        self.places = nn.Embedding(LONGEST, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, EPSILON)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.dropout = nn.Dropout(dropout)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """`mask` (B, T) is 1 for a token and 0 for padding; T is at most 512."""
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.dropout(self.norm(self.tokens(ids) + self.places(places)))
        seen = (1.0 - mask.float())[:, None, None, :] * -1e4
        for layer in self.layers:
            x = layer(x, seen)
        return x  # type: ignore[no-any-return]


def pretrained(folder: Path, dropout: float = 0.1) -> Encoder:
    """The encoder with the weights of `model.safetensors` in a folder, as its authors published them."""
    found = _safetensors(folder / "model.safetensors")
    encoder = Encoder(found["embeddings.word_embeddings.weight"].shape[0], dropout)
    encoder.load_state_dict(_renamed(found))
    return encoder


def _renamed(found: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """BERT's names to ours; its one type of segment that we use is added to the places."""
    state = {
        "tokens.weight": found["embeddings.word_embeddings.weight"],
        "places.weight": found["embeddings.position_embeddings.weight"]
        + found["embeddings.token_type_embeddings.weight"][0],
    }
    names = {"norm": "embeddings.LayerNorm"}
    for n in range(LAYERS):
        old, new = f"encoder.layer.{n}", f"layers.{n}"
        names |= {
            f"{new}.out": f"{old}.attention.output.dense",
            f"{new}.norm": f"{old}.attention.output.LayerNorm",
            f"{new}.up": f"{old}.intermediate.dense",
            f"{new}.down": f"{old}.output.dense",
            f"{new}.last_norm": f"{old}.output.LayerNorm",
        }
        for part in ("weight", "bias"):
            three = [found[f"{old}.attention.self.{one}.{part}"] for one in ("query", "key", "value")]
            state[f"{new}.qkv.{part}"] = torch.cat(three)
    return state | {
        f"{ours}.{part}": found[f"{theirs}.{part}"] for ours, theirs in names.items() for part in ("weight", "bias")
    }


def _safetensors(path: Path) -> dict[str, Tensor]:
    """Tensors of a file of float32 values: a length, a table in JSON, then the values one after another."""
    raw = path.read_bytes()
    (length,) = struct.unpack("<Q", raw[:8])
    table = json.loads(raw[8 : 8 + length])
    body = bytearray(raw[8 + length :])
    found = {}
    for name, entry in table.items():
        if name == "__metadata__" or entry["dtype"] != "F32":
            continue
        start, end = entry["data_offsets"]
        found[name] = torch.frombuffer(body[start:end], dtype=torch.float32).reshape(entry["shape"])
    return found
