"""The quiz without scripts: the fence `answers quiz`, for paper, and `answers quiz whole`, a page of all questions."""

from typing import Any

from markdown import Markdown
from pymdownx.superfences import SuperFencesException

from widgets.embed.fence import place
from widgets.engine import Child, Element, WidgetError, h, render
from widgets.questions.asked import CONCEPT, Option, Question, misconceptions, questions


def format_answers(
    source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **_: object
) -> str:
    """The answers of what a page prints, or every question with a reason for every option.

    Raises:
        SuperFencesException: naming page and line, if the fence names anything else.
    """
    name = " ".join(options["words"])
    try:
        match name:
            case "quiz":
                drawn = answers(printed())
            case "quiz whole":
                drawn = whole(questions())
            case _:
                raise WidgetError("a fence of answers opens with ```answers quiz, or ```answers quiz whole")
    # SuperFences would pass over any other exception and leave the fence as code.
    except ValueError as error:
        raise SuperFencesException(f"{place(f'answers {name}'.strip(), source)}: {error}") from error
    return render(drawn)


def printed() -> tuple[Question, ...]:
    """The questions that stand on the page as built: the first of each concept."""
    return tuple(questions(concept)[0] for concept in range(int(CONCEPT.low), int(CONCEPT.high) + 1))


def answers(asked: tuple[Question, ...]) -> Element:
    """A sheet of its own, for a teacher or for whoever has written on the paper."""
    return h.section(class_="answers", aria_label="Answers of the quiz")[
        h.p(class_="answers-title")["Answers of the quiz"],
        h.ol[
            (
                h.li[h.p(class_="answers-question")[one.text], h.p[one.right.text, ". ", one.right.explanation]]
                for one in asked
            )
        ],
    ]


def whole(asked: tuple[Question, ...]) -> Element:
    """Every question, its options, and folded behind each what is to be said of them."""
    by_concept = sorted(asked, key=lambda one: one.concept)
    return h.ol(class_="questions")[
        (
            h.li[
                h.p(class_="answers-question")[one.text],
                h.ul[(h.li[option.text] for option in one.option)],
                h.details[h.summary["Show the answer"], h.ul[(_said(option) for option in one.option)]],
            ]
            for one in by_concept
        )
    ]


def _said(option: Option) -> Element:
    behind: Child = None
    if not option.correct:
        idea = misconceptions()[option.misconception]
        behind = " Behind it: ", h.a(href=f"../#{idea.section}")[idea.name], "."
    said = h.strong["Right: " if option.correct else "Wrong: "]
    return h.li[said, h.q[option.text], " ", option.explanation, behind]
