"""What is made of Lighthouse's reports."""

from pathlib import Path
from typing import Any

import pytest

from tests.lighthouse.__main__ import best, lost, pages, scores, table


def _report(performance: float, accessibility: float = 1.0) -> dict[str, Any]:
    audits = {
        "contrast": {"id": "contrast", "title": "Contrast is enough", "score": accessibility},
        "unasked": {"id": "unasked", "title": "Looked at, and counts for nothing", "score": 0},
        "not-there": {"id": "not-there", "title": "Nothing of the kind on this page", "score": None},
    }
    refs = [{"id": "contrast", "weight": 7}, {"id": "unasked", "weight": 0}, {"id": "not-there", "weight": 3}]
    whole = {name: {"score": 1, "auditRefs": []} for name in ("best-practices", "seo")}
    categories = {
        "performance": {"score": performance, "auditRefs": []},
        "accessibility": {"score": accessibility, "auditRefs": refs},
    }
    return {"categories": {**categories, **whole}, "audits": audits}


def test_what_cost_points_is_named_and_nothing_that_did_not_count() -> None:
    assert lost(_report(1, accessibility=0.9)) == ["contrast: Contrast is enough"]
    assert lost(_report(1)) == []


def test_of_several_runs_the_fastest_counts() -> None:
    assert scores(best([_report(0.9), _report(0.97), _report(0.8)]))["performance"] == 0.97


def test_the_table_shows_the_lowest_score_of_any_page() -> None:
    found = {
        "one": {"desktop": scores(_report(1)), "mobile": scores(_report(0.96))},
        "other": {"desktop": scores(_report(0.99)), "mobile": scores(_report(0.98, accessibility=0.9))},
    }
    assert table(found).splitlines()[2:] == ["| desktop | 99 | 100 | 100 | 100 |", "| mobile | 96 | 90 | 100 | 100 |"]


@pytest.mark.parametrize("name", ["widget/scale", "review"])
def test_every_page_of_the_site_is_judged_but_widgets_shown_alone(tmp_path: Path, name: str) -> None:
    for folder in (tmp_path, tmp_path / name):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "index.html").write_text("", encoding="utf-8")
    assert pages(tmp_path) == ["", "review/"][: 1 + (name == "review")]
