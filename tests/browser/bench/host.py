"""A host on this machine that serves as GitHub Pages does, counts what it sends, and may have a slow line.

Text and WebAssembly go out gzipped, the rest as it lies; everything may be kept for ten minutes.
"""

import gzip
import mimetypes
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.servers import Silent, at_a_port

CHUNK = 16_384
PACKED = (".html", ".js", ".css", ".json", ".svg", ".xml", ".txt", ".wasm")
# Seconds that each request waits on a slow line, and its bytes a second: 10 Mbit/s.
LATENCY, RATE = 0.04, 10e6 / 8


class Host:
    """What was sent so far, by path, and the line that all visits share."""

    def __init__(self, folders: Mapping[str, Path]) -> None:
        """`folders` by the path that each is served at, ending in a slash."""
        self.folders = folders
        self.slow = False
        self.address = ""
        # index.html of the folder edition, which needs no host.
        self.disk: Path | None = None
        self.sent: list[tuple[str, int]] = []
        self._packed: dict[Path, bytes] = {}
        self._lock = threading.Lock()
        self._free = 0.0

    def file(self, path: str) -> Path | None:
        """The file that an address means."""
        for below, folder in self.folders.items():
            if path.startswith(below):
                found = folder / unquote(path.removeprefix(below))
                found = found / "index.html" if found.is_dir() else found
                return found if found.is_file() else None
        return None

    def body(self, path: Path) -> tuple[bytes, dict[str, str]]:
        """What is sent of a file, and the headers that describe it."""
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        headers = {"Content-Type": "application/wasm" if path.suffix == ".wasm" else kind}
        if path.suffix not in PACKED:
            return path.read_bytes(), headers
        with self._lock:
            if path not in self._packed:
                self._packed[path] = gzip.compress(path.read_bytes(), 6)
        return self._packed[path], headers | {"Content-Encoding": "gzip"}

    def send(self, path: str, size: int) -> None:
        """Count bytes, and wait until the line has carried them."""
        with self._lock:
            self.sent.append((path, size))
            if not self.slow:
                return
            now = time.monotonic()
            self._free = max(self._free, now) + size / RATE
            left = self._free - now
        time.sleep(left)


class _Handler(Silent, BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    host: Host

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if self.host.slow:
            time.sleep(LATENCY)
        file = self.host.file(path)
        body, headers = self.host.body(file) if file else (b"", {"Content-Type": "text/plain"})
        self.send_response(200 if file else 404)
        for name, value in (headers | {"Content-Length": str(len(body)), "Cache-Control": "max-age=600"}).items():
            self.send_header(name, value)
        # The last empty line is what `end_headers` adds.
        self.host.send(path, sum(len(line) for line in self._headers_buffer) + 2)
        self.end_headers()
        for start in range(0, len(body), CHUNK):
            part = body[start : start + CHUNK]
            self.host.send(path, len(part))
            self.wfile.write(part)


@contextmanager
def serving(folders: Mapping[str, Path]) -> Iterator[Host]:
    """A host that serves `folders`."""
    host = Host(folders)
    with at_a_port(type("_Handler", (_Handler,), {"host": host})) as host.address:
        yield host
