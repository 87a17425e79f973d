"""The build's side of the marker of explanations: docs/javascripts/marking.js in Python, on Python's onnxruntime."""

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
from widgets.ml.windows import as_read, windows


def marked(effect: MarkText) -> Marked | Failure:
    """What the marker finds in each passage.

    Raises:
        MissingModel: if the marker was never published.
    """
    tokenizer = _tokenizer(published.published(effect.model, "tokenizer.json"))
    graph = _graph(published.published(effect.model, "marker.onnx"))
    cls, sep = tokenizer.encode("").ids
    read = [tokenizer.encode(as_read(passage), add_special_tokens=False).ids for passage in effect.passages]
    rows: list[list[float]] = []
    try:
        for window in windows(read, cls, sep):
            (p,) = graph.run(["p"], window.feed())
            rows += _checked(p).tolist()
    except Refused as refusal:
        return Failure(str(refusal))
    return Marked(tuple(map(tuple, rows)))


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
