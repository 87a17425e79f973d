"""A build packs our Python first and says what is missing in MkDocs' words; every page gets its policy; the next build
imports our Python afresh.
"""

import sys
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files

from widgets.embed import editing, hooks, places, policy, single
from widgets.embed.checked import VendorError
from widgets.embed.published import MissingModel
from widgets.engine import WidgetError


def test_the_bundle_is_brought_up_to_date_before_a_build(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[str] = []
    monkeypatch.setattr(hooks.bundle, "build", lambda: built.append("now"))
    hooks.on_pre_build({})
    assert built == ["now"]


@pytest.mark.parametrize("error", [MissingModel("docs/models/x is missing"), VendorError("run `make build`")])
def test_what_is_missing_stops_the_build_in_one_sentence(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr(hooks.bundle, "build", fail)
    with pytest.raises(PluginError, match=str(error)):
        hooks.on_pre_build({})


def test_a_mistake_of_ours_is_not_dressed_as_one_of_the_authors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks.bundle, "build", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        hooks.on_pre_build({})


def test_after_a_build_the_widgets_and_nothing_else_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"widgets": 1, "widgets.engine": 2, "widgetsmith": 3, "json": 4}
    monkeypatch.setattr(sys, "modules", dict(known))
    hooks.on_post_build({})
    assert sys.modules == {"widgetsmith": 3, "json": 4}


@pytest.fixture
def edited(monkeypatch: pytest.MonkeyPatch) -> editing.Session:
    """A build of one page while a house is edited."""
    session = editing.Session(wanted=frozenset({"a.md"}))
    monkeypatch.setattr(editing, "session", session)
    return session


def test_while_a_house_is_edited_only_the_pages_that_are_wanted_are_built_and_the_bundle_later(
    edited: editing.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks.bundle, "build", lambda: pytest.fail("packed before the page"))
    monkeypatch.setattr(single, "pages", list)
    hooks.on_pre_build({})
    pages = [SimpleNamespace(src_uri=uri, is_modified=lambda: True) for uri in ("a.md", "b.md")]
    hooks.on_files(SimpleNamespace(documentation_pages=lambda: pages), {})
    assert [page.is_modified() for page in pages] == [True, False]


def test_while_a_house_is_edited_templates_stay_compiled_words_uncounted_and_modules_known(
    edited: editing.Session,
) -> None:
    assert [hooks.on_env(env, {}, []) for env in ("first", "second")] == ["first", "first"]
    page = SimpleNamespace(meta={})
    assert hooks.on_page_content("text", page, {}, []) == "text"
    assert page.meta == {"search": {"exclude": True}}
    known = dict(sys.modules)
    hooks.on_post_build({})
    assert sys.modules == known


def test_a_file_that_python_cannot_read_stops_the_build_with_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    path = places.INSTALLED / "mine.py"
    monkeypatch.setattr(hooks.bundle, "build", lambda: compile("a = 1\nb = = 2", str(path), "exec"))
    with pytest.raises(PluginError, match=r"widgets/mine\.py, line 2"):
        hooks.on_pre_build({})


PAGE = "<!doctype html><html><head><title>a</title></head><body>{}</body></html>"
FILE = SimpleNamespace(file=SimpleNamespace(src_uri="a.md"))


def test_every_page_gets_its_policy() -> None:
    assert "<head><meta http-equiv=" in hooks.on_post_page(PAGE.format("a"), FILE, {})
    assert "<head><meta http-equiv=" in hooks.on_post_template(PAGE.format("a"), "404.html", {})
    assert hooks.on_post_template("<urlset>", "sitemap.xml", {}) == "<urlset>"


def test_a_page_that_its_policy_would_break_stops_the_build_and_says_where() -> None:
    with pytest.raises(PluginError, match=r'docs/a.md: the site\'s policy would not let this work: <p style="top: 0">'):
        hooks.on_post_page(PAGE.format('<p style="top: 0">'), FILE, {})


def test_what_the_development_server_adds_to_a_page_is_in_the_policy_that_it_sends() -> None:
    def app(environ: object, start_response: Callable[..., object]) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/html")])
        return [PAGE.format("<script>reload()</script>").encode()]

    kept = [app]
    server = SimpleNamespace(get_app=lambda: kept[-1], set_app=kept.append)
    assert hooks.on_serve(server, {}, None) is server
    (page,) = kept[-1]({}, lambda status, headers: None)  # type: ignore[arg-type]
    assert policy.digest("reload()").encode() in page


def test_a_quiz_that_leads_to_nothing_stops_the_build_with_its_own_file_and_line() -> None:
    quiz = '<live-widget name="quiz" id="quiz"></live-widget>'
    with pytest.raises(PluginError, match=r"widgets/quiz.toml, line \d+: field 'misconception\[0\]' is refused"):
        hooks.on_post_page(PAGE.format(quiz), FILE, {})


def test_a_quiz_alone_leads_to_the_lesson_where_its_links_are_checked() -> None:
    quiz = '<live-widget name="quiz" id="quiz"></live-widget>'
    page = SimpleNamespace(file=SimpleNamespace(src_uri="widget/quiz.md"))
    assert quiz in hooks.on_post_page(PAGE.format(quiz), page, {})


def test_a_page_for_every_widget_is_built_and_in_no_navigation() -> None:
    files, plugins = Files([]), SimpleNamespace(_current_plugin="hooks")
    hooks.on_files(files, SimpleNamespace(site_dir="site", use_directory_urls=True, plugins=plugins))
    made = {file.src_uri: file for file in files.documentation_pages()}
    assert set(made) == {one.source for one in single.pages()}
    assert all(file.inclusion.is_not_in_nav() for file in made.values())
    assert made["widget/scale.md"].url == "widget/scale/"
    assert made["widget/scale.md"].content_string.startswith("---\ntemplate:")


def test_a_widget_without_a_title_stops_the_build_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise WidgetError("widgets/scale.py: its docstring names its page")

    monkeypatch.setattr(single, "pages", fail)
    with pytest.raises(PluginError, match="its docstring names its page"):
        hooks.on_files(Files([]), {})
