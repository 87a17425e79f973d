"""Firefox and WebKit for tests, with one shape: open a page, run a function in it."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from widgets.embed.vendor import node

HERE = Path(__file__).parent
# Seconds that a slow engine may take to start Python, the model and all.
PATIENCE = 180
# An engine without a screen, without a graphics card.
_SOFTWARE = {
    "WEBKIT_DISABLE_DMABUF_RENDERER": "1",
    "WEBKIT_DISABLE_COMPOSITING_MODE": "1",
    "LIBGL_ALWAYS_SOFTWARE": "1",
}
MINI_BROWSER = "/usr/lib/*/webkit2gtk-4.1/MiniBrowser"


class Engine(Protocol):
    """A browser with one page."""

    version: str

    def goto(self, address: str) -> None:
        """Open an address, until it has loaded."""

    def run(self, function: str, *given: object) -> Any:
        """What a JavaScript function of the page answers; a promise is awaited.

        Raises:
            RuntimeError: if it throws.
        """


class Firefox:
    """Debian's firefox-esr, over WebDriver BiDi."""

    def __init__(self, path: str) -> None:
        command = [node(), str(HERE / "firefox.mjs"), path]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.version = str(self._said())

    def goto(self, address: str) -> None:
        self._ask({"goto": address})

    def run(self, function: str, *given: object) -> Any:
        return self._ask({"run": function, "given": given})

    def close(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()

    def _ask(self, what: dict[str, object]) -> Any:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()
        return self._said()

    def _said(self) -> Any:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("Firefox ended")
        said = json.loads(line)
        if "error" in said:
            raise RuntimeError(said["error"])
        return said["value"]


class WebKit:
    """Debian's WebKitGTK, through its WebDriver."""

    def __init__(self, path: str) -> None:
        from selenium import webdriver

        options = webdriver.WebKitGTKOptions()
        options.binary_location = path
        options.add_argument("--automation")
        service = webdriver.webkitgtk.service.Service("/usr/bin/WebKitWebDriver", env={**os.environ, **_SOFTWARE})
        self._driver = webdriver.WebKitGTK(options=options, service=service)
        self._driver.set_script_timeout(PATIENCE + 30)
        self._driver.set_page_load_timeout(PATIENCE)
        self.version = str(self._driver.capabilities["browserVersion"])

    def goto(self, address: str) -> None:
        self._driver.get(address)

    def run(self, function: str, *given: object) -> Any:
        script = f"""const done = arguments[arguments.length - 1], given = [...arguments].slice(0, -1);
        Promise.resolve().then(() => ({function})(...given))
          .then((value) => done({{value}}), (error) => done({{error: String(error)}}))"""
        said = self._driver.execute_async_script(script, *given)
        if "error" in said:
            raise RuntimeError(said["error"])
        return said.get("value")

    def close(self) -> None:
        self._driver.quit()


def find(name: str) -> str | None:
    """Where an engine lies on this machine; None if it does not."""
    if name == "firefox":
        return shutil.which("firefox-esr") or shutil.which("firefox")
    found = sorted(Path("/").glob(MINI_BROWSER.lstrip("/")))
    return str(found[-1]) if found and shutil.which("WebKitWebDriver") and shutil.which("Xvfb") else None


@contextmanager
def started(name: str) -> Iterator[Firefox | WebKit]:
    """An engine while it is needed, on a screen that nobody sees."""
    path = find(name)
    if path is None:
        raise RuntimeError(f"{name} is not on this machine")
    if name == "firefox":
        firefox = Firefox(path)
        try:
            yield firefox
        finally:
            firefox.close()
        return
    with _screen():
        webkit = WebKit(path)
        try:
            yield webkit
        finally:
            webkit.close()


@contextmanager
def _screen() -> Iterator[None]:
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x900x24"], stdout=subprocess.PIPE, text=True
    )
    assert screen.stdout
    before = os.environ.get("DISPLAY")
    os.environ["DISPLAY"] = f":{screen.stdout.readline().strip()}"
    try:
        yield
    finally:
        screen.terminate()
        screen.communicate()
        os.environ.pop("DISPLAY")
        if before is not None:
            os.environ["DISPLAY"] = before
