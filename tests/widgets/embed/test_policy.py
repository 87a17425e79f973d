"""A page's policy: where it stands, what it allows, and what a builder is told that it would refuse."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse

import pytest

from widgets.embed import policy

# From the W3C's own example of a hashed inline script.
ALERT = "alert('Hello, world.');"
ALERT_HASH = "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng="
PAGE = '<!doctype html>\n<html lang="en">\n<head class="a">\n<meta charset="utf-8"></head><body>{}</body></html>'


def _content(page: str) -> str:
    return page.split('content="', 1)[1].split('"', 1)[0]


def test_a_policy_comes_right_behind_the_head_and_changes_nothing_else() -> None:
    page = PAGE.format("<p>é &amp; &lt;head&gt; <!-- <head> --></p>\r\n")
    made = policy.with_policy(page)
    opening, rest = made.split('<head class="a">')
    assert rest.startswith('<meta http-equiv="Content-Security-Policy" content="default-src \'self\'; script-src ')
    assert opening + '<head class="a">' + rest.split(">", 1)[1] == page


def test_only_scripts_that_run_are_named_each_once_by_its_hash() -> None:
    scripts = f"<script>{ALERT}</script><script src='a.js'></script><script type='module'>1 &lt; 2 && 3</script>"
    data = "<script type='application/json'>{}</script><template>&lt;script&gt;no&lt;/script&gt;</template>"
    content = _content(policy.with_policy(PAGE.format(scripts + data + f"<SCRIPT>{ALERT}</SCRIPT>")))
    assert content.count("sha256-") == 2
    assert f"script-src 'self' 'wasm-unsafe-eval' '{ALERT_HASH}' '{policy.digest('1 &lt; 2 && 3')}';" in content


@pytest.mark.parametrize(
    "address", ["../javascripts/stronger.js", "javascripts/stronger.0123abcd.js", "/a/javascripts/stronger.js"]
)
def test_only_a_page_that_loads_the_script_that_asks_elsewhere_may_ask_elsewhere(address: str) -> None:
    plain = policy.with_policy(PAGE.format(""))
    assert "connect-src 'self';" in plain
    made = policy.with_policy(PAGE.format(f'<script src="{address}"></script>'))
    assert _content(made) == _content(plain).replace("connect-src 'self';", "connect-src 'self' http: https:;")
    assert policy.with_policy(made) == made


@pytest.mark.parametrize(
    "tag",
    [
        '<script src="javascripts/not-stronger.js"></script>',
        '<script src="javascripts/stronger.js.map"></script>',
        '<script src="stronger.js"></script>',
        '<link href="javascripts/stronger.js">',
        "<p>javascripts/stronger.js</p>",
        '<script>"javascripts/stronger.js"</script>',
    ],
)
def test_what_only_looks_like_that_script_opens_nothing(tag: str) -> None:
    assert "connect-src 'self';" in _content(policy.with_policy(PAGE.format(tag)))


def test_line_ends_count_as_a_browser_reads_them() -> None:
    assert policy.digest("a\r\nb\rc") == policy.digest("a\nb\nc") != policy.digest("a b c")


def test_a_page_without_scripts_names_none() -> None:
    assert "script-src 'self' 'wasm-unsafe-eval';" in _content(policy.with_policy(PAGE.format("")))


def test_a_policy_that_was_there_is_replaced_wherever_it_stood() -> None:
    once = policy.with_policy(PAGE.format("<p>"))
    assert policy.with_policy(once) == once
    longer = once.replace("<p>", f"<p><script>{ALERT}</script>")
    again = policy.with_policy(longer)
    assert again.count("http-equiv") == 1
    assert ALERT_HASH in again
    wider = PAGE.format("").replace("</head>", '<META HTTP-EQUIV="content-security-policy" content="*"></head>')
    assert policy.with_policy(wider) == policy.with_policy(PAGE.format(""))


@pytest.mark.parametrize(
    ("page", "opening"),
    [
        ("<p>no head", ""),
        ("<!DOCTYPE html>\n<p>no head", "<!DOCTYPE html>"),
        ("<!doctype html><html lang='en'><title>no head</title>", "<!doctype html><html lang='en'>"),
        ("500 Internal Server Error", ""),
    ],
)
def test_a_page_that_leaves_its_head_out_has_its_policy_first_all_the_same(page: str, opening: str) -> None:
    assert policy.with_policy(page).startswith(f"{opening}<meta http-equiv=")
    assert policy.with_policy(page).endswith(page[len(opening) :])


@pytest.mark.parametrize(
    "tag",
    [
        '<p style="color: red">',
        "<style>",
        '<button onclick="go()">',
        '<a href=" javascript:go()">',
        '<img src="https://example.org/a.png">',
        '<script src="//example.org/a.js">',
    ],
)
def test_what_a_policy_would_refuse_is_said(tag: str) -> None:
    assert policy.blocked(PAGE.format(f"<p>{tag}</p>")) == [tag]


def test_what_a_page_may_have_is_not_complained_about() -> None:
    fine = (
        '<a href="https://example.org/">a</a><img src="a.png" alt="one"><td align="right"><svg><rect width="1"/></svg>'
    )
    assert policy.blocked(PAGE.format(fine + f"<script>{ALERT}</script>")) == []


def test_a_folder_of_pages_gets_its_policies_and_nothing_else_changes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a").mkdir()
    page = PAGE.format("é\r\n").encode()
    for name in ("index.html", "a/index.html", "sitemap.xml"):
        (tmp_path / name).write_bytes(page)
    for _ in range(2):
        assert policy.main([str(tmp_path)]) == 0
        assert "2 pages" in capsys.readouterr().out
        for name in ("index.html", "a/index.html"):
            assert (tmp_path / name).read_bytes() == policy.with_policy(page.decode()).encode()
    assert (tmp_path / "sitemap.xml").read_bytes() == page
    assert policy.main([str(tmp_path / "nowhere")]) == 1
    assert "no page" in capsys.readouterr().err


class _Body:
    """A body that says whether it was closed, as files do."""

    closed = False

    def __iter__(self) -> Any:
        return iter([b"<!doctype html><head><body>", f"<script>{ALERT}</script>".encode()])

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize(("kind", "changed"), [("text/html; charset=utf-8", True), ("text/plain", False)])
def test_a_page_that_is_served_has_the_policy_of_what_is_sent(kind: str, changed: bool) -> None:
    body = _Body()

    def app(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        start_response("404 Not Found", [("Content-Type", kind), ("content-length", "0"), ("X-A", "b")])
        return body

    sent: list[Any] = []
    parts = policy.served(app)({}, lambda *answer: sent.extend(answer[:2]))  # type: ignore[arg-type,func-returns-value]
    whole = b"".join(parts)
    headers = {name.lower(): value for name, value in sent[1]}
    assert sent[0] == "404 Not Found"
    assert headers["x-a"] == "b"
    if changed:
        assert ALERT_HASH.encode() in whole
        assert headers["content-length"] == str(len(whole))
        assert body.closed
    else:
        assert whole == b"".join(_Body())
        assert headers["content-length"] == "0"
