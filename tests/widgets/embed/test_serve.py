"""The development server, a real one: a save is served, what is wrong is said in the page, the next save mends it."""

import gzip
import html
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.houses import ROOT, authors_folder, environment, run
from widgets.embed import serve

pytestmark = pytest.mark.slow

# Generous: what it takes is measured, and told in the README.
PATIENCE = 60


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """An author's folder with two pages, and the address at which it is served."""
    folder = authors_folder(tmp_path_factory.mktemp("mine"))
    (folder / "docs" / "other.md").write_text("# Other\n\nWords.\n", encoding="utf-8")
    laid = run(folder, "widgets.embed.alone", "--runtimes", str(ROOT))
    assert laid.returncode == 0, laid.stderr
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "widgets.embed.serve", "--port", str(port)]
    with (folder / "said").open("wb") as said:
        server = subprocess.Popen(command, cwd=folder, env=environment(folder), stdout=said, stderr=said)
        try:
            _until(lambda: _there(f"http://127.0.0.1:{port}/"), "it does not serve")
            yield folder, f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()
            server.wait()


def _until(true: Callable[[], object], otherwise: str) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, otherwise
        time.sleep(0.1)


def _there(address: str) -> bool:
    try:
        urllib.request.urlopen(address).close()  # noqa: S310 - our own machine
    except (urllib.error.URLError, ConnectionError):
        return False
    return True


def _page(address: str) -> str:
    with urllib.request.urlopen(address) as answer:  # noqa: S310 - our own machine
        return html.unescape(answer.read().decode())


def _saved(path: Path, text: str, address: str, shows: str) -> None:
    """Save a file, and wait until an address shows a text, as a browser would that reloads when it is told to."""
    epoch = re.findall(r"livereload\((\d+), \d+\);", _page(address))[-1]
    path.write_text(text, encoding="utf-8")
    root = address[: address.index("/", 8) + 1]
    _page(f"{root}livereload/{epoch}/1")
    _until(lambda: shows in _page(address), f"{shows!r} is not shown after a save of {path.name}")


def test_an_edited_widget_is_shown_and_travels_as_it_is(served: tuple[Path, str]) -> None:
    folder, address = served
    widget = folder / "widgets" / "my_widget.py"
    _saved(widget, widget.read_text(encoding="utf-8").replace("One in", "Once in"), address, "Once in")
    listed = _page(f"{address}vendor/assets.json")
    at = re.findall(r'"widget-my_widget.zip": {\s*"at": "([^"]+)"', listed)
    assert b"Once in" in gzip.decompress(urllib.request.urlopen(address + at[0]).read())  # noqa: S310


def test_an_edited_page_is_shown(served: tuple[Path, str]) -> None:
    folder, address = served
    _saved(folder / "docs" / "other.md", "# Other\n\nOther words.\n", f"{address}other/", "Other words.")


WRONG = {
    "a syntax error": (
        "widgets/my_widget.py",
        "def view(state: State) -> Element:",
        "def view(state: State -> Element:",
    ),
    "an exception in view": ("widgets/my_widget.py", "1 / state.p)", "1 / 0)"),
    "a bad fence": ("docs/index.md", "p = 0.2", "q = 0.2"),
    "a fence that is no TOML": ("docs/index.md", "p = 0.2", "p = "),
    "an import of nothing": ("widgets/my_widget.py", "    slider,\n", "    slyder,\n"),
    "a broken link": ("docs/other.md", "# Other", "# Other\n\n[gone](gone.md)"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_in_the_page_with_file_and_line_until_it_is_mended(
    served: tuple[Path, str], name: str
) -> None:
    folder, address = served
    file, right, wrong = WRONG[name]
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert right in text
    edited = text.replace(right, wrong)
    line = next(n for n, (a, b) in enumerate(zip(text.splitlines(), edited.splitlines(), strict=False), 1) if a != b)
    _saved(path, edited, address, 'id="wrong"')
    said = re.findall(r'<pre id="wrong">(.*?)</pre>', _page(address), re.DOTALL)[0]
    if name == "a broken link":
        assert "other.md" in said
        assert "gone.md" in said
    else:
        # A fence is found by the line that opens it; a name that is not there by that of its import.
        here = {"docs/index.md": line - 1}.get(file, line)
        assert f"{file}, line {here}" in said or (name == "an import of nothing" and f"{file}, line " in said), said
    _saved(path, text, address, '<live-widget name="my_widget"')


def test_data_beside_a_widget_are_watched_and_wrong_ones_told_with_file_and_line(served: tuple[Path, str]) -> None:
    folder, address = served
    widget, rows = folder / "widgets" / "my_widget.py", folder / "widgets" / "rows.toml"
    text = widget.read_text(encoding="utf-8")
    read = text.replace("    slider,\n", "    slider,\n    from_toml,\n").replace(
        "\n\ndef view", '\n\n@dataclass(frozen=True)\nclass Rows:\n    """Rows."""\n\n    most: int\n\n\n'
        'ROWS = from_toml(Rows, "rows.toml")\n\n\ndef view'
    ).replace("Halve the", "At most {ROWS.most}: halve the").replace('look_for("', 'look_for(f"')  # fmt: skip
    rows.write_text("most = 7\n", encoding="utf-8")
    _saved(widget, read, address, "At most 7")
    _saved(rows, "most = 8\n", address, "At most 8")
    _saved(rows, "# None.\nmost = 'eight'\n", address, "widgets/rows.toml, line 2")
    _saved(rows, "most = 9\n", address, "At most 9")
    _saved(widget, text, address, "Halve the")


def test_what_a_build_writes_and_what_an_editor_leaves_wakes_nobody() -> None:
    left = (".index.md.swp", "index.md~", "vendor", "__pycache__", "nudge.apkg")
    assert not any(serve._counts(name) for name in left)
    assert serve._counts("index.md")


def test_a_page_is_known_by_its_address() -> None:
    assert [serve._address(page) for page in ("index.md", "a.md", "a/index.md")] == ["/", "/a/", "/a/"]
