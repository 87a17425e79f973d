"""The same site by Zensical, which reads MkDocs' settings, Markdown extensions and templates, but has no hooks.

`python -m widgets.embed.zensical` does what hooks.py does before and after: it packs our Python, lays pages and theme
into a house of their own (Zensical empties the folder .cache beside its settings, and ours holds the runtimes), has
Zensical build there, and hands every page to finished.py and the whole to hosted.py. The result is build/zensical/site.
"""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from widgets.embed import bundle, hosted, single
from widgets.embed.checked import VendorError
from widgets.embed.finished import PageError, finished
from widgets.embed.places import ROOT
from widgets.embed.published import MissingModel
from widgets.engine import WidgetError

HOUSE = ROOT / "build" / "zensical"
# The variant that looks like the theme we have; a search of its own comes with it, so our template of it stays away.
VARIANT = "classic"
_SETTINGS = """\
INHERIT: {settings}
docs_dir: docs
site_dir: site
theme:
  custom_dir: theme
  variant: {variant}
"""
_THEIRS = "search.html"
# "./stylesheets/site.css" and "./.." are what every other tool here knows as "stylesheets/site.css" and "..".
_HERE = re.compile(r'(\s(?:src|href)=")\./(?=[^"])')
_UP = re.compile(r'(\shref=")((?:\.\./)+)')
_APPLIED = re.compile(r'\("style",\{\},([\w$]+)\.toString\(\)\)')


def build(house: Path = HOUSE) -> Path:
    """Build the site anew in a house, and finish it; the folder it stands in.

    Raises:
        VendorError: if something is missing, or Zensical refuses the pages.
        MissingModel: if a file of a model is missing, or MODEL names none.
        PageError: if a page must not be published.
        WidgetError: if the docstring of a widget gives no title for its page.
    """
    if importlib.util.find_spec("zensical") is None:
        raise VendorError("Zensical is not installed; run `make build-zensical`")
    bundle.build()
    furnish(house)
    command = [sys.executable, "-m", "zensical", "build", "--clean", "--strict", "--config-file"]
    # Snippets and widgets are found from here.
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    done = subprocess.run(
        [*command, str(house / "mkdocs.yml")],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path, "NO_COLOR": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    if done.returncode:
        raise VendorError(f"the site could not be built; Zensical says\n{done.stdout.strip()}")
    publish(house / "site")
    return house / "site"


def furnish(house: Path) -> None:
    """Lay pages, those of single widgets among them, theme and settings into an empty house.

    Raises:
        WidgetError: if the docstring of a widget gives no title for its page.
    """
    shutil.rmtree(house, ignore_errors=True)
    house.mkdir(parents=True)
    shutil.copytree(ROOT / "docs", house / "docs")
    (house / "docs" / single.FOLDER).mkdir()
    for one in single.pages():
        (house / "docs" / one.source).write_text(one.markdown(), encoding="utf-8")
    shutil.copytree(ROOT / "widgets" / "embed" / "theme", house / "theme", ignore=shutil.ignore_patterns(_THEIRS))
    settings = os.path.relpath(ROOT / "mkdocs.yml", house)
    (house / "mkdocs.yml").write_text(_SETTINGS.format(settings=settings, variant=VARIANT), encoding="utf-8")


def publish(site: Path) -> dict[str, int]:
    """Turn what Zensical wrote into what a host is given; how many files its service worker keeps, and their bytes.

    Raises:
        VendorError: if the site cannot be finished.
        PageError: if a page must not be published.
    """
    for styles in (site / "assets" / "stylesheets").iterdir():
        if styles.name != VARIANT:
            shutil.rmtree(styles)
    for path in sorted(site.rglob("*.html")):
        page = addressed(path.read_bytes().decode(), len(path.relative_to(site).parts) - 1)
        # Nobody wrote the page of a missing address, and its addresses begin at the host.
        path.write_bytes((page if path == site / "404.html" else finished(page, _source(site, path))).encode())
    return hosted.finish(site, [search_style(site)])


def addressed(page: str, depth: int) -> str:
    """A page with its addresses as every other tool here writes them.

    Zensical begins them with "./" and lets those of ready HTML, which are right already, climb once more: no address
    leads above the site.

    Args:
        page: its HTML.
        depth: how many folders below the site it stands.
    """
    return _UP.sub(lambda found: found[1] + "../" * min(depth, found[2].count("../")), _HERE.sub(r"\1", page))


def search_style(site: Path) -> str:
    """The style that the theme's script gives to its search, which the policy has to name.

    Raises:
        VendorError: if it is not where this version of Zensical has it.
    """
    (bundle_of_theme,) = (site / "assets" / "javascripts").glob("bundle.*.js")
    script = bundle_of_theme.read_text(encoding="utf-8")
    applied = _APPLIED.search(script)
    text = applied and re.search(rf"\b{re.escape(applied[1])}=(['\"`])(.+?)\1;", script)
    if not text:
        raise VendorError(f"{bundle_of_theme.name} has its style elsewhere; see search_style in {Path(__file__).name}")
    return text[2]


def _source(site: Path, path: Path) -> str:
    name = path.parent.relative_to(site).as_posix()
    return f"docs/{'index' if name == '.' else name}.md"


def main() -> int:
    """Build the site, and say where it is or what is in its way."""
    try:
        site = build()
    except (MissingModel, PageError, VendorError, WidgetError) as error:
        print(f"zensical: {error}", file=sys.stderr)
        return 1
    print(f"zensical: {site.relative_to(ROOT)}/ is ready")
    return 0


if __name__ == "__main__":
    sys.exit(main())
