"""What surrounds Zensical: a house that is not ours, addresses as every tool writes them, its search in the policy."""

import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from tests.widgets.embed.sites import lay_out
from widgets.embed import policy, zensical
from widgets.embed.checked import VendorError
from widgets.embed.finished import PageError
from widgets.embed.places import ROOT

SCRIPT = "var other='x';var a$='.l{color:red}';function f(){e.appendChild(C(\"style\",{},a$.toString()))}"


def test_the_house_is_laid_anew_and_holds_pages_theme_and_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = lay_out(
        tmp_path / "root",
        {
            "mkdocs.yml": "site_name: x",
            "docs/index.md": "# a",
            "widgets/embed/theme/main.html": "main",
            "widgets/embed/theme/partials/search.html": "ours",
            ".cache/runtime/precious": "kept",
        },
    )
    monkeypatch.setattr(zensical, "ROOT", root)
    alone = SimpleNamespace(source="widget/a.md", markdown=lambda: "# A widget alone")
    monkeypatch.setattr(zensical.single, "pages", lambda: [alone])
    house = lay_out(root / "build" / "zensical", {"site/old.html": "of the last build"})
    zensical.furnish(house)
    names = {path.relative_to(house).as_posix() for path in house.rglob("*") if path.is_file()}
    # Zensical empties the .cache beside its settings: they must not stand beside ours.
    assert names == {"mkdocs.yml", "docs/index.md", "docs/widget/a.md", "theme/main.html"}
    settings = yaml.safe_load((house / "mkdocs.yml").read_text(encoding="utf-8"))
    assert (house / settings["INHERIT"]).resolve() == root / "mkdocs.yml"
    assert settings["theme"] == {"custom_dir": "theme", "variant": "classic"}


@pytest.mark.parametrize(
    ("written", "depth", "read"),
    [
        ('<a href="./code/">', 0, '<a href="code/">'),
        ('<a href="./..">', 1, '<a href="..">'),
        ('<a href="././">', 1, '<a href="./">'),
        ('<a href="./">', 1, '<a href="./">'),
        ('<a href="../../#floor">', 1, '<a href="../#floor">'),
        ('<a href="../../#floor">', 2, '<a href="../../#floor">'),
        ('<a href="../">', 0, '<a href="">'),
        ('<script src="./javascripts/a.js">', 0, '<script src="javascripts/a.js">'),
        ('<p>href="./text"', 0, '<p>href="./text"'),
    ],
)
def test_an_address_is_written_as_elsewhere_and_never_leads_above_the_site(written: str, depth: int, read: str) -> None:
    assert zensical.addressed(written, depth) == read


def test_the_style_of_the_search_is_found_whatever_it_is_called(tmp_path: Path) -> None:
    lay_out(tmp_path, {"assets/javascripts/bundle.ab12cd34.min.js": SCRIPT})
    assert zensical.search_style(tmp_path) == ".l{color:red}"


def test_another_search_stops_the_build_with_where_to_look(tmp_path: Path) -> None:
    lay_out(tmp_path, {"assets/javascripts/bundle.ab12cd34.min.js": "another"})
    with pytest.raises(VendorError, match=r"^bundle.ab12cd34.min.js has its style elsewhere; see search_style in zens"):
        zensical.search_style(tmp_path)


def _built(folder: Path, page: str) -> Path:
    files = {
        "index.html": "<html><head></head><body><p>a",
        "deep/index.html": f"<html><head></head><body>{page}",
        "404.html": '<html><head></head><body><a href="/deep/">',
        "assets/javascripts/bundle.ab12cd34.min.js": SCRIPT,
        "assets/stylesheets/classic/main.css": "used",
        "assets/stylesheets/modern/main.css": "not used",
    }
    return lay_out(folder, files)


def test_a_site_is_finished_with_its_own_variant_and_the_style_of_its_search(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[object] = []
    monkeypatch.setattr(zensical.hosted, "finish", lambda site, styles: given.append(styles))
    zensical.publish(_built(tmp_path, '<a href="../../#a">'))
    assert given == [[".l{color:red}"]]
    assert sorted(path.name for path in (tmp_path / "assets" / "stylesheets").iterdir()) == ["classic"]
    page = (tmp_path / "deep" / "index.html").read_text(encoding="utf-8")
    assert page.endswith('<a href="../#a">')
    assert "http-equiv" in page
    assert '<a href="/deep/">' in (tmp_path / "404.html").read_text(encoding="utf-8")


def test_a_page_that_its_policy_would_break_is_named_by_its_source(tmp_path: Path) -> None:
    with pytest.raises(PageError, match=r"^docs/deep.md: the site's policy"):
        zensical.publish(_built(tmp_path, '<p style="top: 0">'))


def test_the_search_s_style_is_in_the_policy_by_its_hash_alone() -> None:
    page = policy.with_policy("<html><head></head>", [".l{color:red}"])
    assert f"style-src 'self' '{policy.digest('.l{color:red}')}';" in page
    assert "unsafe-inline" not in page


def test_without_zensical_the_command_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(zensical.importlib.util, "find_spec", lambda name: None)
    assert zensical.main() == 1
    assert capsys.readouterr().err == "zensical: Zensical is not installed; run `make build-zensical`\n"


def test_what_zensical_refuses_is_said_in_its_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran: list[dict[str, object]] = []

    def refuse(command: list[str], **how: object) -> object:
        ran.append({"command": command, **how})
        return SimpleNamespace(returncode=1, stdout="docs/a.md: anchor does not exist\n")

    monkeypatch.setattr(zensical.importlib.util, "find_spec", lambda name: name)
    monkeypatch.setattr(zensical.bundle, "build", lambda: None)
    monkeypatch.setattr(zensical, "furnish", lambda house: None)
    monkeypatch.setattr(subprocess, "run", refuse)
    assert zensical.main() == 1
    assert capsys.readouterr().err.endswith("Zensical says\ndocs/a.md: anchor does not exist\n")
    (how,) = ran
    # Snippets are found from here; a stale cache would keep a widget as it was.
    assert how["cwd"] == ROOT
    assert {"--clean", "--strict"} <= {*how["command"]}  # type: ignore[misc]
