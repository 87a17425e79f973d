"""What one widget alone reaches travels with it; what several share, with the page; and nothing twice."""

from pathlib import Path

import pytest

import widgets
from tests.widgets.embed.sites import lay_out
from widgets.embed import places
from widgets.embed.needs import reached
from widgets.embed.places import INSTALLED, module_of, widget_names
from widgets.embed.shares import FIRST, digest_of, reached_files, share_of, shares, sources

WIDGETS = widget_names()


def _names(share: str) -> set[str]:
    return {path.relative_to(INSTALLED).as_posix() for path in shares()[share]}


def test_the_builds_room_stays_at_home() -> None:
    assert not [path for path in sources() if "embed" in path.relative_to(INSTALLED).parts]


def test_a_widget_comes_with_its_data_and_with_the_rooms_that_nobody_else_enters() -> None:
    assert {"scale.py", "scale.toml"} <= _names(share_of("scale"))
    assert {"training_lab.py", "laboratory/__init__.py", "laboratory/experiments.toml"} <= _names(
        share_of("training_lab")
    )


def test_the_engine_and_what_several_widgets_share_come_first_and_no_widget_does() -> None:
    first = _names(FIRST)
    assert {"__init__.py", "engine/page.py", "ml/losses.py"} <= first
    assert not first & {f"{name}.py" for name in WIDGETS}


def test_data_that_several_widgets_read_come_first() -> None:
    assert {"quiz.toml", "flashcards.toml", "teach_back.toml", "records/lesson.toml"} <= _names(FIRST)


def test_no_source_travels_twice_and_every_widget_finds_all_that_it_imports() -> None:
    packed = [path for paths in shares().values() for path in paths]
    assert len(packed) == len(set(packed))
    modules = {path: module_of(path) for path in sources()}
    for name in WIDGETS:
        there = {*shares()[FIRST], *shares()[share_of(name)]}
        reach = reached(f"widgets.{name}")
        needed = {path for path, module in modules.items() if module in reach}
        assert needed <= there, name


def test_a_widget_is_made_of_what_it_imports_and_of_the_data_that_these_read() -> None:
    made = {path.relative_to(INSTALLED).as_posix() for path in reached_files("training_lab")}
    assert {"training_lab.py", "laboratory/going.py", "laboratory/experiments.toml", "engine/charts.py"} <= made
    assert not made & {"quiz.toml", "cross_entropy.py"}


def test_an_edit_is_seen_in_the_digest_of_the_widgets_that_it_may_change_and_of_no_other(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lay_out(
        tmp_path, {"one.py": 'from_toml(Rows, "one.toml")', "one.toml": "a = 1", "two.py": "import widgets.rooms.a"}
    )
    lay_out(tmp_path, {"rooms/__init__.py": "", "rooms/a.py": "", "rooms/b.py": ""})
    monkeypatch.setattr(widgets, "__path__", [str(tmp_path)])
    places.look_again()
    before = {name: digest_of(name) for name in ("one", "two")}
    for edited, changed in {"one.toml": "one", "rooms/a.py": "two", "rooms/b.py": None}.items():
        lay_out(tmp_path, {edited: "# an edit"})
        places.look_again()
        after = {name: digest_of(name) for name in ("one", "two")}
        assert [name for name in after if after[name] != before[name]] == ([changed] if changed else []), edited
        before = after
    places.look_again()
