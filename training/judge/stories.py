"""A text for the laboratory, written by the finished model itself: many stories side by side, token by token."""

import re
from dataclasses import asdict
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from training import progress
from training.config import Config
from training.files import write_bytes, write_json
from training.judge import copied
from training.judge.evaluate import is_of
from training.run import checkpoint
from training.run.model import GPT
from training.text.coder import Tokenizer
from training.text.documents import SEPARATOR

ROWS = 128
# Up to the last end of a sentence, with the quotation marks and brackets that close after it.
_SENTENCES = re.compile(r".*[.!?][\"'”’)\]]*(?=\s|$)", re.DOTALL)


class Reader:
    """A model that reads B texts a token at a time and keeps keys and values, so that none is computed twice."""

    def __init__(self, model: GPT, rows: int) -> None:
        shape, device = model.config, model.wte.weight.device
        size = (shape.n_layer, rows, shape.n_head, shape.block_size, shape.n_embd // shape.n_head)
        self.model, self.position = model.eval(), 0
        self.keys, self.values = torch.zeros(size, device=device), torch.zeros(size, device=device)  # (L, B, H, T, D)

    @torch.no_grad()
    def read(self, ids: Tensor) -> Tensor:
        """Every text's next token (B,) to logits (B, V) of the one after it; block_size tokens at most."""
        t, model = self.position, self.model
        blocks: list[Any] = list(model.blocks)
        x = model.wte(ids)[:, None]  # (B, 1, C)
        for block, keys, values in zip(blocks, self.keys, self.values, strict=True):
            q, k, v = block.attention.heads(block.norm_1(x), model.cos[t : t + 1], model.sin[t : t + 1])  # (B, H, 1, D)
            keys[:, :, t : t + 1], values[:, :, t : t + 1] = k, v
            y = F.scaled_dot_product_attention(q, keys[:, :, : t + 1], values[:, :, : t + 1])
            x = x + block.attention.proj(y.transpose(1, 2).flatten(2))
            x = x + block.mlp(block.norm_2(x))
        self.position += 1
        logits: Tensor = model.lm_head(model.norm(x))[:, 0]
        return logits


def write(
    model: GPT, starts: list[list[int]], end: int, temperature: float, chance: torch.Generator
) -> list[list[int]]:
    """Texts written on from their starts, all after the mark `end`; one that ended has that mark as its last id."""
    reader = Reader(model, len(starts))
    rows = [[end, *start] for start in starts]
    ended = [False] * len(rows)
    for t in range(model.config.block_size):
        logits = reader.read(torch.tensor([row[t] if t < len(row) else end for row in rows]).to(reader.keys.device))
        drawn = torch.multinomial((logits / temperature).softmax(dim=-1), 1, generator=chance)[:, 0].tolist()
        for i, (row, token) in enumerate(zip(rows, drawn, strict=True)):
            if not ended[i] and t + 1 == len(row):
                row.append(token)
                ended[i] = token == end
        if all(ended):
            break
    return [row[1:] for row in rows]


def told(coder: Tokenizer, ids: list[int]) -> str:
    """The text of a story without a sentence that was cut off; empty if there is none that can stand in a file."""
    text = coder.decode(ids)
    if ids[-1:] != [coder.endoftext]:
        whole = _SENTENCES.match(text)
        text = whole[0] if whole else ""
    # Half a character, a zero byte, or the separator spelled out, would not be read again as it was written.
    return "" if any(mark in text for mark in ("\ufffd", "\0", SEPARATOR)) else text.strip()


def stories(config: Config) -> None:
    """Write runs/<name>/stories.txt, and stories.json with what it is and how much is copied; skip what is up to date.

    Raises:
        CheckpointError: if nothing was trained yet.
        RuntimeError: if the model has not learned to end a sentence.
    """
    settings = config.stories
    if not settings.bytes:
        print("stories: the settings ask for none")
        return
    identity = checkpoint.identity(checkpoint.latest(config)) | asdict(settings)
    path = config.run / "stories.txt"
    if path.is_file() and is_of(path.with_suffix(".json"), identity):
        print("stories: up to date")
        return
    coder = Tokenizer((config.run / "data" / "tokenizer.json").read_bytes())
    model = checkpoint.model_at(config, identity["step"])
    if torch.cuda.is_available():
        model.cuda()
    chance = torch.Generator(model.wte.weight.device).manual_seed(settings.seed)
    prompt = coder.encode(settings.prompt)
    starts = [prompt if (i + 1) * settings.prompted // 1 > i * settings.prompted // 1 else [] for i in range(ROWS)]
    found = list[str]()
    size = 0
    with progress.bar("stories", settings.bytes, "B") as bar:
        while size < settings.bytes:
            texts = [told(coder, ids) for ids in write(model, starts, coder.endoftext, settings.temperature, chance)]
            found += [text for text in texts if text]
            if not any(texts):
                raise RuntimeError(
                    f"the model of runs/{config.name} writes no sentence that ends; train it longer, or set "
                    "stories.bytes=0"
                )
            grown = sum(len(text.encode()) for text in texts)
            bar.update(min(grown, settings.bytes - size))
            size += grown
    note = (
        f"Written by a language model, the model of this site ({config.name}, after {identity['step']:,} steps), at "
        f"temperature {settings.temperature:g}, seed {settings.seed}; no person wrote it, and nothing in it is true."
    )
    write_bytes(path, f"\n{SEPARATOR}\n".join([note, *found, ""]).encode())
    figures = copied.figures([coder.encode(text) for text in found], config, coder)
    write_json(path.with_suffix(".json"), identity | {"documents": len(found), "size": path.stat().st_size} | figures)
