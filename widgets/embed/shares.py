"""Which of our Python travels when: what one widget alone reaches comes with it, what several share comes first.

So a widget that is never touched costs nobody anything, and nothing of this is written down twice: imports say it. What
no widget reaches stays at home. The page lays all shares into one tree (docs/javascripts/python-worker.js).
"""

from pathlib import Path

from widgets.embed.checked import ROOT
from widgets.embed.needs import reached

PACKAGE = ROOT / "widgets"
FIRST = "nudge.zip"


def sources() -> list[Path]:
    """The files of ours that may travel as Python."""
    found = [path for path in PACKAGE.rglob("*") if path.suffix in (".py", ".toml")]
    return sorted(path for path in found if "embed" not in path.relative_to(PACKAGE).parts)


def share_of(widget: str) -> str:
    """The name of the zip that comes with a widget, as docs/javascripts/live-widget.js asks for it."""
    return f"widget-{widget}.zip"


def shares() -> dict[str, list[Path]]:
    """The sources of every zip by its name, each source in one of them."""
    page = reached("widgets.engine.page")
    reach = {path.stem: reached(f"widgets.{path.stem}") for path in sorted(PACKAGE.glob("[a-z]*.py"))}
    found: dict[str, list[Path]] = {name: [] for name in (FIRST, *map(share_of, reach))}
    for path in sources():
        module = _module(path)
        readers = {module} if path.suffix == ".py" else {_module(one) for one in sources() if _names(one, path)}
        users = [name for name, modules in reach.items() if modules & readers]
        if module in page or len(users) > 1:
            found[FIRST].append(path)
        elif users:
            found[share_of(users[0])].append(path)
    return found


def _names(source: Path, data: Path) -> bool:
    """Whether a module reads a file of data; it names it from widgets/ on."""
    return source.suffix == ".py" and f'"{data.relative_to(PACKAGE).as_posix()}"' in source.read_text(encoding="utf-8")


def _module(path: Path) -> str:
    """The name of a module."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
