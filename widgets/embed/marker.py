"""The build's side of the marker of explanations: docs/javascripts/marking.js in Python, on Python's onnxruntime."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime
import tokenizers
from numpy.typing import NDArray

from widgets.embed import published
from widgets.embed.pieces import Refused
from widgets.engine import Failure, Marked, MarkText
from widgets.ml.marking import OUTPUTS
from widgets.ml.vocabulary import readable

LONGEST_PASSAGE, LONGEST_WINDOW = 128, 384
"""Tokens of a passage that are read, and of a window with the marks at both ends."""
# Of scripts in which no English is written, libraries and browsers of different age know different marks and signs.
_OTHER_SCRIPTS = re.compile("[\u0600-\u1dff\u2c00-\ud7ff\ue000-\ufdff\U00010000-\U0001efff\U00020000-\U0010ffff]")


@dataclass(frozen=True)
class Window:
    """Tokens (T,), and for each passage of it where its own stand: from a start to before an end."""

    ids: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]

    def share(self) -> NDArray[np.float32]:
        """(S, T): 1/n at the n tokens of a passage, else 0; a passage without tokens has zeros alone."""
        share = np.zeros((len(self.spans), len(self.ids)), np.float32)
        for row, (start, end) in zip(share, self.spans, strict=True):
            row[start:end] = 1 / max(1, end - start)
        return share


def windows(passages: Sequence[Sequence[int]], cls: int, sep: int) -> Iterator[Window]:
    """As few windows as hold the passages whole, in their order, each between [CLS] and [SEP]."""
    ids, spans = [cls], list[tuple[int, int]]()
    for passage in passages:
        own = passage[:LONGEST_PASSAGE]
        if spans and len(ids) + len(own) + 1 > LONGEST_WINDOW:
            yield Window((*ids, sep), tuple(spans))
            ids, spans = [cls], []
        spans.append((len(ids), len(ids) + len(own)))
        ids += own
    if spans:
        yield Window((*ids, sep), tuple(spans))


def marked(effect: MarkText) -> Marked | Failure:
    """What the marker finds in each passage.

    Raises:
        MissingModel: if the marker was never published.
    """
    tokenizer = _tokenizer(published.published(effect.model, "tokenizer.json"))
    graph = _graph(published.published(effect.model, "marker.onnx"))
    cls, sep = tokenizer.encode("").ids
    read = [tokenizer.encode(_read(passage), add_special_tokens=False).ids for passage in effect.passages]
    rows: list[list[float]] = []
    try:
        for window in windows(read, cls, sep):
            feed = {"ids": np.array([window.ids], np.int64), "share": window.share()}
            (p,) = graph.run(["p"], feed)
            rows += _checked(p).tolist()
    except Refused as refusal:
        return Failure(str(refusal))
    return Marked(tuple(map(tuple, rows)))


def _read(passage: str) -> str:
    return _OTHER_SCRIPTS.sub(" ", readable(passage))


def _checked(p: NDArray[np.float32]) -> NDArray[np.float32]:
    if p.shape[1] != OUTPUTS or not np.isfinite(p).all():
        raise Refused("The marker said nothing that can be used; mark the text yourself.")
    return p


@cache
def _tokenizer(path: Path) -> tokenizers.Tokenizer:
    """The tokens of a tokenizer.json, which may ask for texts of one length; here they keep theirs."""
    made = tokenizers.Tokenizer.from_file(str(path))
    made.no_padding()
    made.no_truncation()
    return made


@cache
def _graph(path: Path) -> onnxruntime.InferenceSession:
    """A graph on one thread; weights that lie beside it are read with it."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
