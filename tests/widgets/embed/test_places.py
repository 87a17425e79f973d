"""Where things lie: a folder with a mkdocs.yml is the author's, and widgets in it are found beside ours."""

import subprocess
import sys
from pathlib import Path

import pytest

import widgets
from tests.widgets.embed.sites import lay_out
from widgets.embed import places

SAYS = "from widgets.embed import places; print(places.ROOT, places.file_of('widgets.mine'), places.widget_names())"


def _said(folder: Path) -> str:
    """What a Python says that runs in a folder and knows this house by its path."""
    house = {"PYTHONPATH": str(places.INSTALLED.parent)}
    done = subprocess.run(
        [sys.executable, "-c", SAYS], cwd=folder, env=house, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_an_authors_folder_is_where_its_mkdocs_yml_is_and_its_widgets_stand_beside_ours(tmp_path: Path) -> None:
    lay_out(tmp_path, {"mkdocs.yml": "site_name: Mine", "widgets/mine.py": ""})
    said = _said(tmp_path)
    assert said.startswith(f"{tmp_path} {tmp_path}/widgets/mine.py")
    assert "'cross_entropy'" in said
    assert "'mine'" in said


def test_any_other_folder_is_not(tmp_path: Path) -> None:
    lay_out(tmp_path, {"widgets/mine.py": ""})
    assert _said(tmp_path).startswith(f"{places.INSTALLED.parent} None")


def test_of_two_with_one_name_the_authors_wins_and_travels_under_that_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lay_out(tmp_path, {"quiz.py": "", "quiz.toml": ""})
    monkeypatch.setattr(widgets, "__path__", [str(tmp_path), *widgets.__path__])
    assert places.file_of("widgets.quiz") == tmp_path / "quiz.py"
    assert places.lying("quiz.toml") == tmp_path / "quiz.toml"
    assert places.within(tmp_path / "quiz.py") == Path("widgets/quiz.py")
    assert places.module_of(places.INSTALLED / "engine" / "__init__.py") == "widgets.engine"


def test_a_file_is_read_again_after_a_save(tmp_path: Path) -> None:
    path = lay_out(tmp_path, {"a": "one"}) / "a"
    first = places.sha256(path)
    path.write_text("three", encoding="utf-8")
    assert places.sha256(path) != first
