"""The development server: every page has its policy there too, and an edit still reaches the reader by itself."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_policy import Watched
from tests.houses import copy_of_the_house

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A copy of the house to edit, and the address at which `make serve` shows it."""
    copy = copy_of_the_house(tmp_path_factory.mktemp("house"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "widgets.embed.serve", "--port", str(port)]
    with (copy / "said").open("wb") as said:
        server = subprocess.Popen(command, cwd=copy, stdout=said, stderr=subprocess.STDOUT)
        try:
            _wait(f"http://127.0.0.1:{port}/", server, copy / "said")
            yield copy, f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()
            server.wait()


def _wait(address: str, server: subprocess.Popen[bytes], said: Path) -> None:
    for _ in range(240):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(address).close()  # noqa: S310 - our own machine
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.5)
    pytest.fail(f"it does not serve: {said.read_text(encoding='utf-8')}")


def test_an_edited_page_reloads_under_its_policy(page: Page, served: tuple[Path, str]) -> None:
    copy, address = served
    watched = Watched(page)
    page.goto(address + "glossary/")
    policies = page.locator("head > :first-child[http-equiv=Content-Security-Policy]")
    expect(policies).to_have_count(1)
    before = policies.get_attribute("content") or ""
    # The theme's three and the one that reloads.
    assert before.count("sha256-") == 4
    glossary = copy / "docs" / "glossary.md"
    glossary.write_text(glossary.read_text(encoding="utf-8") + "\n\nA sentence of a moment ago.\n", encoding="utf-8")
    expect(page.get_by_text("A sentence of a moment ago.")).to_be_visible(timeout=120_000)
    assert policies.get_attribute("content") != before
    assert watched.refused() == []


def test_the_page_of_a_missing_address_has_its_policy_too(page: Page, served: tuple[Path, str]) -> None:
    watched = Watched(page)
    page.goto(served[1] + "nothing/")
    expect(page.get_by_role("heading", level=1)).to_have_text("404 - Not found")
    expect(page.locator("head > :first-child[http-equiv=Content-Security-Policy]")).to_have_count(1)
    assert watched.refused() == []
