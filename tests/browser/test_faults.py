"""A start always ends: live, or with one sentence that names the file and a way on. One test a kind; the whole table of
faults runs in tests/javascripts/assets.test.mjs, machine-lives.test.mjs and link-ends.test.mjs."""

import gzip
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, Worker, expect

from tests.browser.conftest import SITE, all_live, one_live

PYTHON, MODEL = "typeof loadPyodide", "typeof ort"


def _worker(page: Page, kind: str) -> Worker:
    """The page's Python or its model, told apart by what their scripts define."""
    found = [worker for worker in page.workers if worker.evaluate(kind) != "undefined"]
    assert len(found) == 1
    return found[0]


def _fault(page: Page, name: str, times: int, **answer: object) -> None:
    """Let the first requests for a packed file be answered wrongly, the later ones as they should."""
    left = [times]

    def handle(route: Route) -> None:
        left[0] -= 1
        route.fulfill(**answer) if left[0] >= 0 else route.continue_()  # type: ignore[arg-type]

    page.route(re.compile(rf"/{re.escape(name)}\.\w+\.bin"), handle)


def _packed(name: str) -> bytes:
    (path,) = (SITE / "vendor" / "assets").glob(f"{name}.*.bin")
    return path.read_bytes()


@pytest.mark.parametrize("name", ["pyodide.asm.wasm", "python_stdlib.zip", "nudge.zip", "pyodide.asm.js"])
@pytest.mark.parametrize("how", ["cut off", "packed twice", "a login page"])
def test_a_damaged_file_is_named_and_a_press_fetches_it_anew(page: Page, site: str, name: str, how: str) -> None:
    data = _packed(name)
    body = {"cut off": data[: len(data) // 2], "packed twice": gzip.compress(data), "a login page": b"<!doctype html>"}
    _fault(page, name, 2, body=body[how])
    page.goto(site)
    page.locator("#cross_entropy input[name=p]").fill("0.9")
    failure = page.locator("#cross_entropy .widget-failure")
    expect(failure.locator("p")).to_have_text(
        re.compile(rf"^{re.escape(name)} came (damaged|as a web page, .*); trying again fetches it anew\.$"),
        timeout=30_000,
    )
    expect(page.locator("#cross_entropy svg.chart-picture")).to_be_visible()
    failure.locator("button").click()
    # What was done before is answered now.
    expect(page.locator("#cross_entropy output[name=loss]")).to_have_text("0.11", timeout=60_000)


def test_files_of_the_wrong_type_start_all_the_same(page: Page, site: str) -> None:
    page.route(
        re.compile(r"\.bin$"),
        lambda route: route.fulfill(
            path=SITE / re.sub(r".*?/vendor/", "vendor/", route.request.url), content_type="text/html"
        ),
    )
    page.goto(site)
    one_live(page, "cross_entropy")


def test_python_that_goes_away_without_a_word_is_noticed_and_nothing_is_lost(page: Page, site: str) -> None:
    page.goto(site)
    one_live(page, "cross_entropy")
    one_live(page, "teach_back")
    _worker(page, PYTHON).evaluate("self.close()")
    page.locator("#cross_entropy input[name=p]").fill("0.9")
    page.locator("#teach_back textarea").fill("Typed while Python was gone.")
    for name in ("cross_entropy", "teach_back"):
        expect(page.locator(f"#{name} .widget-failure")).to_contain_text("does not answer any more", timeout=15_000)
    page.locator("#cross_entropy .widget-failure button").click()
    expect(page.locator("#cross_entropy output[name=loss]")).to_have_text("0.11", timeout=60_000)
    expect(page.locator("#teach_back textarea")).to_have_value("Typed while Python was gone.")
    expect(page.locator("#teach_back output[name=words]")).to_have_attribute("data-value", "5")


def test_a_press_of_try_again_leaves_the_focus_in_the_widget(page: Page, site: str) -> None:
    _fault(page, "nudge.zip", 1, status=404)
    page.goto(site)
    page.locator("#quiz").dispatch_event("pointerdown")
    again = page.locator("#quiz .widget-failure button")
    again.focus()
    page.keyboard.press("Enter")
    one_live(page, "quiz")
    assert page.evaluate("document.activeElement.closest('live-widget').id") == "quiz"


@pytest.mark.parametrize("there", ["", "throw new Error('cut off')"])
def test_a_blocked_script_leaves_no_control_that_looks_alive(page: Page, site: str, there: str) -> None:
    page.route("**/javascripts/all.*.js", lambda route: route.fulfill(body=there) if there else route.abort())
    page.goto(site)
    expect(page.locator("#cross_entropy .widget-failure")).to_contain_text("A script of this page was blocked")
    expect(page.locator("#cross_entropy input[name=p]")).to_be_disabled()
    card = page.locator("#flashcards .cards details").first
    card.locator("summary").click()
    expect(card.locator("p")).to_be_visible()


def test_opened_from_disk_it_says_what_brings_it_to_life(page: Page, site: str) -> None:
    page.goto((SITE / "index.html").as_uri())
    assert page.evaluate("document.documentElement.dataset.runtime") == "failed"
    page.locator("#quiz").dispatch_event("pointerdown")
    expect(page.locator("#quiz .widget-failure")).to_contain_text("python -m http.server")


def test_one_broken_file_takes_no_other_widget_with_it(page: Page, site: str) -> None:
    _fault(page, "packages.zip", 1000, status=404)
    page.goto(site)
    page.locator("#gradient_noise").dispatch_event("pointerdown")
    expect(page.locator("#gradient_noise .widget-failure")).to_contain_text("packages.zip is missing", timeout=60_000)
    page.locator("#cross_entropy input[name=p]").fill("0.9")
    expect(page.locator("#cross_entropy output[name=loss]")).to_have_text("0.11")


def test_the_status_line_is_spoken_once_at_the_start_and_once_at_the_end(page: Page, site: str) -> None:
    page.goto(site)
    page.evaluate("""() => {
      window.spoken = [];
      new MutationObserver(() => {
        const said = document.querySelector('.nudge-status [role=status]')?.textContent;
        if (said !== undefined && said !== spoken.at(-1)) spoken.push(said);
      }).observe(document.body, {childList: true, subtree: true, characterData: true});
    }""")
    one_live(page, "cross_entropy")
    page.wait_for_timeout(1000)
    # A neighbor may have woken the language model meanwhile; that is another start.
    spoken = page.evaluate("spoken")
    assert spoken[:2] == ["Loading Python", ""]
    assert spoken.count("Loading Python") == 1


def test_while_the_model_is_awaited_the_page_says_so_and_the_tokens_follow(page: Page, site: str) -> None:
    held: list[Route] = []
    page.route("**/ort.wasm.*", lambda route: held.append(route))
    page.goto(site)
    page.locator("#next_token textarea[name=prompt]").fill("The dog")
    line = page.locator(".nudge-status")
    expect(line).to_contain_text(re.compile(r"Loading the language model: \d+\.\d of \d+\.\d MB"), timeout=60_000)
    expect(page.locator("#next_token .tokens")).to_have_text(re.compile("The.*dog"))
    expect(page.locator("#next_token .candidates-box")).to_have_attribute("aria-busy", "true")
    held[0].continue_()
    expect(line).to_be_hidden(timeout=60_000)
    expect(page.locator("#next_token .candidates-box[aria-busy]")).to_have_count(0)


def test_the_list_of_assets_names_every_file_with_its_size() -> None:
    (path,) = (SITE / "vendor").glob("assets.*.json")
    listed = json.loads(path.read_text(encoding="utf-8"))
    assert {"nudge.zip", "models/demo/next.onnx"} <= set(listed)
    assert all((SITE / entry["at"]).stat().st_size == entry["packed"] for entry in listed.values())


def test_every_page_script_is_in_the_built_site() -> None:
    listed = re.findall(r"^  - (javascripts/\S+)$", Path("mkdocs.yml").read_text(encoding="utf-8"), re.M)
    (whole,) = (SITE / "javascripts").glob("all.*.js")
    built = whole.read_text(encoding="utf-8")
    given = {name: re.findall(r"scope\.(nudge\w+) = ", (Path("docs") / name).read_text("utf-8")) for name in listed}
    assert len(listed) > 20
    assert [name for name, exports in given.items() if not all(f".{one}=" in built for one in exports)] == []


def test_all_widgets_live_again_after_python_died_for_all(page: Page, site: str) -> None:
    page.goto(site)
    all_live(page)
    _worker(page, PYTHON).evaluate("() => void setTimeout(() => { throw new Error('out of memory') })")
    expect(page.locator("live-widget[data-phase=failed]")).to_have_count(page.locator("live-widget").count())
    page.locator("#quiz .widget-failure button").click()
    all_live(page)
