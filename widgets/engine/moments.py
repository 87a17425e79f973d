"""Moments of a run with what each bets on after one text: side by side, or one at a time on the run's loss."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from widgets.engine.answers import Guess
from widgets.engine.candidates import bets
from widgets.engine.charts import Line, Mark, Point, chart
from widgets.engine.controls import awaited, button, log_slider, output, readout, readouts
from widgets.engine.html import Child, Element, h
from widgets.engine.multiples import Multiple, multiples
from widgets.engine.numbers import loss
from widgets.engine.ranges import Range
from widgets.engine.scales import Axis, nice_ticks
from widgets.engine.stops import Stops


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of a run: its step, what it had read and its losses, its bets and what the text costs it.

    `best` is empty where it was not asked, and is on its way where it is `asked`. Losses are in nats a token.
    """

    step: int
    tokens_seen: int
    train_loss: float
    val_loss: float
    best: tuple[Guess, ...] = ()
    loss: float | None = None
    asked: bool = False


def moment_columns(control: str, moments: Sequence[Moment], chosen: int, basis: str) -> Element:
    """All of them, each under a radio button of `control`; `basis` names the text."""
    legend = "Step of the training, and ", h.span(class_="q-validation")["its loss on held-out text"]
    columns = [
        Multiple(one.step, f"{one.step:,}", f"{one.val_loss:.2f}", _told(one, moments, basis)) for one in moments
    ]
    return multiples(control, legend, columns, chosen, "validation")


def moment_on_curve(
    control: str, moments: Sequence[Moment], chosen: int, basis: str, curves: tuple[Sequence[Point], Sequence[Point]]
) -> Element:
    """The chosen one as a point on the run's `curves`, of training loss and of validation loss, above its bets.

    The steps have a logarithmic scale. A press on a moment sets `control` to its step, as a drag along the validation
    loss does. Step 0, which no such scale has, stands one stride of the moments before the first.
    """
    here = next(one for one in moments if one.step == chosen)
    return h.div[
        _curves(control, moments, here, *curves),
        log_slider(
            control,
            "Moment, by its step",
            chosen,
            Range(moments[0].step, moments[-1].step),
            shown=f"step {chosen:,}",
            quantity="validation",
            values=[str(one.step) for one in moments],
            aligned=True,
        ),
        h.div(class_="moment-bets")[_told(here, moments, basis, shares=True)],
    ]


def moment_numbers(one: Moment) -> Element:
    """What one of them had read, its losses, and that of the text."""
    lost = "–" if one.loss is None else loss(one.loss)
    return readouts(
        readout("Tokens read", output("tokens_seen", f"{one.tokens_seen:,}", one.tokens_seen)),
        readout("Training loss", output("train_loss", loss(one.train_loss), one.train_loss, "loss")),
        readout("Held-out loss", output("val_loss", loss(one.val_loss), one.val_loss, "validation")),
        readout("Loss of your text", output("text_loss", lost, one.loss, "loss")),
    )


def moment_buttons(moments: Sequence[Moment], chosen: int, here: Sequence[int], size: int, writing: bool) -> Element:
    """What asks them, `ask_all`, `ask`, `write` and `stop`; those that may fetch weights say how many bytes at most.

    `here` are the steps of those whose weights, of `size` bytes each, have come.
    """
    waiting = [one.step for one in moments if one.asked]
    unasked, busy = {one.step for one in moments if not one.best}, bool(waiting or writing)
    one, all_ = (
        f": {count * size / 1e6:.1f} MB" if count else "" for count in (chosen not in here, len(unasked - {*here}))
    )
    return h.div(class_="button-row")[
        button("ask_all", f"Ask all{all_}", primary=True, disabled=busy) if unasked else None,
        button("ask", f"Ask step {chosen:,}{one}", disabled=busy) if chosen in unasked else None,
        button("write", f"Let step {chosen:,} go on from your text{one}", disabled=busy),
        button("stop", "Stop") if busy else None,
        h.span(role="status")[f"Asking step {waiting[0]:,} …"] if waiting else None,
    ]


def _told(one: Moment, moments: Sequence[Moment], basis: str, *, shares: bool = False) -> Element:
    """Its bets, the one that the last moment likes best in bold, and what the text costs."""
    part, liked = f"bets-{one.step}", moments[-1].best
    if not one.best:
        unasked = h.div(data_part=part, data_basis="")[h.p(class_="multiple-foot")["not asked"]]
        return awaited(part, basis) if one.asked else unasked
    told: Child = None
    if one.loss is not None:
        told = h.p(class_="multiple-foot")["text ", output(f"loss_{one.step}", loss(one.loss), one.loss, "loss")]
    return h.div(data_part=part, data_basis=basis)[
        bets(one.best, liked[0].token.id if liked else None, shares=shares), told
    ]


def _curves(
    control: str, moments: Sequence[Moment], here: Moment, train: Sequence[Point], val: Sequence[Point]
) -> Element:
    steps = [one.step for one in moments]
    first, second = [step for step in steps if step][:2]
    low, last = first if steps[0] else first * first / second, steps[-1]

    def placed(curve: Sequence[Point]) -> tuple[Point, ...]:
        return tuple((max(step, low), one) for step, one in curve)

    losses = [one for _, one in (*train, *val)]
    bottom, top = math.floor(min(losses)), math.ceil(max(losses))
    return chart(
        "Loss of the run, and its moments",
        f"The validation loss goes from {loss(val[0][1])} to {loss(val[-1][1])}; at step {here.step:,} it is "
        f"{loss(here.val_loss)}.",
        Axis("step (log scale)", low, last, tuple((max(step, low), f"{step:,}") for step in steps), log=True),
        Axis("loss (nats a token)", bottom, top, nice_ticks(bottom, top, 4)),
        [
            Line("training loss, averaged over batches", placed(train), "loss"),
            Line("validation loss", placed(val), "validation", "dashed"),
            Stops(control, tuple((max(one.step, low), one.val_loss, str(one.step)) for one in moments), "validation"),
            Mark(
                loss(here.val_loss),
                (max(here.step, low), here.val_loss),
                "validation",
                "left" if here.step == last else "right",
                control,
                curve=placed(val),
            ),
        ],
        columns=("step", "validation loss (nats a token)"),
        rows=[(f"{one.step:,}", loss(one.val_loss)) for one in moments],
    )
