"""Which of our Python travels when: what one widget alone reaches comes with it, what several share comes first.

So a widget that is never touched costs nobody anything, and nothing of this is written down twice: imports say it. What
no widget reaches stays at home. The page lays all shares into one tree (docs/javascripts/python-worker.js).
"""

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from widgets.embed.needs import reached
from widgets.embed.places import file_of, homes, lying, module_of, per_build, sha256, stamp, widget_names, within

FIRST = "nudge.zip"
_DATA = re.compile(r'"([\w/]+\.toml)"')


def sources() -> list[Path]:
    """The files that may travel as Python; of two with one name the author's."""
    found: dict[Path, Path] = {}
    for home in reversed(homes()):
        for path in home.rglob("*"):
            if path.suffix in (".py", ".toml") and "embed" not in path.relative_to(home).parts:
                found[within(path)] = path
    return sorted(found.values(), key=within)


def share_of(widget: str) -> str:
    """The name of the zip that comes with a widget, as docs/javascripts/live-widget.js asks for it."""
    return f"widget-{widget}.zip"


def shares() -> dict[str, list[Path]]:
    """The sources of every zip by its name, each source in one of them."""
    page, given = reached("widgets.engine.page"), _readers()
    reach = {name: reached(f"widgets.{name}") for name in widget_names()}
    found: dict[str, list[Path]] = {name: [] for name in (FIRST, *map(share_of, reach))}
    for path, readers in given.items():
        users = [name for name, modules in reach.items() if modules & readers]
        if (page & readers and path.suffix == ".py") or len(users) > 1:
            found[FIRST].append(path)
        elif users:
            found[share_of(users[0])].append(path)
    return found


def reached_files(widget: str) -> list[Path]:
    """The files that a widget is made of: its module, what that reaches, and the data that these name."""
    found = [file for module in sorted(reached(f"widgets.{widget}")) if (file := _file(module))]
    data = {name for file in found for name in _named(*stamp(file))}
    return [*found, *(path for name in sorted(data) if (path := lying(name)))]


@per_build
def digest_of(widget: str) -> str:
    """A digest of what a widget is made of; it changes when an edit may change what the widget shows."""
    told = [f"{within(path)} {sha256(path)}" for path in reached_files(widget)]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def readers(path: Path) -> set[str]:
    """The modules that read a file of data beside the widgets."""
    return _readers().get(path, set())


@per_build
def _file(module: str) -> Path | None:
    return file_of(module) if module.split(".")[0] == "widgets" else None


@per_build
def _readers() -> dict[Path, set[str]]:
    """For every source the modules that it is in or, of data, that read it."""
    everything = sources()
    named: dict[str, set[str]] = {}
    for path in everything:
        for data in _named(*stamp(path)) if path.suffix == ".py" else ():
            named.setdefault(data, set()).add(module_of(path))
    names = {path: within(path).relative_to("widgets").as_posix() for path in everything}
    return {path: {module_of(path)} if path.suffix == ".py" else named.get(names[path], set()) for path in everything}


@lru_cache(maxsize=4096)
def _named(path: Path, saved: int, size: int) -> frozenset[str]:
    """The files of data that a module names, from widgets/ on."""
    return frozenset(_DATA.findall(path.read_text(encoding="utf-8")))
