"""A dataset by name, and a folder that stands in for one."""

from pathlib import Path

import pytest

from training import config as settings
from training.__main__ import main
from training.errors import DataError
from training.text import hub


@pytest.fixture
def stand_in(tmp_path: Path) -> Path:
    """A folder laid out like a dataset's repository."""
    folder = tmp_path / "TinyStories"
    folder.mkdir()
    stories = [f"Once upon a time, cat number {i} found a red ball in the garden." for i in range(300)]
    (folder / "train.txt").write_text("\n<|endoftext|>\n".join(stories))
    (folder / "README.md").write_text("About the stories.")
    return folder


def test_a_name_is_owner_dataset_and_file() -> None:
    assert hub.split_name("roneneldan/TinyStories") == ("roneneldan/TinyStories", "")
    assert hub.split_name("roneneldan/TinyStories/data/a.txt") == ("roneneldan/TinyStories", "data/a.txt")


@pytest.mark.parametrize("name", ["", "TinyStories", "/x", "roneneldan/"])
def test_what_is_no_name_is_said(name: str) -> None:
    with pytest.raises(DataError, match="names no dataset; it looks like roneneldan/TinyStories"):
        hub.split_name(name)


def test_a_folder_stands_in_for_a_dataset(stand_in: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    for name in (stand_in, stand_in / "train.txt"):
        arguments = ["prepare", "--config", "training/configs/smoke.toml", "--dataset", str(name)]
        assert main(arguments) == 0
    assert (tmp_path / "runs" / "smoke" / "data" / "train.txt.train.bin").stat().st_size > 1000


def test_of_several_files_one_must_be_named(stand_in: Path) -> None:
    (stand_in / "valid.txt").write_text("More.")
    with pytest.raises(DataError, match=r"name one file .*found: train\.txt, valid\.txt"):
        hub.fetch(str(stand_in), "")
    with pytest.raises(DataError, match=r"there is no test\.txt"):
        hub.fetch(str(stand_in), "test.txt")


def test_a_hub_that_cannot_be_reached_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    import huggingface_hub

    def unreachable(*arguments: object, **options: object) -> str:
        raise OSError("no route to host")

    monkeypatch.setattr(huggingface_hub, "hf_hub_download", unreachable)
    monkeypatch.setattr(huggingface_hub, "list_repo_files", unreachable)
    for file in ("a.txt", ""):
        with pytest.raises(DataError, match=r"cannot get a/b from .*no route to host.*--corpus FILE"):
            hub.fetch("a/b", file)
