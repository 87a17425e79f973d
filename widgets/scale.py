"""Scale: a run's tokens in years of reading, its work in operations, chip-hours and energy, on logarithmic rulers."""

from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, TypeAlias

from widgets.engine import (
    DERIVED,
    Axis,
    Child,
    Effect,
    Element,
    Event,
    Failure,
    Published,
    Range,
    Ruler,
    UnknownEvent,
    challenge,
    choice,
    controls,
    from_toml,
    h,
    log_slider,
    look_for,
    number,
    numbers,
    output,
    readout,
    readouts,
    rulers,
    select,
)
from widgets.ml import compute
from widgets.ml.compute import Chip, Run, training_flops

OURS, OWN = "ours", "own"
# Percent of the chips' peak, where nobody published chip-hours.
ASSUMED = 40.0
# Petaflop/s-days of GPT-3 (Brown et al. 2020, Table D.1), how near to a goal is near, and the balance that came out
# best at every amount of work, about (Hoffmann et al. 2022, arXiv:2203.15556, Table 3).
GOAL, NEAR, TOKENS_PER_PARAMETER = 3640, 0.05, 20

Ticks: TypeAlias = tuple[tuple[float, str], ...]
_COUNTS: Ticks = ((1e6, "1 million"), (1e9, "1 billion"), (1e12, "1 trillion"))
# Each factor by its control: limits, label, colour, and the words on its ruler.
FACTORS: dict[str, tuple[Range, str, str, Ticks]] = {
    "tokens": (Range(1e5, 1e14), "Tokens", "muted", _COUNTS),
    "parameters": (Range(1e4, 1e13), "Parameters", "weight", _COUNTS),
    "words_per_token": (Range(0.1, 10, 0.01), "Words a token", "muted", ((0.1, "0.1"), (1, "1"), (10, "10"))),
    "words_per_minute": (Range(10, 1000), "Words a minute", "muted", ((10, "10"), (100, "100"), (1e3, "1,000"))),
    "used": (Range(1, 100, 0.1), "Peak used, %", "muted", ((1, "1"), (10, "10"), (100, "100"))),
}
_YEARS = Axis("reading", 1e-3, 1e6, ((1 / 365.25, "a day"), (1.0, "a year"), (1e3, "1,000 years")), log=True)
_POWERS = tuple((10.0**power, numbers.scientific(10.0**power, 1)[4:]) for power in range(9, 28, 3))
_FLOPS = Axis("operations", 1e9, 1e27, _POWERS, log=True)


@dataclass(frozen=True)
class Catalogue:
    """What scale.toml holds."""

    run: tuple[Run, ...]
    chip: tuple[Chip, ...]


@dataclass(frozen=True)
class State:
    """The factors, `used` in percent; `ours` is our own run, once it is known."""

    tokens: float = 300e9
    words_per_token: float = 0.75
    words_per_minute: float = 250
    parameters: float = 174.6e9
    used: float = ASSUMED
    chip: str = "v100"
    ours: Run | None = field(default=None, metadata=DERIVED)
    failure: str = field(default="", metadata=DERIVED)

    def __post_init__(self) -> None:
        for name, (limits, *_) in FACTORS.items():
            limits.check(name, getattr(self, name))
        if self.chip not in chips():
            raise ValueError(f"field 'chip' takes one of {', '.join(chips())}, not {self.chip!r}")


def view(state: State) -> Element:
    """Rulers of the factors and of what they multiply to, and the numbers large."""
    years, flops = _years(state, state.tokens), training_flops(state.parameters, state.tokens)
    chip = chips()[state.chip]
    offered = {one.id: f"{one.name}: {one.peak / 1e12:g} teraflop/s, {one.watts:g} W" for one in catalogue().chip}
    days, hours = compute.petaflop_days(flops), compute.chip_hours(flops, chip.peak, state.used / 100)
    energy, balance = compute.energy_kwh(hours, chip.watts), state.tokens / state.parameters
    run, tokens, parameters = _chosen(state), numbers.worded(state.tokens), numbers.worded(state.parameters)
    return h.div[
        look_for(
            "Drag the tokens one mark to the right: ten times the text, ten times the reading, ten times the work."
        ),
        controls(select("preset", "A run", run.id if run else OWN, _choices(state))),
        rulers(
            "A run on rulers",
            f"{tokens} tokens take {numbers.duration(years)} to read, and with {parameters} parameters "
            f"{numbers.scientific(flops)} operations. Dots: the table's runs.",
            _rulers(state, years, flops),
            columns=("run", "parameters", "tokens", "reading", "operations"),
            rows=[_row(run, state) for run in _runs(state)],
        ),
        readouts(
            readout("Years of reading", output("years", numbers.significant(years, 4), years)),
            readout("Operations, 6 × parameters × tokens", output("flops", numbers.scientific(flops), flops)),
            readout("Petaflop/s-days", output("petaflop_days", numbers.rounded(days), days)),
            readout(f"Hours of one {chip.name}", output("gpu_hours", numbers.rounded(hours), hours)),
            readout("Energy at full power", output("energy", numbers.energy(energy), energy)),
            readout("Tokens a parameter", output("balance", numbers.rounded(balance), balance)),
        ),
        h.p(class_="candidates-title")[_told(run)],
        h.p(class_="widget-message", role="alert")[state.failure] if state.failure else None,
        controls(
            *(_slider(state, name) for name in FACTORS),
            select("chip", "Chip", state.chip, offered),
        ),
        challenge(
            f"spend the {GOAL:,} petaflop/s-days of GPT-3, within {NEAR:.0%}, on a model that reads "
            f"{TOKENS_PER_PARAMETER} tokens for each of its parameters.",
            met=max(abs(days / GOAL - 1), abs(balance / TOKENS_PER_PARAMETER - 1)) <= NEAR,
            praise=f"{parameters} parameters and {tokens} tokens: a smaller model that reads more, for the same work. "
            "Near this balance Chinchilla’s makers found the lowest loss.",
        ),
    ]


def update(state: State, event: Event) -> State | tuple[State, Effect]:
    """A factor sets its field; a run sets all that its makers published."""
    match event:
        case Event("mount"):
            return state, Published("manifest", "demo", "manifest.json")
        case Event("manifest", Failure(message)):
            return replace(state, failure=message)
        case Event("manifest", dict() as manifest):
            return replace(state, ours=_ours(manifest), failure="")
        case Event("preset"):
            id = choice(event, tuple(_choices(state)))
            return next((_as(state, run) for run in _runs(state) if run.id == id), state)
        case Event("chip"):
            return replace(state, chip=choice(event, tuple(chips())))
        case Event(name) if name in FACTORS:
            changed: dict[str, Any] = {name: number(event, FACTORS[name][0])}
            return replace(state, **changed)
        case _:
            raise UnknownEvent(event)


def frames(state: State) -> dict[str, tuple[str, ...]]:
    """Every factor answers from the start."""
    return {name: _rounds(name) for name in FACTORS}


@cache
def catalogue() -> Catalogue:
    """The published runs and the chips, in the order of scale.toml."""
    return from_toml(Catalogue, "scale.toml")


def chips() -> dict[str, Chip]:
    """The chips by their id."""
    return {one.id: one for one in catalogue().chip}


@cache
def _rounds(name: str) -> tuple[str, ...]:
    """The round values of a factor, ten a decade, as short as a control takes them: 1.25e11."""
    return tuple(f"{float(value):g}".replace("e+", "e") for value in FACTORS[name][0].rounds(4))


def _ours(manifest: dict[str, Any]) -> Run:
    parameters, tokens, seconds = (float(manifest[name]) for name in ("parameters", "tokens_seen", "duration_seconds"))
    speed = numbers.worded(training_flops(parameters, tokens) / seconds, 3)
    told = f"Trained in {seconds / 60:.0f} minutes on {manifest['device']}: {speed} operations a second"
    return Run(OURS, "This page’s model", parameters, tokens, told)


def _runs(state: State) -> tuple[Run, ...]:
    return (*((state.ours,) if state.ours else ()), *catalogue().run)


def _chosen(state: State) -> Run | None:
    """The run with these parameters and tokens; None if there is none."""
    return next((r for r in _runs(state) if (r.parameters, r.tokens) == (state.parameters, state.tokens)), None)


def _choices(state: State) -> dict[str, str]:
    named = {run.id: run.name for run in _runs(state)}
    return named if _chosen(state) else named | {OWN: "your own numbers"}


def _as(state: State, run: Run) -> State:
    chip = run.chip or state.chip
    return replace(state, parameters=run.parameters, tokens=run.tokens, chip=chip, used=_used(run))


def _used(run: Run) -> float:
    """The percentage of the peak that the published chip-hours mean, as the field holds it."""
    return round(100 * run.used(chips()[run.chip].peak), 1) if run.chip_hours else ASSUMED


def _told(run: Run | None) -> Child:
    """What is known of the chosen run, and from where."""
    if run is None:
        return "Your own numbers. Choose a run to return to one that was made."
    if not run.arxiv:
        return f"{run.source}."
    known = f"Its chip-hours were not published; {ASSUMED:g}% of the peak is assumed. "
    if run.chip_hours:
        hours = f"{run.chip_hours:,.0f} {chips()[run.chip].name} hours"
        known = f"{hours} were reported: {_used(run):g}% of the 16-bit peak did this work. "
    return (known, h.a(href=f"https://arxiv.org/abs/{run.arxiv}")[run.source], ".")


def _slider(state: State, name: str) -> Element:
    (limits, label, colour, _), value = FACTORS[name], getattr(state, name)
    said = numbers.worded(value)
    return log_slider(name, label, value, limits, shown=said, quantity=colour, values=_rounds(name))


def _rulers(state: State, years: float, flops: float) -> tuple[tuple[Ruler, ...], ...]:
    """A decade is as long on every factor's ruler as on that of the years; half as long where two factors add up."""
    runs = _runs(state)

    def factor(name: str, start: float = 0, end: float = 1, others: tuple[float, ...] = ()) -> Ruler:
        (limits, label, colour, ticks), value = FACTORS[name], getattr(state, name)
        axis = Axis(label.lower().replace(" a ", "/"), limits.low, limits.high, ticks, log=True)
        return Ruler(axis, value, numbers.worded(value), colour, name, others, start, end)

    read = tuple(_years(state, run.tokens) for run in runs)
    return (
        (factor("tokens", others=tuple(run.tokens for run in runs)),),
        (factor("parameters", others=tuple(run.parameters for run in runs)),),
        (factor("words_per_token", 0, 2 / 9), factor("words_per_minute", 3 / 9, 5 / 9), factor("used", 6 / 9, 8 / 9)),
        (Ruler(_YEARS, years, numbers.duration(years), others=read),),
        (Ruler(_FLOPS, flops, numbers.scientific(flops), others=tuple(run.flops for run in runs)),),
    )


def _row(run: Run, state: State) -> tuple[str, ...]:
    reading, work = numbers.duration(_years(state, run.tokens)), numbers.scientific(run.flops)
    return (run.name, numbers.worded(run.parameters), numbers.worded(run.tokens), reading, work)


def _years(state: State, tokens: float) -> float:
    return compute.reading_years(tokens, state.words_per_token, state.words_per_minute)
