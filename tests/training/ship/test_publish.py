"""A published folder is replaced whole, and names no folder of the machine that made it."""

import json
from pathlib import Path

import pytest

from training.config import Config, Source, changed, to_dict
from training.run import provenance
from training.ship import publish


def _folder(path: Path, word: str) -> Path:
    path.mkdir(parents=True)
    (path / "manifest.json").write_text(word)
    return path


def test_a_new_folder_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    target = _folder(tmp_path / "demo", "old")
    publish.replace(_folder(tmp_path / ".demo.fresh", "new"), target)
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]
    assert (target / "manifest.json").read_text() == "new"


def test_cut_off_in_the_middle_nothing_is_lost_and_the_next_time_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = _folder(tmp_path / "demo", "old")
    real, calls = Path.rename, iter(range(9))

    def cut(self: Path, to: Path) -> Path:
        if next(calls) == 1:
            raise KeyboardInterrupt
        return real(self, to)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", cut)
        with pytest.raises(KeyboardInterrupt):
            publish.replace(_folder(tmp_path / ".demo.fresh", "new"), target)
    assert (tmp_path / ".demo.old" / "manifest.json").read_text() == "old"
    publish.replace(tmp_path / ".demo.fresh", target)
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]
    assert (target / "manifest.json").read_text() == "new"


def test_settings_are_published_without_folders(tiny: Config) -> None:
    own = Source("/home/someone/text/mine.txt", dataset="/home/someone/sets")
    table = [{"file": own.file, "dataset": own.dataset}]
    mine = changed(tiny, [f"data.source={json.dumps(table)}", "data.folder=/home/someone/corpus"])
    assert "someone" in str(to_dict(mine))
    assert "someone" not in str(provenance.public(mine))
