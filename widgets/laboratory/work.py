"""One run at work in the model worker: what is asked of it next, and what its answers come to.

There is one request at a time, so that an answer is always that of the present stage, and one `Cancel(WORK)` ends it.
"""

import math
import zlib
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from widgets.engine import Effect, Evaluate, Held, Keep, Progress, Tokenize, Trained, TrainStep, Weights, Write
from widgets.ml.losses import blind_loss
from widgets.ml.ngrams import ngram_losses
from widgets.ml.runs import Run, Settings, cut_back, is_due, trained

MODEL, RUN, WORK, KEPT = "lab", "mine", "work", "kept"
VOCAB_SIZE = 768
BLIND = blind_loss(VOCAB_SIZE)
ORDERS = (1, 2, 3, 5)
# Held-out losses are taken over so many pieces, samples are so long, and drawn at this temperature, always alike.
PIECES, SAMPLE_TOKENS, TEMPERATURE, SAMPLE_SEED = 40, 60, 0.7, 1
EVERY_LOSS, EVERY_SAMPLE = 50, 200
# A request for steps lasts about a second, and its progress is drawn at most four times.
DRAWN = 4
HELD_OUT = 0.1


@dataclass(frozen=True)
class Work:
    """`stage` is what was asked for last; `taken` of the losses of a request are in the run; `speed` in steps a second.

    `going` says whether it goes on after this stage, `alive` whether the run's weights are in the worker. `ngrams` were
    counted in the text `counted`; `norm` is the gradient's.
    """

    run: Run = field(default_factory=lambda: Run(Settings()))
    train: str = ""
    held_out: str = ""
    stage: str = ""
    going: bool = False
    alive: bool = False
    taken: int = 0
    speed: float = 0.0
    norm: float = 0.0
    held_ids: tuple[int, ...] = ()
    counted: str = ""
    ngrams: tuple[float, ...] = ()
    failure: str = ""


Asked: TypeAlias = tuple[Work, tuple[Effect, ...]]


def begun(work: Work, run: Run, text: str) -> Asked:
    """The run begins on `text`, whose last tenth is held out; what was counted in the same text stands."""
    cut = _cut(text)
    work = replace(work, run=run, train=text[:cut], held_out=text[cut:], going=True, alive=False, taken=0, failure="")
    if work.counted == text and work.ngrams:
        return _weights(replace(work, run=replace(run, ngrams=work.ngrams)))
    return replace(work, counted="", stage="held_ids"), (Tokenize(WORK, MODEL, work.held_out),)


def mark_of(run: Run, text: str) -> str:
    """What tells the weights of this run on this text from those of any other."""
    described = f"{run.settings} {text}".encode("utf-8", "replace")
    return f"{zlib.crc32(described):08x}"


def resumed(work: Work, run: Run, text: str, mark: str) -> Asked:
    """The run goes on from the weights that an earlier visit kept under `mark`, on the text that it began on."""
    cut = _cut(text)
    work = replace(work, run=run, train=text[:cut], held_out=text[cut:], going=True, taken=0, failure="")
    if mark_of(run, text) != mark:
        return failed(
            work, "“Your own text” is another one than this run began on: put that back, or start a new run."
        ), ()
    return replace(work, stage="weights"), (Weights(WORK, RUN, MODEL, kept=mark),)


def heard(work: Work, value: object) -> Asked:
    """An answer has come: what it adds, and what is asked for next."""
    match work.stage, value:
        case "held_ids", tuple(ids):
            return replace(work, stage="train_ids", held_ids=ids), (Tokenize(WORK, MODEL, work.train),)
        case "train_ids", tuple(ids):
            return _count(work, ids)
        case "weights", Held(step=step):
            # Kept a while before the page was left: what came after is made again.
            run = cut_back(work.run, step) if step < work.run.step else work.run
            return _next(replace(work, alive=True, run=run))
        case "held_out", float(loss):
            point = (work.run.step, loss)
            return _next(replace(work, run=replace(work.run, held_out=(*work.run.held_out, point))))
        case "sample", str(text):
            return _next(replace(work, run=replace(work.run, samples=(*work.run.samples, (work.run.step, text)))))
        case "steps", Progress(Trained() as part):
            if len(part.losses) - work.taken < part.steps_per_second / DRAWN:
                return work, ()
            return _take(work, part), ()
        case "steps", Trained() as whole:
            return _next(replace(_take(work, whole), taken=0))
        case _:
            return work, ()


def turned(work: Work) -> Asked:
    """Paused, after what was asked for last; or resumed."""
    work = replace(work, going=not work.going, failure="")
    return _next(work) if work.going and not work.stage else (work, ())


def failed(work: Work, message: str) -> Work:
    """Something could not be done: it stands, and can be gone on with where the weights are there."""
    return replace(work, going=False, stage="", taken=0, failure=message)


def _cut(text: str) -> int:
    return len(text) - math.ceil(HELD_OUT * len(text))


def _count(work: Work, ids: tuple[int, ...]) -> Asked:
    context = work.run.settings.context
    if len(work.held_ids) < context or len(ids) < context:
        return failed(
            work,
            f"“Your own text” is too short: its last tenth, which is held out, has {len(work.held_ids):,} tokens, and "
            f"a piece reads {context}. Paste more, or make “Context” smaller.",
        ), ()
    found = ngram_losses(ids, work.held_ids, VOCAB_SIZE, ORDERS)
    run = replace(work.run, ngrams=found)
    return _weights(replace(work, run=run, held_ids=(), ngrams=found, counted=work.train + work.held_out))


def _weights(work: Work) -> Asked:
    fresh = work.run.settings.begins == "nothing"
    asked = Weights(WORK, RUN, MODEL, seed=work.run.settings.seed if fresh else None)
    return replace(work, stage="weights"), (asked,)


def _take(work: Work, part: Trained) -> Work:
    """The losses that are not in the run yet."""
    run = trained(work.run, part.losses[work.taken :], BLIND)
    norm = math.sqrt(sum(one * one for one in part.norms))
    return replace(
        work,
        run=run,
        taken=len(part.losses),
        speed=part.steps_per_second,
        norm=norm if math.isfinite(norm) else 0.0,
    )


def _next(work: Work) -> Asked:
    """Whatever is due after the run's present step, else some steps."""
    run = work.run
    if run.broken or not work.going:
        return replace(work, stage="", going=False), _keep(work)
    settings, step = run.settings, run.step
    if is_due(step, settings.steps, every=EVERY_LOSS) and (not run.held_out or run.held_out[-1][0] < step):
        judge = Evaluate(WORK, MODEL, work.held_out, settings.context, PIECES, RUN)
        return replace(work, stage="held_out"), (judge,)
    if is_due(step, settings.steps, every=EVERY_SAMPLE) and (not run.samples or run.samples[-1][0] < step):
        return replace(work, stage="sample"), (Write(WORK, MODEL, "", SAMPLE_TOKENS, TEMPERATURE, SAMPLE_SEED, RUN),)
    if run.done:
        return replace(work, stage="", going=False), _keep(work)
    count = next(n for n in range(1, 10**6) if is_due(step + n, settings.steps, every=EVERY_LOSS) or n >= work.speed)
    rates = settings.rates(step, count)
    size = {"batch_size": settings.batch_size, "context": settings.context, "seed": settings.seed}
    asked = TrainStep(WORK, RUN, work.train, rates, optimizer="adamw", **size)
    kept = _keep(work) if step % EVERY_SAMPLE == 0 else ()
    return replace(work, stage="steps", taken=0), (*kept, asked)


def _keep(work: Work) -> tuple[Effect, ...]:
    """The weights as they are now, for a later visit; those of a run that has broken or not begun are worth nothing."""
    if work.run.broken or not work.run.step or not work.alive:
        return ()
    return (Keep(KEPT, RUN, mark_of(work.run, work.train + work.held_out)),)
