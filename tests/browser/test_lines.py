"""A line that breaks in the middle of a file: with the network there nobody notices, without it the page says so,
and goes on where it was once it is found."""

import time
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SITE
from tests.servers import Silent, at_a_port

RUNTIME = "pyodide.asm.wasm"


class _Line:
    """Where the line breaks: so many bytes into the runtime's next answers; the byte from which each try asked."""

    def __init__(self) -> None:
        self.breaks: list[int] = []
        self.lost = self.lost_after_break = False
        self.asked: list[int] = []


class _Host(Silent, BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *args: Any, line: _Line) -> None:
        self.line = line
        super().__init__(*args)

    def do_GET(self) -> None:
        file = SITE / self.path.split("?")[0].lstrip("/")
        file = file / "index.html" if file.is_dir() else file
        runtime = RUNTIME in file.name
        asked = self.headers["Range"]
        # A browser that keeps parts itself names the end as well.
        start = int(asked.removeprefix("bytes=").split("-")[0]) if asked else 0
        if runtime:
            self.line.asked.append(start)
        if runtime and self.line.lost:
            # As if nobody were there.
            self.close_connection = True
            return
        body = file.read_bytes() if file.is_file() else b""
        self.send_response((206 if asked else 200) if body else 404)
        if asked:
            self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        # As hosts describe a file: with these a browser might keep half of it by itself.
        self.send_header("ETag", f'"{file.name}"')
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Cache-Control", "max-age=600")
        types = {".html": "text/html", ".js": "text/javascript", ".css": "text/css"}
        self.send_header("Content-Type", types.get(file.suffix, "application/octet-stream"))
        self.send_header("Content-Length", str(len(body) - start))
        self.end_headers()
        if runtime and self.line.breaks:
            self.wfile.write(body[start : start + self.line.breaks.pop(0)])
            self.line.lost = self.line.lost_after_break
            # What a browser has not handed to the page when it hears of the break is lost with it.
            time.sleep(1)
            self.close_connection = True
        else:
            self.wfile.write(body[start:])


@pytest.fixture
def line() -> _Line:
    return _Line()


@pytest.fixture
def host(line: _Line) -> Iterator[str]:
    with at_a_port(partial(_Host, line=line)) as address:
        yield f"{address}/"


def _size() -> int:
    (path,) = Path(SITE / "vendor" / "assets").glob(f"{RUNTIME}.*.bin")
    return path.stat().st_size


def test_a_line_that_breaks_twice_is_noticed_by_nobody(page: Page, host: str, line: _Line) -> None:
    line.breaks = [1_000_000, 700_000]
    page.goto(host)
    page.locator("#cross_entropy input[name=p]").fill("0.9")
    page.wait_for_selector("#cross_entropy[data-phase=live]", timeout=60_000)
    expect(page.locator("#cross_entropy output[name=loss]")).to_have_text("0.11")
    assert line.asked == [0, 1_000_000, 1_700_000]


def test_a_network_that_is_lost_in_the_middle_and_found_again_goes_on_where_it_was(
    page: Page, host: str, line: _Line
) -> None:
    half = _size() // 2
    line.breaks = [half]
    line.lost_after_break = True
    page.goto(host)
    page.locator("#cross_entropy input[name=p]").fill("0.9")
    failure = page.locator("#cross_entropy .widget-failure")
    expect(failure).to_contain_text(f"{RUNTIME} could not be fetched. Look at your connection and try again.")
    tried = len(line.asked)
    line.lost = line.lost_after_break = False
    # As a browser says when it finds the network again: nobody has to press anything.
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_selector("#cross_entropy[data-phase=live]", timeout=60_000)
    expect(page.locator("#cross_entropy output[name=loss]")).to_have_text("0.11")
    assert line.asked == [0, *[half] * tried]
