"""Sizes are alike in all but shape and rate, larger ones predict better, and the line is that of least squares."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.config import Config, ConfigError, beside, changed, read
from training.judge import scale

# These train.
pytestmark = pytest.mark.slow

LAB = Path("training/configs/lab.toml")


def test_the_lab_has_five_sizes_of_one_depth_whose_learning_rates_follow_the_written_rule() -> None:
    lab = read(LAB)
    sizes = [beside(lab, one) for one in lab.scale]
    assert len(sizes) == 5
    for one, size in zip(lab.scale, sizes, strict=True):
        assert one.name == f"width-{size.model.n_embd}"
        assert (size.model.n_layer, size.model.n_embd) == (2, 16 * size.model.n_head)
        assert size.training.learning_rate == pytest.approx(0.256 / size.model.n_embd, rel=1e-3)
        assert size.training.steps * size.training.batch_size * size.model.block_size == 2_048_000


@given(st.floats(0.01, 0.5), st.floats(2, 50), st.lists(st.integers(3, 20), min_size=4, max_size=6, unique=True))
def test_points_on_a_power_law_give_it_back(exponent: float, factor: float, logs: list[int]) -> None:
    counts = [round(2**log) for log in sorted(logs)]
    losses = [factor * count**-exponent for count in counts]
    found = scale.line(counts, losses)
    assert found["exponent"] == pytest.approx(exponent, abs=2e-5)
    assert found["factor"] == pytest.approx(factor, rel=1e-4)
    assert found["residuals"] == pytest.approx([0] * len(counts), abs=2e-5)
    assert found["foretold"] == pytest.approx(losses[-1], abs=1e-4)


def test_what_lies_off_the_line_is_left_over_and_the_largest_is_foretold_without_it() -> None:
    counts, losses = [10, 100, 1000, 10_000], [4.0, 2.0, 1.0, 0.8]
    found = scale.line(counts, losses)
    assert found["foretold"] == pytest.approx(0.5, abs=1e-4)
    design = np.stack([np.log(counts), np.ones(4)], axis=1)
    solved, *_ = np.linalg.lstsq(design, np.log(losses), rcond=None)
    assert found["exponent"] == pytest.approx(-solved[0], abs=1e-5)
    assert found["residuals"] == pytest.approx((np.log(losses) - design @ solved).tolist(), abs=2e-5)


def _sizes(*widths: int, extra: str = "training.steps=30") -> str:
    return json.dumps(
        [{"name": f"w{width}", "set": [f"model.n_embd={width}", "training.steps=30", extra]} for width in widths]
    )


def test_every_size_leaves_its_loss_its_count_and_its_way(tiny: Config, capsys: pytest.CaptureFixture[str]) -> None:
    named = changed(tiny, [f"scale={_sizes(32, 4, 12)}"])
    scale.scale(named)
    made = json.loads((tiny.run / "scale.json").read_text())
    assert [size["name"] for size in made["sizes"]] == ["w4", "w12", "w32"]
    assert made["tokens"] == 30 * tiny.training.batch_size * tiny.model.block_size
    for size, width in zip(made["sizes"], (4, 12, 32), strict=True):
        matrices = 2 * 12 * width**2
        assert size["parameters_without_embedding"] == matrices + 5 * width
        assert size["parameters"] == size["parameters_without_embedding"] + 320 * width
        assert (size["along"][0]["tokens"], size["along"][-1]["tokens"]) == (0, made["tokens"])
    losses = [size["loss"] for size in made["sizes"]]
    assert losses == sorted(losses, reverse=True)
    assert made["line"]["exponent"] > 0
    capsys.readouterr()
    scale.scale(named)
    assert capsys.readouterr().out.count("scale: up to date") == 3
    assert json.loads((tiny.run / "scale.json").read_text()) == made


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (_sizes(8, 16), "scale: a line is laid through 3 sizes at least, not 2"),
        (_sizes(8, 8, 16), "scale: two runs are named w8"),
        (_sizes(8, 16, 7), r"scale w7: model\.n_embd \(7\) must be a multiple"),
        (
            json.dumps([{"name": f"s{steps}", "set": [f"training.steps={steps}"]} for steps in (10, 20, 30)]),
            "scale: sizes are compared on equal tokens",
        ),
    ],
)
def test_sizes_that_cannot_be_compared_are_refused_before_the_main_run_is_trained(
    tiny: Config, table: str, message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        changed(tiny, [f"scale={table}"])
