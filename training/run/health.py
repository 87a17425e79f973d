"""Whether a run is well: its gradient's norm by layer, and a loss that is still a number."""

import math

from training.config import Config
from training.errors import Said
from training.run.flat import groups, layout
from training.run.model import GPT


class Diverged(Said, RuntimeError):
    """The loss is no longer a number, or far above blind guessing."""


def norms(model: GPT, clipped: float) -> dict[str, float]:
    """The norm of each layer's gradient as it was before all were made `clipped` times as long."""
    parts = layout(model)
    squares = dict.fromkeys(groups(parts), 0.0)
    for part, weight in zip(parts, model.parameters(), strict=True):
        if weight.grad is not None:
            squares[part.group] += float(weight.grad.square().sum())
    return {name: float(f"{math.sqrt(square) / clipped:.4g}") for name, square in squares.items()}


def check(config: Config, step: int, loss: float, norm: float) -> None:
    """Let a step pass that made sense.

    Raises:
        Diverged: if the loss or the gradient's norm is no number, or the loss far above blind guessing.
    """
    explosion, blind = config.training.explosion, math.log(config.tokens.vocab_size)
    exploded = explosion > 0 and loss > explosion * blind
    if not exploded and math.isfinite(loss) and math.isfinite(norm):
        return
    good = sorted((config.run / "checkpoints").glob("*.ckpt"))
    kept = f"the last good checkpoint is {good[-1].name}" if good else "no checkpoint was saved yet"
    what = f"the loss became {loss:.4g} (blind guessing: {blind:.4g}) with a gradient of norm {norm:.4g}"
    raise Diverged(
        f"{what} at step {step:,}; {kept} in runs/{config.name}/checkpoints. Delete runs/{config.name} and try a lower "
        "training.learning_rate, a longer training.warmup or a smaller training.grad_clip"
    )
