"""The map of a run: the loss over a plane through its weights, contours of it, and the run's way as shadows on it."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from training import progress
from training.config import Config
from training.files import read_json, write_json
from training.judge import contours, landscape
from training.judge.evaluate import is_of
from training.judge.landscape import Ground, Plane
from training.run import checkpoint, held_out

Grid: TypeAlias = NDArray[np.float64]

# Room for hills on every side of the way, in legs.
MARGIN = 0.3
# Heights end at this many times blind guessing; what lies above is all cliff.
CAP = 1.5
MEANING = {
    "heights": "Loss is height. The sheet is a plane through the weights at three steps: start, middle and end. A "
    "height is the loss, in nats a token, that the weights at a point of the sheet have on a slice of the held-out "
    "text: a few windows of every source, sources weighted as in training.",
    "trail": "Every step but those three lies off the sheet, by `distance`: its x and y are those of its shadow, and "
    "`height` is the sheet's height there. `slice_loss` is the step's own loss on the slice, `val_loss` its own as in "
    "curves.json.",
    "unit": "1 in x, y and distance is the first leg: the straight way from the weights at the start, (0, 0), to those "
    "at the end, (1, 0). y is perpendicular to it, and the middle lies above.",
    "middle": landscape.MIDDLE,
    "contours": "Paths for an SVG with this view_box, where the point (x, y) is at ((x - grid.x[0]) * scale, "
    "(grid.y[1] - y) * scale); between the grid's points the ground is a cubic curve through them. An area is all "
    "ground at least as high as its level, to be filled by the rule evenodd, over a floor for what is lower than all.",
}


def map(config: Config) -> None:
    """Write runs/<name>/landscape.json; skip it if it is up to date, and go on where an earlier call was cut off.

    Raises:
        CheckpointError: if nothing was trained yet, or a snapshot is missing or damaged.
        DataError: if the run kept too few snapshots for a plane.
    """
    latest = checkpoint.identity(checkpoint.latest(config))
    steps = checkpoint.way(config, latest["step"])
    ground, size = Ground(config), [config.landscape.columns, config.landscape.rows]
    identity = latest | {"size": size, "slice": ground.described(), "steps": landscape.three(config, steps)}
    path = config.run / "landscape.json"
    if is_of(path, identity):
        print("map: up to date")
        return
    found = identity | measured(config, steps, ground, identity)
    write_json(path, found, compact=True)
    unfinished(config).unlink(missing_ok=True)
    heights = [point["height"] for point in found["trail"]]
    print(f"map: from {heights[0]:.2f} nats at the start to {heights[-1]:.2f} at step {latest['step']:,}")


def measured(config: Config, steps: Sequence[int], ground: Ground, identity: dict[str, Any]) -> dict[str, Any]:
    """The trail, the heights of the grid around it, and their contours."""
    three = (identity["steps"][name] for name in ("start", "middle", "end"))
    plane = landscape.through(*(landscape.weights_at(config, step) for step in three))
    columns, rows = identity["size"]
    with progress.bar("map", 2 * len(steps) + columns * rows, "point") as bar:
        trail = trail_of(config, steps, plane, ground, bar)
        x, y = frame([(point["x"], point["y"]) for point in trail], columns, rows)
        heights = sheet(config, identity | {"x": x, "y": y}, plane, ground, bar)
    cap = CAP * math.log(config.tokens.vocab_size)
    heights = np.nan_to_num(heights, nan=cap).clip(max=cap)
    return {
        "meaning": MEANING,
        "leg": float(f"{plane.leg:.6g}"),
        "trail": trail,
        "grid": {"x": x, "y": y, "cap": round(cap, 3), "heights": heights.round(3).tolist()},
        "contours": {
            "view_box": f"0 0 {(columns - 1) * contours.CELL} {(rows - 1) * contours.CELL}",
            "scale": round((columns - 1) * contours.CELL / (x[1] - x[0]), 3),
            "lines": contours.lines(heights),
            "areas": contours.areas(heights),
        },
    }


def trail_of(
    config: Config, steps: Sequence[int], plane: Plane, ground: Ground, bar: progress.Bar
) -> list[dict[str, Any]]:
    """Every snapshot's shadow on the plane, the height there, and its own losses."""
    tokens_a_step = config.training.batch_size * config.model.block_size
    found = []
    for step in steps:
        weights = landscape.weights_at(config, step)
        x, y, distance = plane.shadow(weights)
        place = {"x": x, "y": y, "distance": distance}
        losses = {
            "val_loss": held_out.mixed(held_out.at(config, step), config),
            "slice_loss": ground.height(weights),
            "height": ground.height(plane.weights(x, y)),
        }
        rounded = {name: round(value, 4) for name, value in (place | losses).items()}
        found.append({"step": step, "tokens": step * tokens_a_step, **rounded})
        bar.update(2)
    return found


def frame(way: Sequence[tuple[float, float]], columns: int, rows: int) -> tuple[list[float], list[float]]:
    """The first and last x and y of the grid: the way with a margin, then widened until the grid's cells are square."""
    low, high = np.min(way, axis=0) - MARGIN, np.max(way, axis=0) + MARGIN
    cell = float(np.max((high - low) / (columns - 1, rows - 1)))
    half = np.array([columns - 1, rows - 1]) * cell / 2
    middle = (low + high) / 2
    x, y = ([round(float(middle[i] + side * half[i]), 4) for side in (-1, 1)] for i in (0, 1))
    return x, y


def sheet(config: Config, identity: dict[str, Any], plane: Plane, ground: Ground, bar: progress.Bar) -> Grid:
    """Heights (rows, columns), lowest y first; every row is kept as soon as it is done, and not done again."""
    path = unfinished(config)
    done: list[list[float]] = []
    if is_of(path, identity):
        kept: Any = read_json(path)
        done = kept["done"]
        bar.update(sum(len(row) for row in done))
    (columns, rows), (left, right), (low, high) = identity["size"], identity["x"], identity["y"]
    for y in np.linspace(low, high, rows)[len(done) :]:
        row = []
        for x in np.linspace(left, right, columns):
            row.append(ground.height(plane.weights(float(x), float(y))))
            bar.update(1)
        done.append(row)
        write_json(path, identity | {"done": done}, compact=True)
    return np.array(done)


def unfinished(config: Config) -> Path:
    """Where the rows of a grid are kept until all are done."""
    return config.run / "landscape.unfinished.json"
