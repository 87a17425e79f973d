"""Check your understanding: five questions, an explanation for every option, and how sure the reader was."""

from dataclasses import dataclass, replace
from functools import cache

from widgets.engine import (
    Child,
    Element,
    Event,
    InvalidValue,
    UnknownEvent,
    button,
    choice,
    controls,
    distinct,
    from_toml,
    h,
    look_for,
    output,
    radio_group,
    readout,
    readouts,
)

CONFIDENCE = {"guessing": "I am guessing", "fairly": "Fairly sure", "certain": "Certain"}


@dataclass(frozen=True)
class Option:
    """One answer to choose, and the sentence that says why it is right or wrong."""

    id: str
    text: str
    explanation: str
    correct: bool = False


@dataclass(frozen=True)
class Question:
    """A question with its options, of which exactly one is correct."""

    id: str
    text: str
    option: tuple[Option, ...]

    def __post_init__(self) -> None:
        distinct(option.id for option in self.option)
        if sum(option.correct for option in self.option) != 1:
            raise ValueError("exactly one option of a question is correct")


@dataclass(frozen=True)
class Quiz:
    """What quiz.toml holds; every question has an id of its own."""

    question: tuple[Question, ...]

    def __post_init__(self) -> None:
        distinct(question.id for question in self.question)


@dataclass(frozen=True)
class State:
    """`answers` are (question id, option id) pairs; explanations and score appear once `checked`."""

    answers: tuple[tuple[str, str], ...] = ()
    confidence: str = ""
    checked: bool = False


@cache
def questions() -> tuple[Question, ...]:
    """The questions of quiz.toml, an author's file.

    Raises:
        WrongData: if a row is wrong, with file and line.
    """
    return from_toml(Quiz, "quiz.toml").question


def view(state: State) -> Element:
    """The questions; after checking, every option explained and the score."""
    answers = dict(state.answers)
    score = sum(_is_right(question, answers.get(question.id)) for question in questions())
    total = len(questions())
    return h.div[
        look_for("Answer all five, say how sure you are, then check: every option comes with its reason."),
        h.ol(class_="quiz")[
            (
                _question(n, question, answers.get(question.id), state.checked)
                for n, question in enumerate(questions(), 1)
            )
        ],
        radio_group("confidence", "How sure are you, all in all?", state.confidence, list(CONFIDENCE.items())),
        controls(
            h.div(class_="button-row")[
                button("check", "Check my answers", primary=True),
                button("again", "Start again"),
            ]
        ),
        readouts(
            readout(
                "Score",
                output("score", f"{score} of {total}" if state.checked else "not checked yet", _known(state, score)),
            )
        ),
        h.p(class_="quiz-verdict", role="status")[output("verdict", _verdict(state, score, total))]
        if state.checked
        else None,
    ]


def update(state: State, event: Event) -> State:
    """Answers are collected; checking needs all of them; a changed answer asks for a new check."""
    by_id = {question.id: question for question in questions()}
    match event.name:
        case "mount":
            return state
        case "confidence":
            return replace(state, confidence=choice(event, tuple(CONFIDENCE)))
        case "check":
            missing = [key for key in by_id if key not in dict(state.answers)]
            if missing:
                numbers = ", ".join(str(list(by_id).index(key) + 1) for key in missing)
                raise InvalidValue(f"Choose an answer for question {numbers} first; a guess is fine.")
            return replace(state, checked=True)
        case "again":
            return State()
        case name if name in by_id:
            chosen = choice(event, tuple(option.id for option in by_id[name].option))
            others = tuple(answer for answer in state.answers if answer[0] != name)
            return replace(state, answers=(*others, (name, chosen)), checked=False)
        case _:
            raise UnknownEvent(event)


def _is_right(question: Question, answer: str | None) -> bool:
    return any(option.correct and option.id == answer for option in question.option)


def _known(state: State, score: int) -> int | None:
    return score if state.checked else None


def _question(n: int, question: Question, answer: str | None, checked: bool) -> Element:
    options = [(option.id, option.text) for option in question.option]
    return h.li[
        radio_group(question.id, f"{n}. {question.text}", answer, options),
        _explanations(question, answer)
        if checked
        else h.details[h.summary["Show the answer"], _explanations(question, None)],
    ]


def _explanations(question: Question, answer: str | None) -> Element:
    return h.ul(class_="explanations")[
        (
            h.li(class_="right" if option.correct else "wrong")[
                h.strong["Right" if option.correct else "Wrong", _yours(option, answer), ": "],
                h.q[option.text],
                " ",
                option.explanation,
            ]
            for option in question.option
        )
    ]


def _yours(option: Option, answer: str | None) -> Child:
    return " (your answer)" if option.id == answer else None


def _verdict(state: State, score: int, total: int) -> str:
    share = "all" if score == total else f"{score} of {total}"
    match state.confidence:
        case "certain" if score < total:
            return f"You were certain and got {share} right: exactly the kind of mistake cross-entropy punishes most."
        case "guessing" if score > total / 2:
            return f"You thought you were guessing and got {share} right: you know more than you believe."
        case "":
            return f"You got {share} right. Next time say how sure you are, too: it is worth knowing."
        case _:
            return f"You got {share} right."
