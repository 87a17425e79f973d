"""What every snapshot of a run bets on after a few sentences, and a line of its own writing."""

import math
from collections.abc import Iterable
from typing import Any, TypeAlias

import torch

from training import progress
from training.config import Config, Sentence
from training.files import write_json
from training.judge.evaluate import is_of
from training.judge.sample import write_on
from training.run import checkpoint
from training.run.model import GPT
from training.text.coder import Tokenizer
from widgets.ml.sampling import most_likely, softmax

Text: TypeAlias = tuple[int, ...]
Probs: TypeAlias = tuple[float, ...]

BETS = 10


def snapshots(config: Config) -> None:
    """Write runs/<name>/snapshots.json; skip it if it is up to date.

    Raises:
        CheckpointError: if nothing was trained yet, or a snapshot is missing or damaged.
    """
    identity = checkpoint.identity(checkpoint.latest(config))
    writing = {name: getattr(config.samples, name) for name in ("prompt", "temperature", "seed")}
    identity |= {
        "sentences": [{"text": one.text, "follow": list(one.follow)} for one in config.bets.sentence],
        "writing": writing | {"tokens": config.bets.tokens},
    }
    path = config.run / "snapshots.json"
    if is_of(path, identity):
        print("snapshots: up to date")
        return
    coder = Tokenizer((config.run / "data" / "tokenizer.json").read_bytes())
    steps = checkpoint.way(config, identity["step"])
    found: list[dict[str, Any]] = []
    with progress.bar("snapshots", len(steps), "snapshot") as bar:
        for step in steps:
            model = checkpoint.model_at(config, step)
            bets = bets_of(model, coder, config.bets.sentence)
            line = write_on(model, coder, **writing, tokens=config.bets.tokens)
            # One line, whatever ends of lines it writes.
            found.append({"step": step, "bets": bets, "line": " ".join(line.split())})
            bar.update(1)
    named = sorted({id for snapshot in found for bet in snapshot["bets"] for id in bet["ids"]})
    texts = {str(id): coder.decode([id]) for id in named}
    write_json(path, identity | {"token_texts": texts, "snapshots": found}, compact=True)
    print(f"snapshots: after {config.samples.prompt!r} step {steps[-1]:,} writes: {found[-1]['line']}")


def bets_of(model: GPT, coder: Tokenizer, sentences: Iterable[Sentence]) -> list[dict[str, Any]]:
    """After every sentence the most likely tokens, with their probabilities, and what is said of the words to follow.

    A word is written with a space before it. Its rank, 1 for the most likely, is None if it takes several tokens; its
    probability is then theirs, multiplied.
    """
    asked = {one: tuple(coder.encode_document(one.text)) for one in sentences}
    words = {word: tuple(coder.encode(f" {word}")) for one in asked for word in one.follow}
    ways = {
        (one, word): [asked[one] + words[word][:i] for i in range(len(words[word]))]
        for one in asked
        for word in one.follow
    }
    probs = after(model, {*asked.values(), *(text for way in ways.values() for text in way)})
    found = []
    for one, text in asked.items():
        best = most_likely(probs[text], BETS)
        follow = {}
        for word in one.follow:
            ids = words[word]
            p = math.prod(probs[before][id] for before, id in zip(ways[one, word], ids, strict=True))
            rank = sum(other > p for other in probs[text]) + 1 if len(ids) == 1 else None
            follow[word] = {"rank": rank, "p": _short(p)}
        found.append({"ids": best, "p": [_short(probs[text][id]) for id in best], "follow": follow})
    return found


@torch.no_grad()
def after(model: GPT, texts: Iterable[Text]) -> dict[Text, Probs]:
    """The probabilities (V,) of the token after each of some texts, all read in one pass."""
    texts = list(texts)
    read = [text[-model.config.block_size :] for text in texts]
    ids = torch.zeros(len(read), max(map(len, read)), dtype=torch.int64)
    for row, text in zip(ids, read, strict=True):
        # What stands behind a text cannot change what is said at its end.
        row[: len(text)] = torch.tensor(text)
    last = model.hidden(ids)[torch.arange(len(read)), torch.tensor([len(text) - 1 for text in read])]  # (R, C)
    logits = model.lm_head(last)  # (R, V)
    return {text: softmax(row.tolist()) for text, row in zip(texts, logits, strict=True)}


def _short(value: float) -> float:
    return float(f"{value:.4g}")
