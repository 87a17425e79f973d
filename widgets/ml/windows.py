"""Passages to what the marker of explanations reads: windows of whole passages between [CLS] and [SEP].

docs/javascripts/marking.js cuts them alike in the page.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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

    def feed(self) -> dict[str, NDArray[np.generic]]:
        """What the published graph takes: ids (1, T) and share (S, T)."""
        return {"ids": np.array([self.ids], np.int64), "share": self.share()}


def as_read(passage: str) -> str:
    """A passage as it goes to the tokenizer."""
    return _OTHER_SCRIPTS.sub(" ", readable(passage))


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
