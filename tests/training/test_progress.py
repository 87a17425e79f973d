"""Long stages say how far they are."""

import io
import sys

import pytest

from training import progress


def test_a_log_gets_whole_lines_that_say_stage_amount_and_unit(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.bar("prepare", 2000, "tok", done=500) as bar:
        bar.update(1000)
        bar.set_postfix_str("loss 3.1", refresh=False)
        bar.update(500)
    said = capsys.readouterr().out
    assert said.startswith("prepare: 100% (2.00k of 2.00k tok) in 00:00")
    assert said.endswith("tok/s, loss 3.1\n")
    assert said.count("\n") == 1
    assert "\r" not in said


def test_a_log_gets_a_line_now_and_then(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    with progress.bar("train", 100, "step") as bar:
        for second in range(100):
            now[0] = float(second)
            bar.update(1)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("%")[0] for line in lines] == ["train: 31", "train: 61", "train: 91", "train: 100"]
    assert "in 00:30, 1.03 step/s" in lines[0]


def test_what_ends_early_says_where(capsys: pytest.CaptureFixture[str]) -> None:
    bar = progress.bar("train", 100, "step")
    bar.update(40)
    bar.__exit__(KeyError, KeyError(), None)
    assert capsys.readouterr().out.startswith("train: 40% (40.0 of 100 step)")


def test_nothing_to_do_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    progress.bar("train", 0, "step").close()
    assert capsys.readouterr().out.startswith("train: 100%")


def test_a_terminal_gets_a_bar_that_moves_in_place(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO()
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stdout", terminal)
    with progress.bar("prepare", 2000, "tok") as bar:
        bar.update(2000)
    assert "\rprepare: 100%" in terminal.getvalue()
