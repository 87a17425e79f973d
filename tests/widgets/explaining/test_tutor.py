"""What a stronger tutor is asked, and what its answer is worth: unknown points dropped, quotes checked, junk told."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.engine import Replied
from widgets.explaining.rubric import points, rubric
from widgets.explaining.tutor import (
    MOST_WORDS,
    Told,
    Unusable,
    host_of,
    is_bare,
    question,
    reading,
    shortened,
)

IDS = [point.id for point in points()]
TEXT = "The model bets on the next word.\nEach knob  is turned against its slope, so “the loss” goes down."
SAID = {
    "points": [
        {"id": "prediction", "earned": True, "quote": "the model bets on the next word"},
        {"id": "update", "earned": True, "quote": 'Each knob is turned against its slope, so "the loss" goes down…'},
        {"id": "warmup", "earned": False, "quote": ""},
    ],
    "mistakes": ["loss-to-zero"],
    "advice": "Say what a batch is.",
}


def _reply(content: object, status: int = 200) -> Replied:
    return Replied(status, json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}))


def _told(said: object) -> Told:
    return reading(_reply(said if isinstance(said, str) else json.dumps(said)), "big", TEXT)


def test_the_question_holds_the_ten_points_the_mistakes_and_the_text_and_nothing_else() -> None:
    body = json.loads(question("llama3.1", TEXT))
    assert body.keys() == {"model", "messages", "stream"}
    assert (body["model"], body["stream"]) == ("llama3.1", False)
    rules, own = body["messages"]
    assert (rules["role"], own["role"]) == ("system", "user")
    for point in points():
        assert f"- {point.id}: {point.title} {point.idea}" in rules["content"]
    for one in rubric().misconception:
        assert f"- {one.id}: {one.title}" in rules["content"]
    assert TEXT not in rules["content"]
    assert own["content"].endswith(TEXT)


def test_points_come_in_the_rubrics_order_and_those_left_out_are_not_earned() -> None:
    told = _told(SAID)
    assert [one.point for one in told.points] == IDS
    assert set(told.counted) == {"prediction", "update"}
    assert (told.text, told.model) == (TEXT, "big")
    assert (told.mistakes, told.advice) == (("loss-to-zero",), "Say what a batch is.")


@pytest.mark.parametrize(
    "quote", ["The model sings.", "", "   ", None, 7, ["The model"], "…", "e", "slope", "The model"]
)
def test_a_point_without_a_sentence_of_the_readers_does_not_count(quote: object) -> None:
    told = _told({"points": [{"id": "update", "earned": True, "quote": quote}]})
    (update,) = [one for one in told.points if one.point == "update"]
    assert update.earned
    assert not update.own
    assert told.counted == ()


@pytest.mark.parametrize("earned", ["true", 1, None, [True], "yes"])
def test_only_true_earns(earned: object) -> None:
    told = _told({"points": [{"id": "update", "earned": earned, "quote": "against its slope"}]})
    assert told.counted == ()


def test_unknown_points_and_mistakes_are_dropped_and_of_two_rows_the_first_counts() -> None:
    rows = [
        {"id": "made-up", "earned": True, "quote": "the model"},
        {"id": " Update ", "earned": True, "quote": "against its slope"},
        {"id": "update", "earned": False},
        "update",
        {"id": ["update"]},
    ]
    told = _told({"points": rows, "mistakes": ["made-up", 3, "loss-to-zero", "loss-to-zero"]})
    assert [one.point for one in told.points] == IDS
    assert told.counted == ("update",)
    assert told.mistakes == ("loss-to-zero",)


@pytest.mark.parametrize(
    "content",
    [
        "```json\n{}\n```",
        "Here you are: {} I hope {{ this }} helps.",
        "<think>{not yet} {{</think>\n{}",
        '{"result": {}}',
        "So { I think",
    ],
)
def test_the_table_is_found_in_a_fence_behind_thoughts_and_inside_another(content: str) -> None:
    told = _told(content.replace("{}", json.dumps(SAID), 1) if "{}" in content else content + json.dumps(SAID))
    assert set(told.counted) == {"prediction", "update"}


@pytest.mark.parametrize(
    ("replied", "why"),
    [
        (Replied(401, ""), r"refused \(401\): the key"),
        (Replied(403, "<h1>no</h1>"), r"refused \(403\)"),
        (
            Replied(404, '{"error": {"message": "model \'big\' not found"}}'),
            r"“big” \(404\).*It says: “model 'big' not",
        ),
        (Replied(429, '{"error": "slow down"}'), r"\(429\)\. Wait, and ask again\. It says: “slow down”"),
        (Replied(400, '{"error": {"message": 3}}'), r"did not take the question \(400\)\.$"),
        (Replied(500, "oh"), r"in trouble \(500\)"),
        (Replied(200, ""), "came back empty"),
        (Replied(200, "<html>"), "no JSON"),
        (Replied(200, "[1]"), "no JSON"),
        (Replied(200, "{}"), "no choices"),
        (Replied(200, '{"choices": [], "error": "busy"}'), "no choices.*busy"),
        (Replied(200, '{"choices": [3]}'), "wrote nothing"),
        (Replied(200, '{"choices": [{"message": {"content": null}}]}'), "wrote nothing"),
        (_reply("  \n"), "wrote nothing"),
        (_reply("I would say seven."), "not the table it was asked for.*It wrote: “I would say seven.”"),
        (_reply('{"points": {}}'), "none of the ten points"),
        (_reply('{"points": [{"id": "x"}]}'), "none of the ten points"),
    ],
)
def test_what_is_of_no_use_is_told_in_words(replied: Replied, why: str) -> None:
    with pytest.raises(Unusable, match=why):
        reading(replied, "big", TEXT)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.sampled_from([*IDS, "points", "{", TEXT]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["id", "earned", "quote", "x"]), inner),
    max_leaves=12,
)


@given(
    rows=st.lists(
        json_values | st.fixed_dictionaries({"id": st.sampled_from(IDS), "earned": st.booleans()}), max_size=12
    ),
    mistakes=json_values,
    advice=json_values,
)
def test_whatever_a_tutor_says_is_a_told_that_keeps_its_promises_or_unusable(
    rows: list[Any], mistakes: object, advice: object
) -> None:
    try:
        told = _told({"points": rows, "mistakes": mistakes, "advice": advice})
    except Unusable:
        return
    assert [one.point for one in told.points] == IDS
    assert set(told.mistakes) <= {one.id for one in rubric().misconception}
    assert len(told.advice) <= MOST_WORDS + 1
    assert all(len(one.quote) <= MOST_WORDS + 1 for one in told.points)


@given(st.integers(100, 599), st.text(max_size=200) | json_values.map(json.dumps))
def test_whatever_a_server_sends_is_told_in_words_or_read(status: int, text: str) -> None:
    with pytest.raises(Unusable):
        reading(Replied(status, text), "big", TEXT)


@pytest.mark.parametrize("text", ["[" * 90_000, "{" * 90_000, '{"a":' * 20_000, "9" * 90_000])
def test_an_answer_that_is_made_to_hurt_ends_in_words(text: str) -> None:
    for replied in (Replied(200, text), _reply(text)):
        with pytest.raises(Unusable):
            reading(replied, "big", TEXT)


def test_what_is_long_is_cut_and_stands_in_one_line() -> None:
    assert shortened("a\n  b") == "a b"
    assert shortened("x" * 1000) == "x" * MOST_WORDS + "…"
    assert shortened(["x"]) == ""


@pytest.mark.parametrize(
    ("address", "host", "bare"),
    [
        ("http://localhost:11434/v1", "localhost:11434", False),
        (" HTTPS://API.Example.org/v1/ ", "api.example.org", False),
        ("http://127.0.0.1:8080", "127.0.0.1:8080", False),
        ("http://[::1]:8080/v1", "[::1]:8080", False),
        ("http://192.168.1.7:11434/v1", "192.168.1.7:11434", True),
        ("http://localhost.example.org/v1", "localhost.example.org", True),
    ],
)
def test_an_address_names_a_host_and_whether_others_can_read_what_goes_there(
    address: str, host: str, bare: bool
) -> None:
    assert (host_of(address), is_bare(address)) == (host, bare)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "localhost:11434",
        "ftp://localhost/v1",
        "javascript:alert(1)",
        "http://",
        "http://me:secret@example.org/v1",
        "http://localhost@example.org/v1",
        "http://example.org\\@localhost/v1",
        "http://example.org/v1?a=b",
        "http://example.org/v1#a",
        "http://exa mple.org/v1",
        "http://еxample.org/v1",
        "//example.org/v1",
    ],
)
def test_what_is_no_plain_address_names_none(address: str) -> None:
    assert host_of(address) == ""
