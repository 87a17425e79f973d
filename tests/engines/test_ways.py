"""The three ways to read the site in Firefox and WebKit: what works in each, with the network cut."""

import time
import zipfile
from pathlib import Path

import pytest

from tests.engines.conftest import Server
from tests.engines.hands import Engine, live, wait, write
from widgets.embed import folder

# Selenium warns of itself.
quiet = pytest.mark.filterwarnings("ignore:setting remote_server_addr:DeprecationWarning")
pytestmark = [pytest.mark.engines, pytest.mark.timeout(900), quiet]

SEARCH = """() => {
  const [box, open] = [document.querySelector(".md-search__input"), document.querySelector("#__search")];
  open.checked = true;
  open.dispatchEvent(new Event("change", {bubbles: true}));
  box.focus();
  box.value = "smallest unit";
  box.dispatchEvent(new KeyboardEvent("keyup", {bubbles: true}));
}"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """index.html of the unpacked archive."""
    place = tmp_path_factory.mktemp("folder")
    with zipfile.ZipFile(folder.ARCHIVE) as packed:
        packed.extractall(place)
    return place / folder.NAME / "index.html"


def _all_works(engine: Engine) -> None:
    names = engine.run("() => [...document.querySelectorAll('live-widget')].map(({id}) => id)")
    for name in names:
        live(engine, name)
    write(engine, "#cross_entropy input[name=p]", "0.9")
    wait(engine, "() => document.querySelector('#cross_entropy output[name=loss]').textContent === '0.11'")
    write(engine, "#next_token textarea", "Once upon a")
    wait(engine, "() => document.querySelector('#next_token .candidates li')?.dataset.token === ' time'")
    turned = "document.querySelector('#flashcards form').innerHTML"
    before = engine.run(f"() => {turned}")
    engine.run("() => document.querySelector('#flashcards button[name=flip]').click()")
    engine.run("before => void (window.before = before)", before)
    wait(engine, f"() => {turned} !== window.before")


def _search(engine: Engine) -> None:
    engine.run(SEARCH)
    wait(engine, "() => document.querySelectorAll('.md-search-result__item').length > 0", 30)


def test_the_folder_gives_everything_without_a_network(engine: Engine, index: Path) -> None:
    engine.goto(index.as_uri())
    _all_works(engine)
    _search(engine)


def test_what_is_written_in_the_folder_is_there_again_or_the_page_says_that_it_is_not_kept(
    engine: Engine, index: Path
) -> None:
    engine.goto(index.as_uri())
    write(engine, "#teach_back textarea", "It bets on every token.")
    said = wait(
        engine,
        "() => { const said = document.querySelector('#teach_back .widget-kept').textContent;"
        " return said.includes('stays on this device') ? '' : said }",
        30,
    )
    engine.goto(index.as_uri())
    if "Saved" in str(said):
        wait(engine, "() => document.querySelector('#teach_back textarea').value === 'It bets on every token.'", 30)
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
    live(engine, "cross_entropy")
    wait(engine, "() => document.querySelector('#cross_entropy').dataset.phase === 'live'")
    engine.run("() => navigator.serviceWorker.ready.then(() => true)")
    time.sleep(2)
    server.stop()
    try:
        engine.goto(server.address)
        live(engine, "cross_entropy")
    finally:
        server.start()
