"""How far a long stage is: a bar on a terminal; in a log a plain line now and then, and one at the end."""

import sys
import time
from types import TracebackType
from typing import Protocol, Self

from tqdm import tqdm

# A log keeps every line: two a minute are enough there.
SECONDS_A_LINE = 30.0


class Bar(Protocol):
    """What a stage says its progress to; to be closed, or used in a `with`."""

    def update(self, more: float, /) -> object:
        """Say that `more` units are done."""

    def set_postfix_str(self, text: str, /, refresh: bool = True) -> object:
        """What stands at the end, next time that something is said."""

    def close(self) -> None:
        """Say where the stage ended."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...


class Lines:
    """What a bar says, as whole lines: nothing is ever overwritten, so files and pipes stay readable."""

    def __init__(self, stage: str, total: int, unit: str, done: int) -> None:
        self.stage, self.total, self.unit = stage, total, unit
        self.before, self.done, self.postfix = done, float(done), ""
        self.started = self.said = time.monotonic()

    def update(self, more: float, /) -> None:
        """Say that `more` units are done."""
        self.done += more
        if time.monotonic() - self.said >= SECONDS_A_LINE:
            self._say()

    def set_postfix_str(self, text: str, /, refresh: bool = True) -> None:
        """What stands at the end of a line; it is not worth a line of its own."""
        self.postfix = f", {text}"

    def close(self) -> None:
        """Say where the stage ended."""
        self._say()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self.close()

    def _say(self) -> None:
        self.said = time.monotonic()
        seconds = self.said - self.started
        done, total, rate = (
            tqdm.format_sizeof(value, divisor=1000)
            for value in (self.done, self.total, (self.done - self.before) / max(seconds, 1e-3))
        )
        share = self.done / self.total if self.total else 1
        print(
            f"{self.stage}: {share:.0%} ({done} of {total} {self.unit}) in {tqdm.format_interval(seconds)}, "
            f"{rate} {self.unit}/s{self.postfix}",
            flush=True,
        )


def say(text: str) -> None:
    """Print a line without tearing the bar that may stand on the terminal."""
    tqdm.write(text, file=sys.stdout)


def bar(stage: str, total: int, unit: str, done: int = 0) -> Bar:
    """A bar of `total` units, of which `done` were there before."""
    if not sys.stdout.isatty():
        return Lines(stage, total, unit, done)
    return tqdm(
        total=total,
        initial=done,
        desc=stage,
        unit=unit,
        unit_scale=True,
        file=sys.stdout,
        mininterval=0.2,
        dynamic_ncols=True,
    )
