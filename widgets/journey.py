"""Journey: the ground our model's loss makes, the way it came down in training, and what it would have said there."""

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from widgets.engine import (
    DERIVED,
    Effect,
    Element,
    Event,
    Failure,
    Published,
    Range,
    Token,
    UnknownEvent,
    awaited,
    button,
    data_table,
    ground,
    h,
    look_for,
    milestones,
    numbers,
    output,
    select,
    trail,
    visible,
    walker,
    whole_number,
)

MODEL = "demo"
# More places, or sentences, no trail has.
MOST = Range(0, 999)
# The files of the run that it shows.
FILES = ("landscape", "snapshots", "manifest")
TASK = look_for("Move the walker along the trail: when, if ever, does a word that fits lead the bets?")


@dataclass(frozen=True)
class Moment:
    """A place of the trail: a step of the training, the tokens read by then, its true loss, and its shadow's place."""

    step: int
    tokens: int
    loss: float
    height: float
    across: int
    down: int


@dataclass(frozen=True)
class State:
    """`at` is a place on the trail, `sentence` one of those that the run was asked to go on from.

    As built the dog still wags its toys: the word that fits is nowhere near, and a few places on it is there.
    """

    at: int = 28
    sentence: int = 2
    trail: tuple[Moment, ...] = field(default=(), metadata=DERIVED)
    landscape: Any = field(default=None, metadata=DERIVED)
    snapshots: Any = field(default=None, metadata=DERIVED)
    manifest: Any = field(default=None, metadata=DERIVED)
    failure: str = field(default="", metadata=DERIVED)

    def __post_init__(self) -> None:
        MOST.check("at", self.at)
        MOST.check("sentence", self.sentence)


def view(state: State) -> Element:
    """The trail with the walker on it, the timeline, and the bets at that moment."""
    failed = h.p(class_="widget-message", role="alert")[state.failure] if state.failure else None
    if not (state.trail and state.snapshots and state.manifest):
        return h.div(class_="journey")[TASK, awaited("journey", "trail"), failed]
    here = state.trail[state.at]
    return h.div(class_="journey")[
        TASK,
        h.div(class_="journey-screen", data_part="journey", data_basis="trail")[
            _walker(state, here),
            _timeline(state, here),
            _bets(state),
            _meaning(state.landscape["steps"]),
            _table(state.trail),
        ],
    ]


def update(state: State, event: Event) -> State | tuple[State, tuple[Effect, ...]]:
    """Walk to a place, choose a sentence; `play` is one step of it."""
    match event:
        case Event("mount"):
            asked = tuple(Published(key, MODEL, f"{key}.json") for key in FILES)
            return replace(state, failure=""), asked
        case Event("landscape" | "snapshots" | "manifest", Failure(message)):
            return replace(state, failure=message)
        case Event("landscape", published):
            walked = _trail(published)
            return replace(state, landscape=published, trail=walked, at=min(state.at, len(walked) - 1))
        case Event("snapshots", published):
            most = len(_sentences(published)) - 1
            return replace(state, snapshots=published, sentence=min(state.sentence, most))
        case Event("manifest", published):
            return replace(state, manifest=published)
        case Event("at"):
            return replace(state, at=whole_number(event, Range(0, len(state.trail) - 1) if state.trail else MOST))
        case Event("sentence"):
            known = Range(0, len(_sentences(state.snapshots)) - 1) if state.snapshots else MOST
            return replace(state, sentence=whole_number(event, known))
        case Event("play"):
            return replace(state, at=(state.at + 1) % len(state.trail)) if state.trail else state
        case _:
            raise UnknownEvent(event)


def frames(state: State) -> dict[tuple[str, str], tuple[Range, Range]]:
    """Every place answers from the start, with every sentence."""
    last = Range(0, len(_sentences(state.snapshots)) - 1)
    return {("sentence", "at"): (last, Range(0, len(state.trail) - 1))}


def backdrop(state: State) -> Element:
    """The ground and the trail on it, which no step changes."""
    drawn = state.landscape["contours"]
    label_at = int(drawn["view_box"].split()[2]) * 2 // 5
    way = h.svg(viewbox=drawn["view_box"], aria_hidden="true")[trail("at", _places(state.trail), list(_moments(state)))]
    return h.div(class_="journey-ground")[
        ground(drawn["view_box"], drawn["areas"], drawn["lines"], label_at=label_at), way
    ]


def _trail(landscape: Any) -> tuple[Moment, ...]:
    grid, scale = landscape["grid"], landscape["contours"]["scale"]
    return tuple(
        Moment(
            one["step"],
            one["tokens"],
            one["val_loss"],
            one["height"],
            round((one["x"] - grid["x"][0]) * scale),
            round((grid["y"][1] - one["y"]) * scale),
        )
        for one in landscape["trail"]
    )


def _sentences(snapshots: Any) -> list[str]:
    return [one["text"] for one in snapshots["sentences"]]


def _places(walked: tuple[Moment, ...]) -> list[tuple[int, int]]:
    return [(one.across, one.down) for one in walked]


def _moments(state: State) -> dict[int, str]:
    """The places of which the weights are published, with their steps."""
    kept = {one["step"] for one in state.manifest["moments"]}
    return {at: f"{one.step:,}" for at, one in enumerate(state.trail) if one.step in kept}


def _walker(state: State, here: Moment) -> Element:
    first, last = state.trail[0], state.trail[-1]
    picture = h.svg(viewbox=state.landscape["contours"]["view_box"], role="img")[
        h.title["The ground that the model's loss makes, and its way down"],
        h.desc[
            f"A map on which height is loss. A dotted trail leads from step 0, where the loss is {first.loss:.2f}, "
            f"down into a valley, to step {last.step:,}, where it is {last.loss:.2f}. The walker stands at step "
            f"{here.step:,}: its loss is {here.loss:.2f}, and the ground under it is {here.height:.2f} high."
        ],
        walker("at", _places(state.trail), state.at),
    ]
    return h.div(class_="journey-map")[picture]


def _timeline(state: State, here: Moment) -> Element:
    last = len(state.trail) - 1
    line = f"{state.snapshots['writing']['prompt']}{state.snapshots['snapshots'][state.at]['line']}"
    return h.div(class_="journey-timeline")[
        h.p(class_="journey-step")["step ", output("step", f"{here.step:,}", here.step)],
        button("play", "Play", primary=True)(data_plays="at"),
        h.label(class_="journey-slider q-gradient")[
            h.span(class_="journey-label")["Place on the trail"],
            h.input(
                type="range",
                name="at",
                min="0",
                max=str(last),
                step="1",
                value=str(state.at),
                aria_valuetext=f"step {here.step:,}, loss {here.loss:.2f}",
            ),
            milestones(_moments(state), last),
        ],
        h.p(class_="journey-loss")[
            h.span["loss ", output("loss", f"{here.loss:.2f}", here.loss, "loss")], h.small["nats a token"]
        ],
        h.p(class_="journey-tokens")[output("tokens_seen", f"{here.tokens:,}", here.tokens), " tokens read"],
        h.p(class_="journey-line")["Asked to tell a story, it writes: ", h.q[line]],
    ]


def _bets(state: State) -> Element:
    snapshots = state.snapshots
    bets = snapshots["snapshots"][state.at]["bets"][state.sentence]
    follow = [one["bets"][state.sentence]["follow"] for one in snapshots["snapshots"][: state.at + 1]]
    # Only where it had led nowhere before.
    led = [any(word["rank"] == 1 for word in one.values()) for one in follow] == [False] * state.at + [True]
    texts = {str(id): text for id, text in snapshots["token_texts"].items()}
    options = {str(index): f"{text} …" for index, text in enumerate(_sentences(snapshots))}
    return h.div(class_="journey-bets")[
        select("sentence", "What comes next?", str(state.sentence), options),
        h.ol(class_="journey-candidates", translate="no")[
            (_bet(id, texts[str(id)], p, bets["follow"]) for id, p in zip(bets["ids"], bets["p"], strict=True))
        ],
        h.p(class_="journey-fits")[_fits(follow[-1]), h.strong[" ✓ It takes the lead."] if led else None],
    ]


def _bet(id: int, text: str, p: float, fitting: Any) -> Element:
    kinds = [("with-space", text[:1] == " "), ("fits", text.strip() in fitting)]
    bar = h.svg(class_="candidate-bar", viewbox="0 0 100 1", preserveaspectratio="none", aria_hidden="true")
    kind = " ".join(name for name, is_so in kinds if is_so) or None
    return h.li(data_id=id, data_token=text, data_p=repr(p), class_=kind)[
        h.span(class_="candidate-token")[visible(Token(id, text)).removeprefix("␣")],
        bar[h.rect(class_="q-probability", width=f"{100 * p:.2f}", height="1")],
        h.span(class_="candidate-p")[numbers.fine_percent(p)],
    ]


def _fits(fitting: Any) -> str:
    """Where the words stand that do follow."""
    places = {word: f"place {bet['rank']:,}" if bet["rank"] else "more than one token" for word, bet in fitting.items()}
    return "; ".join(f"“{word}”: {place}, {numbers.fine_percent(fitting[word]['p'])}" for word, place in places.items())


def _meaning(steps: Any) -> Element:
    return h.p(class_="journey-meaning")[
        f"The map is a flat slice through steps {steps['start']:,}, {steps['middle']:,} and {steps['end']:,}, in a "
        "space with as many dimensions as the model has numbers; every other step lies off it and is drawn as its "
        "shadow, so the ground under the walker need not be as high as its loss: the loss printed here is the true one."
    ]


@lru_cache(maxsize=2)
def _table(walked: tuple[Moment, ...]) -> Element:
    rows = [(f"{one.step:,}", f"{one.loss:.2f}", f"{one.height:.2f}") for one in walked]
    return data_table("The trail", ("step", "loss (nats a token)", "height of the ground under it"), rows)
