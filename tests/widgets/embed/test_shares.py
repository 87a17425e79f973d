"""What one widget alone reaches travels with it; what several share, with the page; and nothing twice."""

from widgets.embed.needs import reached
from widgets.embed.shares import FIRST, PACKAGE, share_of, shares, sources

WIDGETS = sorted(path.stem for path in PACKAGE.glob("[a-z]*.py"))


def _names(share: str) -> set[str]:
    return {path.relative_to(PACKAGE).as_posix() for path in shares()[share]}


def test_the_builds_room_stays_at_home() -> None:
    assert not [path for path in sources() if "embed" in path.relative_to(PACKAGE).parts]


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
    modules = {path: ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts) for path in sources()}
    for name in WIDGETS:
        there = {*shares()[FIRST], *shares()[share_of(name)]}
        reach = reached(f"widgets.{name}")
        needed = {path for path, module in modules.items() if module.removesuffix(".__init__") in reach}
        assert needed <= there, name
