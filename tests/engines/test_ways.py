"""The three ways to read the site in Firefox and WebKit: what works in each, with the network cut."""

import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engines.drivers import PATIENCE, Firefox, WebKit, find, started
from widgets.embed import folder

SITE = Path("site")
# Selenium warns of itself.
quiet = pytest.mark.filterwarnings("ignore:setting remote_server_addr:DeprecationWarning")
pytestmark = [pytest.mark.engines, pytest.mark.timeout(900), quiet]
Engine = Firefox | WebKit

# Resolves with what a test finds, made again and again; rejects with what stands on the page instead.
WAIT = """seconds => new Promise((resolve, reject) => {
  const end = Date.now() + seconds * 1000, holds = TEST;
  (function look() {
    const found = holds();
    if (found) return resolve(found);
    if (Date.now() > end) {
      const failures = [...document.querySelectorAll(".widget-failure, .nudge-status")].map(one => one.innerText);
      return reject(new Error(`waited in vain for ${holds}: ${failures}`));
    }
    setTimeout(look, 100);
  })();
})"""
SEARCH = """() => {
  const [box, open] = [document.querySelector(".md-search__input"), document.querySelector("#__search")];
  open.checked = true;
  open.dispatchEvent(new Event("change", {bubbles: true}));
  box.focus();
  box.value = "smallest unit";
  box.dispatchEvent(new KeyboardEvent("keyup", {bubbles: true}));
}"""


@pytest.fixture(scope="module", params=["firefox", "webkit"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    name: str = request.param
    if find(name) is None:
        pytest.skip(f"{name} cannot be had here; make test-browsers installs it as root on Debian")
    with started(name) as made:
        yield made


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """index.html of the unpacked archive."""
    place = tmp_path_factory.mktemp("folder")
    with zipfile.ZipFile(folder.ARCHIVE) as packed:
        packed.extractall(place)
    return place / folder.NAME / "index.html"


class Server:
    """`python -m http.server` on the built site, which can be stopped and started again at the same address."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}/"

    def start(self) -> None:
        command = [sys.executable, "-m", "http.server", str(self.port), "--bind", "127.0.0.1", "--directory", str(SITE)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(100):
            try:
                urllib.request.urlopen(self.address).close()  # noqa: S310 - our own machine
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the server does not start")

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait()


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    made.start()
    yield made
    made.stop()


def _wait(engine: Engine, test: str, seconds: int = PATIENCE) -> object:
    return engine.run(WAIT.replace("TEST", test), seconds)


def _live(engine: Engine, name: str) -> None:
    engine.run("name => void document.getElementById(name).dispatchEvent(new Event('pointerdown'))", name)
    _wait(engine, f"() => document.getElementById('{name}').dataset.phase === 'live'")


def _type(engine: Engine, where: str, value: str) -> None:
    engine.run(
        "(where, value) => { const box = document.querySelector(where); box.value = value;"
        " box.dispatchEvent(new Event('input', {bubbles: true})) }",
        where,
        value,
    )


def _all_works(engine: Engine) -> None:
    names = engine.run("() => [...document.querySelectorAll('live-widget')].map(({id}) => id)")
    for name in names:
        _live(engine, name)
    _type(engine, "#cross_entropy input[name=p]", "0.9")
    _wait(engine, "() => document.querySelector('#cross_entropy output[name=loss]').textContent === '0.11'")
    _type(engine, "#next_token textarea", "Once upon a")
    _wait(engine, "() => document.querySelector('#next_token .candidates li')?.dataset.token === ' time'")
    turned = "document.querySelector('#flashcards form').innerHTML"
    before = engine.run(f"() => {turned}")
    engine.run("() => document.querySelector('#flashcards button[name=flip]').click()")
    engine.run("before => void (window.before = before)", before)
    _wait(engine, f"() => {turned} !== window.before")


def _search(engine: Engine) -> None:
    engine.run(SEARCH)
    _wait(engine, "() => document.querySelectorAll('.md-search-result__item').length > 0", 30)


def test_the_folder_gives_everything_without_a_network(engine: Engine, index: Path) -> None:
    engine.goto(index.as_uri())
    _all_works(engine)
    _search(engine)


def test_what_is_written_in_the_folder_is_there_again_or_the_page_says_that_it_is_not_kept(
    engine: Engine, index: Path
) -> None:
    engine.goto(index.as_uri())
    _type(engine, "#teach_back textarea", "It bets on every token.")
    said = _wait(
        engine,
        "() => { const said = document.querySelector('#teach_back .widget-kept').textContent;"
        " return said.includes('stays on this device') ? '' : said }",
        30,
    )
    engine.goto(index.as_uri())
    if "Saved" in str(said):
        _wait(engine, "() => document.querySelector('#teach_back textarea').value === 'It bets on every token.'", 30)
    else:
        assert "copy your text elsewhere" in str(said)


def test_any_server_will_do(engine: Engine, server: Server) -> None:
    engine.goto(server.address)
    _all_works(engine)
    _search(engine)


def test_what_was_used_is_there_when_the_server_is_gone_or_the_page_says_that_nothing_is_kept(
    engine: Engine, server: Server
) -> None:
    engine.goto(server.address + "offline/")
    if not engine.run("() => Boolean(navigator.serviceWorker)"):
        assert "This browser keeps no pages here" in engine.run(
            "() => document.querySelector('offline-copies').innerText"
        )
        return
    engine.goto(server.address)
    engine.run("() => void document.dispatchEvent(new Event('pointermove', {bubbles: true}))")
    engine.run("() => window.dispatchEvent(new Event('pointermove'))")
    _live(engine, "cross_entropy")
    _wait(engine, "() => document.querySelector('#cross_entropy').dataset.phase === 'live'")
    engine.run("() => navigator.serviceWorker.ready.then(() => true)")
    time.sleep(2)
    server.stop()
    try:
        engine.goto(server.address)
        _live(engine, "cross_entropy")
    finally:
        server.start()
