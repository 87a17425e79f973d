"""The spine is the run's own loss, with a mark and a link for every concept."""

import json
import math
import re
from itertools import pairwise
from pathlib import Path

import pytest
from markdown import Markdown

from widgets.embed import fence, policy
from widgets.embed.fence import validate
from widgets.embed.spine import HIGHEST, LOWEST, ROW, curve, format_spine

VALIDATION = json.loads(Path("docs/models/demo/curves.json").read_text(encoding="utf-8"))["validation"]
PAGE = """# Title

```spine {model}
{body}
```

## The first {{ #first }}

Text

## The second {{ #second }}
"""
BODY = 'first = "One"\nsecond = "Two & more"'


def _convert(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(fence, "PAGES", tmp_path)
    (tmp_path / "page.md").write_text(text, encoding="utf-8")
    fences = [{"name": "spine", "class": "spine", "format": format_spine, "validator": validate}]
    extensions = ["attr_list", "pymdownx.superfences"]
    return Markdown(
        extensions=extensions, extension_configs={"pymdownx.superfences": {"custom_fences": fences}}
    ).convert(text)


def test_the_contents_are_plain_links_and_the_marks_name_the_same_concepts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = _convert(PAGE.format(model="demo", body=BODY), tmp_path, monkeypatch)
    assert re.findall(r'<a href="#(\w+)">([^<]*)<span', made) == [("first", "One"), ("second", "Two &amp; more")]
    assert re.findall(r'class="spine-mark" data-concept="(\w+)"', made) == ["first", "second"]
    assert re.findall(r'class="spine-part" data-concept="(\w+)"', made) == ["first"]
    assert '<nav class="spine" aria-label="Contents" data-search-exclude' in made
    assert policy.blocked(made) == []


def test_the_line_below_says_what_the_run_logged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = _convert(PAGE.format(model="demo", body=BODY), tmp_path, monkeypatch)
    first, last = VALIDATION[0], VALIDATION[-1]
    assert f"{first['loss']:.2f} at the start, {last['loss']:.2f} after {last['step']:,} steps." in made


def test_every_measurement_lies_on_the_curve_at_its_loss_and_the_root_of_its_step() -> None:
    parts = curve(VALIDATION, 10)
    points = {(round(x, 6), round(y, 6)) for part in parts for x, y in part}
    losses = [one["loss"] for one in VALIDATION]
    for one in VALIDATION:
        x = LOWEST + (HIGHEST - LOWEST) * (one["loss"] - min(losses)) / (max(losses) - min(losses))
        y = ROW / 2 + 9 * ROW * math.sqrt(one["step"] / VALIDATION[-1]["step"])
        assert (round(x, 6), round(y, 6)) in points


def test_the_parts_meet_at_marks_in_the_middle_of_each_row() -> None:
    parts = curve(VALIDATION, 10)
    assert len(parts) == 9
    assert [part[0][1] for part in parts] == [ROW / 2 + ROW * row for row in range(9)]
    assert all(before[-1] == after[0] for before, after in pairwise(parts))
    assert parts[-1][-1][1] == pytest.approx(ROW * 10 - ROW / 2)


@pytest.mark.parametrize(
    ("model", "body", "said"),
    [
        ("demo", BODY.replace("second", "third"), r"page\.md, line 3: no heading of the page has the anchor 'third'"),
        ("demo", 'first = "One"', "a spine takes two or more lines"),
        ("demo", "first = 1\nsecond = 2", "a spine takes two or more lines"),
        ("demo", "first = One", "line 3: .*(?i:invalid|expected)"),
        ("nobody", BODY, "line 3: .*nobody"),
    ],
)
def test_what_is_wrong_stops_the_build_with_page_and_line(
    model: str, body: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Exception, match=said):
        _convert(PAGE.format(model=model, body=body), tmp_path, monkeypatch)
