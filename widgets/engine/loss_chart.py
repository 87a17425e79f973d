"""The two losses of a run over its steps, with a point at the step looked at."""

import math
from collections.abc import Sequence

from widgets.engine.charts import Line, Mark, Point, chart
from widgets.engine.html import Element
from widgets.engine.numbers import loss
from widgets.engine.scales import Axis, nice_ticks


def loss_chart(
    title: str, description: str, train: Sequence[Point], val: Sequence[Point], *, last: int, at: Point, handle: str
) -> Element:
    """Training loss and validation loss as (step, nats a token) up to step `last`; `handle` moves the point `at`."""
    losses = [one for _, one in (*train, *val)]
    low, high = math.floor(min(losses)), math.ceil(max(losses))
    stride = -(-len(val) // 8)
    return chart(
        title,
        f"{description} The validation loss goes from {loss(val[0][1])} to {loss(val[-1][1])}; at step {at[0]:,} it is "
        f"{loss(at[1])}.",
        Axis("step", 0, last, nice_ticks(0, last, 4)),
        Axis("loss (nats a token)", low, high, nice_ticks(low, high, 4)),
        [
            Line("training loss, averaged over batches", tuple(train), "loss"),
            Line("validation loss", tuple(val), "validation", "dashed"),
            Mark(loss(at[1]), at, "validation", "left" if at[0] > last / 2 else "right", handle),
        ],
        columns=("step", "validation loss (nats a token)"),
        rows=[(f"{step:,.0f}", loss(one)) for step, one in val[::-1][::stride][::-1]],
    )
