"""Texts of every block of Unicode go through every text box whole: kept as typed, read to the byte, shown escaped."""

import json
import random
import unicodedata
from functools import cache

import pytest

from tests.widgets.hands import faults
from tests.widgets.imagined import Imagined
from widgets.embed import published
from widgets.embed.host import first_view
from widgets.engine import Event, Plain, Session, Step, Token
from widgets.engine.page import Page
from widgets.engine.tokens import bytes_of, visible
from widgets.ml.vocabulary import readable

# Boxes for text, and how many characters of a block each is given at once.
BOXES = {
    ("next_token", "prompt"): 128,
    ("sentence_loss", "text"): 64,
    ("one_step", "text"): 64,
    ("teacher_forcing", "text"): 64,
    ("blame", "text"): 128,
    ("blame", "answer"): 32,
    ("checkpoints", "prompt"): 128,
    ("teach_back", "explanation"): 128,
    ("training_lab", "text"): 128,
    ("training_lab", "prompt"): 128,
}
every_box = pytest.mark.parametrize(("name", "control"), sorted(BOXES))
ODD = (
    *(
        "\ud800",
        "\udc00",
        "a\udfffb",
        "\ud83d\ud83d",
        "\udc00\ud800",
        "e\u0301",
        "\u00e9",
        "a" + "\u0300" * 200,
        "\u0301",
    ),
    *(
        "👩\u200d👩\u200d👧",
        "👍🏽",
        "🏳\ufe0f\u200d🌈",
        "🇩🇪🇫",
        "\u200d",
        "\u200b\u200c\u2060\ufeff",
        "क्\u200dष",
        "مرحبا بالعالم",
        "שלום 12 abc",
    ),
    *(
        "\u202eevil\u202c",
        "\u2066a\u2069",
        "\x00",
        "\x1b[31m",
        "\x85\x9f",
        "\u2028\u2029",
        "\ufffe\uffff",
        "\U0010ffff",
        "ﬁ Å",
        "각\u1100\u1161",
    ),
    *("<|endoftext|>", "</textarea><script>alert(1)</script>", "&lt;&#0;&amp", "\r\n\r\t", "\n\nfirst", "'\"`${x}"),
)


@cache
def blocks() -> tuple[str, ...]:
    """Every assigned character that is no half of a pair, in texts of up to 128 that stand side by side."""
    points = [point for point in range(0x110000) if unicodedata.category(chr(point)) not in ("Cn", "Cs")]
    rows: dict[int, list[int]] = {}
    for point in points:
        rows.setdefault(point // 128, []).append(point)
    return tuple("".join(map(chr, row)) for row in rows.values())


@cache
def some() -> tuple[str, ...]:
    """Of ideographs, syllables and what is for private use every fortieth text; all others, and what is odd."""
    many = [text for text in blocks() if _is_one_of_many(ord(text[0]))]
    return (*ODD, *(text for text in blocks() if not _is_one_of_many(ord(text[0]))), *many[::40])


def _is_one_of_many(point: int) -> bool:
    return 0x3400 <= point < 0xA000 or 0xAC00 <= point < 0xD780 or 0xE000 <= point < 0xF900 or point >= 0x17000


def _typed(name: str, control: str, texts: tuple[str, ...]) -> list[str]:
    """What a box does not keep, or what is wrong with the page, after each of these texts."""
    session, host, wrong = _mounted(name), Imagined(random.Random(1)), []
    for text in texts:
        step = session.dispatch(Event(control, text))
        _settled(session, step, host)
        kept = json.loads(json.dumps(session.kept()))
        if session.message or kept[control] != text or faults(session.html()):
            wrong.append(f"{text[:20]!r}: {session.message} {faults(session.html())}")
    return wrong


def _mounted(name: str) -> Session[Plain]:
    first = first_view(name, {})
    return Session(first.widget, first.state)


def _settled(session: Session[Plain], step: Step, host: Imagined) -> None:
    for effect in step.effects:
        if effect.key in session.waiting:
            session.answer(effect.key, host.whole(effect))


@pytest.mark.slow
@every_box
def test_texts_of_every_block_are_kept_and_shown(name: str, control: str) -> None:
    most = BOXES[name, control]
    assert not _typed(name, control, tuple(text[:most] for text in some()))


@pytest.mark.slow
@pytest.mark.parametrize("model", ["demo", "lab"])
def test_every_character_that_there_is_becomes_tokens_and_comes_back(model: str) -> None:
    coder = published.tokens(published.published(model, "tokenizer.json"))
    assert sum(map(len, blocks())) > 280_000
    for text in (*blocks(), *ODD):
        tokens = coder.tokens(coder.encode(text))
        assert b"".join(map(bytes_of, tokens)).decode() == readable(text)
        assert coder.decode([token.id for token in tokens]) == readable(text)


def test_every_character_shows_something_and_nothing_that_turns_the_line() -> None:
    for text in blocks():
        for character in text:
            shown = visible(Token(0, character))
            assert shown.strip()
            assert not {unicodedata.category(one) for one in shown} & {"Cc", "Cf", "Zl", "Zp"}


def test_a_reply_carries_any_text_as_json_that_another_program_reads() -> None:
    page = Page()
    page.mount("one", "think_first", "{}")
    page.mount("two", "next_token", "{}")
    for text in some():
        for id, control in (("one", "guess"), ("two", "prompt")):
            said = page.event(id, control, text)
            assert said.isascii()
            assert "error" not in (reply := json.loads(said)), (text, reply)
            assert reply["state"][control] == text
