"""The words of the lesson without its markup, as the build knows them; a page reads its own (effects.js)."""

from functools import lru_cache
from pathlib import Path

from widgets.embed.places import DOCS, stamp
from widgets.ml.prose import plain

LESSON = DOCS / "index.md"


def lesson() -> str:
    """The lesson's prose, a paragraph a line."""
    return _plain(*stamp(LESSON))


@lru_cache(maxsize=1)
def _plain(page: Path, saved: int, size: int) -> str:
    return plain(page.read_text(encoding="utf-8"))
