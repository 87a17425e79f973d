"""What a visit costs the host, counted from the files of a finished site, and written into its page about it."""

import gzip
import json
import re
from pathlib import Path

from widgets.embed.shares import FIRST, share_of

# What Python's core is made of (docs/javascripts/python.js), and a calculator: it answers by them.
CORE = (
    *("pyodide.js", "pyodide.asm.js", "python-worker.js", "pyodide.asm.wasm", "python_stdlib.zip", FIRST),
    share_of("cross_entropy"),
)
READERS = 10_000
# What hosts compress on the way; the files of widgets are packed as they lie.
_TEXT = {".html", ".js", ".css", ".json", ".svg", ".xml", ".webmanifest"}
_NAMED = re.compile(r'<(?:script|link)[^>]* (?:src|href)="((?:javascripts|stylesheets|vendor|assets)/[^"]+)"')
_PLACE = re.compile(r'(<span data-traffic="([a-z-]+)">)[^<]*')


def figures(site: Path, listed: str) -> dict[str, str]:
    """Megabytes of visits, as a host sends them that compresses texts, by name; gigabytes of a day of many.

    Args:
        site: a finished site.
        listed: the address of its list of files.
    """
    entries = json.loads((site / listed).read_text(encoding="utf-8"))
    files = {entry["at"]: entry["packed"] for entry in entries.values()}
    frames = {entry["at"] for name, entry in entries.items() if name.startswith("frames/")}
    page = (site / "index.html").read_text(encoding="utf-8")
    # The theme fetches the index of its search, and the worker that reads it, with every page.
    found = [*site.glob("search/search_index.json"), *site.glob("search.json")]
    found += (site / "assets/javascripts/workers").glob("search.*.js")
    search = [path.relative_to(site).as_posix() for path in found]
    # A lesson is set in all of them.
    fonts = [path.relative_to(site).as_posix() for path in (site / "vendor/fonts").glob("*.woff2")]
    named = {"index.html", listed, *search, *fonts, *_NAMED.findall(page)}
    look = sum(_sent(site / name) for name in named) + sum(files[at] for at in frames)
    calculator = look + sum(files[at] for at in {entries[name]["at"] for name in CORE})
    everything = look + sum(files.values()) - sum(files[at] for at in frames)
    visits = {"look": look, "calculator": calculator, "everything": everything}
    return {name: f"{size / 1e6:.2f} MB" for name, size in visits.items()} | {
        f"{name}-day": f"{READERS * size / 1e9:,.0f} GB" for name, size in visits.items()
    }


def written(page: str, found: dict[str, str]) -> str:
    """The page with the figures at the places that name them."""
    return _PLACE.sub(lambda place: place[1] + found[place[2]], page)


def _sent(path: Path) -> int:
    data = path.read_bytes()
    return len(gzip.compress(data, 6)) if path.suffix in _TEXT else len(data)
