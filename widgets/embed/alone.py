"""The engine without the lesson: lays into an author's folder all that a page of widgets needs besides Python.

`python -m widgets.embed.alone`, run beside the author's mkdocs.yml, which names `engine/mkdocs.yml` by INHERIT. Scripts
and styles go into docs/; the runtimes come from a repository in which `make build` ran, if one is named, else from npm
and Python's index, as pinned. What it writes is its own: another run brings it up to date, and git need not know it.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from widgets.embed import vendor
from widgets.embed.checked import VendorError, checked, write
from widgets.embed.places import DOCS, INSTALLED, ROOT

ENGINE = "engine"
_SETTINGS = """\
# Written by `python -m widgets.embed.alone`. The mkdocs.yml beside this folder says `INHERIT: engine/mkdocs.yml`.
strict: true
theme:
  name: material
  # The default would fetch fonts from another origin.
  font: false
hooks:
  - engine/hooks.py
markdown_extensions:
  - admonition
  - attr_list
  - md_in_html
  - tables:
      use_align_attribute: true
  - pymdownx.superfences:
      custom_fences:
        - name: widget
          class: widget
          format: !!python/name:widgets.embed.fence.format
          validator: !!python/name:widgets.embed.fence.validate
"""
_HOOKS = '''"""Written by `python -m widgets.embed.alone`: MkDocs takes hooks from files alone."""

from widgets.embed.hooks import *  # noqa: F403
'''


def share() -> Path:
    """The folder that holds scripts, styles and pins: the repository's own, or what was installed with the package."""
    house = INSTALLED.parent
    return house if (house / "mkdocs.yml").is_file() else Path(sysconfig.get_path("data"), "share", "nudge")


def lay_out() -> None:
    """Write settings and hook into engine/, scripts and styles into docs/.

    Raises:
        VendorError: if a file cannot be written, or the folder is a house itself.
    """
    if share() == ROOT or not (ROOT / "mkdocs.yml").is_file():
        raise VendorError("run this in a folder of your own, beside its mkdocs.yml")
    text = (share() / "mkdocs.yml").read_text(encoding="utf-8")
    lists = "".join(_list(text, name) for name in ("extra_css", "extra_javascript"))
    write(ROOT / ENGINE / "mkdocs.yml", (_SETTINGS + lists).encode())
    write(ROOT / ENGINE / "hooks.py", _HOOKS.encode())
    for kind in ("javascripts", "stylesheets"):
        for path in sorted((share() / "docs" / kind).iterdir()):
            write(DOCS / kind / path.name, path.read_bytes())


def _list(text: str, name: str) -> str:
    found = re.search(rf"^{name}:\n(?:  - .*\n)+", text, re.MULTILINE)
    return found[0] if found else ""


def copy_runtimes(house: Path) -> None:
    """Take the runtimes from a repository in which they were made, each as it was checked there.

    Raises:
        VendorError: if they were never made there, or are others.
    """
    record = house / "docs" / "vendor" / vendor.RECORD
    if not record.is_file():
        raise VendorError(f"{house} has no runtimes; run `make build` there")
    told = json.loads(record.read_text(encoding="utf-8"))
    if told["stamp"] != vendor.stamp():
        raise VendorError(f"the runtimes of {house} are those of another version; run `make build` there")
    for name, sha256 in told["files"].items():
        write(ROOT / name, checked(name, (house / name).read_bytes(), sha256))
    write(vendor.VENDOR / vendor.RECORD, record.read_bytes())


def fetch_runtimes() -> int:
    """Fetch them: the npm packages that are pinned, into node_modules/, then all that vendor.py makes of them.

    Raises:
        VendorError: if there is no npm or it fails.
    """
    for name in ("package.json", "package-lock.json"):
        write(ROOT / name, (share() / name).read_bytes())
    if not (npm := shutil.which("npm")):
        raise VendorError("no npm: install Node.js, or name a repository in which `make build` ran (--runtimes FOLDER)")
    print("alone: fetching the pinned npm packages (about 160 MB)", flush=True)
    if subprocess.run([npm, "ci", "--ignore-scripts", "--silent"], cwd=ROOT).returncode:
        raise VendorError("npm failed; connect to a network and run again")
    return vendor.main()


def main(arguments: list[str]) -> int:
    """Lay the engine into the folder; says in one line what to do next, or what went wrong."""
    parser = argparse.ArgumentParser(prog="python -m widgets.embed.alone", description=__doc__)
    parser.add_argument("--runtimes", type=Path, metavar="FOLDER", help="a repository in which `make build` ran")
    given = parser.parse_args(arguments)
    try:
        lay_out()
        if given.runtimes:
            copy_runtimes(given.runtimes.resolve())
        elif failed := fetch_runtimes():
            return failed
    except (VendorError, OSError) as error:
        print(f"alone: {error}", file=sys.stderr)
        return 1
    print("alone: ready; `python -m mkdocs build`, or `python -m widgets.embed.serve` while you write")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
