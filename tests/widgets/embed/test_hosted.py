"""What a host is given: names that change with contents, and a service worker that keeps one version whole."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from tests.widgets.embed.sites import lay_out
from widgets.embed import hosted, traffic
from widgets.embed.checked import VendorError

PAGE = (
    '<!doctype html><html><head><link rel="stylesheet" href="{up}stylesheets/site.css">'
    '<link rel="preload" href="{up}vendor/fonts/prose.woff2"></head><body>'
    '<script src="{up}javascripts/hosted.js"></script><script src="{up}javascripts/renewal.js"></script>'
    '<script src="{up}javascripts/link.js"></script><a href="{up}models/demo/card.md">card</a></body></html>'
)
PACKED = "vendor/assets/nudge.zip.ab12cd34.bin"
FILES = {
    "index.html": PAGE.format(up=""),
    "deep/page/index.html": PAGE.format(up="../../"),
    "404.html": PAGE.format(up="/some/path/"),
    "javascripts/hosted.js": "1",
    "javascripts/renewal.js": "2",
    "javascripts/link.js": "/* why */ const shared = 3;\n// more\nfunction used() { const own = shared; return own; }",
    "javascripts/python-worker.js": "joined to a worker",
    "stylesheets/site.css": '/* why */ @font-face { src: url("../vendor/fonts/prose.woff2") }',
    "vendor/fonts/prose.woff2": "letters",
    "search/search_index.json": "{}",
    "assets/javascripts/bundle.ab12cd34.min.js": "theme",
    "assets/javascripts/lunr/min/lunr.de.min.js": "another language",
    "vendor/assets.json": json.dumps({name: {"at": PACKED, "packed": 6} for name in traffic.CORE}),
    PACKED: "packed",
    "models/demo/card.md": "raw",
    "sitemap.xml": "<urlset/>",
    "images/icon.svg": "<svg/>",
    "images/social.png": "for other sites",
}


def _site(folder: Path, **changed: str) -> Path:
    lay_out(folder, FILES | changed)
    hosted.finish(folder)
    return folder


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return _site(tmp_path)


def _pages(site: Path) -> dict[str, str | None]:
    """What the service worker keeps: addresses, and what tells their versions apart where the name does not."""
    script = (site / "service-worker.js").read_text(encoding="utf-8")
    kept = json.loads(script.split("self.nudgePages = ", 1)[1].split(";\n", 1)[0])
    return {entry["url"]: entry["revision"] for entry in kept}


@pytest.mark.parametrize("page", ["index.html", "deep/page/index.html", "404.html"])
def test_every_script_and_style_of_a_page_has_its_contents_in_its_name(site: Path, page: str) -> None:
    for address in re.findall(r'(?:src|href)="([^"]*\.(?:js|css))"', (site / page).read_text(encoding="utf-8")):
        name = address.removeprefix("/some/path/").removeprefix("../../")
        digest = name.split(".")[-2]
        assert hashlib.sha256((site / name).read_bytes()).hexdigest().startswith(digest)


def test_scripts_and_styles_lose_their_comments_and_keep_the_names_they_share(site: Path) -> None:
    (script,), (style,) = (site / "javascripts").glob("all.*.js"), (site / "stylesheets").glob("all.*.css")
    text = script.read_text(encoding="utf-8")
    assert "const shared=3" in text
    assert "function used()" in text
    assert not re.search("why|more", text + style.read_text(encoding="utf-8"))


def test_a_script_that_is_broken_stops_the_build(tmp_path: Path) -> None:
    with pytest.raises(VendorError, match="esbuild failed"):
        _site(tmp_path, **{"javascripts/link.js": "function ("})


def test_a_font_has_its_contents_in_its_name_in_styles_and_pages_alike(site: Path) -> None:
    (font,) = (site / "vendor" / "fonts").iterdir()
    assert hashlib.sha256(font.read_bytes()).hexdigest()[:8] == font.name.split(".")[1]
    (style,) = (site / "stylesheets").glob("all.*.css")
    assert f"../vendor/fonts/{font.name}" in style.read_text(encoding="utf-8")
    for page, up in (("index.html", ""), ("deep/page/index.html", "../../")):
        assert f'href="{up}vendor/fonts/{font.name}"' in (site / page).read_text(encoding="utf-8")
    assert f"vendor/fonts/{font.name}" in _pages(site)


def test_pages_lose_the_spaces_before_their_tags_but_where_they_are_read(tmp_path: Path) -> None:
    body = "<body>\n    <ul>\n      <li>a  b</li>\n    </ul><pre>x\n  <b>y</b></pre><textarea>\n  <z</textarea>"
    site = _site(tmp_path, **{"index.html": FILES["index.html"].replace("<body>", body)})
    page = (site / "index.html").read_text(encoding="utf-8")
    assert "<body>\n<ul>\n<li>a  b</li>\n</ul><pre>x\n  <b>y</b></pre><textarea>\n  <z</textarea>" in page


def test_a_link_that_is_no_script_stays(site: Path) -> None:
    assert 'href="../../models/demo/card.md"' in (site / "deep/page/index.html").read_text(encoding="utf-8")


def test_a_page_names_the_list_that_it_was_built_with(site: Path) -> None:
    (listed,) = (site / "vendor").glob("assets.*.json")
    page = (site / "index.html").read_text(encoding="utf-8")
    assert page.count(f'data-list="vendor/{listed.name}" data-worker="service-worker.js"') == 1
    assert f'self.nudgeList = "vendor/{listed.name}"' in (site / "service-worker.js").read_text(encoding="utf-8")


def test_the_service_worker_keeps_what_pages_read_and_nothing_else(site: Path) -> None:
    kept = set(_pages(site))
    assert {"index.html", "404.html", "deep/page/index.html", "search/search_index.json", "images/icon.svg"} <= kept
    others = ("vendor/assets/", "models/", "assets/javascripts/lunr/", "sitemap", "_headers", "service-worker")
    assert not [name for name in kept if name.startswith(others) or "python-worker" in name or ".png" in name]


def test_what_has_no_contents_in_its_name_has_a_sum_beside_it(site: Path) -> None:
    for name, revision in _pages(site).items():
        expected = (
            None if re.search(r"\.[0-9a-f]{8}\.", name) else hashlib.sha256((site / name).read_bytes()).hexdigest()
        )
        assert revision == expected, name


def test_a_change_anywhere_is_another_service_worker(tmp_path: Path) -> None:
    one, same, other = (
        _site(tmp_path / name, **change)
        for name, change in [("one", {}), ("same", {}), ("other", {"stylesheets/site.css": "p { color: red }"})]
    )
    read = [(folder / "service-worker.js").read_bytes() for folder in (one, same, other)]
    assert read[0] == read[1] != read[2]


def test_a_site_is_finished_once(site: Path, tmp_path: Path) -> None:
    with pytest.raises(VendorError, match="make build"):
        hosted.finish(site)
    with pytest.raises(VendorError, match="holds no built site"):
        hosted.finish(tmp_path / "nowhere")


def test_hosts_that_read_them_are_told_what_may_be_kept_for_ever(site: Path) -> None:
    headers = (site / "_headers").read_text(encoding="utf-8")
    assert "/vendor/assets/*\n  Cache-Control: public, max-age=31536000, immutable" in headers
    assert "/service-worker.js\n  Cache-Control: no-cache" in headers
