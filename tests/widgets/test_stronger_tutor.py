"""Nothing is sent before the press; the key is nowhere; what comes back stands beside the marker's points, as text."""

import json

import pytest

from tests.widgets import drawn
from widgets import stronger_tutor, teach_back
from widgets.engine import (
    AskTutor,
    Cancel,
    Effect,
    Entries,
    Event,
    Failure,
    InvalidValue,
    Ledger,
    Neighbor,
    Progress,
    Replied,
    UnknownEvent,
    render,
)
from widgets.engine.widget import given_fields
from widgets.explaining.result import Found, Result
from widgets.explaining.rubric import points
from widgets.stronger_tutor import (
    LONGEST_ADDRESS,
    NO_ADDRESS,
    NO_MODEL,
    NOTHING,
    STOPPED,
    Beside,
    State,
    update,
    view,
)

IDS = [point.id for point in points()]
TEXT = "It bets on the next word. Each knob is turned against its slope."


def _above(text: str = TEXT, marked: str | None = None, seen: tuple[str, ...] = ("update", "warmup")) -> str:
    """What the page says of the widget above, its text marked by the marker where `marked` says so."""
    found = tuple(Found(id, id in seen, "seen" if id in seen else "not seen", 0) for id in IDS)
    result = None if marked is None else Result(marked, found, (), ())
    return json.dumps(given_fields(teach_back.State(text, ticked=("update", "graded"), result=result)))


def _replied(**said: object) -> Replied:
    return Replied(200, json.dumps({"choices": [{"message": {"content": json.dumps(said)}}]}))


def _stepped(state: State, event: Event) -> tuple[State, tuple[Effect, ...]]:
    result = update(state, event)
    if isinstance(result, State):
        return result, ()
    state, effects = result
    return state, effects if isinstance(effects, tuple) else (effects,)


def _asking(above: str | None = None, state: State | None = None) -> State:
    text = Event("text", _above() if above is None else above)
    asking: State = drawn.after(stronger_tutor, state or State(), Event("ask"), text)
    return asking


def _answered(above: str, **said: object) -> State:
    answered: State = drawn.after(stronger_tutor, _asking(above), Event("told", _replied(**said)))
    return answered


def _earned(*ids: str, quote: str = "against its slope") -> list[dict[str, object]]:
    return [{"id": id, "earned": id in ids, "quote": quote} for id in IDS]


def test_a_mount_follows_the_widget_above_and_asks_nobody() -> None:
    _, effects = _stepped(State(), Event("mount"))
    assert effects == (Neighbor("beside", "teach_back"), Ledger("attempts", "explained"))
    for told in (Entries(()), Progress(Entries(()))):
        assert _stepped(State(), Event("attempts", told))[1] == (Neighbor("beside", "teach_back"),)
    assert drawn.output(view(State()), "answer") == ("Nothing has been sent.", None)


def test_typing_sends_nothing_and_says_where_it_would_go() -> None:
    state = drawn.after(stronger_tutor, State(), Event("address", "http://192.168.1.7/v1"), Event("model", "qwen3:8b"))
    shown, _ = drawn.output(view(state), "goes")
    assert "goes to 192.168.1.7, to “qwen3:8b”, and nowhere else" in shown
    assert "without encryption" in shown
    assert drawn.output(view(State()), "goes")[0].endswith("nowhere else.")
    assert "no address" in drawn.output(view(update(state, Event("address", "nowhere"))), "goes")[0]  # type: ignore[arg-type]


def test_a_press_sends_the_text_as_it_stands_above_to_the_address_in_the_box() -> None:
    state, effects = _stepped(State(), Event("ask"))
    assert effects == (Cancel("told"), Neighbor("text", "teach_back"))
    state, (asked,) = _stepped(state, Event("text", _above()))
    assert isinstance(asked, AskTutor)
    assert (asked.key, asked.address) == ("told", "http://localhost:11434/v1")
    assert TEXT in json.loads(asked.body)["messages"][1]["content"]
    assert "waiting" in drawn.output(view(state), "answer")[0]
    assert drawn.found(view(state), "button", name="stop")


@pytest.mark.parametrize(
    ("fields", "above", "why"),
    [
        ({}, "", NOTHING),
        ({}, _above(" \n"), NOTHING),
        ({}, "[]", NOTHING),
        ({}, '{"explanation": 3}', NOTHING),
        ({}, "no JSON", NOTHING),
        ({"address": "localhost"}, _above(), NO_ADDRESS),
        ({"model": " "}, _above(), NO_MODEL),
    ],
)
def test_what_cannot_be_asked_is_said_and_nothing_is_sent(fields: dict[str, str], above: str, why: str) -> None:
    state, effects = _stepped(State(**fields), Event("text", above))  # type: ignore[arg-type]
    assert effects == ()
    assert state.asking is None
    assert drawn.output(view(state), "answer")[0] == why


def test_the_tutors_points_stand_beside_the_markers() -> None:
    state = _answered(_above(marked=TEXT), points=_earned("update", "graded"), advice="Say what a batch is.")
    element = view(state)
    assert drawn.output(element, "tutor_score") == ("2 of 10", 2)
    assert drawn.output(element, "marker_score") == ("2 of 10", 2)
    assert drawn.output(element, "your_score") == ("2 of 10", 2)
    # They agree on all but graded and warmup.
    assert drawn.output(element, "agreement") == ("8 of 10", 8)
    assert "Say what a batch is." in drawn.words(element)
    rows = dict(zip(IDS, drawn.found(drawn.one(element, "ol", class_="findings"), "li"), strict=True))
    assert "Earned" in drawn.words(rows["update"])
    assert "marker: seen" in drawn.words(rows["update"])
    assert "marker: not seen" in drawn.words(rows["graded"])
    assert "Not earned" in drawn.words(rows["warmup"])


def test_what_stands_above_may_be_anything() -> None:
    for fields in ("", "{", "[]", "[" * 100_000, '{"explanation": 7}', '{"explanation": "a", "result": {"a": 1}}'):
        assert view(update(State(), Event("beside", fields)))  # type: ignore[arg-type]


def test_marks_of_another_text_are_not_set_beside() -> None:
    for above in (_above(), _above(marked="Another text.")):
        element = view(_answered(above, points=_earned("update")))
        assert drawn.output(element, "marker_score") == ("not read yet", None)
        assert not drawn.found(element, "output", name="agreement")
        assert "marker:" not in drawn.words(element)


def test_marks_that_come_later_are_set_beside_when_they_come() -> None:
    state = _answered(_above(), points=_earned("update"))
    later = update(state, Event("beside", _above(marked=TEXT)))
    assert isinstance(later, State)
    assert drawn.output(view(later), "marker_score") == ("2 of 10", 2)


def test_a_quote_that_is_not_the_readers_is_said_and_not_counted() -> None:
    element = view(_answered(_above(), points=_earned("update", quote="I never wrote this.")))
    assert drawn.output(element, "tutor_score") == ("0 of 10", 0)
    assert drawn.words(element).count("It quotes what you did not write.") == 1
    element = view(_answered(_above(), points=_earned("update", quote="")))
    assert "It names no sentence of yours." in drawn.words(element)


def test_mistakes_are_answered_by_the_lesson() -> None:
    element = view(_answered(_above(), points=_earned(), mistakes=["loss-to-zero", "made-up"]))
    shown = drawn.words(drawn.one(element, "ul", class_="corrections"))
    assert "Text is not fully predictable" in shown
    assert "made-up" not in drawn.words(element)


def test_what_a_tutor_says_is_text_and_never_markup() -> None:
    evil = "<img src=x onerror=alert(1)>"
    above = _above(f"{TEXT} {evil}")
    html = render(view(_answered(above, points=_earned("update", quote=evil), advice=evil)))
    assert "<img" not in html
    assert html.count("&lt;img") == 2
    failed = drawn.after(stronger_tutor, _asking(), Event("told", Replied(500, json.dumps({"error": evil}))))
    assert "<img" not in render(view(failed))


def test_a_failure_says_why_and_leaves_the_answer_before() -> None:
    state = _answered(_above(), points=_earned("update"))
    for event in (Event("told", Failure("Nothing came.")), Event("told", Replied(429, ""))):
        after = drawn.after(stronger_tutor, _asking(_above(), state), event)
        assert after.told == state.told
        assert drawn.output(view(after), "answer")[0].endswith("What stands below is its answer before.")
    failed = drawn.after(stronger_tutor, State(), Event("text", Failure("A script did not arrive.")))
    assert drawn.output(view(failed), "answer")[0] == "A script did not arrive."


def test_it_can_be_stopped_and_what_comes_after_that_counts_for_nothing() -> None:
    state, effects = _stepped(_asking(), Event("stop"))
    assert effects == (Cancel("told"),)
    assert drawn.output(view(state), "answer")[0] == STOPPED
    assert update(state, Event("told", _replied(points=_earned("update")))) == state


def test_the_answer_is_of_the_model_and_the_text_that_were_sent() -> None:
    state = drawn.after(
        stronger_tutor, _asking(), Event("model", "another"), Event("told", _replied(points=_earned("update")))
    )
    assert state.told
    assert (state.told.model, state.told.text) == ("llama3.1", TEXT)


def test_the_key_has_a_field_without_a_name_and_the_state_none() -> None:
    (key,) = drawn.found(view(State()), "input", type="password")
    attributes = dict(key.attributes)
    assert "name" not in attributes
    assert "value" not in attributes
    assert attributes["autocomplete"] == "off"
    assert given_fields(State()).keys() == {"address", "model", "told", "said"}


def test_what_is_too_long_or_unknown_is_refused() -> None:
    with pytest.raises(InvalidValue, match="at most 200"):
        update(State(), Event("address", "x" * (LONGEST_ADDRESS + 1)))
    with pytest.raises(UnknownEvent):
        update(State(), Event("key", "secret"))


def test_what_the_page_cannot_say_changes_nothing() -> None:
    state = State(beside=Beside("mine"))
    for event in (Event("beside", Failure("no")), Event("attempts", Failure("no"))):
        assert update(state, event) == state
