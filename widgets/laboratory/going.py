"""How a run starts, goes on, gives way to the next, and outlives the visit.

`state` is that of the widget (widgets/training_lab.py), a dataclass; it comes back changed, with what is asked for.
"""

from dataclasses import replace
from typing import Any, TypeAlias

from widgets.engine import Cancel, Effect, Published
from widgets.laboratory import picture, shelf
from widgets.laboratory.experiments import Experiment
from widgets.laboratory.work import KEPT, WORK, Work, begun, mark_of, resumed, turned
from widgets.ml.runs import Run, Settings

LONGEST_TEXT = 400_000
EVERY_KEY = (WORK, KEPT, "sample", "back", "writing")

Asked: TypeAlias = tuple[Any, tuple[Effect, ...]]


def tried(state: Any, one: Experiment) -> Asked:
    """An experiment sets all but the text, and starts the first of its runs."""
    usual = Settings()
    return started(
        replace(
            state,
            experiment=one.id,
            little=one.characters,
            begins=one.begins,
            learning_rate=one.rates[0],
            warmup=one.warmup,
            floor=usual.floor,
            batch_size=usual.batch_size,
            context=usual.context,
            steps=one.steps,
            ahead=one.rates[1:],
            name="",
            beside=shelf.ALL if one.rates[1:] else shelf.NONE,
        )
    )


def started(state: Any) -> Asked:
    """A run with the settings as they stand, which takes the place of the one at work."""
    name = state.name or f"rate {state.learning_rate:g}"
    runs = shelf.added(state.runs, Run(picture.settings(state), name))
    waiting = replace(state.work, alive=False, stage="")
    return _on_its_text(replace(state, runs=runs, work=waiting, said="", left="", about_left=""))


def turned_over(state: Any) -> Asked:
    """The run at work pauses or goes on; one of an earlier visit goes on from the weights that were kept of it."""
    if state.work.alive:
        return gone_on(state, *turned(state.work))
    return _on_its_text(replace(state, said="")) if state.left else (state, ())


def begins(state: Any) -> Asked:
    """The text is there: the newest run begins, or goes on."""
    run, read = state.runs[-1], _text(state)
    return gone_on(state, *(resumed(state.work, run, read, state.left) if state.left else begun(state.work, run, read)))


def gone_on(state: Any, work: Work, asked: tuple[Effect, ...]) -> Asked:
    """The run is as far as its work, and the next of the rates ahead follows a run that is done."""
    state = replace(state, work=work, runs=(*state.runs[:-1], work.run))
    if work.run.done and not work.stage and state.ahead:
        return started(replace(state, learning_rate=state.ahead[0], ahead=state.ahead[1:]))
    return state, asked


def kept(state: Any, size: int) -> Any:
    """The weights of the run at work are on this device, in `size` bytes."""
    mark = mark_of(state.work.run, state.work.train + state.work.held_out)
    return replace(state, left=mark, about_left=f"Its weights are kept on this device ({size / 1e6:.1f} MB).")


def reset(state: Any) -> Asked:
    """Without the newest run, and whatever was asked for it."""
    cleared = replace(state, runs=state.runs[:-1], left="", ahead=(), work=Work(), sample="", said="", answer="")
    return replace(cleared, beside=shelf.NONE, about_left=""), tuple(map(Cancel, EVERY_KEY))


def renamed(state: Any, name: str) -> Any:
    """The newest run is the one at work, under whatever name."""
    runs = shelf.renamed(state.runs, name)
    mine = bool(runs) and state.work.run == state.runs[-1]
    return replace(state, name=name, runs=runs, work=replace(state.work, run=runs[-1]) if mine else state.work)


def _text(state: Any) -> str:
    return str(state.text or state.sample)[: state.little or LONGEST_TEXT]


def _on_its_text(state: Any) -> Asked:
    stop = Cancel(KEPT), Cancel("back")
    if _text(state):
        state, asked = begins(state)
        return state, (*stop, *asked)
    waiting = replace(state.work, going=True, failure="")
    return replace(state, work=waiting), (*stop, Cancel(WORK), Published("sample", "demo", "stories.txt"))
