"""Servers on this machine, at a port of their own for as long as a test needs them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from socketserver import BaseRequestHandler
from threading import Thread
from typing import Any


class Silent:
    """A handler that keeps its own log to itself; stands before the kind of handler."""

    def log_message(self, format: str, *args: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    # A browser that leaves in the middle of a file is no error.
    def handle_error(self, request: object, client_address: object) -> None:
        pass


@contextmanager
def at_a_port(handler: Callable[[Any, Any, ThreadingHTTPServer], BaseRequestHandler]) -> Iterator[str]:
    """Address, without a slash at its end, of a server whose requests `handler` answers."""
    server = _Server(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
