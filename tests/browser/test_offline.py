"""The hosted site without its network: what was used is there, everything is on request, and versions never mix."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.bench.host import Host, serving
from tests.browser.conftest import SITE, all_live, one_live
from widgets.embed import hosted, joined

pytestmark = pytest.mark.slow


@pytest.fixture
def host() -> Iterator[Host]:
    """Two copies of the site on one host, whose folders may be exchanged."""
    with serving({"/one/": SITE, "/two/": SITE}) as made:
        yield made


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 900})
    made.set_default_timeout(30_000)
    yield made
    made.close()


def _visit(context: BrowserContext, address: str) -> Page:
    """A visit in which the reader moves, until the pages are kept."""
    page = context.new_page()
    page.goto(address)
    page.mouse.move(300, 300)
    page.wait_for_function("() => navigator.serviceWorker.ready.then(() => true)")
    return page


def _use(page: Page) -> None:
    one_live(page, "cross_entropy")
    page.locator("#cross_entropy input[name=p]").fill("0.9")
    expect(page.locator("#cross_entropy output[name=loss]")).to_have_text("0.11")


def _kept(page: Page) -> list[str]:
    """Addresses of the files that this copy of the site has kept."""
    kept: list[str] = page.evaluate(
        "async () => (await (await caches.open('nudge files /one/')).keys()).map(({url}) => url)"
    )
    return kept


def _new_version(tmp_path: Path, name: str = "new") -> Path:
    """The site as a later build left it: another word in a script of every page."""
    folder = tmp_path / name
    shutil.copytree(SITE, folder, ignore=shutil.ignore_patterns("models", "lunr"))
    named = {}
    for alone in map(Path, joined.ALONE):
        (script,) = (folder / alone.parent).glob(f"{alone.stem}.*{alone.suffix}")
        named[script.name] = alone.name
        script.rename(folder / alone)
    with (folder / joined.ALONE[0]).open("a", encoding="utf-8") as guard:
        guard.write(f"\nself.nudgeVersion = {name!r};\n")
    (listed,) = (folder / "vendor").glob("assets.*.json")
    listed.rename(folder / hosted.LIST)
    for page in folder.rglob("*.html"):
        read = page.read_text(encoding="utf-8").replace(f"vendor/{listed.name}", hosted.LIST)
        for old, plain in named.items():
            read = read.replace(old, plain)
        page.write_text(read, encoding="utf-8")
    hosted.finish(folder)
    return folder


def test_after_one_visit_the_lesson_and_what_was_used_are_there_without_a_network(
    context: BrowserContext, host: Host
) -> None:
    page = _visit(context, f"{host.address}/one/")
    _use(page)
    page.wait_for_timeout(500)
    context.set_offline(True)
    again = context.new_page()
    again.goto(f"{host.address}/one/")
    expect(again.locator("h1")).to_contain_text("actually learn")
    _use(again)
    again.goto(f"{host.address}/one/glossary/?h=token")
    expect(again.locator("h1")).to_contain_text("Glossary")


def test_what_was_not_used_says_by_name_what_is_missing_and_comes_with_the_network(
    context: BrowserContext, host: Host
) -> None:
    _use(_visit(context, f"{host.address}/one/"))
    context.set_offline(True)
    page = context.new_page()
    page.goto(f"{host.address}/one/")
    page.locator("#gradient_noise").dispatch_event("pointerdown")
    failure = page.locator("#gradient_noise .widget-failure")
    expect(failure).to_contain_text(re.compile(r"zip could not be fetched. Look at your connection"))
    # Nobody has to press anything.
    context.set_offline(False)
    page.wait_for_selector("#gradient_noise[data-phase=live]", timeout=60_000)


def test_one_button_keeps_everything_and_one_removes_it(context: BrowserContext, host: Host) -> None:
    page = _visit(context, f"{host.address}/one/offline/")
    box = page.locator("offline-copies")
    expect(box).to_contain_text(re.compile(r"Nothing of the \d+\.\d MB"))
    box.get_by_role("button", name="Make available offline").click()
    expect(box.get_by_role("progressbar")).to_be_visible()
    expect(box).to_contain_text("Everything is kept on this device", timeout=120_000)
    context.set_offline(True)
    lesson = context.new_page()
    lesson.goto(f"{host.address}/one/")
    all_live(lesson)
    lesson.locator("#next_token textarea").fill("Once upon a")
    expect(lesson.locator("#next_token .candidates li").first).to_have_attribute("data-token", " time")
    lesson.close()
    box.get_by_role("button", name="Remove what is kept").click()
    expect(box).to_contain_text(re.compile(r"Removed.*Nothing of"))
    assert _kept(page) == []


def test_keeping_everything_can_be_cancelled_and_goes_on_where_it_was(context: BrowserContext, host: Host) -> None:
    page = _visit(context, f"{host.address}/one/offline/")
    box = page.locator("offline-copies")
    held = []
    page.route("**/packages.zip.*", lambda route: held.append(route))
    box.get_by_role("button", name="Make available offline").click()
    page.wait_for_function("() => document.querySelector('offline-copies progress').value > 0.02")
    box.get_by_role("button", name="Cancel").click()
    expect(box).to_contain_text("Cancelled; what has come stays.")
    expect(box).not_to_contain_text("Nothing of")
    page.unroute("**/packages.zip.*")
    box.get_by_role("button", name="Make available offline").click()
    expect(box).to_contain_text("Everything is kept on this device", timeout=120_000)


def test_a_network_that_is_lost_on_the_way_leaves_no_half_file(context: BrowserContext, host: Host) -> None:
    page = _visit(context, f"{host.address}/one/offline/")
    box = page.locator("offline-copies")
    page.route("**/ort.wasm.*", lambda route: route.abort())
    box.get_by_role("button", name="Make available offline").click()
    expect(box).to_contain_text("ort.wasm could not be fetched. Look at your connection", timeout=120_000)
    kept = _kept(page)
    assert kept
    assert not [url for url in kept if "ort.wasm" in url]
    page.unroute("**/ort.wasm.*")
    box.get_by_role("button", name="Make available offline").click()
    expect(box).to_contain_text("Everything is kept on this device", timeout=120_000)


def test_a_new_version_is_offered_not_forced_and_comes_whole(
    context: BrowserContext, host: Host, tmp_path: Path
) -> None:
    page = _visit(context, f"{host.address}/one/")
    page.reload()
    page.locator("#teach_back textarea").fill("It bets on every token.")
    host.folders = {"/one/": _new_version(tmp_path)}
    page.evaluate("async () => (await navigator.serviceWorker.getRegistration()).update()")
    offer = page.locator(".nudge-renewal")
    page.mouse.move(310, 310)
    expect(offer).to_contain_text("A new version of this site is here")
    assert page.evaluate("self.nudgeVersion") is None
    # Another page of the visit is still of the old version, script by script.
    other = context.new_page()
    other.goto(f"{host.address}/one/")
    assert other.evaluate("self.nudgeVersion") is None
    offer.get_by_role("button", name="Use it now").click()
    page.wait_for_function("() => self.nudgeVersion === 'new'")
    expect(page.locator("#teach_back textarea")).to_have_value("It bets on every token.")
    expect(other.locator(".nudge-renewal")).to_contain_text("renewed in another tab")


def test_an_update_that_fails_keeps_the_old_version_whole(context: BrowserContext, host: Host, tmp_path: Path) -> None:
    page = _visit(context, f"{host.address}/one/")
    _use(page)
    page.wait_for_timeout(500)
    broken = _new_version(tmp_path)
    (broken / "glossary" / "index.html").unlink()
    host.folders = {"/one/": broken}
    page.evaluate("async () => (await navigator.serviceWorker.getRegistration()).update().catch(() => {})")
    page.wait_for_timeout(1500)
    context.set_offline(True)
    again = context.new_page()
    again.goto(f"{host.address}/one/glossary/")
    expect(again.locator("h1")).to_contain_text("Glossary")
    again.goto(f"{host.address}/one/")
    assert again.evaluate("self.nudgeVersion") is None
    expect(again.locator(".nudge-renewal")).to_have_count(0)
    _use(again)


def test_two_copies_on_one_host_keep_their_own(context: BrowserContext, host: Host) -> None:
    _use(_visit(context, f"{host.address}/one/"))
    _visit(context, f"{host.address}/two/offline/")
    page = context.new_page()
    page.goto(f"{host.address}/two/offline/")
    expect(page.locator("offline-copies")).to_contain_text("Nothing of")
    scopes = page.evaluate(
        "async () => (await navigator.serviceWorker.getRegistrations()).map(({scope}) => new URL(scope).pathname)"
    )
    assert sorted(scopes) == ["/one/", "/two/"]


def test_a_device_without_room_says_what_it_could_not_keep(context: BrowserContext, host: Host) -> None:
    page = _visit(context, f"{host.address}/one/offline/")
    devtools = context.new_cdp_session(page)
    used = page.evaluate("async () => (await navigator.storage.estimate()).usage")
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": host.address, "quotaSize": used + 3_000_000})
    page.locator("offline-copies").get_by_role("button", name="Make available offline").click()
    expect(page.locator("offline-copies")).to_contain_text(
        re.compile(r"no room left on this device, so \S+ is not kept"), timeout=120_000
    )


def test_who_only_looks_in_keeps_nothing(context: BrowserContext, host: Host) -> None:
    page = context.new_page()
    page.goto(f"{host.address}/one/")
    page.wait_for_timeout(1500)
    assert page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0
