"""A text file of a dataset on the Hugging Face hub, or of a folder that stands in for one."""

from pathlib import Path

from training.errors import DataError
from training.text import forms


def split_name(name: str) -> tuple[str, str]:
    """Dataset and file of what was asked for: "owner/name/some/file.txt" or "owner/name"; a folder stays whole.

    Raises:
        DataError: if it is neither.
    """
    if name and Path(name).is_dir():
        return name, ""
    if Path(name).is_file():
        return str(Path(name).parent), Path(name).name
    owner, _, rest = name.partition("/")
    title, _, file = rest.partition("/")
    if not owner or not title:
        raise DataError(f"{name!r} names no dataset; it looks like roneneldan/TinyStories/TinyStoriesV2-GPT4-train.txt")
    return f"{owner}/{title}", file


def fetch(dataset: str, file: str) -> Path:
    """The local copy of a dataset's file, downloaded once. Without a file name, the only readable one.

    Raises:
        DataError: if it cannot be had, or if the name is needed to choose.
    """
    if not file:
        names = [name for name in _listing(dataset) if forms.is_read(name) and Path(name).name.lower() != "readme.md"]
        if len(names) != 1:
            found = ", ".join(sorted(names)[:8]) or "none"
            raise DataError(f"name one file of {dataset}: --dataset {dataset}/FILE; found: {found}; {forms.READ}")
        file = names[0]
    if Path(dataset).is_dir():
        path = Path(dataset) / file
        if not path.is_file():
            raise DataError(f"there is no {file} in {dataset}")
        return path
    from huggingface_hub import hf_hub_download
    from huggingface_hub.errors import HfHubHTTPError

    try:
        return Path(hf_hub_download(dataset, file, repo_type="dataset"))
    except (HfHubHTTPError, OSError, ValueError) as error:
        raise _unreachable(dataset, error) from error


def _listing(dataset: str) -> list[str]:
    folder = Path(dataset)
    if folder.is_dir():
        return [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]
    from huggingface_hub import list_repo_files
    from huggingface_hub.errors import HfHubHTTPError

    try:
        return list(list_repo_files(dataset, repo_type="dataset"))
    except (HfHubHTTPError, OSError, ValueError) as error:
        raise _unreachable(dataset, error) from error


def _unreachable(dataset: str, error: Exception) -> DataError:
    first = (str(error).strip() or type(error).__name__).splitlines()[0]
    return DataError(
        f"cannot get {dataset} from the Hugging Face hub ({first}); check the name and the network, "
        "or name files of your own with --corpus FILE"
    )
