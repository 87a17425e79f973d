"""Every page names one script and one style, which hold all of them in their order, and is drawn before any script has
come; the guard stands by itself."""

from pathlib import Path

import pytest

from tests.widgets.embed.sites import lay_out
from widgets.embed import joined
from widgets.embed.checked import VendorError

HEAD = (
    '<link rel="stylesheet" href="{up}assets/stylesheets/theme.css">'
    '<link rel="stylesheet" href="{up}stylesheets/one.css">\n'
)
BODY = (
    '<link rel="stylesheet" href="{up}stylesheets/two.css"></head><body>'
    '<script src="{up}assets/javascripts/theme.js"></script>\n'
    '<script src="{up}javascripts/guard.js"></script>\n<script src="{up}javascripts/first.js"></script>\n'
    '<script src="{up}vendor/second.js"></script><a href="{up}javascripts/first.js">first</a></body>'
)
FILES = {
    "assets/stylesheets/theme.css": "p{color:green}\n/*# sourceMappingURL=theme.css.map */",
    "stylesheets/one.css": "p{color:red}\n",
    "stylesheets/two.css": "p{color:blue}\n",
    "javascripts/guard.js": "guard()",
    "javascripts/first.js": "var a=1\n",
    "javascripts/worker.js": "no page names it",
    "vendor/second.js": "(function(){a++})()\n",
}


def _pages(site: Path, *ups: str) -> dict[Path, str]:
    lay_out(site, FILES)
    return {site / f"{index}.html": (HEAD + BODY).format(up=up) for index, up in enumerate(ups)}


@pytest.mark.parametrize("up", ["", "../", "../../", "/some/path/"])
def test_a_page_names_what_holds_all_in_its_order(tmp_path: Path, up: str) -> None:
    (page,) = joined.join(tmp_path, _pages(tmp_path, up)).values()
    assert page == (
        f'<link rel="stylesheet" href="{up}stylesheets/all.css"></head><body>'
        f'<script defer src="{up}assets/javascripts/theme.js"></script>\n'
        f'<script defer src="{up}javascripts/guard.js"></script>\n'
        f'<script defer src="{up}javascripts/all.js"></script>\n'
        f'<a href="{up}javascripts/first.js">first</a></body>'
    )
    assert (tmp_path / "stylesheets/all.css").read_text() == "p{color:green}\np{color:red}\np{color:blue}"
    assert (tmp_path / "javascripts/all.js").read_text() == "var a=1;\n(function(){a++})()"


def test_what_was_joined_is_gone_and_the_rest_stays(tmp_path: Path) -> None:
    joined.join(tmp_path, _pages(tmp_path, "", "../"))
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")}
    assert left == {"stylesheets/all.css", "javascripts/all.js", "javascripts/guard.js", "javascripts/worker.js"}


def test_what_one_page_alone_needs_stands_by_itself_there(tmp_path: Path) -> None:
    pages = _pages(tmp_path, "", "")
    pages[tmp_path / "1.html"] += '<script src="javascripts/files.js"></script>'
    one, other = joined.join(tmp_path, pages).values()
    assert other == one + '<script defer src="javascripts/files.js"></script>'


def test_light_or_dark_is_known_before_a_page_is_drawn(tmp_path: Path) -> None:
    pages = _pages(tmp_path, "../")
    first = '<body><script src="../javascripts/scheme.js"></script>'
    pages[tmp_path / "0.html"] = pages[tmp_path / "0.html"].replace("<body>", first)
    (made,) = joined.join(tmp_path, pages).values()
    assert f"{first}<script defer" in made


def test_a_first_screen_is_drawn_while_the_page_waits_for_the_guard_at_its_end(tmp_path: Path) -> None:
    pages = _pages(tmp_path, "", "")
    pages[tmp_path / "1.html"] = pages[tmp_path / "1.html"].replace(
        "<body>", f"<body><h1>a</h1>{joined.SCREEN}<p>b</p>"
    )
    plain, made = joined.join(tmp_path, pages).values()
    guard = '<script src="javascripts/guard.js"></script>'
    assert f"<h1>a</h1>{guard}<p>b</p>" in made
    assert (made.count("guard.js"), plain.count("guard.js")) == (1, 1)


def test_the_style_of_a_single_widgets_page_stands_by_itself_behind_the_others(tmp_path: Path) -> None:
    pages = _pages(tmp_path, "", "")
    own = '<link rel="stylesheet" href="stylesheets/alone.css">'
    pages[tmp_path / "1.html"] = pages[tmp_path / "1.html"].replace("</head>", f"{own}</head>")
    one, other = joined.join(tmp_path, pages).values()
    assert other == one.replace("</head>", f"{own}</head>")


def test_pages_that_name_others_stop_the_build(tmp_path: Path) -> None:
    pages = _pages(tmp_path, "", "")
    pages[tmp_path / "1.html"] = HEAD.format(up="")
    with pytest.raises(VendorError, match="cannot share one file"):
        joined.join(tmp_path, pages)
