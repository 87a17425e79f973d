"""An author without a checkout: the package, a page with one fence, one widget; what docs/engine.md tells is done."""

import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.chromium import FLAGS, find
from tests.houses import ROOT, authors_folder, blocks
from tests.servers import Silent, at_a_port

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def _run(*command: str | Path, cwd: Path) -> None:
    # No PYTHONPATH: nothing of this house is found but what was installed.
    done = subprocess.run([str(part) for part in command], cwd=cwd, env={"PATH": ""}, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-1000:] + done.stderr[-2000:]


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with the package as pip makes it; what it needs is lent by the tests' own."""
    folder = tmp_path_factory.mktemp("package")
    source = folder / "nudge"
    for name in ("widgets", "training", "docs/javascripts", "docs/stylesheets"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "mkdocs.yml", "package.json", "package-lock.json"):
        shutil.copy(ROOT / name, source / name)
    _run(sys.executable, "-m", "venv", "--without-pip", folder / "venv", cwd=folder)
    python = folder / "venv" / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    _run(*pip, "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, source, cwd=folder)
    _run(*pip, "--python", python, "install", "--quiet", "--no-deps", *folder.glob("*.whl"), cwd=folder)
    # A line of a .pth file is a folder whose packages are found; its own .pth files, such as ours, are not read.
    (packages,) = (folder / "venv" / "lib").glob("python*/site-packages")
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    shutil.rmtree(source)
    return python


@pytest.fixture(scope="module")
def site(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the author's built site."""
    folder = authors_folder(tmp_path_factory.mktemp("mine"))
    _, alone, build = blocks(ROOT / "docs" / "engine.md", "Three commands")[0].splitlines()
    for line in (alone, build):
        _run(python, *line.replace("../nudge", str(ROOT)).split()[1:], cwd=folder)
    with at_a_port(partial(_Quiet, directory=str(folder / "site"))) as address:
        yield f"{address}/"


class _Quiet(Silent, SimpleHTTPRequestHandler):
    pass


def test_the_page_has_its_first_view_and_the_widget_comes_to_life(site: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        page = browser.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.goto(site)
        one_in = page.locator("output[name=one_in]")
        expect(one_in).to_have_attribute("data-value", "5.0")
        page.get_by_label("Probability").fill("0.25")
        expect(one_in).to_have_attribute("data-value", "4.0", timeout=60_000)
        expect(page.locator("live-widget#my_widget")).to_have_attribute("data-phase", "live")
        browser.close()
    assert wrong == []
