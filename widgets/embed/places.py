"""Where things lie: the folder whose site is built, our own Python, and the author's widgets beside it.

The folder is the one in which a command runs, if it has a mkdocs.yml, else the repository. An author who has installed
this package has a folder of their own with a mkdocs.yml, pages in docs/ and widgets in widgets/, which need no
`__init__.py`: they are modules of the same package as ours, and win over one of ours with the same name.
"""

import hashlib
from collections.abc import Callable
from functools import _lru_cache_wrapper, cache, lru_cache
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import widgets

INSTALLED = Path(__file__).parents[1]
ROOT = Path.cwd() if Path("mkdocs.yml").is_file() else INSTALLED.parent
DOCS = ROOT / "docs"


R = TypeVar("R")
# A file, when it was saved, and its size.
Stamp: TypeAlias = tuple[Path, int, int]
_kept: list["_lru_cache_wrapper[Any]"] = []


def per_build(function: Callable[..., R]) -> "_lru_cache_wrapper[R]":
    """Let a function of files be asked once a build."""
    asked = cache(function)
    _kept.append(asked)
    return asked


def look_again() -> None:
    """A new build begins: files may be others."""
    for asked in _kept:
        asked.cache_clear()


def join_package() -> None:
    """Let Python find the author's widgets as modules of the package `widgets`."""
    own = str(ROOT / "widgets")
    if Path(own) != INSTALLED and own not in widgets.__path__:
        widgets.__path__.insert(0, own)


def homes() -> list[Path]:
    """The folders that hold widgets, the author's first."""
    return [Path(folder) for folder in widgets.__path__]


def within(path: Path) -> Path:
    """A file of widgets as it travels: "widgets/..." whichever folder it lies in."""
    home = next(home for home in homes() if path.is_relative_to(home))
    return Path("widgets") / path.relative_to(home)


def module_of(path: Path) -> str:
    """The name of the module in a file of widgets."""
    return ".".join(within(path).with_suffix("").parts).removesuffix(".__init__")


def file_of(module: str) -> Path | None:
    """The file of a module of ours; None if there is no such module."""
    for home in homes():
        path = home.joinpath(*module.split(".")[1:])
        for file in (path / "__init__.py", path.with_suffix(".py")):
            if file.is_file():
                return file
    return None


def lying(name: str) -> Path | None:
    """A file beside the widgets by its name from widgets/ on; None if there is none."""
    return next((home / name for home in homes() if (home / name).is_file()), None)


def widget_names() -> list[str]:
    """Every widget's name, the author's and ours."""
    return sorted({path.stem for home in homes() for path in home.glob("[a-z]*.py")})


def stamp(path: Path) -> Stamp:
    """What tells a file from the same file after a save; it is the key under which what was read of it is kept."""
    found = path.stat()
    return path, found.st_mtime_ns, found.st_size


def sha256(path: Path) -> str:
    """The SHA-256 of a file, which is read again only when it was saved."""
    return _sha256(*stamp(path))


@lru_cache(maxsize=4096)
def _sha256(path: Path, saved: int, size: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
