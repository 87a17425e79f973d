"""npm and Python's tools, run for what they print as JSON."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from widgets.embed.checked import ROOT
from widgets.embed.vendor import node

TIMEOUT = 300


class Unreachable(Exception):
    """A tool could not ask the registry or the records that it needs; says in which words."""


def npm(*arguments: str) -> Any:
    """What `npm ARGUMENTS --json` prints.

    Raises:
        Unreachable: if it is no answer.
    """
    return answer([node(), _npm(), *arguments, "--json"])


def python(*arguments: str) -> Any:
    """What `python -m ARGUMENTS` prints.

    Raises:
        Unreachable: if it is no answer.
    """
    return answer([sys.executable, "-m", *arguments])


def answer(command: list[str]) -> Any:
    """The JSON that a command prints, whatever its status: these tools end with 1 where they have found something.

    Raises:
        Unreachable: if it prints none, or an error, or nothing in time.
    """
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=TIMEOUT)
        read = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise Unreachable(f"no answer in {TIMEOUT} seconds") from None
    except ValueError:
        raise Unreachable(_last_line(done.stderr)) from None
    if isinstance(read, dict) and {"error", "message"} & read.keys():
        raise Unreachable(_last_line(done.stderr))
    return read


def _last_line(words: str) -> str:
    """The first line that says what went wrong, without addresses."""
    lines = [line.strip() for line in words.splitlines() if line.strip() and not line.startswith("WARNING")]
    return " ".join(word for word in lines[0].split() if "://" not in word) if lines else "it printed nothing"


def _npm() -> str:
    """npm's own script, beside whichever Node there is."""
    beside = Path(node()).resolve().parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return str(beside if beside.is_file() else Path(shutil.which("npm") or beside).resolve())
