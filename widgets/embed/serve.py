"""The development server: the site as it is edited, and what is wrong with it in the page, with file and line.

`make serve` runs `python -m widgets.embed.serve`, as does an author in a folder of their own. After a save it builds
the pages that show the edited widget, or the edited page, and lets browsers reload; what else may have changed is built
when somebody asks for it. An edit of anything but pages, widgets and files that are copied builds all.
"""

import argparse
import html
import importlib
import logging
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import BuildError
from mkdocs.livereload import LiveReloadServer
from watchdog.observers.polling import PollingObserverVFS

from widgets.embed import editing, places
from widgets.embed.faults import told

# Seconds between looks at the files.
PACE = 0.2
WRONG = "wrong.html"
ASSETS = Path("vendor", "assets.json")
SEARCH = Path("search", "search_index.json")
_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Not built</title></head><body><main>
<h1>This site cannot be built</h1><pre id="wrong">{}</pre>
<p>The page comes back by itself with the next save that builds.</p></main></body></html>"""


class Wrong(Exception):
    """MkDocs warned of something that `make build` would not let pass."""


class House:
    """The site in a folder, held up to date with its sources."""

    def __init__(self, folder: Path, address: str) -> None:
        self.site, self._address = folder / "site", address
        # Touched to let browsers reload though nobody saved anything.
        self.bell = folder / "bell"
        self.wrong = ""
        self._built: dict[Path, places.Stamp] = {}
        self._stale: frozenset[str] = frozenset()
        self._packed = False
        self._lock = threading.Lock()
        self._session = editing.session = editing.Session()
        self.site.mkdir()
        self.bell.touch()

    def update(self) -> None:
        """Build what was edited since the last time that all was well; whatever is wrong is said and shown."""
        with self._lock:
            began, found = time.monotonic(), _found()
            if found == self._built:
                return
            try:
                pages = self._edited(found)
                self._build(pages)
            except (Exception, SystemExit) as error:
                self._fail(error)
                return
            self._built, self.wrong, self._packed = found, "", pages is None
            which = "the site" if pages is None else ", ".join(sorted(pages)) or "what is copied"
            print(f"serve: {which} in {time.monotonic() - began:.1f} s", flush=True)

    def _edited(self, found: dict[Path, places.Stamp]) -> frozenset[str] | None:
        """The pages to be built for the files that differ; None: all."""
        from widgets.embed.touched import touched

        places.look_again()
        differ = {path for path in found.keys() | self._built.keys() if found.get(path) != self._built.get(path)}
        new_page = any(path.suffix == ".md" for path in differ - self._built.keys())
        made = touched(differ) if self._built and not new_page else None
        if made is None:
            editing.forget_all()
            self._stale = frozenset()
            return None
        self._stale = (self._stale | made.later) - made.now
        return made.now

    def _build(self, pages: frozenset[str] | None) -> None:
        self._session.wanted = pages
        search = self.site / SEARCH
        known = search.read_bytes() if pages is not None and search.is_file() else None
        with _Warnings() as warned:
            config = load_config(site_dir=str(self.site), site_url=self._address, strict=False)
            build(config, serve_url=self._address, dirty=pages is not None)
        # MkDocs lists the words of the pages that it has just built.
        if known is not None:
            search.write_bytes(known)
        if warned.said:
            raise Wrong("\n".join(warned.said))

    def _fail(self, error: BaseException) -> None:
        # MkDocs ends a build in words of its own.
        while isinstance(error, SystemExit) and error.__context__:
            error = error.__context__
        plain = isinstance(error, BuildError | Wrong | ValueError) or type(error).__name__ == "SuperFencesException"
        self.wrong = str(error) if plain else told(error)
        print(f"serve: {self.wrong}", file=sys.stderr, flush=True)
        (self.site / WRONG).write_text(_PAGE.format(html.escape(self.wrong)), encoding="utf-8")

    def shown(self, app: WSGIApplication) -> WSGIApplication:
        """The same app, which builds what it is asked for if that can have changed, and shows what is wrong instead."""

        def show(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            path = str(environ.get("PATH_INFO", ""))
            if path.endswith(("/", ".html")):
                self._ask(path)
                if self.wrong:
                    environ["PATH_INFO"] = f"/{WRONG}"
            elif path == f"/{ASSETS.as_posix()}":
                self._pack()
            return app(environ, start_response)

        return show

    def _ask(self, path: str) -> None:
        """Build the page of an address, if it can have changed."""
        with self._lock:
            pages = {page for page in self._stale if _address(page) == path}
            if not pages or self.wrong:
                return
            try:
                self._build(frozenset(pages))
                self._stale -= pages
            except (Exception, SystemExit) as error:
                self._fail(error)

    def _pack(self) -> None:
        """Bring the list of what workers read up to date, and what is on it."""
        with self._lock:
            if self._packed or self.wrong:
                return
            try:
                importlib.import_module("widgets.embed.bundle").build()
                for path in (places.DOCS / "vendor").rglob("*"):
                    there = self.site / path.relative_to(places.DOCS)
                    if path.is_file() and (not there.is_file() or there.stat().st_mtime < path.stat().st_mtime):
                        there.parent.mkdir(parents=True, exist_ok=True)
                        shutil.copyfile(path, there)
                self._packed = True
            except Exception as error:
                self._fail(error)
                self.bell.touch()


class _Warnings(logging.Handler):
    """What MkDocs warns of, but for how it is told to build."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def __enter__(self) -> "_Warnings":
        logging.getLogger("mkdocs").addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("mkdocs").removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a warning; errors are raised as well."""
        if record.levelno == logging.WARNING and "'dirty' build" not in record.getMessage():
            self.said.append(record.getMessage())


def _address(page: str) -> str:
    """Where a page lies on the site."""
    return "/" + (page.removesuffix("index.md") if page.endswith("index.md") else f"{page.removesuffix('.md')}/")


def _counts(name: str) -> bool:
    """Whether a file of this name is somebody's work: what a build writes itself wakes nobody."""
    return not name.startswith(".") and not name.endswith("~") and name not in ("vendor", "__pycache__", "nudge.apkg")


def _listed(folder: Any) -> Iterator[os.DirEntry[str]]:
    return (entry for entry in os.scandir(folder) if _counts(entry.name))


def _roots() -> list[Path]:
    return [path for path in (places.DOCS, *places.homes(), places.ROOT / "mkdocs.yml") if path.exists()]


def _found() -> dict[Path, places.Stamp]:
    """Every file that a build reads, with what tells it from the same one after a save."""
    waiting, found = _roots(), dict[Path, places.Stamp]()
    while waiting:
        path = waiting.pop()
        if path.is_dir():
            waiting += [Path(entry.path) for entry in _listed(path)]
        elif path.is_file():
            found[path] = places.stamp(path)
    return found


def serve(host: str, port: int) -> None:
    """Build, serve and watch until interrupted."""
    from widgets.embed import policy

    address = f"http://{host}:{port}/"
    with tempfile.TemporaryDirectory(prefix="nudge-") as folder:
        house = House(Path(folder), address)
        house.update()
        server: Any = LiveReloadServer(house.update, host, port, root=str(house.site))
        server.observer = PollingObserverVFS(os.stat, _listed, polling_interval=PACE)
        for root in (*_roots(), house.bell):
            server.watch(str(root))
        missing = house.site / "404.html"
        server.error_handler = lambda code: missing.read_bytes() if code == 404 and missing.is_file() else None
        server.set_app(policy.served(house.shown(server.get_app())))
        print(f"serve: open {address} (Ctrl-C ends it)", flush=True)
        try:
            server.serve()
        except KeyboardInterrupt:
            print("serve: ended", flush=True)
        finally:
            server.shutdown()


def main() -> int:
    """Serve at an address of this machine."""
    parser = argparse.ArgumentParser(prog="python -m widgets.embed.serve", description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    serve("127.0.0.1", parser.parse_args().port)
    return 0


if __name__ == "__main__":
    sys.exit(main())
