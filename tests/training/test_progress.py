"""Long stages say how far they are."""

import pytest

from training import progress


def test_a_bar_says_stage_amount_and_unit(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.bar("prepare", 2000, "tok") as bar:
        bar.update(2000)
    assert "prepare: 100%" in capsys.readouterr().out
