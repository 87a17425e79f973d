"""The map is exact at three moments, true about all others, and the same however often it was cut off."""

import json
from typing import Any

import numpy as np
import pytest

from training.config import Config, changed
from training.judge import landscape
from training.judge import map as stage
from training.judge.landscape import Ground
from training.run import checkpoint, metrics
from training.run.train import train
from training.ship.publish import curves

# These train.
pytestmark = pytest.mark.slow


@pytest.fixture
def trained(tiny: Config) -> Config:
    config = changed(tiny, ["training.steps=12", "landscape.columns=7", "landscape.rows=5"])
    train(config)
    return config


def made(config: Config) -> dict[str, Any]:
    stage.map(config)
    found: dict[str, Any] = json.loads((config.run / "landscape.json").read_text())
    return found


def test_start_middle_and_end_are_exact_and_all_others_shadows(trained: Config) -> None:
    found = made(trained)
    at = {point["step"]: point for point in found["trail"]}
    assert list(at) == trained.snapshots
    start, middle, end = (at[found["steps"][name]] for name in ("start", "middle", "end"))
    assert (start["step"], start["x"], start["y"]) == (0, 0, 0)
    assert (end["step"], end["x"], end["y"]) == (12, 1, 0)
    assert middle["y"] > 0
    for point in (start, middle, end):
        assert point["height"] == pytest.approx(point["slice_loss"], abs=1e-4)
        assert point["distance"] == 0
    others = [point for point in at.values() if point["step"] not in found["steps"].values()]
    assert all(point["distance"] > 0 for point in others)


def test_the_true_loss_of_every_snapshot_is_the_number_of_the_curves(trained: Config) -> None:
    validated = {entry["step"]: entry for entry in curves(trained, metrics.read(trained))["validation"]}
    for point in made(trained)["trail"]:
        assert point["val_loss"] == validated[point["step"]]["loss"]
        assert point["tokens"] == validated[point["step"]]["tokens"]


def test_the_grid_holds_the_losses_of_the_planes_weights_row_by_row_from_the_lowest_y(trained: Config) -> None:
    found = made(trained)
    steps = (found["steps"][name] for name in ("start", "middle", "end"))
    plane = landscape.through(*(landscape.weights_at(trained, step) for step in steps))
    ground, grid = Ground(trained), found["grid"]
    assert np.shape(grid["heights"]) == (5, 7)
    for row, column in ((0, 0), (0, 6), (4, 0), (2, 5)):
        x = np.linspace(*grid["x"], 7)[column]
        y = np.linspace(*grid["y"], 5)[row]
        assert grid["heights"][row][column] == pytest.approx(ground.height(plane.weights(x, y)), abs=6e-4)


def test_heights_above_the_cap_are_cut_to_it(trained: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "CAP", 0.98)
    grid = made(trained)["grid"]
    assert np.max(grid["heights"]) == grid["cap"] == pytest.approx(0.98 * np.log(320), abs=1e-3)
    assert np.min(grid["heights"]) < grid["cap"]


def test_the_frame_leaves_room_around_the_way_and_has_square_cells() -> None:
    way = [(0.0, 0.0), (0.5, 0.4), (1.0, 0.0)]
    x, y = stage.frame(way, 48, 32)
    assert x == pytest.approx([-0.3, 1.3])
    assert (y[1] - y[0]) / 31 == pytest.approx((x[1] - x[0]) / 47, abs=1e-5)
    assert y[0] + y[1] == pytest.approx(0.4)
    x, y = stage.frame(way, 48, 8)
    assert y == pytest.approx([-0.3, 0.7])
    assert x[0] + x[1] == pytest.approx(1)


def test_killed_and_started_again_it_goes_on_and_makes_the_same_map(
    trained: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = made(trained)
    (trained.run / "landscape.json").unlink()
    measure, asked = Ground.height, 0
    points = len(trained.snapshots) * 2 + 35

    def dies(ground: Ground, flat: Any) -> float:
        nonlocal asked
        asked += 1
        if asked == points - 10:
            raise KeyboardInterrupt
        return measure(ground, flat)

    monkeypatch.setattr(Ground, "height", dies)
    with pytest.raises(KeyboardInterrupt):
        stage.map(trained)
    asked = points
    assert made(trained) == whole
    # The three rows that were whole are not measured again.
    assert asked == 2 * points - 3 * 7
    assert not stage.unfinished(trained).exists()


def test_other_weights_or_another_slice_make_another_map(
    trained: Config, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = made(trained)
    capsys.readouterr()
    stage.map(trained)
    assert "up to date" in capsys.readouterr().out
    assert made(changed(trained, ["landscape.windows=6"]))["slice"] != first["slice"]
    with monkeypatch.context() as patch:
        patch.setattr(landscape, "three", lambda config, steps: {"start": 0, "middle": 1, "end": 12})
        assert made(trained)["steps"]["middle"] == 1 != first["steps"]["middle"]
    other = made(changed(trained, ["landscape.windows=6"]))
    # Rows of the weights of before, as a kill would leave them, are not taken for rows of the new ones.
    stage.unfinished(trained).write_text((trained.run / "landscape.json").read_text())
    state = checkpoint.newest(trained.run / "snapshots" / "00000012")
    assert state is not None
    state["model"]["blocks.0.mlp.up.weight"] += 0.01
    for folder in (trained.run / "snapshots" / "00000012", trained.run / "checkpoints"):
        checkpoint.save(folder, 12, state)
    capsys.readouterr()
    again = made(changed(trained, ["landscape.windows=6"]))
    assert again["weights"] != other["weights"]
    assert again["trail"][-1]["slice_loss"] != other["trail"][-1]["slice_loss"]
