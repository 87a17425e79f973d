"""Which documents are held out to judge a model by: decided by a hash of their text, as many as an exam needs."""

import bisect
import hashlib
import math
from collections.abc import Iterable, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from training.config import Data

# Of a small source no more than this is held out, however little that is.
MOST_SHARE = 0.1
# English text has fewer bytes a token than this with every vocabulary that is worth training.
BYTES_A_TOKEN = 5
# Of every document of a source once: the digest, ascending, and the size in bytes.
Marks: TypeAlias = tuple[NDArray[np.uint64], NDArray[np.int64]]


def digest(text: str) -> int:
    """64 bits of a document's SHA-256."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def is_held_out(text: str, share: float) -> bool:
    """Whether a document belongs to the validation set: true for `share` of all texts, by their SHA-256."""
    return digest(text) < share * 2**64


def marks(documents: Iterable[str]) -> Marks:
    """What the split needs to know of a source's documents."""
    found = {digest(text): len(text.encode()) for text in documents}
    ordered = sorted(found)
    return np.array(ordered, np.uint64), np.array([found[mark] for mark in ordered], np.int64)


def shares_of(sources: Sequence[Marks], settings: Data) -> list[float]:
    """The share of every source that is held out.

    In a corpus of few documents chance could hold out none: of all of them together it is a tenth, up to the settings'
    least number, and at least one as long as another is left to train on.
    """
    shares = [share_of(source, settings) for source in sources]
    every = np.unique(np.concatenate([digests for digests, _ in sources]))
    held = np.unique(np.concatenate([d[: _below(d, share)] for (d, _), share in zip(sources, shares, strict=True)]))
    wanted = min(max(1, min(settings.least_documents, len(every) // 10)), len(every) - 1)
    if len(held) < wanted:
        least = _up_to(every[wanted - 1])
        shares = [max(share, least) for share in shares]
    return shares


def owners(sources: Sequence[Marks]) -> dict[int, int]:
    """Of every document that stands in several sources, by its digest, which of them uses it.

    It is one of them by the digest, so that no source is left empty because another was named before it.
    """
    digests, times = np.unique(np.concatenate([digests for digests, _ in sources]), return_counts=True)
    having: dict[int, list[int]] = {mark: [] for mark in digests[times > 1].tolist()}
    if having:
        for index, (own, _) in enumerate(sources):
            for mark in np.intersect1d(own, digests[times > 1]).tolist():
                having[mark].append(index)
    return {mark: indices[mark % len(indices)] for mark, indices in having.items()}


def share_of(source: Marks, settings: Data) -> float:
    """The share of one source that is held out: the settings', or what it takes to reach their least exam.

    A larger share holds out the same documents and more, so an exam that grows still contains the earlier one.
    """
    digests, sizes = source
    by_size = int(np.searchsorted(np.cumsum(sizes), settings.least_tokens * BYTES_A_TOKEN)) + 1
    last = min(max(by_size, settings.least_documents), len(digests)) - 1
    wanted = _up_to(digests[last]) if len(digests) else 0.0
    return max(settings.validation_share, min(wanted, MOST_SHARE))


def _up_to(mark: np.uint64) -> float:
    """The share that holds out the document of this digest and all before it."""
    # The next float above, or rounding could leave out the last document.
    return math.nextafter(int(mark) / 2**64, 1)


def _below(digests: NDArray[np.uint64], share: float) -> int:
    """How many of ascending digests are held out."""
    return bisect.bisect_left(digests, share * 2**64, key=int)
