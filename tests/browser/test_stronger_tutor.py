"""A server of the reader's own is asked when they press and not before, and it alone; every failure has its words."""

import json
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.answering import Tutor, answering, chat
from tests.browser.conftest import one_live

KEY = "sk-a-secret-of-the-readers"
OWN = "The model bets on the next word. Each knob is turned against its slope."
WIDGET = "#stronger_tutor"
ASK, STOP = f"{WIDGET} button[name=ask]", f"{WIDGET} button[name=stop]"
ADDRESS, SECRET = f"{WIDGET} input[name=address]", f"{WIDGET} input[type=password]"
ANSWER = f"{WIDGET} output[name=answer]"
SAID = {
    "points": [
        {"id": "prediction", "earned": True, "quote": "The model bets on the next word."},
        {"id": "update", "earned": True, "quote": "I never wrote <b>this</b>."},
    ],
    "mistakes": ["loss-to-zero"],
    "advice": "<img src=x onerror=alert(1)>",
}
# Everything that a browser keeps for a site.
KEPT = """async () => {
  const found = [localStorage, sessionStorage, history.state].map((one) => JSON.stringify(one));
  found.push(document.cookie, location.href);
  for (const { name } of await indexedDB.databases()) {
    const base = await new Promise((done) => (indexedDB.open(name).onsuccess = ({ target }) => done(target.result)));
    for (const store of base.objectStoreNames) {
      const all = base.transaction(store).objectStore(store).getAll();
      found.push(JSON.stringify(await new Promise((done) => (all.onsuccess = () => done(all.result)))));
    }
    base.close();
  }
  for (const name of await caches.keys()) {
    for (const { url } of await (await caches.open(name)).keys()) found.push(url);
  }
  return found.join("\\n");
}"""


@pytest.fixture
def tutor() -> Iterator[Tutor]:
    with answering() as one:
        one.text = chat(SAID)
        yield one


@pytest.fixture
def ready(page: Page, site: str, tutor: Tutor) -> Page:
    """The page with a text, the server's address and a key in their fields."""
    page.goto(site + "tutor/")
    page.locator("#teach_back textarea").fill(OWN)
    page.locator(ADDRESS).fill(tutor.address)
    page.locator(SECRET).fill(KEY)
    one_live(page, "stronger_tutor")
    expect(page.locator(f"{WIDGET} output[name=goes]")).to_contain_text(urlsplit(tutor.address).netloc)
    return page


def test_what_is_sent_goes_to_the_typed_address_when_it_is_pressed(page: Page, site: str, tutor: Tutor) -> None:
    asked: set[str] = set()
    page.context.on("request", lambda request: asked.add("{0.scheme}://{0.netloc}".format(urlsplit(request.url))))
    page.goto(site + "tutor/")
    page.locator("#teach_back textarea").fill(OWN)
    page.locator(ADDRESS).fill(tutor.address)
    page.locator(SECRET).fill(KEY)
    one_live(page, "stronger_tutor")
    one_live(page, "teach_back")
    expect(page.locator(ANSWER)).to_have_text("Nothing has been sent.")
    page.wait_for_timeout(1000)
    assert tutor.heard == []
    page.locator(ASK).click()
    expect(page.locator(ANSWER)).to_have_text("“llama3.1” gives 1 of 10 points.")
    ((method, path, headers, body),) = tutor.heard
    assert (method, path) == ("POST", "/v1/chat/completions")
    assert headers["authorization"] == f"Bearer {KEY}"
    assert not {"cookie", "referer"} & headers.keys()
    assert OWN in body["messages"][1]["content"]
    assert KEY not in json.dumps(body) + path
    here = {"{0.scheme}://{0.netloc}".format(urlsplit(address)) for address in (site, tutor.address)}
    assert {origin for origin in asked if origin.startswith("http")} == here


def test_what_it_says_is_text_beside_the_points_and_a_made_up_quote_does_not_count(ready: Page) -> None:
    ready.locator(ASK).click()
    expect(ready.locator(f"{WIDGET} output[name=tutor_score]")).to_have_attribute("data-value", "1")
    expect(ready.locator(f"{WIDGET} .findings > li")).to_have_count(10)
    expect(ready.locator(f"{WIDGET} .finding-unsure")).to_contain_text("It quotes what you did not write.")
    expect(ready.locator(WIDGET)).to_contain_text("<img src=x onerror=alert(1)>")
    assert ready.locator(f"{WIDGET} form :is(img, b)").count() == 0
    expect(ready.locator("#teach_back button[name=mark]")).to_be_visible()


def test_the_key_outlives_an_answer_but_no_reload_and_is_kept_nowhere(ready: Page, tutor: Tutor) -> None:
    tutor.status, tutor.text = 401, json.dumps({"error": {"message": f"wrong key {KEY}"}})
    ready.locator(ASK).click()
    expect(ready.locator(ANSWER)).to_contain_text("It says: “wrong key (your key)”")
    expect(ready.locator(SECRET)).to_have_value(KEY)
    expect(ready.locator(f"{WIDGET} .widget-kept")).to_have_text("Saved on this device.")
    # The second visit is the service worker's.
    ready.evaluate("navigator.serviceWorker?.ready.then(() => 0)")
    ready.reload()
    kept = ready.evaluate(KEPT)
    assert tutor.address in kept
    assert KEY not in kept
    assert f"{tutor.address}/chat" not in kept
    expect(ready.locator(SECRET)).to_have_value("")
    expect(ready.locator(ADDRESS)).to_have_value(tutor.address)
    tutor.status, tutor.text = 200, chat(SAID)
    one_live(ready, "stronger_tutor")
    ready.locator(ASK).click()
    expect(ready.locator(ANSWER)).to_contain_text("gives 1 of 10")
    assert "authorization" not in tutor.heard[-1][2]


FAILURES: list[tuple[dict[str, Any], str]] = [
    ({"status": 403}, "The server refused (403)"),
    ({"status": 404, "text": '{"error": {"message": "model not found"}}'}, "It says: “model not found”"),
    ({"status": 429}, "asked too often"),
    ({"status": 500}, "in trouble (500)"),
    ({"text": ""}, "came back empty"),
    ({"text": "<h1>Welcome</h1>"}, "no JSON"),
    ({"text": '{"choices": []}'}, "no choices"),
    ({"text": chat("Seven points.")}, "not the table it was asked for"),
    ({"text": "x" * 100_001}, "longer than 100 kB"),
    ({"cors": False}, "it does not allow pages of http://127.0.0.1"),
    ({"address": "http://127.0.0.1:9/v1"}, "Nothing that can be read came from 127.0.0.1:9."),
    ({"address": "localhost:11434"}, "This is no address of a server"),
    ({"address": "http://127.0.0.1@example.org/v1"}, "This is no address of a server"),
]


def test_every_failure_says_what_it_is_and_the_text_stays(ready: Page, tutor: Tutor) -> None:
    right = {**vars(tutor)}
    for change, words in FAILURES:
        vars(tutor).update(right | change)
        ready.locator(ADDRESS).fill(tutor.address)
        ready.locator(ASK).click()
        expect(ready.locator(ANSWER)).to_contain_text(words)
        expect(ready.locator("#teach_back textarea")).to_have_value(OWN)
    vars(tutor).update(right)
    ready.locator(ADDRESS).fill(tutor.address)
    ready.locator(SECRET).fill("two words")
    ready.locator(ASK).click()
    expect(ready.locator(ANSWER)).to_contain_text("neither spaces nor letters with accents")


def test_a_redirect_is_not_followed(ready: Page, tutor: Tutor) -> None:
    with answering() as other:
        tutor.status, tutor.location = 307, f"{other.address}/chat/completions"
        ready.locator(ASK).click()
        expect(ready.locator(ANSWER)).to_contain_text("Nothing that can be read came from")
        assert other.heard == []
    assert len(tutor.heard) == 1


def test_a_silent_server_is_left_by_stop_and_asked_anew_by_another_press(ready: Page, tutor: Tutor) -> None:
    tutor.hold = threading.Event()
    ready.locator(ASK).click()
    expect(ready.locator(ANSWER)).to_contain_text("waiting for the answer")
    ready.locator(STOP).click()
    expect(ready.locator(ANSWER)).to_contain_text("Stopped.")
    ready.locator(ASK).click()
    expect(ready.locator(ASK)).to_have_text("Ask again")
    with ready.expect_event("requestfailed"):
        ready.locator(ASK).click()
    tutor.hold.set()
    expect(ready.locator(ANSWER)).to_contain_text("gives 1 of 10")
    assert len(tutor.heard) == 3


def test_a_link_cannot_say_where_to_send(page: Page, site: str) -> None:
    page.goto(site + "tutor/")
    link = page.evaluate(
        """() => nudgeLinks.written("stronger_tutor", {}, { address: "https://elsewhere.example/v1" })"""
    )
    page.goto(site + "tutor/" + link)
    page.reload()
    one_live(page, "stronger_tutor")
    expect(page.locator(ADDRESS)).to_have_value("http://localhost:11434/v1")
    expect(page.locator("figure:has(#stronger_tutor) .widget-foot")).not_to_contain_text("Copy link")


def test_no_other_page_has_the_script_and_there_nobody_is_asked(page: Page, site: str) -> None:
    page.goto(site)
    assert page.evaluate("self.nudgeOwn") is None
