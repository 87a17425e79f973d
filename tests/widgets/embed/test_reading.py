"""How often a run read each source, and how far its two losses parted, come from what the run recorded."""

import json
import re
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest
from markdown import Markdown

from widgets.embed.reading import both, format_gap, format_read

FOLDER = Path("docs/models/demo")
DESCRIBED = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
CURVES = json.loads((FOLDER / "curves.json").read_text(encoding="utf-8"))


def _rows(markup: str) -> list[list[str]]:
    rows = re.findall(r"<tr>(.*?)</tr>", markup, re.DOTALL)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]


def _read(model: str) -> list[list[str]]:
    return _rows(format_read("", "read", "read", {"words": (model,)}, Markdown()))


def _gap(model: str) -> str:
    return format_gap("", "gap", "gap", {"words": (model,)}, Markdown())


def test_a_source_was_read_as_often_as_the_tokens_drawn_from_it_hold_its_own() -> None:
    head, *rows = _read("demo")
    assert head == ["Source", "Million tokens", "Share drawn", "Times read", "Bits a byte, held out"]
    for row, source in zip(rows, DESCRIBED["corpus"], strict=True):
        drawn = DESCRIBED["tokens_seen"] * source["share"]
        assert row[3] == f"{drawn / source['train_tokens']:.1f}"
        assert row[2] == f"{source['share']:.0%}"
        assert row[4] == f"{DESCRIBED['val_by_source'][source['file']]['bits_a_byte']:.2f}"
    assert [row[0] for row in rows][:2] == ["Children’s stories", "Picture books"]


def _curves(**losses: float) -> dict[str, Any]:
    train = [{"step": int(step[1:]), "loss": loss} for step, loss in losses.items()]
    return {"train": train, "validation": [{"step": step, "loss": 3.0} for step in (0, 50, 100, 1000)]}


def test_a_training_loss_is_the_mean_of_the_batches_within_a_twentieth_of_a_step() -> None:
    found = both(_curves(s94=9.0, s95=1.0, s105=2.0, s106=9.0, s1000=1.0))
    assert found == [(100, 1.5, 3.0), (1000, 1.0, 3.0)]


def test_the_first_tenth_of_a_run_and_a_step_without_batches_are_left_out() -> None:
    assert both(_curves(s1=5.0, s50=4.0, s1000=1.0)) == [(1000, 1.0, 3.0)]


def test_the_picture_ends_where_the_run_does_and_its_table_says_the_gap() -> None:
    markup = _gap("demo")
    step, train, held, gap = _rows(markup)[-1]
    last = CURVES["validation"][-1]
    batches = [one["loss"] for one in CURVES["train"] if abs(one["step"] - last["step"]) <= 0.05 * last["step"]]
    assert (step, held) == (f"{last['step']:,}", f"{last['loss']:.2f}")
    assert train == f"{fmean(batches):.2f}"
    assert gap == f"{last['loss'] - fmean(batches):.2f}"
    assert f"at step {step} they are {train} and {held}" in markup
    assert len(_rows(markup)) <= 12


def test_both_lines_lie_inside_the_frame() -> None:
    assert "chart-outside" not in _gap("demo") + _gap("lab")


@pytest.mark.parametrize("fence", [_gap, _read])
def test_a_model_nobody_published_stops_the_build(fence: Any) -> None:
    with pytest.raises(Exception, match="`make model` writes it"):
        fence("nobody")
