"""The folder edition: the site as one archive, whose index.html gives everything when it is opened from disk.

No browser fetches files from disk or makes workers of them, so whatever the site fetches becomes a classic script that
hands it over (docs/javascripts/folder.js). `python -m widgets.embed.folder` builds it, `make offline` does it with all
set-up.
"""

import base64
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from widgets.embed import policy
from widgets.embed.checked import VendorError, write
from widgets.embed.places import ROOT

ARCHIVE = ROOT / "nudge-offline.zip"
NAME = "nudge-offline"
LIMIT = 75_000_000
# A page of the folder is found by its name alone, and nobody asks it for an address that is missing.
_HOSTS_ONLY = ("404.html", "sitemap.xml", "sitemap.xml.gz", "models", "measured", "manifest.webmanifest")
_BUNDLE = re.compile(r'<script src="([^"]*)assets/javascripts/bundle\.')
# Nobody installs a folder, and a browser refuses the file to a page from disk.
_INSTALLED = re.compile(r'\s*<link rel="manifest"[^>]*>')
# Letters stand in the styles already.
_PRELOADED = re.compile(r'\s*<link rel="preload"[^>]*>')
_FONT = re.compile(r'url\("?\.\./(vendor/fonts/[\w-]+\.woff2)"?\)')
_HOSTED = re.compile(r'<script src="([^"]*javascripts/)hosted\.js"></script>')


def make(archive: Path = ARCHIVE) -> int:
    """Build the site for a folder and pack it; the size of the archive in bytes.

    Raises:
        VendorError: if the site cannot be built or written.
    """
    with tempfile.TemporaryDirectory() as temporary:
        site = Path(temporary) / NAME
        build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--no-directory-urls", "--site-dir"]
        if subprocess.run([*build, str(site)], cwd=ROOT).returncode:
            raise VendorError("the site could not be built; what MkDocs says of it stands above")
        convert(site)
        _pack(site, archive)
    return archive.stat().st_size


def convert(site: Path) -> None:
    """Turn a site built without directory addresses into the folder edition, where it lies."""
    for name in _HOSTS_ONLY:
        path = site / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    for path in site.rglob("*.map"):
        path.unlink()
    _scripts_for_assets(site)
    _scripts_for_search(site)
    _fonts_in_styles(site)
    for path in site.rglob("*.html"):
        page = path.read_bytes().decode()
        path.write_bytes(policy.with_policy(_for_disk(page)).encode())


def given(at: str, contents: object) -> bytes:
    """A script that hands over what stood at an address: JSON as it is, bytes as base64."""
    value = base64.b64encode(contents).decode() if isinstance(contents, bytes) else contents
    return f"nudgeGive({json.dumps(at)}, {json.dumps(value)});\n".encode()


def _scripts_for_assets(site: Path) -> None:
    listing = site / "vendor" / "assets.json"
    files = json.loads(listing.read_text(encoding="utf-8"))
    for at in {entry["at"] for entry in files.values()}:
        path = site / at
        write(path.with_name(f"{path.name}.js"), given(f"{at}.js", path.read_bytes()))
        path.unlink()
    write(site / "vendor" / "assets.json.js", given("vendor/assets.json.js", files))
    listing.unlink()


def _scripts_for_search(site: Path) -> None:
    """What the theme looks for when it is opened from disk, and the source of its worker."""
    folder = site / "search"
    index = folder / "search_index.json"
    write(folder / "search_index.js", b"var __index = " + index.read_bytes())
    index.unlink()
    (worker,) = (site / "assets" / "javascripts" / "workers").glob("search.*.js")
    source = json.dumps(worker.read_text(encoding="utf-8"))
    write(folder / "search_worker.js", f"self.nudgeSearchWorker = {source};\n".encode())
    worker.unlink()


def _fonts_in_styles(site: Path) -> None:
    """Not every browser lets a page from disk read a font beside it; what a style carries itself is always read."""

    def carried(found: re.Match[str]) -> str:
        letters = base64.b64encode((site / found[1]).read_bytes()).decode()
        return f'url("data:font/woff2;base64,{letters}")'

    for path in (site / "stylesheets").glob("*.css"):
        path.write_bytes(_FONT.sub(carried, path.read_bytes().decode()).encode())
    shutil.rmtree(site / "vendor" / "fonts", ignore_errors=True)


def _for_disk(page: str) -> str:
    """A page whose scripts come from disk, and which knows the lesson by the name of its file."""
    workers = r'<script src="\1search/search_worker.js"></script><script src="\1javascripts/disk-workers.js"></script>'
    page = _PRELOADED.sub("", page).replace('href="../#', 'href="index.html#')
    page = _INSTALLED.sub("", _BUNDLE.sub(rf"{workers}\g<0>", page))
    return _HOSTED.sub(r'<script src="\1folder.js"></script>', page)


def _pack(site: Path, archive: Path) -> None:
    unfinished = archive.with_name(f".{archive.name}.unfinished")
    try:
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
            for path in sorted(site.rglob("*")):
                if path.is_file():
                    packed.write(path, path.relative_to(site.parent))
        unfinished.replace(archive)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise VendorError(f"cannot write {archive.name}: {error.strerror}") from error


def main() -> int:
    """Write the archive, and say how large it is."""
    try:
        size = make()
    except VendorError as error:
        print(f"offline: {error}", file=sys.stderr)
        return 1
    print(f"offline: {ARCHIVE.name} is ready, {size / 1e6:.1f} MB; unpack it and open {NAME}/index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main())
