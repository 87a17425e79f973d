"""The marker reads whole explanations in windows, as the page does: in torch while it is tuned, then as published."""

from collections.abc import Sequence

import numpy as np
import onnxruntime
import torch
from tokenizers import Tokenizer

from training.tutor.examples import ends, ids_of
from training.tutor.judge import Probabilities
from training.tutor.marker import Marker
from training.tutor.texts import OUTPUTS, Explanation
from widgets.ml.windows import windows


def read_published(graph: bytes, texts: Sequence[Explanation], tokenizer: Tokenizer) -> list[Probabilities]:
    """(S, 28) of each text, by the exported graph with its rounded weights."""
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    found = []
    for text in texts:
        rows = [np.zeros((0, OUTPUTS), np.float32)]
        for window in windows([ids_of(passage, tokenizer) for passage in text.passages], *ends(tokenizer)):
            rows += session.run(["p"], window.feed())
        found.append(np.concatenate(rows))
    return found


def read(marker: Marker, texts: Sequence[Explanation], tokenizer: Tokenizer) -> list[Probabilities]:
    """(S, 28) of each text."""
    marker.eval()
    return [_read(marker, text, tokenizer) for text in texts]


@torch.no_grad()
def _read(marker: Marker, text: Explanation, tokenizer: Tokenizer) -> Probabilities:
    found = [np.zeros((0, OUTPUTS), np.float32)]
    for window in windows([ids_of(passage, tokenizer) for passage in text.passages], *ends(tokenizer)):
        ids = torch.tensor([window.ids])
        logits = marker(ids, torch.ones_like(ids), torch.from_numpy(window.share())[None])
        found.append(torch.sigmoid(logits[0]).numpy())
    return np.concatenate(found)
