"""The build reads published models, and the lesson's own may be another."""

from pathlib import Path

import pytest

from widgets.embed import bundle, host


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("demo", "lab", "mine"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").write_text(f'{{"name": "{name}"}}')
    monkeypatch.setattr(host, "MODELS", tmp_path)
    monkeypatch.delenv("MODEL", raising=False)
    return tmp_path


@pytest.mark.parametrize("chosen", ["", "demo"])
def test_without_a_choice_the_lesson_shows_its_own_model(
    models: Path, monkeypatch: pytest.MonkeyPatch, chosen: str
) -> None:
    monkeypatch.setenv("MODEL", chosen)
    assert host.folder("demo") == models / "demo"


def test_another_model_takes_the_place_of_the_lessons_and_of_no_other(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODEL", "mine")
    assert [host.folder(name).name for name in ("demo", "lab", "mine")] == ["mine", "lab", "mine"]
    assert host.manifest("demo") == {"name": "mine"}


def test_a_choice_that_is_not_there_stops_the_build_with_those_that_are(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODEL", "yours")
    with pytest.raises(host.MissingModel, match="MODEL=yours: no such model is published; there are demo, lab, mine"):
        host.folder("demo")


def test_a_missing_file_names_the_command_that_makes_it(models: Path) -> None:
    with pytest.raises(host.MissingModel, match=r"docs/models/lab/next\.onnx is missing; `make model` writes it"):
        host.published("lab", "next.onnx")


def test_the_page_finds_the_other_model_under_the_lessons_name(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (models / "mine" / "manifest.json").write_text(
        '{"files": {"next.onnx": {}, "weights.json": {}, "tokenizer.json": {}, "moments/00000009.bin": {}}}'
    )
    (models / "mine" / "moments").mkdir()
    for name in ("next.onnx", "weights.json", "tokenizer.json", "moments/00000009.bin"):
        (models / "mine" / name).write_text(name)
    monkeypatch.setenv("MODEL", "mine")
    assert bundle._model("demo") == {
        f"models/demo/{name}": models / "mine" / name
        for name in ("manifest.json", "next.onnx", "weights.json", "tokenizer.json", "moments/00000009.bin")
    }
