"""What a built site gives to a reader, read from its files: so two builders' sites can be compared."""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

# Sizes of downloads, which are counted from the theme's files too.
_COUNTED = re.compile(r'(<span data-traffic="[a-z-]+">)[^<]*')
_HASHES = re.compile(r" 'sha256-[^']+'")
_THEMES = re.compile(r"^assets/|^search[./]|^sitemap\.xml\.gz$|^service-worker\.js$")
_OURS = re.compile(r"(?<!assets/)(?:javascripts|stylesheets)/[a-z-]+\.\w{8}\.(?:js|css)$")
# The theme's styles are joined to ours.
_JOINED = re.compile(r"(?<=stylesheets/all)\.\w{8}(?=\.css$)")
_SPACE = re.compile(r"\s+")
# What one builder leaves out, or adds, and no reader meets.
_UNREAD = {"data-search-exclude"}
_EMPTY = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Read(HTMLParser):
    """A page: what it says, and what it names."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.inside: list[str] = []
        """Tags, attributes and texts of what is between the bar and the footer, contents at the side left out."""
        self.title = ""
        self.policy = ""
        self.named: list[str] = []
        """Addresses of links, scripts, styles and pictures, in the order of the page."""
        self.ids: set[str] = set()
        self.ours: list[str] = []
        """Scripts and styles of the site itself."""
        self.around: list[tuple[str, str]] = []
        """Links of bar and footer: address and text."""
        self._open: list[str] = []
        self._link: str | None = None
        self.feed(_COUNTED.sub(r"\1", path.read_text(encoding="utf-8")))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs if name not in _UNREAD}
        if "id" in values:
            self.ids.add(values["id"])
        for name in ("href", "src"):
            if name in values:
                # The page itself, by either spelling.
                values[name] = values[name] or "."
                self.named.append(values[name])
        if tag in ("script", "link") and _OURS.search(_of(values)):
            self.ours.append(_JOINED.sub("", _of(values)))
        if values.get("http-equiv", "").lower() == "content-security-policy":
            self.policy = _HASHES.sub("", values["content"])
        if self._inside() and values.get("id") != "__skip":
            self.inside.append(f"<{tag} {sorted(values.items())}>")
        if tag not in _EMPTY:
            self._open.append("article" if "md-content__inner" in values.get("class", "") else tag)
        self._link = values.get("href") if tag == "a" and {"header", "footer"} & {*self._open} else None

    def handle_endtag(self, tag: str) -> None:
        while tag in self._open and self._open.pop() != tag:
            pass
        if tag == "a":
            self._link = None

    def handle_data(self, data: str) -> None:
        text = _SPACE.sub(" ", data).strip()
        if self._open[-2:] == ["head", "title"]:
            self.title += text
        if text and self._inside():
            self.inside.append(text)
        if text and self._link is not None:
            self.around.append((self._link, text))

    def _inside(self) -> bool:
        return "article" in self._open


def _of(values: dict[str, str]) -> str:
    return values.get("src") or values.get("href") or ""


def pages(site: Path) -> dict[str, Read]:
    """Every page by its address below the site."""
    return {path.relative_to(site).as_posix(): Read(path) for path in sorted(site.rglob("*.html"))}


def files(site: Path) -> set[str]:
    """Every file but the theme's, and what is counted from it."""
    names = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    return {_JOINED.sub("", name) for name in names if not _THEMES.search(name)}


def broken(site: Path) -> list[str]:
    """Addresses that lead to no file of the site, or to no place of its page."""
    read = pages(site)
    host = "http://host.invalid/site/"
    found = []
    for name, page in read.items():
        for address in page.named if name != "404.html" else []:
            parts = urlsplit(urljoin(host + name.removesuffix("index.html"), address))
            if parts.netloc != "host.invalid" or parts.scheme != "http":
                continue
            target = unquote(parts.path).removeprefix("/site/")
            target += "index.html" if target.endswith("/") or not target else ""
            there = (site / target).is_file() and parts.path.startswith("/site/")
            anchored = target not in read or not parts.fragment or unquote(parts.fragment) in read[target].ids
            if not there or not anchored:
                found.append(f"{name}: {address}")
    return found
