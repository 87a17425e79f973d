"""The words of the lesson without its markup, as the build knows them; a page reads its own (effects.js)."""

from functools import cache
from pathlib import Path

from widgets.ml.prose import plain

LESSON = Path(__file__).parents[2] / "docs" / "index.md"


@cache
def lesson() -> str:
    """The lesson's prose, a paragraph a line."""
    return plain(LESSON.read_text(encoding="utf-8"))
