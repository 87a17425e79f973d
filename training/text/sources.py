"""The files that the settings name: where they lie, whether they are those that are meant, how they are told apart."""

import itertools
from collections.abc import Sequence
from pathlib import Path

from training.config import ROOT, Config, Source
from training.errors import DataError
from training.files import sha256
from training.text import corpus, hub
from training.text.documents import normal

ADVICE = (
    "name the text to train on: `--corpus FILE [FILE ...]`, or "
    "`--dataset roneneldan/TinyStories/TinyStoriesV2-GPT4-train.txt` from the Hugging Face hub"
)


def locate(config: Config, source: Source) -> Path:
    """The file of a source: of a dataset, an absolute path, or one in the corpus folder.

    Raises:
        DataError: if it is not there, or no plain file.
    """
    path = hub.fetch(source.dataset, source.file) if source.dataset else ROOT / config.data.folder / source.file
    if path.is_dir():
        raise DataError(f"{path} is a folder; name the files in it, all of one kind as {path}/*.txt")
    if path.exists() and not path.is_file():
        raise DataError(f"{path} is no plain file, and text is read more than once; save it to a file first")
    if not path.exists():
        named = config.data.folder and not Path(source.file).is_absolute()
        missing = f"{source.file} in {config.data.folder}" if named else path
        raise DataError(f"there is no {missing}; {ADVICE}")
    return path


def fingerprint(path: Path, source: Source) -> str:
    """The SHA-256 of a source's file.

    Raises:
        DataError: if the settings name another.
    """
    found = sha256(path)
    if source.sha256 not in ("", found):
        raise DataError(
            f"{path.name} is not the file that the settings name: its SHA-256 is {found}, not {source.sha256}; "
            "fetch that file again, or change sha256 in the settings if the new text is meant"
        )
    return found


def distinct(names: Sequence[str]) -> list[str]:
    """Names for files that may bear the same in different folders, apart on every system: a-2.txt beside a.txt."""
    found, taken = list[str](), {corpus.SMALL}
    for name in names:
        stem, dot, ending = name.partition(".")
        tries = (f"{stem}-{number}{dot}{ending}" for number in itertools.count(2))
        new = next(one for one in itertools.chain([name], tries) if normal(one).casefold() not in taken)
        taken.add(normal(new).casefold())
        found.append(new)
    return found
