"""Measures how long after a save `make serve` serves what was saved: `python -m tests.saving`, in a fresh copy.

As a browser does it: told to reload, it asks for the page. Each figure is the median of five saves.
"""

import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.houses import copy_of_the_house, environment

SAVES = 5
# A file, words of it that a page shows, and the page.
EDITS = (
    ("widgets/cross_entropy.py", "Drag the point toward zero", ""),
    ("widgets/learning_rate_schedule.py", "Drag the step from left", ""),
    ("docs/index.md", "This is real ground", ""),
    ("docs/sources.md", "Read in the text", "sources/"),
)


def _page(address: str) -> str:
    with urllib.request.urlopen(address) as answer:  # noqa: S310 - our own machine
        return str(answer.read().decode())


def _wait(address: str, page: str, shows: str) -> None:
    while shows not in (seen := _page(address + page)):
        epoch = re.findall(r"livereload\((\d+), \d+\);", seen)[-1]
        _page(f"{address}livereload/{epoch}/1")


def _seconds(file: Path, words: str, address: str, page: str) -> float:
    text, taken = file.read_text(encoding="utf-8"), []
    for number in range(SAVES):
        edited = f"{words}, edit {number}"
        began = time.monotonic()
        file.write_text(text.replace(words, edited), encoding="utf-8")
        _wait(address, page, edited)
        taken.append(time.monotonic() - began)
        time.sleep(1)
    return statistics.median(taken)


def main() -> None:
    """Print a line for every kind of edit."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        copy = copy_of_the_house(Path(folder))
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        command = [sys.executable, "-m", "widgets.embed.serve", "--port", str(port)]
        server = subprocess.Popen(command, cwd=copy, env=environment(copy), stdout=subprocess.DEVNULL)
        address = f"http://127.0.0.1:{port}/"
        try:
            while True:
                try:
                    _page(address)
                    break
                except (urllib.error.URLError, ConnectionError):
                    time.sleep(0.5)
            for name, words, page in EDITS:
                print(f"{name}: {_seconds(copy / name, words, address, page):.2f} s", flush=True)
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
