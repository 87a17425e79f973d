"""The quiz: one question at a time, how sure one is before the answer shows, and a reason for every option."""

from dataclasses import dataclass, field, replace

from widgets.engine import (
    DERIVED,
    Cancel,
    Child,
    Effect,
    Element,
    Entries,
    Event,
    InvalidValue,
    Ledger,
    Now,
    Progress,
    Random,
    Range,
    UnknownEvent,
    button,
    choice,
    h,
    look_for,
    numbers,
    output,
    radio_group,
    readout,
    readouts,
)
from widgets.ml.calibration import cost
from widgets.questions.answered import Given, bets, history, score
from widgets.questions.asked import OPTIONS, Option, Question, misconceptions, questions
from widgets.questions.shown import calibration, reasons, way_out

# What can be said, in percent; a quarter is a blind guess among four.
SURE = {"25": "25%, a guess", "50": "50%", "75": "75%", "95": "95%"}
CONCEPT = Range(0, 10)
ASK = "Choose, say how sure you are, then check: every option says which idea it comes from."


@dataclass(frozen=True)
class State:
    """Questions on one `concept`, or on all (0), options in an order that `seed` draws; `only` are those of a retry.

    At the question `at`, `answer` and `confidence` are chosen; `given` are the answers of this round. `ledger` holds
    those of all quizzes of the site, `trouble` says why this device does not keep them.
    """

    concept: int = 0
    seed: int = 0
    only: tuple[str, ...] = ()
    at: int = 0
    answer: str = ""
    confidence: str = ""
    given: tuple[Given, ...] = ()
    ledger: tuple[object, ...] = field(default=(), metadata=DERIVED)
    trouble: str = field(default="", metadata=DERIVED)

    def __post_init__(self) -> None:
        CONCEPT.check("concept", self.concept)
        if self.at < 0:
            raise ValueError("field 'at' counts questions from 0")
        if self.confidence not in ("", *SURE):
            raise ValueError(f"field 'confidence' takes one of {', '.join(SURE)}")


def view(state: State) -> Element:
    """The question that is asked, or the end; beside a concept folded small."""
    asked, given = _asked(state), _given(state)
    shown = _question(state, asked[state.at]) if state.at < len(asked) else _end(state)
    if not state.concept:
        return h.div(class_="quiz")[look_for(ASK), shown]
    done = f", {len(given)} answered" if given else ""
    return h.details(class_="quiz")[
        h.summary[f"Check yourself: {len(questions(state.concept))} questions{done}"], shown
    ]


def update(state: State, event: Event) -> State | tuple[State, Effect | tuple[Effect, ...]]:
    """A checked answer is timed, then kept in the ledgers that all quizzes, and the cards, share."""
    match event.name, event.value:
        case "mount", _:
            asked: list[Effect] = [Ledger("quiz", "quiz")]
            asked += [] if state.seed else [Random("seed")]
            # The time of an answer that came just before the page was left.
            asked += [Now("now")] if any(not one.at for one in state.given) else []
            return state, tuple(asked)
        case "seed", (float(drawn),):
            return replace(state, seed=1 + int(drawn * 2**31))
        case "quiz", Progress(Entries() as found) | (Entries() as found):
            return replace(state, ledger=found.entries, trouble=found.trouble)
        case "now", float(now):
            return _kept(state, now)
        case "deck", _:
            # The cards alone follow what becomes of it.
            return state, Cancel("deck")
        case (("seed" | "quiz" | "now"), _):
            return state
        case "next", _:
            return replace(state, at=min(state.at + 1, len(_asked(state))), answer="", confidence="")
        case "again", which:
            return _again(state, str(which))
        case (("answer" | "confidence" | "check"), _):
            return _answered(state, event)
        case _:
            raise UnknownEvent(event)


def _asked(state: State) -> tuple[Question, ...]:
    """The questions of this round; a question of another version of the quiz is left out."""
    found = questions(state.concept)
    return tuple(one for one in found if one.id in state.only) or found


def _given(state: State) -> dict[str, Given]:
    """The answers of this round by question."""
    return {one.question: one for one in state.given}


def _answered(state: State, event: Event) -> State | tuple[State, Effect]:
    asked = _asked(state)
    if state.at >= len(asked) or asked[state.at].id in _given(state):
        return state
    question = asked[state.at]
    if event.name == "answer":
        return replace(state, answer=choice(event, tuple(option.id for option in question.option)))
    if event.name == "confidence":
        return replace(state, confidence=choice(event, tuple(SURE)))
    if state.answer not in {option.id for option in question.option}:
        raise InvalidValue("Choose an answer first; a guess is fine.")
    if state.confidence not in SURE:
        raise InvalidValue("Say how sure you are first: 25% is a guess.")
    return replace(state, given=(*state.given, Given(question.id, state.answer, int(state.confidence)))), Now("now")


def _kept(state: State, now: float) -> tuple[State, tuple[Effect, ...]]:
    """Answers whose time was not known yet go into the ledger, and cards on what was wrong into the deck."""
    timed = tuple(replace(one, at=now) for one in state.given if not one.at)
    state = replace(state, given=tuple(one if one.at else replace(one, at=now) for one in state.given))
    chosen = [option for one in timed if (option := _option(state, one)) and not option.correct]
    cards = sorted({misconceptions()[option.misconception].card for option in chosen})
    entries = tuple({"id": card, "at": now, "card": card} for card in cards)
    kept = Ledger("quiz", "quiz", tuple(one.entry() for one in timed))
    return state, (kept, Ledger("deck", "deck", entries)) if entries else (kept,)


def _option(state: State, given: Given) -> Option | None:
    options = (one for question in questions() if question.id == given.question for one in question.option)
    return next((one for one in options if one.id == given.option), None)


def _again(state: State, which: str) -> tuple[State, Effect]:
    """Ask one question again, those that were "missed", or all; in another order of options."""
    if which in _given(state):
        state = replace(state, given=tuple(one for one in state.given if one.question != which))
    else:
        missed = tuple(one.question for one in state.given if not one.right) if which == "missed" else ()
        state = replace(state, only=missed, at=0, given=())
    return replace(state, answer="", confidence=""), Random("seed")


def _question(state: State, question: Question) -> Child:
    given = _given(state).get(question.id)
    options, count = question.shuffled(state.seed), len(_asked(state))
    groups = (
        radio_group("answer", question.text, state.answer, [(option.id, option.text) for option in options]),
        radio_group("confidence", "How sure are you?", state.confidence, list(SURE.items())),
    )
    last = "Finish" if state.at + 1 == count else "Next question"
    return (
        h.div(class_="quiz-asked")[(group(disabled=given is not None) for group in groups)],
        h.div(class_="button-row")[
            button("next", last, primary=True) if given else button("check", "Check", primary=True),
            (None if given.right else button("again", "Try again", question.id)) if given else button("next", "Skip"),
        ],
        _standing(
            state, readout("Question", output("place", f"{state.at + 1} of {count}", state.at + 1)), _stake(state)
        ),
        reasons(options, given.option) if given else None,
    )


def _stake(state: State) -> Element:
    """What the chosen confidence will cost, in the lesson's own loss."""
    if not state.confidence or not state.answer:
        shown, exact = "say how sure" if state.answer else "choose first", None
    else:
        exact, wrong = (cost(int(state.confidence), right, OPTIONS) for right in (True, False))
        shown = f"{numbers.loss(exact)} if right, {numbers.loss(wrong)} if wrong"
    return readout("Costs you, in nats", output("stake", shown, exact, "loss"))


def _standing(state: State, *more: Element) -> Child:
    """The score over all quizzes of the site, beside what belongs to this one."""
    entries, skipped = history(state.ledger, (one for one in state.given if one.at))
    right, answered = score(entries)
    shown = f"{right} of {answered}" if answered else "no answer yet"
    said = " ".join(
        part
        for part in (state.trouble, f"{skipped} kept answers do not fit and were left out." if skipped else "")
        if part
    )
    return (
        readouts(readout("Right so far", output("score", shown, right if answered else None)), *more),
        h.p(class_="quiz-trouble")[said] if said else None,
    )


def _end(state: State) -> Child:
    """How the round went, how well the reader knows what they know, and what to look at again."""
    missed = [one for one in state.given if not one.right]
    entries, _ = history(state.ledger, (one for one in state.given if one.at))
    return (
        h.p(role="status")[f"Done: {len(state.given) - len(missed)} of {len(state.given)} right in this round."],
        h.div(class_="button-row")[
            button("again", "Only those I missed", "missed", primary=True) if missed else None,
            button("again", "Start again", "all", primary=not missed),
        ],
        _standing(state),
        calibration(bets(entries)),
        h.ul(class_="explanations")[
            (
                h.li[h.q[option.text], " Behind it: ", way_out(option, whole=True)]
                for one in missed
                if (option := _option(state, one))
            )
        ]
        if missed
        else None,
    )
