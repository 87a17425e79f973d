"""A server of the test's own that answers like a stronger tutor, and tells what it was sent."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.servers import Silent, at_a_port


def chat(said: object) -> str:
    """The answer of a server whose model wrote `said` as JSON."""
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": json.dumps(said)}}]})


@dataclass
class Tutor:
    """What a server answers, and what it was sent; `hold` keeps it silent until it is set."""

    address: str = ""
    status: int = 200
    text: str = ""
    cors: bool = True
    location: str = ""
    hold: threading.Event | None = None
    heard: list[tuple[str, str, dict[str, str], Any]] = field(default_factory=list)


@contextmanager
def answering() -> Iterator[Tutor]:
    """A tutor at a port of its own."""
    tutor = Tutor()

    class Handler(Silent, BaseHTTPRequestHandler):
        def do_OPTIONS(self) -> None:
            self._send(204, "")

        def do_GET(self) -> None:
            self.do_POST()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            tutor.heard.append((self.command, self.path, headers, json.loads(body) if body else None))
            if tutor.hold:
                tutor.hold.wait(30)
            self._send(tutor.status, tutor.text)

        def _send(self, status: int, text: str) -> None:
            self.send_response(status)
            if tutor.cors:
                self.send_header("Access-Control-Allow-Origin", self.headers["Origin"])
                self.send_header("Access-Control-Allow-Headers", "authorization, content-type")
            if tutor.location and status != 204:
                self.send_header("Location", tutor.location)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

    with at_a_port(Handler) as address:
        tutor.address = f"{address}/v1"
        yield tutor
        if tutor.hold:
            tutor.hold.set()
