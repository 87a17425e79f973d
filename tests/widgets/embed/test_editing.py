"""While a house is edited nothing is drawn twice from the same sources, and what was edited is imported anew."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import widgets
from tests.widgets.embed.sites import lay_out
from widgets.embed import editing, places


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> editing.Session:
    made = editing.Session()
    monkeypatch.setattr(editing, "session", made)
    return made


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A folder whose widgets are found beside ours, and forgotten afterwards."""
    before = dict(sys.modules)
    monkeypatch.setattr(widgets, "__path__", [str(tmp_path), *widgets.__path__])
    places.look_again()
    yield tmp_path
    sys.modules.clear()
    sys.modules.update(before)
    places.look_again()


def test_any_other_build_keeps_nothing() -> None:
    made = iter("ab")
    assert [editing.once("key", lambda: next(made)) for _ in range(2)] == ["a", "b"]
    assert editing.wanted() is None


def test_what_was_drawn_is_kept_under_its_key(session: editing.Session) -> None:
    made = iter("ab")
    assert [editing.once(key, lambda: next(made)) for key in ("one", "one", "two")] == ["a", "a", "b"]
    session.wanted = frozenset({"index.md"})
    assert editing.wanted() == {"index.md"}


def test_an_edited_module_and_what_imports_it_are_imported_anew_and_no_other(own: Path) -> None:
    lay_out(
        own, {"alpha.py": "from widgets import beta\nSAID = beta.SAID", "beta.py": "SAID = 'first'", "gamma.py": ""}
    )
    from widgets import alpha, gamma  # type: ignore[attr-defined]

    lay_out(own, {"beta.py": "SAID = 'an edit'"})
    places.look_again()
    assert editing.forget([own / "beta.py"]) == {"widgets.beta"}
    from widgets import alpha as again  # type: ignore[attr-defined]

    assert (alpha.SAID, again.SAID) == ("first", "an edit")
    assert sys.modules["widgets.gamma"] is gamma


def test_data_count_for_the_modules_that_read_them(own: Path) -> None:
    lay_out(own, {"alpha.py": "from_toml(Rows, 'rows.toml')".replace("'", '"'), "rows.toml": ""})
    assert editing.forget([own / "rows.toml"]) == {"widgets.alpha"}


def test_everything_can_be_forgotten_but_the_server_itself(
    session: editing.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.kept["key"] = "drawn"
    monkeypatch.setattr(sys, "modules", {"widgets.quiz": widgets, "widgets.embed.serve": widgets, "json": widgets})
    editing.forget_all()
    assert list(sys.modules) == ["widgets.embed.serve", "json"]
    assert session.kept == {}
