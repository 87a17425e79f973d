"""README's three steps, word for word, in a fresh copy: a new widget appears, tested, documented."""

import re
from pathlib import Path

import pytest

from tests.houses import copy_of_the_house, run, steps

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the house after the three steps; the fence ends the page of the laboratory."""
    house = copy_of_the_house(tmp_path_factory.mktemp("house"))
    file, fence, test = steps()
    (house / "widgets" / "my_widget.py").write_text(file, encoding="utf-8")
    page = house / "docs" / "laboratory.md"
    page.write_text(f"{page.read_text(encoding='utf-8')}\n\n{fence}", encoding="utf-8")
    (house / "tests" / "widgets" / "test_my_widget.py").write_text(test, encoding="utf-8")
    return house


@pytest.fixture(scope="module")
def site(copy: Path) -> Path:
    """The site of the copy, built strictly."""
    done = run(copy, "mkdocs", "build", "--strict", "--quiet")
    assert done.returncode == 0, done.stderr[-2000:]
    return copy / "site"


def test_its_own_test_and_those_that_every_widget_passes_pass(copy: Path) -> None:
    tests = ("tests/widgets/test_my_widget.py", "tests/widgets/test_contract.py", "tests/widgets/embed/test_needs.py")
    done = run(copy, "pytest", "-q", "-p", "no:cacheprovider", "-k", "my_widget", *tests)
    assert done.returncode == 0, done.stdout[-2000:]
    passed = re.search(r"(\d+) passed", done.stdout)
    # Its own, that of its needs, and every one of the contract's.
    contract = (copy / "tests" / "widgets" / "test_contract.py").read_text(encoding="utf-8")
    assert passed
    assert int(passed[1]) == 2 + contract.count("@every_widget\n")


def test_the_house_takes_it_in(copy: Path) -> None:
    tests = ("tests/test_architecture.py", "tests/widgets/embed/test_shares.py", "tests/test_lesson.py")
    done = run(copy, "pytest", "-q", "-p", "no:cacheprovider", *tests)
    assert done.returncode == 0, done.stdout[-2000:]


def test_a_widget_without_its_test_is_noticed(copy: Path) -> None:
    test = copy / "tests" / "widgets" / "test_my_widget.py"
    text = test.read_text(encoding="utf-8")
    test.unlink()
    done = run(copy, "pytest", "-q", "-p", "no:cacheprovider", "tests/test_architecture.py", "-k", "same_tree")
    test.write_text(text, encoding="utf-8")
    assert "a module without its test" in done.stdout


def test_the_page_shows_its_first_view(site: Path) -> None:
    page = (site / "laboratory" / "index.html").read_text(encoding="utf-8")
    assert '<live-widget name="my_widget" id="my_widget" data-phase="static"' in page
    assert '<output name="one_in" data-value="5.0">5.0</output>' in page


def test_its_source_stands_on_the_page_of_code_and_travels_to_readers(copy: Path, site: Path) -> None:
    code = (site / "code" / "index.html").read_text(encoding="utf-8")
    assert '<h3 id="my_widget"><code translate="no">widgets/my_widget.py</code></h3>' in code
    assert '"widget-my_widget.zip"' in (site / "vendor" / "assets.json").read_text(encoding="utf-8")


def test_a_wrong_field_stops_the_build_with_page_and_line(copy: Path) -> None:
    page = copy / "docs" / "laboratory.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("p = 0.2", "q = 0.2"), encoding="utf-8")
    done = run(copy, "mkdocs", "build", "--strict", "--quiet")
    page.write_text(text, encoding="utf-8")
    line = text.splitlines().index("```widget my_widget") + 1
    assert done.returncode != 0
    assert f"docs/laboratory.md, line {line}: unknown field 'q'; the fields are p" in done.stderr
