"""Reasons name ideas and lead out of them; the picture at the end is drawn from hand-worked numbers."""

import pytest

from tests.widgets import drawn
from widgets.engine import Line, Mark, h
from widgets.ml.calibration import Bet
from widgets.questions import shown
from widgets.questions.asked import misconceptions, questions
from widgets.questions.shown import calibration, reasons

QUESTION = questions(2)[0]
WRONG = next(option for option in QUESTION.option if not option.correct)
# 80% sure five times and right three; a guess five times and right once.
TEN: list[Bet] = [(80, True)] * 3 + [(80, False)] * 2 + [(25, True)] + [(25, False)] * 4


def test_every_option_is_called_right_or_wrong_as_it_is_with_its_reason_and_its_idea() -> None:
    list_ = reasons(QUESTION.option, WRONG.id)
    order = [WRONG, QUESTION.right, *(one for one in QUESTION.option if one not in (WRONG, QUESTION.right))]
    for option, line in zip(order, drawn.found(list_, "li"), strict=True):
        said = drawn.words(line)
        assert said.startswith("Right" if option.correct else "Wrong")
        assert f": {option.text} {option.explanation}" in said
        assert ("(your answer)" in said) == (option.id == WRONG.id)
        if not option.correct:
            idea = misconceptions()[option.misconception]
            assert drawn.one(line, "a", href=f"#{idea.section}").children == (idea.name,)


def test_the_chosen_one_leads_to_the_paragraph_the_widget_and_the_card() -> None:
    idea = misconceptions()[WRONG.misconception]
    (line,) = [
        one for one in drawn.found(reasons(QUESTION.option, WRONG.id), "li") if "your answer" in drawn.words(one)
    ]
    links = [dict(link.attributes)["href"] for link in drawn.found(line, "a")]
    assert links == [f"#{idea.section}", idea.link, "#cards"]
    assert str(links[1]).startswith(f"#{idea.widget}:1:")
    assert f"See it: {idea.see}. A card on it went into your deck." in drawn.words(line)
    assert drawn.found(reasons(QUESTION.option, QUESTION.right.id), "a", href="#cards") == []


def _picture(bets: list[Bet], monkeypatch: pytest.MonkeyPatch) -> drawn.Chart:
    taken: list[drawn.Chart] = []

    def chart(title: str, description: str, x, y, layers, *, columns, rows):  # type: ignore[no-untyped-def]
        taken.append(drawn.Chart(title, description, x, y, tuple(layers), columns, rows))
        return h.div

    monkeypatch.setattr(shown, "chart", chart)
    calibration(bets)
    (single,) = taken
    return single


def test_the_picture_has_the_diagonal_and_a_point_with_its_counts_for_every_degree(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    picture = _picture(TEN, monkeypatch)
    (diagonal,) = [layer for layer in picture.layers if isinstance(layer, Line)]
    assert diagonal.points == ((0, 0), (100, 100))
    marks = [(mark.label, mark.at) for mark in picture.layers if isinstance(mark, Mark)]
    assert marks == [("1 of 5", (25, 20.0)), ("3 of 5", (80, 60.0))]
    assert picture.rows == [("25%", "5", "1", "20.0%"), ("80%", "5", "3", "60.0%")]
    assert "80% sure: right 3 times of 5" in picture.description


def test_in_words_it_says_how_sure_how_right_and_what_that_cost() -> None:
    said = h.div[calibration(TEN)]
    words = drawn.words(drawn.one(said, "p", role="status"))
    # (5 x 80 + 5 x 25) / 10 = 52.5 and 4 of 10; -ln 0.8 thrice, -ln(0.2 / 3) twice, ln 4 five times.
    assert "you were 52% sure on average and right 40% of the time: surer than right." in words
    assert drawn.output(said, "bet_loss")[0] == "1.30"
    assert float(drawn.output(said, "bet_loss")[1]) == pytest.approx(1.3017, abs=5e-5)
    assert "a blind guess costs 1.39" in words


@pytest.mark.parametrize(
    ("bets", "verdict"),
    [([(75, True)] * 10, "less sure than right"), ([(75, True)] * 9 + [(75, False)] * 3, "well judged")],
)
def test_being_right_more_or_as_often_as_sure_is_said(bets: list[Bet], verdict: str) -> None:
    assert verdict in drawn.words(h.div[calibration(bets)])


def test_under_ten_answers_there_are_counts_and_no_percent_of_right_ones() -> None:
    few = h.div[calibration(TEN[:9])]
    assert drawn.found(few, "svg") == []
    rows = [[drawn.words(cell) for cell in drawn.found(row, "td")] for row in drawn.found(few, "tr")][1:]
    assert rows == [["25%", "4", "1"], ["80%", "5", "3"]]
    assert "After 10 answers" in drawn.words(few)
    assert calibration([]) is None
