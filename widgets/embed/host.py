"""The build's side of the loop: performs effects at once, with Python's onnxruntime, until a widget has settled."""

from collections.abc import Mapping

import numpy as np

from widgets.embed import marker, prose, published, sentences
from widgets.embed.model import Model
from widgets.engine import (
    Address,
    AskTutor,
    Attend,
    Effect,
    Entries,
    Evaluate,
    Event,
    Failure,
    Keep,
    Ledger,
    Load,
    MarkText,
    Neighbor,
    Now,
    Plain,
    Predict,
    Probe,
    Prose,
    Published,
    Random,
    Save,
    SaveFile,
    Score,
    Session,
    Step,
    Tokenize,
    TrainStep,
    Weights,
    Write,
    start,
)

# Builds repeat: the date of a build's `Now` and the seed of its `Random` are fixed.
BUILD_DATE = 1_767_225_600.0
BUILD_SEED = 20260101
_MOST_ROUNDS = 50


def first_view(name: str, fields: Mapping[str, object]) -> Session[Plain]:
    """The widget `name` mounted with `fields`, after every effect it asked for has been answered.

    Raises:
        WidgetError: if the name or a field is wrong.
        MissingModel: if it needs a model that was never published.
    """
    session = start(name, fields)
    settle(session, session.dispatch(Event("mount")), most=_MOST_ROUNDS)
    if session.waiting:
        raise ValueError(f"{name} still asks for effects after {_MOST_ROUNDS} answers")
    return session


def settle(
    session: Session[Plain],
    step: Step,
    *,
    most: int,
    waiting: Mapping[str, Effect] | None = None,
    model: Model | None = None,
) -> dict[str, Effect]:
    """Answer what a session asks for, and what it then asks for, up to `most` answers; returns what still waits.

    `waiting` is what an earlier call returned; `model` holds the weights of the widget's runs, none without it.

    Raises:
        MissingModel: if it needs a model that was never published.
    """
    still, model = _after(waiting or {}, step), model or Model()
    for _ in range(most):
        if not still:
            break
        key, effect = next(iter(still.items()))
        step = session.answer(key, perform(effect, model))
        still = _after({other: one for other, one in still.items() if other != key}, step)
    return still


def _after(waiting: Mapping[str, Effect], step: Step) -> dict[str, Effect]:
    """What waits after a step: an overtaken request loses its place, as it does in the browser."""
    kept = {key: effect for key, effect in waiting.items() if key not in step.dropped}
    return kept | {effect.key: effect for effect in step.effects}


def perform(effect: Effect, model: Model) -> object:
    """The answer of one effect; `model` holds the weights of the widget's runs.

    Raises:
        MissingModel: if it needs a model that was never published.
    """
    match effect:
        case (
            Predict()
            | Score()
            | Attend()
            | Tokenize()
            | Evaluate()
            | Write()
            | Weights()
            | Keep()
            | TrainStep()
            | Probe()
        ):
            return model.perform(effect)
        case MarkText():
            return marker.marked(effect)
        case Prose():
            return prose.lesson()
        case Published(model=name, file=sentences.FILE):
            return sentences.contents(name)
        case Published(model=name, file=file, optional=optional):
            missing = optional and not (published.folder(name) / file).is_file()
            return None if missing else published.contents(name, file)
        case Random(count=count):
            return tuple(float(value) for value in np.random.default_rng(BUILD_SEED).random(count))
        case Now():
            return BUILD_DATE
        case Address() | Neighbor():
            return ""
        case AskTutor():
            return Failure("Nobody is asked while the site is built.")
        case Load():
            return None
        case Ledger():
            return Entries(())
        case Save() | SaveFile():
            return Failure("Nothing is saved while the site is built.")
        case _:
            raise TypeError(f"{type(effect).__name__} asks for no answer")
