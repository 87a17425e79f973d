"""One question at a time: sure before the answer shows, a reason for every option, answers that all quizzes share."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets import drawn
from widgets import quiz
from widgets.embed.host import first_view, settle
from widgets.engine import (
    Cancel,
    Effect,
    Entries,
    Event,
    InvalidValue,
    Ledger,
    Now,
    Plain,
    Progress,
    Random,
    Session,
    UnknownEvent,
    make_state,
)
from widgets.questions.answered import Given
from widgets.questions.asked import misconceptions, questions
from widgets.quiz import SURE, State, update, view

ASKED = questions(2)
FIRST = ASKED[0]
WRONG = next(option.id for option in FIRST.option if not option.correct)
NOW = 1_767_225_600.0


def _after(state: State, *events: tuple[str, Any]) -> State:
    made: State = drawn.after(quiz, state, *(Event(name, value) for name, value in events))
    return made


def _effects(state: State, name: str, value: object = None) -> tuple[Effect, ...]:
    result = update(state, Event(name, value))
    effects = result[1] if isinstance(result, tuple) else ()
    return effects if isinstance(effects, tuple) else (effects,)


def _checked(option: str = WRONG, sure: str = "75") -> State:
    """The first question of concept 2, answered and checked, the time not known yet."""
    return _after(State(concept=2, seed=5), ("answer", option), ("confidence", sure), ("check", ""))


def _session(concept: int = 2) -> Session[Plain]:
    return first_view("quiz", {"concept": concept})


def _press(session: Session[Plain], name: str, value: str = "") -> None:
    settle(session, session.dispatch(Event(name, value)), most=5)


def test_one_question_is_asked_at_a_time_with_its_options_in_the_order_of_the_seed() -> None:
    for seed in range(1, 20):
        shown = view(State(concept=2, seed=seed))
        values = [dict(one.attributes)["value"] for one in drawn.found(shown, "input", name="answer")]
        assert values == [option.id for option in FIRST.shuffled(seed)]
        assert [drawn.words(one) for one in drawn.found(shown, "legend")] == [FIRST.text, "How sure are you?"]
        assert drawn.output(shown, "place") == (f"1 of {len(ASKED)}", 1)


def test_beside_a_concept_it_is_folded_small_and_says_how_far_one_is() -> None:
    def summary(state: State) -> str:
        return drawn.words(drawn.one(view(state), "summary"))

    assert summary(State(concept=2)) == "Check yourself: 3 questions"
    assert summary(_checked()) == "Check yourself: 3 questions, 1 answered"
    whole = view(State())
    assert drawn.found(whole, "details") == []
    assert drawn.output(whole, "place")[0] == f"1 of {len(questions())}"


def test_nothing_is_told_before_the_check() -> None:
    before = view(_after(State(concept=2, seed=5), ("answer", FIRST.right.id), ("confidence", "95")))
    assert drawn.found(before, "ul", class_="explanations") == []
    assert len(drawn.found(view(_checked()), "li")) == len(FIRST.option)


def test_the_check_asks_for_an_answer_then_for_how_sure() -> None:
    with pytest.raises(InvalidValue, match="Choose an answer first"):
        update(State(concept=2), Event("check"))
    with pytest.raises(InvalidValue, match="Say how sure you are first"):
        update(State(concept=2, answer="a"), Event("check"))


def test_before_the_check_it_says_what_the_bet_will_cost() -> None:
    def stake(**chosen: str) -> tuple[str, Any]:
        return drawn.output(view(State(concept=2, **chosen)), "stake")  # type: ignore[arg-type]

    assert stake() == ("choose first", None)
    assert stake(answer="a") == ("say how sure", None)
    # -ln 0.75, and -ln(0.25 / 3).
    shown, exact = stake(answer="a", confidence="75")
    assert shown == "0.29 if right, 2.48 if wrong"
    assert float(exact) == pytest.approx(0.287682, abs=1e-6)


def test_after_the_check_an_answer_stands() -> None:
    state = _checked()
    for name, value in (("answer", "a"), ("answer", "d"), ("confidence", "25"), ("check", "")):
        assert update(state, Event(name, value)) == state
    assert all(dict(one.attributes).get("disabled") for one in drawn.found(view(state), "fieldset"))


def test_a_checked_answer_is_timed_and_kept_in_the_ledger() -> None:
    state = _checked(FIRST.right.id)
    assert _effects(_after(State(concept=2), ("answer", "a"), ("confidence", "50")), "check") == (Now("now"),)
    (kept,) = _effects(state, "now", NOW)
    entry = Given(FIRST.id, FIRST.right.id, 75, NOW).entry()
    assert kept == Ledger("quiz", "quiz", (entry,))
    assert _after(state, ("now", NOW)).given[0].at == NOW


def test_a_wrong_answer_puts_the_card_of_its_misconception_into_the_deck() -> None:
    idea = next(option.misconception for option in FIRST.option if option.id == WRONG)
    card = misconceptions()[idea].card
    quiz_ledger, deck = _effects(_checked(), "now", NOW)
    assert isinstance(quiz_ledger, Ledger)
    assert deck == Ledger("deck", "deck", ({"id": card, "at": NOW, "card": card},))
    assert _effects(_checked(), "deck", Progress(Entries(()))) == (Cancel("deck"),)


def test_an_answer_whose_time_was_never_heard_is_kept_at_the_next_visit() -> None:
    state = _checked()
    assert Now("now") in _effects(state, "mount")
    assert _effects(_after(state, ("now", NOW)), "mount") == (Ledger("quiz", "quiz"),)
    assert _effects(State(), "mount") == (Ledger("quiz", "quiz"), Random("seed"))


def test_the_score_is_that_of_all_quizzes_of_the_site() -> None:
    elsewhere = tuple(Given(one.id, one.right.id, 95, 1).entry() for one in questions(5))
    state = _after(_checked(), ("now", NOW), ("quiz", Progress(Entries(elsewhere))))
    assert drawn.output(view(state), "score") == ("3 of 4", 3)
    assert drawn.output(view(State()), "score") == ("no answer yet", None)


def test_what_the_ledger_cannot_keep_or_read_is_said() -> None:
    state = _after(State(concept=2), ("quiz", Progress(Entries(({"id": "x"},), "This browser keeps nothing."))))
    said = drawn.words(drawn.one(view(state), "p", class_="quiz-trouble"))
    assert said == "This browser keeps nothing. 1 kept answers do not fit and were left out."


def test_going_on_and_skipping_lead_through_the_round_to_its_end() -> None:
    session = _session()
    _press(session, "next")
    for question in ASKED[1:]:
        assert question.text in session.html()
        for name, value in (("answer", question.right.id), ("confidence", "95"), ("check", ""), ("next", "")):
            _press(session, name, value)
    assert "Done: 2 of 2 right in this round." in session.html()
    _press(session, "next")
    assert "Done: 2 of 2 right in this round." in session.html()


def _finished(session: Session[Plain], right: int) -> None:
    for at, question in enumerate(ASKED):
        wrong = next(option.id for option in question.option if not option.correct)
        _press(session, "answer", question.right.id if at < right else wrong)
        for name, value in (("confidence", "50"), ("check", ""), ("next", "")):
            _press(session, name, value)


def test_at_the_end_what_was_missed_is_named_and_asked_again_alone() -> None:
    session = _session()
    _finished(session, 1)
    missed = drawn.found(view(session.state), "ul", class_="explanations")  # type: ignore[arg-type]
    assert len(drawn.found(missed[0], "li")) == 2
    _press(session, "again", "missed")
    assert ASKED[1].text in session.html()
    assert "1 of 2" in session.html()
    _press(session, "again", "all")
    assert f"1 of {len(ASKED)}" in session.html()


def test_a_retry_draws_another_order_and_forgets_the_answer_but_not_the_ledger() -> None:
    state = _after(_checked(), ("now", NOW))
    again = _after(state, ("again", FIRST.id))
    assert _effects(state, "again", FIRST.id) == (Random("seed"),)
    assert (again.given, again.answer, again.confidence, again.at) == ((), "", "", 0)
    seeds = {_after(again, ("seed", (drawn_,))).seed for drawn_ in (0.0, 0.25, 0.999)}
    assert len(seeds) == 3
    assert 0 not in seeds, "0 means that none was drawn"


def test_a_return_goes_on_where_one_left() -> None:
    session = _session(0)
    _press(session, "next")
    question = questions()[1]
    for name, value in (("answer", question.right.id), ("confidence", "75"), ("check", "")):
        _press(session, name, value)
    again = first_view("quiz", json.loads(json.dumps(session.kept())))
    assert again.html() == session.html()


def test_what_is_kept_of_another_version_of_the_quiz_does_no_harm() -> None:
    given = [{"question": "gone", "option": "z", "sure": 50, "at": 0.0}]
    odd = {"concept": 2, "at": 99, "only": ["gone"], "answer": "z", "given": given}
    state: State = make_state(quiz, odd)  # type: ignore[arg-type]
    view(state)
    _after(state, ("now", NOW), ("again", "gone"), ("next", ""), ("again", "missed"))
    with pytest.raises(ValueError, match="counts questions from 0"):
        State(at=-1)
    with pytest.raises(ValueError, match="confidence"):
        State(confidence="0")
    with pytest.raises(ValueError, match="from 0 to 10"):
        State(concept=11)


@given(st.text())
def test_what_is_no_option_no_confidence_and_no_control_is_refused(text: str) -> None:
    if text not in "abcd" or len(text) != 1:
        with pytest.raises(InvalidValue):
            update(State(concept=2), Event("answer", text))
    if text not in SURE:
        with pytest.raises(InvalidValue):
            update(State(concept=2), Event("confidence", text))
    with pytest.raises(UnknownEvent):
        update(State(), Event(f"no {text}"))
