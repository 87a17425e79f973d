"""A laboratory: the reader trains a real transformer in this tab, and watches what it makes of a text."""

from dataclasses import dataclass, field, replace

from widgets.engine import (
    DERIVED,
    Cancel,
    Effect,
    Element,
    Event,
    Failure,
    Held,
    Published,
    Random,
    SaveFile,
    UnknownEvent,
    Weights,
    Write,
    awaited,
    button,
    challenge,
    choice,
    controls,
    file_field,
    filling_field,
    h,
    look_for,
    number,
    output,
    select,
    text,
    text_area,
    text_field,
    whole_number,
)
from widgets.laboratory import going, picture, shelf
from widgets.laboratory.experiments import Experiment, experiments, opened, written
from widgets.laboratory.going import LONGEST_TEXT
from widgets.laboratory.work import MODEL, RUN, SAMPLE_TOKENS, TEMPERATURE, Work, failed, heard
from widgets.ml.runs import BEGINS, Begins, Run, in_words

LONGEST_PROMPT, LONGEST_NAME, GOAL = 2000, 40, 300
FILES = ("curves.json", "samples.json", "manifest.json")
BEFORE = "This is how our small model was trained. Yours begins when you say so."
SAMPLE = "the sample: stories that our larger model wrote"


@dataclass(frozen=True)
class State:
    """`runs` end with the newest, `ahead` are the peak rates still to be run; `little` (0: all) limits the text read.

    `beside` says what is drawn beside the newest run (shelf.py); `files` are those of the published run, as they come.
    `left` marks the weights that this device keeps of the newest run ("": none), `about_left` says it.
    """

    text: str = ""
    little: int = 0
    begins: Begins = "nothing"
    learning_rate: float = 6e-3
    warmup: float = 0.05
    floor: float = 0.1
    batch_size: int = 8
    context: int = 64
    steps: int = 600
    seed: int = 1
    experiment: str = "nothing"
    ahead: tuple[float, ...] = ()
    name: str = ""
    runs: tuple[Run, ...] = ()
    left: str = ""
    beside: str = shelf.NONE
    prompt: str = "Once upon a time"
    files: tuple[object, ...] = field(default=(), metadata=DERIVED)
    published: Run | None = field(default=None, metadata=DERIVED)
    sample: str = field(default="", metadata=DERIVED)
    work: Work = field(default_factory=Work, metadata=DERIVED)
    said: str = field(default="", metadata=DERIVED)
    about_left: str = field(default="", metadata=DERIVED)
    answer: str = field(default="", metadata=DERIVED)

    def __post_init__(self) -> None:
        for name, limits in picture.LIMITS.items():
            limits.check(name, getattr(self, name))
        if self.experiment not in experiments():
            raise ValueError(f"field 'experiment' takes one of {', '.join(experiments())}")
        if self.left and not self.runs:
            raise ValueError("field 'left' marks the weights of a run, and there is none")


def view(state: State) -> Element:
    """Experiments, the curves of the newest run, its numbers and samples; the settings, the text, and the runs kept."""
    run = state.runs[-1] if state.runs else state.published
    mine = bool(state.work.alive or state.left)
    can_turn = bool(mine and run and not run.done)
    return h.div[
        look_for("Press “From nothing”: within a minute, on your own computer, noise becomes words and phrases."),
        h.div(class_="button-row")[(_experiment(state, one) for one in experiments().values())],
        h.p(class_="lab-look-for")[experiments()[state.experiment].look_for],
        picture.of(run, shelf.beside(state.runs, state.beside, state.published), state.work)
        if run
        else awaited("picture", "runs"),
        h.p(role="status")[output("verdict", _verdict(state))],
        h.p(class_="widget-message", role="alert")[state.work.failure] if state.work.failure else None,
        h.p(class_="widget-word", role="status")[state.about_left] if state.about_left else None,
        h.div(class_="button-row")[
            button("start", "Start a run", primary=not state.work.going),
            button("pause", "Pause" if state.work.going else "Go on", disabled=not can_turn),
            button("export", "Save this run", disabled=not state.runs),
            button("reset", "Reset", disabled=not state.runs),
        ],
        picture.samples(run) if run else awaited("samples", "runs"),
        picture.settings_of(state),
        text_area("text", f"Your own text (empty: {SAMPLE})", state.text, rows=4),
        filling_field("text", "Or a file of text; you may also drop it here", "text/plain,.md", LONGEST_TEXT),
        h.p(class_="lab-plan")["The next run: ", output("plan", in_words(picture.settings(state)))],
        controls(
            text_field("name", "Name of the run", state.name, longest=LONGEST_NAME),
            select("beside", "Draw beside it", state.beside, shelf.offers(state.runs)),
            file_field("import", "Import a run", ".json"),
        ),
        text_area("prompt", "Let it write on from", state.prompt, rows=2),
        h.div(class_="button-row")[
            button("write", "Write with your run" if mine else "Write with our trained small model")
        ],
        h.p(class_="written", translate="no")[output("written", state.prompt + (state.answer or " …"))],
        challenge(
            f"bring fresh weights below the bigram's loss on the held-out text, in at most {GOAL} steps.",
            met=any(picture.is_met(one, GOAL) for one in state.runs[-1:]),
            praise="Fewer steps, each over more of the text, or steps of a better size.",
        ),
    ]


def update(state: State, event: Event) -> State | tuple[State, Effect | tuple[Effect, ...]]:
    """Settings are those of the next run; a run asks for one thing after the other until it is done, or paused."""
    match event:
        case Event("mount"):
            return replace(state, files=()), Published("published", MODEL, FILES[0])
        case Event("kept", Failure(message)):
            return replace(state, left="", about_left=message)
        case Event("published" | "sample" | "work" | "chance" | "writing" | "file" | "back", Failure(message)):
            # Weights that cannot be laid back are no longer there to go on from.
            left = "" if event.name == "back" or state.work.stage == "weights" else state.left
            return replace(state, said="", left=left, work=failed(state.work, message))
        case Event("published"):
            return _published(state, (*state.files, event.value))
        case Event("experiment"):
            return going.tried(state, experiments()[choice(event, tuple(experiments()))])
        case Event("start"):
            return going.started(replace(state, ahead=()))
        case Event("sample", str(found)):
            return going.begins(replace(state, sample=found.partition("\n")[2].replace("<|endoftext|>\n", "")))
        case Event("work"):
            return going.gone_on(state, *heard(state.work, event.value))
        case Event("kept", int(size)):
            shelved: State = going.kept(state, size)
            return shelved
        case Event("pause"):
            return going.turned_over(state)
        case Event("reset"):
            return going.reset(state)
        case Event("text"):
            return replace(state, text=text(event, longest=LONGEST_TEXT), little=0)
        case Event("learning_rate" | "warmup" | "floor" as name):
            return replace(state, **{name: number(event, picture.LIMITS[name])})  # type: ignore[arg-type]
        case Event("batch_size" | "context" | "steps" | "seed" as name):
            return replace(state, **{name: whole_number(event, picture.LIMITS[name])})  # type: ignore[arg-type]
        case Event("begins"):
            chosen = choice(event, tuple(BEGINS))
            return replace(state, begins=next(one for one in BEGINS if one == chosen))
        case Event("name"):
            given = text(event, longest=LONGEST_NAME).strip()
            renamed: State = going.renamed(state, given)
            return renamed
        case Event("beside"):
            return replace(state, beside=choice(event, tuple(shelf.offers(state.runs))))
        case Event("import"):
            run = opened(str(event.value))
            runs = shelf.added(state.runs, run, newest=False)
            return replace(
                state, runs=runs, said=f"{run.name} is here now.", beside=runs[-2].name if state.runs else shelf.NONE
            )
        case Event("export") if state.runs:
            file = f"{state.runs[-1].name}.json"
            said = replace(state, said=f"{file} is among your downloads.")
            return said, SaveFile("file", file, written(state.runs[-1]))
        case Event("prompt"):
            return replace(state, prompt=text(event, longest=LONGEST_PROMPT), answer=""), Cancel("writing")
        case Event("write") if state.left and not state.work.alive:
            return state, Weights("back", RUN, MODEL, kept=state.left)
        case Event("back", Held()):
            return replace(state, work=replace(state.work, run=state.runs[-1])), Random("chance")
        case Event("write"):
            return state, Random("chance")
        case Event("chance", (float(chance),)):
            seed, by = int(chance * 2**32), RUN if state.work.alive or state.left else ""
            return state, Write("writing", MODEL, state.prompt, SAMPLE_TOKENS, TEMPERATURE, seed, by)
        case Event("writing", str(answer)):
            return replace(state, answer=answer or "⟨end of text⟩")
        case Event("export" | "file"):
            return state
        case _:
            raise UnknownEvent(event)


def _published(state: State, files: tuple[object, ...]) -> State | tuple[State, Effect]:
    if len(files) < len(FILES):
        return replace(state, files=files), Published("published", MODEL, FILES[len(files)])
    return replace(state, files=(), published=shelf.published(*files))  # type: ignore[arg-type]


def _experiment(state: State, one: Experiment) -> Element:
    chosen = bool(state.runs) and one.id == state.experiment
    return button("experiment", one.title, one.id)(aria_pressed=str(chosen).lower())


def _verdict(state: State) -> str:
    return state.said or (picture.verdict(state.runs[-1], state.work, state.left) if state.runs else BEFORE)
