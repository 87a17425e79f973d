"""Cuts a typeface down to what the site uses of it; the same input gives the same bytes."""

import io
from collections.abc import Iterable

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer


def characters(ranges: str) -> set[int]:
    """The code points of ranges like "20-7E 2212", in hexadecimal."""
    points: set[int] = set()
    for part in ranges.split():
        first, _, last = part.partition("-")
        points |= set(range(int(first, 16), int(last or first, 16) + 1))
    return points


def cut(data: bytes, points: Iterable[int], features: Iterable[str], weights: tuple[int, int] | None = None) -> bytes:
    """A font as WOFF2 with only these characters, features and, if it varies, weights; its mathematics stays."""
    # The date inside would change with every cut.
    font = TTFont(io.BytesIO(data), recalcTimestamp=False)
    if weights:
        font = instancer.instantiateVariableFont(font, {"wght": weights})
        # Narrowing forgets glyphs that do not vary any more; cutting looks every glyph up.
        kept = font["gvar"].variations
        font["gvar"].variations = {name: kept.get(name, []) for name in font.getGlyphOrder()}
    options = subset.Options()
    options.layout_features = list(features)
    options.hinting = False
    options.notdef_outline = True
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=points)
    cutter.subset(font)
    font.flavor = "woff2"
    made = io.BytesIO()
    font.save(made)
    return made.getvalue()
