"""What the laboratory shows of runs: their curves, the numbers of the one at work, its samples, and what differs."""

from typing import Any

from widgets.engine import (
    Child,
    Element,
    Learning,
    Range,
    controls,
    h,
    learning_curves,
    log_slider,
    number_field,
    numbers,
    output,
    readout,
    readouts,
    select,
    slider,
)
from widgets.laboratory.work import BLIND, Work
from widgets.ml.runs import BEGINS, MARGIN, Run, Settings, differences

COUNTS = ("unigram", "bigram", "trigram", "5-gram")
MOST_SAMPLES = 5
NUMBERS: dict[str, tuple[str, Range]] = {
    "batch_size": ("Batch size, pieces a step", Range(1, 64)),
    "context": ("Context, tokens a piece", Range(8, 256)),
    "steps": ("Steps", Range(10, 5000)),
    "seed": ("Seed", Range(0, 2**32 - 1)),
}
PEAK, WARMUP, FLOOR = Range(1e-5, 10, 1e-5), Range(0, 0.5, 0.01), Range(0, 1, 0.01)
# Few a decade, those of the experiments among them: forty, over six decades, would be most of the markup.
_ROUND = [float(f"{digits}e{power}") for power in range(-5, 1) for digits in (1, 2, 3, 6)]
RATES = tuple(f"{rate:g}".replace("e-0", "e-") for rate in (*_ROUND, 10))
SHARES = {"learning_rate": PEAK, "warmup": WARMUP, "floor": FLOOR}
# Fields of a run's settings, and the control of each.
FIELDS = {name: name for name in ("begins", "warmup", "floor", *NUMBERS)} | {"peak": "learning_rate"}
LIMITS: dict[str, Range] = SHARES | {name: limits for name, (_, limits) in NUMBERS.items()}


def settings(state: Any) -> Settings:
    """The settings that the controls stand at, as those of the next run."""
    text = f"your own text of {len(state.text):,} characters" if state.text else "the sample"
    return Settings(
        f"the first {state.little:,} characters of {text}" if state.little else text,
        **{field: getattr(state, name) for field, name in FIELDS.items()},
    )


def is_met(run: Run, steps: int) -> bool:
    """Whether fresh weights have come below the bigram in at most so many steps."""
    fresh = run.settings.begins == "nothing" and run.settings.steps <= steps
    return fresh and bool(run.held_out and run.ngrams) and run.held_out[-1][1] < run.ngrams[1]


def of(run: Run, beside: tuple[Run, ...], work: Work) -> Element:
    """What is known of a run: its curves beside others, how they differ, and its numbers."""
    at_work = work if work.run is run else None
    return h.div(data_part="picture", data_basis="runs")[
        curves(run, beside), compared(run, beside), figures(run, at_work)
    ]


def verdict(run: Run, work: Work, left: str = "") -> str:
    """How the newest run stands, in one or two sentences; `left` marks weights of it that an earlier visit kept."""
    high = run.train[-1][1] if run.train and run.train[-1][1] > BLIND + MARGIN else None
    above = f" At {numbers.loss(high)} it is above a blind guess: it has blown up." if high else ""
    if run.broken:
        return f"{run.broken} The run has diverged: steps of this size throw it ever farther off. Try a lower rate."
    if run.done and not work.stage:
        return f"Done, after {run.step:,} steps.{above}"
    if work.going:
        return (
            (f"Training.{above}" if work.alive else "Reading and counting the text…")
            if work.run
            else "Fetching the sample…"
        )
    if work.alive:
        return f"Paused after {run.step:,} steps.{above}"
    if left:
        return f"Paused after {run.step:,} steps, in an earlier visit. Its weights are on this device: it can go on."
    return f"Ended after {run.step:,} steps: its weights went with the page. Its curves and samples are kept."


def curves(run: Run, beside: tuple[Run, ...]) -> Element:
    """The chart of a run, of others beside it, and of what counting makes of the same text."""
    levels = [("blind guess", BLIND), *zip(COUNTS, run.ngrams, strict=False)]
    settings = run.settings
    most = max(settings.steps * settings.tokens_a_step, *(_drawn(one).train[-1][0] for one in beside if one.train), 1)
    return learning_curves("Loss by tokens read", _finding(run), [_drawn(one) for one in (run, *beside)], levels, most)


def figures(run: Run, work: Work | None) -> Element:
    """The numbers of a run; `work`, where it is the one at work, knows how fast it goes."""
    held_out = run.held_out[-1][1] if run.held_out else None
    best = min(run.ngrams, default=None)
    speed = work.speed * run.settings.tokens_a_step if work and work.speed else None
    return readouts(
        readout(f"Step, of {run.settings.steps:,}", output("step", f"{run.step:,}", run.step)),
        readout("Training loss", _loss("train_loss", run.loss, "loss")),
        readout("Held-out loss", _loss("val_loss", held_out, "validation")),
        readout("Best of the counts", _loss("ngram_loss", best, "muted")),
        readout("Gradient norm", _rounded("grad_norm", work.norm if work and work.norm else None, 2, "gradient")),
        readout("Tokens a second", _rounded("tokens_per_second", speed, 0)),
    )


def samples(run: Run) -> Element | None:
    """What the model wrote along the way, always on the same chances; the first, and the newest."""
    if not run.samples:
        return None
    kept = (run.samples[0], *run.samples[1:][1 - MOST_SAMPLES :])
    *earlier, (step, text) = kept
    return h.div(class_="lab-samples", data_part="samples", data_basis="runs")[
        h.p(class_="candidates-title")["What it writes, always on the same chances:"],
        h.ol[(h.li[h.span(class_="lab-step")[f"step {at:,}"], h.span(translate="no")[one]] for at, one in earlier)],
        h.p(class_="lab-newest")[h.span(class_="lab-step")[f"step {step:,}"], output("sample", text)(translate="no")],
    ]


def compared(run: Run, beside: tuple[Run, ...]) -> Element | None:
    """What the runs beside have that this one has not."""
    if not beside:
        return None
    return h.ul(class_="lab-differences")[
        (h.li[f"{one.name}: ", _differs(run.settings, one.settings)] for one in beside)
    ]


def settings_of(state: Any) -> Element:
    """The controls of a run's settings; `state` has a field for each."""
    return controls(
        log_slider(
            "learning_rate",
            "Peak learning rate",
            state.learning_rate,
            PEAK,
            shown=numbers.rate(state.learning_rate),
            quantity="rate",
            values=RATES,
        ),
        slider("warmup", "Warmup, share of the steps", state.warmup, WARMUP, shown=f"{state.warmup:.0%}"),
        slider("floor", "Floor, share of the peak", state.floor, FLOOR, shown=f"{state.floor:.0%}"),
        *(number_field(name, label, getattr(state, name), limits) for name, (label, limits) in NUMBERS.items()),
        select("begins", "Begin with", state.begins, {key: BEGINS[key] for key in BEGINS}),
    )


def _differs(mine: Settings, other: Settings) -> Child:
    return "; ".join(differences(mine, other)) or "set alike"


def _drawn(run: Run) -> Learning:
    size = run.settings.tokens_a_step
    # Before the first step nothing is read, which no logarithm shows: it stands at the first.
    return Learning(
        run.name,
        tuple((float(step * size), loss) for step, loss in run.train),
        tuple((float(max(step, 1) * size), loss) for step, loss in run.held_out),
    )


def _finding(run: Run) -> str:
    if run.loss is None:
        return "No step has been taken yet."
    held_out = f", the held-out loss at {numbers.loss(run.held_out[-1][1])}" if run.held_out else ""
    beaten = [name for name, loss in zip(COUNTS, run.ngrams, strict=False) if held_out and run.held_out[-1][1] < loss]
    below = f" It is below the {' and the '.join(beaten)}." if beaten else ""
    return f"After {run.step:,} steps the training loss stands at {numbers.loss(run.loss)}{held_out} nats.{below}"


def _loss(name: str, loss: float | None, quantity: str) -> Element:
    return output(name, "none yet" if loss is None else numbers.loss(loss), loss, "" if loss is None else quantity)


def _rounded(name: str, value: float | None, places: int, quantity: str = "") -> Element:
    return output(name, "none yet" if value is None else numbers.decimal(value, places), value, quantity)
