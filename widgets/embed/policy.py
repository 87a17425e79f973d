"""The Content-Security-Policy of a page: from its HTML to the same HTML with its policy first in <head>.

What a page loads comes from its own site, and an inline script runs only if it stood in the page that was built: the
policy names it by its SHA-256. Inline styles are never applied. One page may ask other origins, which is the one that
loads stronger.js: no policy can name an address that its reader has yet to type, so that script holds it to the
address. MkDocs' hook calls this for every page as built and as served, hosted.py for a site of any builder;
`python -m widgets.embed.policy site` does it for a whole folder.
"""

import base64
import hashlib
import re
import sys
from collections.abc import Callable, Iterable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

# Types of <script> that a browser runs; any other is data, which needs no permission.
_RUN = frozenset({"", "module", "importmap", "text/javascript", "application/javascript"})

# What a page needs beside its own files. WebAssembly is compiled; workers are made in the page from checked bytes;
# the theme's icons are pictures in its stylesheet, and letters stand in the folder edition's.
_POLICY = (
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self' blob:",
    "connect-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'none'",
)
# The script of the one page that may ask another origin, with or without its hash.
_ASKS = re.compile(r"(?:^|/)javascripts/stronger(?:\.[0-9a-f]{8})?\.js$")


def with_policy(page: str, styles: Iterable[str] = ()) -> str:
    """The page with its policy as the first thing in <head>; one that it had is replaced.

    Args:
        page: its HTML.
        styles: the text of each style that a script of the theme may put into the page.
    """
    read = _Reader(page)
    sources = " ".join(f"'{digest(script)}'" for script in dict.fromkeys(read.scripts))
    content = "; ".join(_POLICY).replace("'wasm-unsafe-eval'", f"'wasm-unsafe-eval' {sources}".rstrip())
    if applied := [f"'{digest(style)}'" for style in styles]:
        content = content.replace("style-src 'self'", f"style-src 'self' {' '.join(applied)}")
    if read.asks:
        content = content.replace("connect-src 'self'", "connect-src 'self' http: https:")
    meta = f'<meta http-equiv="Content-Security-Policy" content="{content}">'
    cut, done = [page[: read.start], meta], read.start
    for begin, end in read.policies:
        cut.append(page[done:begin])
        done = end
    return "".join([*cut, page[done:]])


def digest(script: str) -> str:
    """The name of an inline script or style in a policy: "sha256-" and the hash of its text as a browser reads it."""
    text = script.replace("\r\n", "\n").replace("\r", "\n")
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def blocked(page: str) -> list[str]:
    """What stands in the page and the policy would keep from working, each as the tag that holds it."""
    return _Reader(page).blocked


def served(app: WSGIApplication) -> WSGIApplication:
    """The same app, whose HTML has its policy as it is sent: what a development server adds to a page counts too."""

    def with_policies(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        began: list[tuple[str, list[tuple[str, str]]]] = []
        written: list[bytes] = []

        def keep(status: str, headers: list[tuple[str, str]], exc_info: Any = None, /) -> Callable[[bytes], object]:
            began.append((status, headers))
            return written.append

        body = app(environ, keep)
        status, headers = began[-1]
        if not any(name.lower() == "content-type" and "text/html" in value for name, value in headers):
            write = start_response(status, headers)
            for part in written:
                write(part)
            return body
        try:
            page = with_policy(b"".join([*written, *body]).decode()).encode()
        finally:
            if hasattr(body, "close"):
                body.close()
        others = [(name, value) for name, value in headers if name.lower() != "content-length"]
        start_response(status, [*others, ("Content-Length", str(len(page)))])
        return [page]

    return with_policies


class _Reader(HTMLParser):
    """Finds where a policy belongs, those already there, and what a policy has to know or would refuse."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=False)
        self.scripts: list[str] = []
        self.policies: list[tuple[int, int]] = []
        self.blocked: list[str] = []
        self.asks = False
        self.start = 0
        self._lines = [0, *(found.end() for found in re.finditer("\n", page))]
        self._script: list[str] | None = None
        self._in_head = False
        self.feed(page)
        self.close()

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_decl(self, decl: str) -> None:
        self.start = self._here() + len(f"<!{decl}>")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        text = self.get_starttag_text() or ""
        values = {name: value or "" for name, value in attrs}
        end = self._here() + len(text)
        # A parser makes the <head> that a page leaves out, and puts a leading <meta> there.
        if tag in ("html", "head") and not self._in_head:
            self.start, self._in_head = end, tag == "head"
        if tag == "meta" and values.get("http-equiv", "").lower() == "content-security-policy":
            self.policies.append((self._here(), end))
        if tag == "script" and "src" not in values and values.get("type", "").strip().lower() in _RUN:
            self._script = []
        if tag == "script" and _ASKS.search(values.get("src", "")):
            self.asks = True
        if tag == "style" or any(_refused(name, value) for name, value in values.items()):
            self.blocked.append(text)

    def handle_data(self, data: str) -> None:
        if self._script is not None:
            self._script.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._script is not None:
            self.scripts.append("".join(self._script))
            self._script = None


def _refused(name: str, value: str) -> bool:
    address = value.strip().lower()
    if name == "src":
        return address.startswith(("http:", "https:", "//"))
    if name in ("href", "action"):
        return address.startswith("javascript:")
    return name == "style" or name.startswith("on")


def main(folders: list[str]) -> int:
    """Give every page below the folders its policy; says so in one line, or what is not there."""
    for folder in map(Path, folders):
        pages = sorted(folder.rglob("*.html"))
        if not pages:
            print(f"policy: there is no page below {folder}", file=sys.stderr)
            return 1
        for path in pages:
            # As bytes: line ends stay as they are.
            path.write_bytes(with_policy(path.read_bytes().decode()).encode())
        print(f"policy: {len(pages)} pages of {folder} have theirs")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["site"]))
