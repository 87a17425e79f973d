"""One script and one style for every page, the theme's among them: joined they pack better, and are asked for once."""

import re
from pathlib import Path

from widgets.embed.checked import VendorError, write

# What stands by itself: the guard speaks when others do not come; one page alone takes files, one may ask elsewhere,
# one says what is due today; the rest is of pages with a single widget.
ALONE = (
    *("javascripts/guard.js", "javascripts/files.js", "javascripts/stronger.js", "javascripts/today.js"),
    *("javascripts/scheme.js", "javascripts/framed.js", "stylesheets/alone.css"),
)
WHOLE = {".js": "javascripts/all.js", ".css": "stylesheets/all.css"}
_TAG = re.compile(
    r'<(?:script src|link rel="stylesheet" href)="((?:\.\./)*|/(?:(?!assets/)[^"])*?)'
    r'((?:javascripts|stylesheets|vendor)/[\w.-]+\.(?:js|css)|assets/stylesheets/[\w./-]+\.css)">(?:</script>)?\s*'
)
_LATER = re.compile(r'<script(?= src="(?![^"]*javascripts/scheme\.js"))')
_GUARD = re.compile(r'<script defer (src="[^"]*javascripts/guard\.js"></script>)\s*')
# Where a first screen ends. A page waits there for one small script, and draws so far while it does.
SCREEN = "<!-- the first screen ends -->"
_MAP = re.compile(r"/[*/]# sourceMappingURL=\S+(?: \*/)?")


def join(site: Path, pages: dict[Path, str]) -> dict[Path, str]:
    """Join scripts and styles in their order, and let the pages name what they are joined to.

    A page is drawn before its scripts have come, but for the one that says light or dark, and its first screen, if it
    says where that ends, before the rest is read.

    Raises:
        VendorError: if pages name others, or in another order.
    """
    orders = {tuple(name for _, name in _TAG.findall(page) if name not in ALONE) for page in pages.values()}
    if len(orders) != 1:
        raise VendorError("pages that name other scripts or styles than others cannot share one file of them")
    (names,) = orders
    for kind, whole in WHOLE.items():
        parts = [name for name in names if name.endswith(kind)]
        joint = ";\n" if kind == ".js" else "\n"
        text = joint.join(_MAP.sub("", (site / name).read_text(encoding="utf-8")).strip() for name in parts)
        for name in parts:
            (site / name).unlink()
        write(site / whole, text.encode())

    def one_of_each(page: str) -> str:
        seen: set[str] = set()

        def named(tag: re.Match[str]) -> str:
            up, name = tag.groups()
            if name in ALONE:
                return tag[0]
            whole = WHOLE[Path(name).suffix]
            first = whole not in seen
            seen.add(whole)
            return tag[0].replace(up + name, up + whole) if first else ""

        return _TAG.sub(named, page)

    return {path: _drawn_first(_LATER.sub("<script defer", one_of_each(page))) for path, page in pages.items()}


def _drawn_first(page: str) -> str:
    if SCREEN not in page or not (guard := _GUARD.search(page)):
        return page
    return page.replace(guard[0], "").replace(SCREEN, f"<script {guard[1]}")
