"""The files of published models, among which the lesson's own may be another."""

from pathlib import Path

import pytest

from widgets.embed import bundle, published


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("demo", "lab", "mine"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").write_text(f'{{"name": "{name}"}}')
    monkeypatch.setattr(published, "MODELS", tmp_path)
    monkeypatch.delenv("MODEL", raising=False)
    return tmp_path


@pytest.mark.parametrize("chosen", ["", "demo"])
def test_without_a_choice_the_lesson_shows_its_own_model(
    models: Path, monkeypatch: pytest.MonkeyPatch, chosen: str
) -> None:
    monkeypatch.setenv("MODEL", chosen)
    assert published.folder("demo") == models / "demo"


def test_another_model_takes_the_place_of_the_lessons_and_of_no_other(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODEL", "mine")
    assert [published.folder(name).name for name in ("demo", "lab", "mine")] == ["mine", "lab", "mine"]
    assert published.manifest("demo") == {"name": "mine"}


def test_a_choice_that_is_not_there_stops_the_build_with_those_that_are(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODEL", "yours")
    with pytest.raises(
        published.MissingModel, match="MODEL=yours: no such model is published; there are demo, lab, mine"
    ):
        published.folder("demo")


def test_a_fence_that_names_no_model_is_told_those_that_are(models: Path) -> None:
    with pytest.raises(published.MissingModel, match="no model is named; there are demo, lab, mine"):
        published.contents("", "manifest.json")


def test_a_missing_file_names_the_command_that_makes_it(models: Path) -> None:
    with pytest.raises(published.MissingModel, match=r"docs/models/lab/next\.onnx is missing; `make model` writes it"):
        published.published("lab", "next.onnx")


def test_the_page_finds_the_other_model_under_the_lessons_name(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (models / "mine" / "manifest.json").write_text('{"files": {"next.onnx": {}, "moments/00000009.bin": {}}}')
    (models / "mine" / "moments").mkdir()
    for name in ("next.onnx", "moments/00000009.bin"):
        (models / "mine" / name).write_text(name)
    monkeypatch.setenv("MODEL", "mine")
    listed = bundle._model("demo")
    assert listed == {
        f"models/demo/{name}": models / "mine" / name for name in ("manifest.json", "next.onnx", "moments/00000009.bin")
    }


def test_the_last_moment_is_the_model_and_others_are_found_by_their_step(models: Path) -> None:
    (models / "lab" / "manifest.json").write_text(
        '{"moments": [{"step": 0, "file": "a.bin"}, {"step": 4, "file": "b.bin"}]}'
    )
    for name in ("a.bin", "b.bin"):
        (models / "lab" / name).write_text(name)
    assert published.moment("lab") == (4, models / "lab" / "b.bin")
    assert published.moment("lab", 0) == (0, models / "lab" / "a.bin")
    with pytest.raises(published.MissingModel, match="the model 'lab' has no moment at step 3; there are 0, 4"):
        published.moment("lab", 3)
