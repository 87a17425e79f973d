"""A text is read whole, however long, and each passage gets its own row."""

import numpy as np
import torch
from tokenizers import Tokenizer

from training.tutor.graph import exported
from training.tutor.marker import Marker
from training.tutor.reading import read, read_published
from training.tutor.texts import OUTPUTS, Explanation
from widgets.ml.windows import LONGEST_WINDOW


def _text(*passages: str) -> Explanation:
    return Explanation("x", "v", "prose", " ".join(passages), passages, {})


def test_long_texts_take_more_windows_and_keep_a_row_a_passage(marker: Marker, tokenizer: Tokenizer) -> None:
    passage = "the loss is a number " * 8
    long = _text(*[passage] * (LONGEST_WINDOW // 40 + 3))
    short = _text("the loss is a number", "it gives a big step")
    nothing = _text()
    found = read(marker, [long, short, nothing], tokenizer)
    assert [one.shape for one in found] == [(len(long.passages), OUTPUTS), (2, OUTPUTS), (0, OUTPUTS)]
    # The same passage at the head of the first and of the second window, beside fewer of its like, is read anew.
    assert not np.allclose(found[1][0], found[1][1])


def test_reading_alone_and_among_others_is_the_same(marker: Marker, tokenizer: Tokenizer) -> None:
    one, other = _text("the loss is a number"), _text("a big step .", "it gives the next word")
    assert np.array_equal(read(marker, [one, other], tokenizer)[1], read(marker, [other], tokenizer)[0])
    assert not torch.is_grad_enabled() or marker.training is False


def test_the_published_graph_reads_as_torch_does(marker: Marker, tokenizer: Tokenizer) -> None:
    texts = [_text("the loss is a number", "it gives a big step"), _text(), _text("a big step ! " * 30, "next")]
    said = read_published(exported(marker.eval()).SerializeToString(), texts, tokenizer)
    for one, other in zip(said, read(marker, texts, tokenizer), strict=True):
        assert one.shape == other.shape
        assert np.allclose(one, other, atol=2e-3)
