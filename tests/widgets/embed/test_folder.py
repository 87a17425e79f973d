"""The folder edition: whatever a page would fetch comes as a script, and every page runs from disk."""

import base64
import json
import zipfile
from pathlib import Path

import pytest

from tests.widgets.embed.sites import lay_out
from widgets.embed import folder
from widgets.embed.checked import VendorError

PAGE = (
    '<!doctype html><html><head><link rel="manifest" href="{up}manifest.webmanifest">'
    '<link rel="preload" href="{up}vendor/fonts/prose.woff2" as="font"></head><body>'
    '<script src="{up}assets/javascripts/bundle.ab12.min.js"></script>'
    '<script src="{up}javascripts/assets.js"></script><script src="{up}javascripts/hosted.js"></script>'
    '<script src="{up}javascripts/python.js"></script></body></html>'
)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site with all kinds of files that the conversion knows."""
    made = tmp_path / "nudge-offline"
    entry = {"at": "vendor/assets/nudge.zip.ab12.bin", "size": 4, "packed": 3, "sha256": "00"}
    files = {
        "index.html": PAGE.format(up=""),
        "deep/page.html": PAGE.format(up="../"),
        "404.html": "missing",
        "sitemap.xml": "<urlset/>",
        "models/demo/card.md": "raw",
        "search/search_index.json": '{"docs": []}',
        "assets/javascripts/workers/search.cd34.min.js": 'say("</script>")',
        "assets/javascripts/bundle.ab12.min.js.map": "{}",
        "stylesheets/fonts.css": '@font-face { src: url("../vendor/fonts/prose.woff2") format("woff2") }',
        "vendor/fonts/prose.woff2": "letters",
        "vendor/assets.json": json.dumps({"nudge.zip": entry, "again.zip": entry}),
        "vendor/assets/nudge.zip.ab12.bin": "\x00\x01\x02",
    }
    lay_out(made, files)
    folder.convert(made)
    return made


def test_a_file_that_would_be_fetched_becomes_a_script_that_hands_it_over(site: Path) -> None:
    script = (site / "vendor/assets/nudge.zip.ab12.bin.js").read_text()
    contents = base64.b64encode(b"\x00\x01\x02").decode()
    assert script == f'nudgeGive("vendor/assets/nudge.zip.ab12.bin.js", "{contents}");\n'
    assert not (site / "vendor/assets/nudge.zip.ab12.bin").exists()


def test_the_list_becomes_a_script_too(site: Path) -> None:
    script = (site / "vendor/assets.json.js").read_text()
    start = 'nudgeGive("vendor/assets.json.js", '
    assert script.startswith(start)
    assert set(json.loads(script.removeprefix(start).removesuffix(");\n"))) == {"nudge.zip", "again.zip"}


@pytest.mark.parametrize(("page", "up"), [("index.html", ""), ("deep/page.html", "../")])
def test_a_page_takes_its_files_from_the_folder_and_nothing_from_a_host(site: Path, page: str, up: str) -> None:
    text = (site / page).read_text()
    assert f'<script src="{up}javascripts/folder.js"></script><script src="{up}javascripts/python.js">' in text
    assert "hosted.js" not in text
    assert "manifest" not in text


def test_letters_stand_in_the_style_that_names_them(site: Path) -> None:
    letters = base64.b64encode(b"letters").decode()
    style = (site / "stylesheets/fonts.css").read_text()
    assert style == f'@font-face {{ src: url("data:font/woff2;base64,{letters}") format("woff2") }}'
    assert "fonts/" not in (site / "deep/page.html").read_text()
    assert not (site / "vendor/fonts").exists()


def test_workers_from_disk_are_ready_before_the_theme_makes_its_own(site: Path) -> None:
    text = (site / "deep/page.html").read_text()
    order = [
        text.index(name) for name in ("../search/search_worker.js", "../javascripts/disk-workers.js", "bundle.ab12")
    ]
    assert order == sorted(order)


def test_a_page_has_its_policy(site: Path) -> None:
    assert "Content-Security-Policy" in (site / "index.html").read_text()


def test_search_finds_its_index_and_its_worker_as_scripts(site: Path) -> None:
    assert (site / "search/search_index.js").read_text() == 'var __index = {"docs": []}'
    worker = (site / "search/search_worker.js").read_text()
    assert json.loads(worker.removeprefix("self.nudgeSearchWorker = ").removesuffix(";\n")) == 'say("</script>")'


def test_what_only_a_host_needs_stays_away(site: Path) -> None:
    names = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    assert not [
        name for name in names if name.endswith((".map", ".json")) or name.startswith(("models", "sitemap", "404"))
    ]


def test_the_archive_holds_one_folder_and_is_whole_or_not_there(site: Path, tmp_path: Path) -> None:
    archive = tmp_path / "made.zip"
    folder._pack(site, archive)
    with zipfile.ZipFile(archive) as packed:
        assert all(name.startswith("nudge-offline/") for name in packed.namelist())
        assert "nudge-offline/index.html" in packed.namelist()
    with pytest.raises(VendorError, match="cannot write"):
        folder._pack(site, tmp_path / "no such folder" / "made.zip")
