"""What README and pages tell people to run, open or expect is there."""

import json
import re
from pathlib import Path

import pytest

from tests.browser.bench import table
from training.__main__ import STAGES

README = Path("README.md").read_text(encoding="utf-8")
REGENERATE = Path("docs/regenerate.md").read_text(encoding="utf-8")
PROSE = {path: path.read_text(encoding="utf-8") for path in (Path("README.md"), *Path("docs").glob("*.md"))}
TARGETS = set(re.findall(r"^([a-z-]+):", Path("Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("path", PROSE, ids=str)
def test_every_make_command_that_is_named_exists(path: Path) -> None:
    assert set(re.findall(r"(?:^|`)make ([a-z][a-z-]*)", PROSE[path], re.MULTILINE)) <= TARGETS


@pytest.mark.parametrize("path", PROSE, ids=str)
def test_every_file_that_is_named_exists(path: Path) -> None:
    named = re.findall(r"`((?:docs|widgets|training|tests)/[\w./-]+)`", PROSE[path])
    # Git-ignored folders are there once they are made; NAME and my_widget stand for the reader's own.
    own = re.compile(r"NAME|my_widget|^docs/vendor/")
    missing = [name for name in named if not own.search(name) and not Path(name).exists()]
    assert not missing


def test_every_stage_of_the_trainer_is_described() -> None:
    rows = set(re.findall(r"^\| `([a-z]+)` \|", REGENERATE, re.MULTILINE))
    assert rows == set(STAGES) - {"all"}


def test_every_file_of_the_trainer_is_on_the_map() -> None:
    files = {path.name for path in Path("training").rglob("[a-z]*.py")}
    assert {name for name in files if f"`{name}`" not in README} == set()


def test_every_settings_file_is_mentioned() -> None:
    names = {path.name for path in Path("training/configs").glob("*.toml")}
    assert all(f"training/configs/{name}" in README + REGENERATE for name in names)


def test_the_python_that_the_page_shows_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = re.findall(r"^```python\n(.*?)^```$", REGENERATE, re.MULTILINE | re.DOTALL)
    exec(code, {})  # noqa: S102 - it is our own page
    assert "tensor(" in capsys.readouterr().out


def test_the_figures_of_the_site_are_those_that_were_measured_last() -> None:
    shown = table.markdown(json.loads(table.RESULTS.read_text(encoding="utf-8")))
    assert shown in README
