"""Which documents are held out to judge a model by: decided by a hash of their text, as many as an exam needs."""

import hashlib
import math
from collections.abc import Iterable

import numpy as np

from training.config import Data

# Of a small source no more than this is held out, however little that is.
MOST_SHARE = 0.1
# English text has fewer bytes a token than this with every vocabulary that is worth training.
BYTES_A_TOKEN = 5


def digest(text: str) -> int:
    """64 bits of a document's SHA-256."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def is_held_out(text: str, share: float) -> bool:
    """Whether a document belongs to the validation set: true for `share` of all texts, by their SHA-256."""
    return digest(text) < share * 2**64


def share_of(documents: Iterable[str], settings: Data) -> float:
    """The share of one source that is held out: the settings', or what it takes to reach their least exam.

    A larger share holds out the same documents and more, so an exam that grows still contains the earlier one.
    """
    found = {digest(text): len(text.encode()) for text in documents}
    marks = sorted(found)
    sizes = np.cumsum([found[mark] for mark in marks])
    by_size = int(np.searchsorted(sizes, settings.least_tokens * BYTES_A_TOKEN)) + 1
    last = min(max(by_size, settings.least_documents), len(marks)) - 1
    # The next float above, or rounding could leave out the last document.
    wanted = math.nextafter(marks[last] / 2**64, 1) if marks else 0.0
    return max(settings.validation_share, min(wanted, MOST_SHARE))
