"""The two commands: what make offers, and what it needs."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

MAKEFILE = Path("Makefile").read_text(encoding="utf-8")


def test_plain_make_lists_every_command() -> None:
    listed = subprocess.run(["make"], capture_output=True, text=True, check=True).stdout
    targets = re.findall(r"^([a-z-]+):.*## ", MAKEFILE, re.MULTILINE)
    assert {
        "serve",
        "build",
        "test",
        "test-fast",
        "check",
        "model",
        "bench-browser",
        "bench-memory",
        "bench-training",
        "shots",
        "mutants",
    } <= set(targets)
    assert all(f"make {target} " in listed for target in targets)


def test_what_is_integrated_is_checked_and_then_tested() -> None:
    script = Path(".ci/run").read_text(encoding="utf-8")
    assert re.findall(r"^make (.+)$", script, re.MULTILINE) == ["check", "test"]
    assert "- run: .ci/run\n" in Path(".github/workflows/site.yml").read_text(encoding="utf-8")


def test_every_test_is_run_and_nothing_else_is_taken_for_one() -> None:
    done = subprocess.run(
        ["make", "--no-print-directory", "-n", "test"], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    said = done.stdout.replace("\\\n", " ")
    named = {Path(word) for word in re.findall(r"(?<!ignore=)\btests/[\w./-]+", said)}
    assert all(path.is_dir() or path.name.startswith("test_") for path in named), named
    written = {path for path in Path("tests").rglob("test_*.py") if "engines" not in path.parts}
    assert [path for path in written if not named & {path, *path.parents}] == []


def _model(*variables: str, **environment: str) -> str:
    """The command that `make model` would run."""
    # Run by make itself, this make would speak of the folder it enters.
    done = subprocess.run(
        ["make", "--no-print-directory", "-n", "model", *variables],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **environment},
    )
    return done.stdout.splitlines()[-1]


def test_a_name_reaches_the_trainer_and_an_empty_one_does_too() -> None:
    assert "--set 'name=mine' --corpus a.txt" in _model("NAME=mine", "OPTIONS=--corpus a.txt")
    # To be refused there: an empty shell variable is no wish for the default.
    assert "--set 'name='" in _model("NAME=")


def test_a_name_that_the_shell_exports_for_itself_is_not_taken() -> None:
    assert "name=" not in _model(NAME="a-computer")


def test_another_python_is_named_with_the_remedy(tmp_path: Path) -> None:
    copied = tmp_path / "Makefile"
    copied.write_text(MAKEFILE, encoding="utf-8")
    done = subprocess.run(
        ["make", "-f", str(copied), ".venv/made.stamp", "PYTHON="], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode != 0
    assert "Nudge needs Python 3.11, 3.12 or 3.13" in done.stderr


def test_the_lock_pins_exact_versions_and_names_no_address() -> None:
    for line in Path("requirements.lock").read_text(encoding="utf-8").splitlines():
        assert line.startswith("#") or re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9][0-9A-Za-z.]*", line), line
    assert '"resolved"' not in Path("package-lock.json").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_site_is_built_without_torch(tmp_path: Path) -> None:
    forbid = "import sys; sys.modules.update(dict.fromkeys(('torch', 'onnx', 'tiktoken'))); "
    build = f"from mkdocs.__main__ import cli; cli(['build', '--strict', '--quiet', '--site-dir', {str(tmp_path)!r}])"
    done = subprocess.run([sys.executable, "-c", forbid + build], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert 'data-p="' in (tmp_path / "index.html").read_text(encoding="utf-8")
