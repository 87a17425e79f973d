"""Houses of a test's own: a fresh copy of this one to edit, and an author's folder as docs/engine.md tells of it."""

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).parents[1]
# Large, and written by replacing files alone: a copy that writes leaves the original as it is.
LINKED = ("docs/vendor", ".cache/runtime", ".cache/frames", ".cache/sentences")
FILES = ("mkdocs.yml", "package.json", "package-lock.json", "pyproject.toml", "README.md", "NOTICES.md", "LICENSE")
# Large, and only read.
SHARED = ("docs/models", "node_modules")
_IGNORED = shutil.ignore_patterns("vendor", "models", "__pycache__", "*.egg-info")
_BLOCK = re.compile(r"^( *)(`{3,})(\w*)\n(.*?)^\1\2$", re.MULTILINE | re.DOTALL)


def blocks(path: Path, heading: str) -> list[str]:
    """The blocks of code under a heading, in their order, without their indent."""
    sections = re.split(r"^## (.*)\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    text = sections[sections.index(heading) + 1]
    return [textwrap.dedent(body) for _, _, _, body in _BLOCK.findall(text)]


def steps() -> tuple[str, str, str]:
    """README's three steps: the widget's file, its fence, its test."""
    file, fence, test = blocks(ROOT / "README.md", "Add a widget")
    return file, fence, test


def copy_of_the_house(copy: Path) -> Path:
    """A copy of what git knows, with what was fetched and made at hand."""
    for name in ("docs", "widgets", "tests"):
        shutil.copytree(ROOT / name, copy / name, ignore=_IGNORED)
    for name in FILES:
        shutil.copy(ROOT / name, copy / name)
    for name in LINKED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, copy_function=_linked)
    shutil.copy(ROOT / ".cache" / "formulas.json", copy / ".cache" / "formulas.json")
    for name in SHARED:
        (copy / name).symlink_to((ROOT / name).resolve())
    return copy


def _linked(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def authors_folder(folder: Path) -> Path:
    """An author's folder with the three files of docs/engine.md; nothing is laid into it yet."""
    page = ROOT / "docs" / "engine.md"
    _, settings, text = blocks(page, "The folder")
    for name, body in {"mkdocs.yml": settings, "docs/index.md": text, "widgets/my_widget.py": steps()[0]}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, encoding="utf-8")
    return folder


def run(folder: Path, *module: str, python: str | Path = sys.executable) -> subprocess.CompletedProcess[str]:
    """Run `python -m MODULE ...` in a folder."""
    command = [str(python), "-m", *module]
    return subprocess.run(command, cwd=folder, env=environment(folder), capture_output=True, text=True)


def environment(folder: Path) -> dict[str, str]:
    """The environment of a command in a folder: a copy of the house knows itself, any other folder this house."""
    own = folder if (folder / "widgets" / "embed").is_dir() else ROOT
    return os.environ | {"PYTHONPATH": str(own), "NO_MKDOCS_2_WARNING": "1"}
