"""Lets every page of a driven browser have a quarter of the processor, its workers included.

Chromium's own slowing spares workers, and ours do most of the work: so its renderers are stopped for three quarters of
every 20 ms. Run as `python -m tests.browser.bench.slow PID` it slows what stands below that process until it is ended.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

PERIOD, SHARE = 0.02, 0.25


@contextlib.contextmanager
def slowed() -> Iterator[None]:
    """Slow the renderers below this process. Only where /proc lists them."""
    slowing = subprocess.Popen([sys.executable, "-m", "tests.browser.bench.slow", str(os.getpid())])
    try:
        yield
    finally:
        slowing.terminate()
        slowing.wait()


def renderers(ancestor: int) -> list[int]:
    """Chromium's processes that draw pages, among all that stand below `ancestor`."""
    parents: dict[int, int] = {}
    drawing: list[int] = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            # The name in brackets may hold anything; the parent is the second word behind it.
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if b"--type=renderer" in (folder / "cmdline").read_bytes():
                drawing.append(int(folder.name))
        except (OSError, ValueError):
            continue
    return [one for one in drawing if _below(one, ancestor, parents)]


def _below(process: int, ancestor: int, parents: dict[int, int]) -> bool:
    while process in parents and process != ancestor:
        process = parents[process]
    return process == ancestor


def _tell(processes: list[int], what: signal.Signals) -> None:
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, what)


def main(ancestor: int) -> None:
    """Stop and go until SIGTERM."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    found: list[int] = []
    looked = 0.0
    try:
        while True:
            if time.monotonic() > looked + 0.1:
                found, looked = renderers(ancestor), time.monotonic()
            _tell(found, signal.SIGCONT)
            time.sleep(PERIOD * SHARE)
            _tell(found, signal.SIGSTOP)
            time.sleep(PERIOD * (1 - SHARE))
    finally:
        _tell(found, signal.SIGCONT)


if __name__ == "__main__":
    main(int(sys.argv[1]))
