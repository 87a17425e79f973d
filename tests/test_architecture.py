"""The arrows of the house point one way: every import is read."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
WIDGETS = {path.stem for path in (ROOT / "widgets").glob("[a-z]*.py")}
DRAWERS = {"utils", "common", "helpers", "manager", "base", "misc"}
SOURCES = sorted([*(ROOT / "widgets").rglob("*.py"), *(ROOT / "training").rglob("*.py")])
# Parts of the standard library that Pyodide has in packages of their own, or that need one of these.
NOT_IN_THE_BROWSER = {"decimal", "lzma", "sqlite3", "ssl", "statistics"}
HEAVY = {"torch", "onnx", "onnxscript", "tiktoken"}


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def _room(path: Path) -> str:
    parts = path.relative_to(ROOT).parts
    if parts[0] == "training":
        return "training"
    return parts[1] if len(parts) > 2 else "widget"


def _target(name: str) -> str:
    parts = name.split(".")
    if parts[0] != "widgets" or len(parts) == 1:
        return parts[0]
    return "widget" if parts[1] in WIDGETS else parts[1]


ALLOWED = {
    "widget": {"engine", "ml", "laboratory", "explaining", "questions", "deck", "records"},
    # A widget that is longer than a file has rooms of its own behind its door.
    "laboratory": {"engine", "ml", "laboratory"},
    "explaining": {"engine", "ml", "explaining"},
    "questions": {"engine", "ml", "questions"},
    # What two widgets share of the reader's cards.
    "deck": {"engine", "ml", "deck"},
    # What several widgets say of a reader's work.
    "records": {"engine", "records"},
    "engine": {"engine"},
    "ml": {"ml", "numpy"},
    "embed": {
        "embed",
        "engine",
        "ml",
        "explaining",
        "questions",
        "deck",
        "widget",
        "numpy",
        "onnxruntime",
        "tokenizers",
    },
    "training": {"ml"},
}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_the_right_way(path: Path) -> None:
    room = _room(path)
    targets = {_target(name) for name in _imports(path)}
    inside = targets & {*ALLOWED}
    if room == "training":
        inside -= {"training"}
    assert inside <= ALLOWED[room], f"{room} may not import {inside - ALLOWED[room]}"
    assert room == "training" or not targets & HEAVY, "torch lives in training/ alone"
    assert room in ("training", "embed") or "tokenizers" not in targets, "text becomes tokens where the model is"


# The order in which data walks: a room knows those before it. What all share (config, files, ...) knows no room.
WALK = ("", "text", "run", "judge", "ship", "tutor", "__main__")


def _stop(parts: list[str]) -> str:
    return parts[1] if len(parts) > 1 and parts[1] in WALK else ""


@pytest.mark.parametrize("path", sorted((ROOT / "training").rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT)))
def test_the_trainers_rooms_know_only_those_before_them(path: Path) -> None:
    here = WALK.index(_stop(list(path.relative_to(ROOT).with_suffix("").parts)))
    known = {_stop(name.split(".")) for name in _imports(path) if name.startswith("training.")}
    assert all(WALK.index(room) <= here for room in known), f"{WALK[here]} may not know {known}"


@pytest.mark.parametrize(
    "path", [p for p in SOURCES if _room(p) in ("widget", "laboratory", "deck", "engine", "ml")], ids=lambda p: p.name
)
def test_what_travels_to_the_browser_needs_only_what_the_browser_has(path: Path) -> None:
    import sys

    known = set(sys.stdlib_module_names) - NOT_IN_THE_BROWSER
    outside = {name.split(".")[0] for name in _imports(path)} - known - {"widgets"}
    assert outside <= {"numpy", "fsrs", "segno"}
    assert "fsrs" not in outside or path.stem == "memory", "one file knows the scheduler"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_opens_with_a_sentence_and_has_a_name_that_says_something(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert path.stem not in DRAWERS


def test_a_widget_opens_with_state_then_view_then_update() -> None:
    for name in WIDGETS:
        tree = ast.parse((ROOT / "widgets" / f"{name}.py").read_text(encoding="utf-8"))
        order = [n.name for n in tree.body if isinstance(n, ast.ClassDef | ast.FunctionDef)]
        kept = [one for one in order if one in ("State", "view", "update")]
        assert kept == ["State", "view", "update"], name


def test_a_widget_takes_the_engine_by_its_door_alone() -> None:
    for name in WIDGETS:
        taken = {one for one in _imports(ROOT / "widgets" / f"{name}.py") if one.startswith("widgets.engine.")}
        assert all(one.removeprefix("widgets.engine.") in _door() for one in taken), f"{name}: {taken}"


def _door() -> list[str]:
    import widgets.engine

    return widgets.engine.__all__


# What every widget keeps, and what none lets pass, is tested in files that stand for the package itself.
ALL = ("contract", "hands", "shared_links", "imported_files", "unicode")
STANDS_FOR_ALL = {Path(f"widgets/{name}.py") for name in ALL}


def _about(test: Path) -> set[Path]:
    words = test.stem.split("_")
    return {test.with_stem("_".join(words[:count])) for count in range(1, len(words) + 1)}


def test_the_tests_of_widgets_are_the_same_tree_again() -> None:
    modules = {path.relative_to(ROOT) for path in (ROOT / "widgets").rglob("*.py") if path.name != "__init__.py"}
    tests = {
        path.relative_to(ROOT / "tests").with_name(path.name.removeprefix("test_"))
        for path in (ROOT / "tests" / "widgets").rglob("test_*.py")
    }
    assert modules <= tests, "a module without its test"
    # More about one module stands beside its test, under its name and a word.
    strays = [test for test in tests - STANDS_FOR_ALL if not _about(test) & modules]
    assert strays == [], "a test without its module"


def test_the_door_of_the_engine_shows_exactly_what_it_exports() -> None:
    import widgets.engine as door

    tree = ast.parse((ROOT / "widgets" / "engine" / "__init__.py").read_text(encoding="utf-8"))
    imported = {alias.name for n in tree.body if isinstance(n, ast.ImportFrom) for alias in n.names}
    assert imported == set(door.__all__)
