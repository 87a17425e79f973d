"""What a host is given: the built site with names that change with contents, and a service worker that keeps it.

A command, and no hook of MkDocs: `make build` runs `python -m widgets.embed.hosted site` after the build. Scripts and
styles lose their comments, are joined to one file each, which packs better and is asked for once, and get their SHA-256
into their names, as fonts do, so that a page of one version never runs a script of another, and hosts may let browsers
keep them for ever (`_headers` says so to those that read it).
"""

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from widgets.embed import joined, policy, traffic
from widgets.embed.bundle import SCRIPTS
from widgets.embed.checked import VendorError, write
from widgets.embed.vendor import NODE_MODULES, RUNTIME, node

LIST = "vendor/assets.json"
FONTS = "vendor/fonts"
# What the service worker is joined of, besides Workbox and what it keeps.
PARTS = ("sha256.js", "unpack.js", "service-worker.js")
# What pages do not show: files of widgets, which come when they are needed; what belongs to workers, to the folder
# edition or to other languages; raw models and figures; what other sites show of ours, or a browser that installs it.
_OTHERS = re.compile(
    r"vendor/assets/|models/|measured/|assets/javascripts/lunr/|sitemap|_headers|service-worker\.js|.*\.map$"
    r"|javascripts/[\w-]+\.js$|assets/images/|images/.+\.(?:png|jpg)$"
)
_HASHED = re.compile(r"\.[0-9a-f]{8}\.(?:min\.)?\w+$")
_INDENT = re.compile(r"\n\s+(?=<)")
_AS_IT_IS = re.compile(r"(<(?:pre|textarea|script)\b.*?</(?:pre|textarea|script)>)", re.DOTALL)
_SCRIPT = re.compile(r'<script defer src="([^"]*javascripts/all\.)')
_HEADERS = """\
/vendor/assets/*
  Cache-Control: public, max-age=31536000, immutable
/vendor/fonts/*
  Cache-Control: public, max-age=31536000, immutable
/javascripts/*
  Cache-Control: public, max-age=31536000, immutable
/stylesheets/*
  Cache-Control: public, max-age=31536000, immutable
/assets/vendor/fonts/*
  Cache-Control: public, max-age=31536000, immutable
/javascripts/*
  Cache-Control: public, max-age=31536000, immutable
/assets/stylesheets/*
  Cache-Control: public, max-age=31536000, immutable
/service-worker.js
  Cache-Control: no-cache
"""


def finish(site: Path, styles: Sequence[str] = ()) -> dict[str, int]:
    """Give a site as it was built its names and its service worker; how many files that keeps, and their bytes.

    Args:
        site: the folder that was built.
        styles: what the policy is told of the theme (policy.with_policy).

    Raises:
        VendorError: if the site is not there or the service worker cannot be made.
    """
    if not (site / LIST).is_file():
        raise VendorError(f"{site} holds no built site, or one that is finished already; run `make build`")
    pages = {path: path.read_bytes().decode() for path in sorted(site.rglob("*.html"))}
    ours = _ours(site, pages)
    _minify(site, [name for name in ours if not name.startswith("vendor/")])
    names = _fonts(site, [name for name in ours if name.endswith(".css")])
    pages = joined.join(site, pages)
    names |= {
        name: _renamed(site, name) for name in [LIST, *joined.ALONE, *joined.WHOLE.values()] if (site / name).is_file()
    }
    for path, page in pages.items():
        write(path, _with_names(page, names).encode())
    found = traffic.figures(site, names[LIST])
    for path in pages:
        page = path.read_bytes().decode()
        write(path, policy.with_policy(_unindented(traffic.written(page, found)), styles).encode())
    write(site / "_headers", _HEADERS.encode())
    return _service_worker(site, names[LIST])


def _ours(site: Path, pages: dict[Path, str]) -> list[str]:
    """Scripts and styles of ours that pages name; the theme's change their names themselves."""
    found = re.compile(r'(?:src|href)="(?:\.\./|/)*((?:javascripts|stylesheets|vendor)/[\w.-]+\.(?:js|css))"')
    named = {name for page in pages.values() for name in found.findall(page)}
    return sorted(name for name in named if (site / name).is_file())


def _minify(site: Path, ours: list[str]) -> None:
    """Write scripts and styles anew without comments and spaces; names that scripts share stay."""
    command = [node(), str(NODE_MODULES / "esbuild" / "bin" / "esbuild"), *ours]
    flags = ["--minify", "--charset=utf8", "--outdir=.", "--outbase=.", "--allow-overwrite", "--log-level=error"]
    done = subprocess.run([*command, *flags], cwd=site, capture_output=True)
    if done.returncode:
        raise VendorError(f"esbuild failed: {done.stderr.decode(errors='replace').strip()}")


def _fonts(site: Path, styles: list[str]) -> dict[str, str]:
    """Give fonts their names, in the styles too; what each was called and is."""
    fonts = sorted(path.relative_to(site).as_posix() for path in (site / FONTS).glob("*.woff2"))
    names = {name: _renamed(site, name) for name in fonts}
    for path in (site / style for style in styles):
        style = path.read_bytes().decode()
        for name, new in names.items():
            style = style.replace(name, new)
        write(path, style.encode())
    return names


def _renamed(site: Path, name: str) -> str:
    """Move a file to a name that changes with its contents."""
    path = site / name
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
    return path.replace(path.with_name(f"{path.stem}.{digest}{path.suffix}")).relative_to(site).as_posix()


def _unindented(page: str) -> str:
    """A page without the spaces before its tags, but where they are read: in code, in boxes and in scripts."""
    return "".join(part if number % 2 else _INDENT.sub("\n", part) for number, part in enumerate(_AS_IT_IS.split(page)))


def _with_names(page: str, names: dict[str, str]) -> str:
    listed = names[LIST]
    given = f'data-offline data-list="{listed}" data-worker="service-worker.js"'
    page = _SCRIPT.sub(rf'<script defer {given} src="\1', page)
    for name, new in names.items():
        page = page.replace(f'{name}"', f'{new}"')
    return page


def _service_worker(site: Path, listed: str) -> dict[str, int]:
    """Write the service worker of a site whose files have their names."""
    pages = []
    size = 0
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if path.is_file() and not _OTHERS.match(name):
            data = path.read_bytes()
            size += len(data)
            revision = None if _HASHED.search(name) else hashlib.sha256(data).hexdigest()
            pages.append({"url": name, "revision": revision})
    parts = [(RUNTIME / "workbox.js").read_bytes(), *((SCRIPTS / name).read_bytes() for name in PARTS)]
    given = f"self.nudgePages = {json.dumps(pages)};\nself.nudgeList = {json.dumps(listed)};\n"
    write(site / "service-worker.js", b";\n".join([given.encode(), *parts]))
    return {"count": len(pages), "size": size}


def main(folders: list[str]) -> int:
    """Finish the site in a folder, and say what is kept of it."""
    try:
        made = finish(Path(folders[0]))
    except VendorError as error:
        print(f"hosted: {error}", file=sys.stderr)
        return 1
    print(f"hosted: its service worker keeps {made['count']} files, {made['size'] / 1e6:.2f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["site"]))
