"""The files of the settings are found, or it is said where they were looked for."""

import dataclasses
import os
from pathlib import Path

import pytest

from tests.training.conftest import with_source
from training.config import Config
from training.errors import DataError
from training.text import prepare, sources


def test_a_path_that_leads_to_no_file_is_said_in_full(tiny: Config, tmp_path: Path) -> None:
    for name, message in {
        "nothing.txt": r"there is no .*/nothing\.txt; name the text to train on: `--corpus FILE",
        "folder": r"/folder is a folder; name the files in it, .*/folder/\*\.txt",
        "pipe": "/pipe is no plain file, and text is read more than once",
    }.items():
        if name == "folder":
            (tmp_path / name).mkdir()
        if name == "pipe":
            os.mkfifo(tmp_path / name)
        config = with_source(tiny, tmp_path / name)
        with pytest.raises(DataError, match=message):
            sources.locate(config, config.data.source[0])


def test_a_missing_corpus_says_which_option_names_one(tiny: Config) -> None:
    missing = dataclasses.replace(tiny.data.source[0], file="stories.txt.xz")
    with pytest.raises(DataError, match="--corpus FILE"):
        prepare.prepare(
            dataclasses.replace(tiny, data=dataclasses.replace(tiny.data, folder="none", source=(missing,)))
        )


def test_a_file_that_is_not_the_one_meant_is_refused(tiny: Config) -> None:
    pinned = dataclasses.replace(tiny.data.source[0], sha256="0" * 64)
    with pytest.raises(DataError, match=r"index\.md is not the file that the settings name"):
        prepare.prepare(dataclasses.replace(tiny, data=dataclasses.replace(tiny.data, source=(pinned,))))


def test_names_are_apart_on_systems_that_see_no_case() -> None:
    names = ["a.txt", "A.TXT", "a.txt", "a-2.txt", "b.txt.xz", "b.txt.xz", "small sources", "é", "e\u0301"]
    found = sources.distinct(names)
    assert found == [
        "a.txt",
        "A-2.TXT",
        "a-3.txt",
        "a-2-2.txt",
        "b.txt.xz",
        "b-2.txt.xz",
        "small sources-2",
        "é",
        "e\u0301-2",
    ]
