"""A reader arrives: what is fetched, when the largest thing is painted, what jumps; and the map's first touch.

Beside it a plain page of the theme, with the lesson's own text and nothing of ours.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from tests.browser.bench.visits import LESSON, REST, Figures, Visit, first_touch

THEME = "/theme/"
_PLAIN = """\
site_name: plain
theme: { name: material, font: false }
plugins: [search]
markdown_extensions: [abbr, admonition, attr_list, footnotes, md_in_html, tables, pymdownx.details]
"""
_DOCS = Path(__file__).parents[3] / "docs"
_TEXT = _DOCS / "index.md"
_LANDSCAPE = _DOCS / "models" / "demo" / "landscape.json"
# What a page is made of; the rest is what the search looks through, an icon, and what widgets fetch after a paint.
_PAGE = ("/", ".html", ".css", ".js", ".woff2")


def make(folder: Path) -> Path:
    """Build the plain page below `folder`; where it lies."""
    source, site = folder / "source", folder / "theme"
    (source / "docs").mkdir(parents=True)
    text = re.sub(r"^(`{3,}).*?^\1$", "", _TEXT.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    (source / "docs" / "index.md").write_text(text, encoding="utf-8")
    (source / "mkdocs.yml").write_text(_PLAIN, encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", site],
        cwd=source,
        check=True,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
    )
    return site


def arrival(visit: Visit, path: str = LESSON) -> Figures:
    """Nobody touches anything: bytes by when they are needed, the largest paint, how much has jumped."""
    visit.open(path)
    visit.page.wait_for_load_state("load")
    visit.page.wait_for_timeout(2 * REST)
    sent = list(visit.host.sent)
    page = sum(size for name, size in sent if name.endswith(_PAGE))
    painted, jumped, frames = visit.run(
        "() => [bench.largestPaint, bench.layoutShift, document.querySelector('#journey')?.dataset.frames ?? '']"
    )
    bets = sum(size for name, size in sent if frames and frames in name)
    rest = visit.bytes() - page - bets
    return {
        "page_bytes": page,
        "map_bytes": bets,
        "rest_bytes": rest,
        "largest_paint": painted,
        "layout_shift": jumped,
    }


def walker(visit: Visit) -> Figures:
    """The walker's first move, to the end of the trail: ms from the hand to the right step."""
    trail = json.loads(_LANDSCAPE.read_text(encoding="utf-8"))["trail"]
    return first_touch(visit, "journey", "at", len(trail) - 1, f"bench.reads('#journey', 'step', {trail[-1]['step']})")
