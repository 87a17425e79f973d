"""One progress bar for every long stage: full on a terminal, a line now and then in a log."""

import sys
from typing import Any, TypeAlias

from tqdm import tqdm

Bar: TypeAlias = "tqdm[Any]"


def bar(stage: str, total: int, unit: str, done: int = 0) -> Bar:
    """A bar of `total` units, of which `done` were there before; close it, or use it in a `with`."""
    terminal = sys.stdout.isatty()
    shown: Bar = tqdm(
        total=total,
        initial=done,
        desc=stage,
        unit=unit,
        unit_scale=True,
        file=sys.stdout,
        # A log keeps every line: two a minute are enough there.
        mininterval=0.2 if terminal else 30.0,
        dynamic_ncols=terminal,
    )
    return shown
