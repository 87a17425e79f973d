"""The card of the marker of explanations says what its manifest says, beside the bar it is held to."""

import copy
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from markdown import Markdown

from training.tutor import encoder, publish
from training.tutor.texts import MISCONCEPTIONS, OUTPUTS, POINTS
from widgets.embed import marker_card, published
from widgets.ml import bar

PARTS = ("verdict", "bar", "figures", "points", "kinds", "made")
PAGE = Path("docs/marker.md").read_text(encoding="utf-8")
MANIFEST: dict[str, Any] = json.loads(Path("docs/models/tutor/manifest.json").read_text(encoding="utf-8"))
FIGURES = {
    "texts": 1200,
    "spearman": 0.88,
    "error": 0.6,
    "mean": [3.25, 3.5],
    "agreement": 0.95,
    "by point": [k / 16 for k in range(POINTS)],
    "above the true mark": dict.fromkeys(marker_card.KINDS, 0.0) | {"prose": -0.4, "swapped": 0.3, "riddle": 1.5},
    "true mark": dict.fromkeys(marker_card.KINDS, 2.75) | {"riddle": 4.25},
}
OTHER = {"texts": 1200, "spearman": 0.125, "error": 2.375, "mean": [3.25, 3.0]}


def _part(part: str, model: str = "tutor") -> str:
    return marker_card.format_marker_card("", "marker-card", "marker-card", {"words": (model, part)}, Markdown())


def _rows(part: str) -> dict[str, list[str]]:
    """The cells of a part's table by what names them."""
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', _part(part))
    return {name: re.findall(r"<td>(.*?)</td>", cells) for name, cells in rows}


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Any]:
    """A marker whose figures lie on the bar, and how to publish it."""
    manifest = copy.deepcopy(MANIFEST)
    others = dict.fromkeys(("words", "keywords", "likeness"), OTHER)
    manifest |= {"figures": {"marker": copy.deepcopy(FIGURES), **others}, "reached": True}
    monkeypatch.setattr(published, "MODELS", tmp_path)
    _write(tmp_path, manifest)
    return manifest


def _write(models: Path, manifest: dict[str, Any], name: str = "tutor") -> None:
    (models / name).mkdir(exist_ok=True)
    (models / name / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def test_every_table_has_a_caption_and_takes_its_numbers_from_the_manifest(made: dict[str, Any]) -> None:
    assert all("<caption>" in _part(part) for part in PARTS if part != "verdict")
    assert _rows("figures")["The marker"] == ["0.880", "0.600", "3.50"]
    assert _rows("figures")["How many words it has"] == ["0.125", "2.375", "3.00"]
    assert "1,200 explanations by voices" in _part("figures")
    assert "3.25 of ten on average" in _part("figures")
    assert _rows("made")["Explanations that figures come from"] == [f"{made['made']['test']:,}"]


def test_points_stand_under_their_titles_in_the_order_of_the_manifest(made: dict[str, Any]) -> None:
    titles = {one["id"]: one["title"].rstrip(".") for one in tomllib.loads(publish.RUBRIC.read_text())["point"]}
    rows = _rows("points")
    assert list(rows) == [titles[id] for id in made["points"]]
    assert [cells[0] for cells in rows.values()] == [f"{k / 16:.1%}" for k in range(POINTS)]


def test_praise_stands_beside_the_settled_mark_and_the_bar_of_its_kind(made: dict[str, Any]) -> None:
    rows = _rows("kinds")
    assert rows["Honest prose"] == ["2.75", "−0.40", "at least −0.40"]
    assert rows["A direction the wrong way round"] == ["2.75", "+0.30", "at most +0.30"]
    assert rows["A wrong view named to reject it"] == ["2.75", "0", "none"]
    # A kind that came later is told by the name it has.
    assert list(rows)[-1] == "Riddle"
    assert rows["Riddle"] == ["4.25", "+1.50", "none"]


def test_the_verdict_is_what_was_published(made: dict[str, Any], tmp_path: Path) -> None:
    assert "may lead" in _part("verdict")
    _write(tmp_path, made | {"reached": False})
    assert "does not lead" in _part("verdict")


WORSE: list[tuple[str, Any]] = [
    *((name, FIGURES[name] + by) for name, by in (("spearman", -0.001), ("error", 0.001), ("agreement", -0.0001))),  # type: ignore[operator]
    *(("above the true mark", {kind: most + 0.01}) for kind, most in bar.MOST_ABOVE.items()),
    *(("above the true mark", {kind: -most - 0.01}) for kind, most in bar.MOST_BELOW.items()),
]


@pytest.mark.parametrize(("name", "worse"), WORSE)
def test_the_card_says_of_every_figure_whether_it_reaches_the_bar(
    made: dict[str, Any], tmp_path: Path, name: str, worse: Any
) -> None:
    figures = made["figures"]["marker"]
    on_the_bar = bar.MOST_ABOVE | {kind: -most for kind, most in bar.MOST_BELOW.items()}
    figures["above the true mark"] |= on_the_bar
    _write(tmp_path, made)
    assert bar.reached(figures)
    assert {cells[-1] for cells in _rows("bar").values()} == {"yes"}
    figures[name] = figures[name] | worse if isinstance(worse, dict) else worse
    _write(tmp_path, made)
    assert not bar.reached(figures)
    assert [cells[-1] for cells in _rows("bar").values()].count("no") == 1


def test_the_published_marker_reaches_its_bar_exactly_where_its_manifest_says_so() -> None:
    assert MANIFEST["reached"] == all(cells[-1] == "yes" for cells in _rows("bar").values())


def test_the_page_has_every_part_of_the_card() -> None:
    assert set(re.findall(r"^```marker-card tutor (\w+)\n```$", PAGE, re.MULTILINE)) == set(PARTS)
    assert all(_part(part) for part in PARTS)


def test_the_page_takes_every_figure_from_the_record_and_says_what_the_marker_is() -> None:
    prose = re.sub(r"```.*?```|`[^`]*`|\]\([^)]*\)", "", PAGE, flags=re.DOTALL)
    # These are names.
    prose = re.sub(r"all-MiniLM-L6-v2|Apache-2\.0", "", prose)
    assert set(re.findall(r"\d[\d,.]*\d|\d", prose)) == {str(encoder.WIDTH), str(OUTPUTS)}
    assert (encoder.LAYERS, POINTS, len(MISCONCEPTIONS)) == (6, 10, 8)
    assert all(
        words in " ".join(prose.split()) for words in ("six layers", "ten points", "eight common misconceptions")
    )


def test_a_marker_nobody_published_stops_the_build_and_is_told_with_page_and_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(published, "MODELS", tmp_path)
    line = PAGE[: PAGE.index("```marker-card tutor kinds")].count("\n") + 1
    with pytest.raises(Exception, match=rf"^docs/marker\.md, line {line}: no marker is published as 'tutor'") as told:
        _part("kinds")
    assert "`python -m training tutor` makes one" in str(told.value)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("demo", "kinds"), "'demo' is no marker of explanations"),
        (("tutor", "praise"), "no part 'praise'; known are verdict, bar"),
        (("tutor",), "no part ''"),
        ((), "no part ''"),
        (("tutor", "bar", "points"), "a marker and one part"),
    ],
)
def test_a_fence_that_asks_for_something_else_stops_the_build(words: tuple[str, ...], why: str) -> None:
    with pytest.raises(Exception, match=why):
        marker_card.format_marker_card("", "marker-card", "marker-card", {"words": words}, Markdown())
