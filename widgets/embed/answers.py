"""The answers of the quiz for paper: the fence `answers quiz` stands last on the page and shows only in print."""

from typing import Any

from markdown import Markdown
from pymdownx.superfences import SuperFencesException

from widgets import quiz
from widgets.embed.fence import place
from widgets.engine import Element, WidgetError, h, render


def format_answers(
    source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **_: object
) -> str:
    """Every question with its right option and the reason for it.

    Raises:
        SuperFencesException: naming page and line, if the fence names anything else than the quiz.
    """
    name = " ".join(options["words"])
    try:
        if name != "quiz":
            raise WidgetError("a fence of answers opens with ```answers quiz and nothing else")
        drawn = answers(quiz.questions())
    # SuperFences would pass over any other exception and leave the fence as code.
    except ValueError as error:
        raise SuperFencesException(f"{place(f'answers {name}'.strip(), source)}: {error}") from error
    return render(drawn)


def answers(questions: tuple[quiz.Question, ...]) -> Element:
    """A sheet of its own, for a teacher or for whoever has written on the paper."""
    return h.section(class_="answers", aria_label="Answers of the quiz")[
        h.p(class_="answers-title")["Answers of the quiz"],
        h.ol[
            (
                h.li[
                    h.p(class_="answers-question")[question.text],
                    h.ul[
                        (_option(letter, option) for letter, option in zip("ABCDEFGH", question.option, strict=False))
                    ],
                ]
                for question in questions
            )
        ],
    ]


def _option(letter: str, option: quiz.Option) -> Element:
    said = h.strong[f"{letter}. Right."] if option.correct else f"{letter}."
    return h.li[said, f" {option.explanation}"]
