"""Hands that do anything to a widget, by chance, and what must hold after each thing that they do."""

import json
import math
import random
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.widgets.controls import VOID, Control, View
from tests.widgets.imagined import SCRIPT, TEXTS, Imagined, junk
from widgets.embed.host import perform
from widgets.embed.model import Model
from widgets.engine import Event, Failure, Plain, Progress, Published, Session, Step, UnknownEvent
from widgets.engine.gate import WrongValue
from widgets.engine.page import table
from widgets.engine.session import start
from widgets.engine.widget import WidgetError, given_fields, make_state

PIECES = re.compile(r"<[^>]*>|[^<]+")
TAG = re.compile(r'<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?: [a-zA-Z][\w:-]*(?:="[^"<>]*")?)*)>')
WORDS = re.compile(r"(?:[^<>&]|&(?:lt|gt|quot|amp|#x27);)*")
ATTRIBUTE = re.compile(r' ([\w:-]+)(?:="([^"]*)")?')
FIELDS = re.compile(r'<(?:input|textarea|select|button)[^>]* name="([^"]*)"')
NEVER = {"script", "iframe", "object", "embed", "link", "meta", "base", "style", "foreignObject"}
# A session that has met so many events starts again as another reader.
LONGEST_SESSION = 60
HOSTILE: tuple[Any, ...] = (
    *(None, True, 7, -1, 2.5, float("nan"), float("inf"), 10**400, [1], {"a": 1}, b"bytes"),
    *(
        "",
        " ",
        "nan",
        "-inf",
        "1e400",
        "-1e400",
        "1e9",
        "0x10",
        "1_0",
        "٣",
        "²",
        " 5\n",
        "true",
        "-0",
        "1e-320",
        "9" * 5000,
    ),
    *TEXTS,
    *("x" * 100_000, "猫" * 20_001, "[" * 50_000, "<|endoftext|>", "\u202eabc", "a\u0300" * 400, "\r\n", "\ufeff"),
    *(
        '{"__proto__": {"p": 1}}',
        '{"version": 1e999}',
        '{"version": NaN}',
        "[1e999]",
        "null",
        '{"a":' * 2000,
        '"\\ud800"',
    ),
    *(
        "#next_token:1:e30",
        "#hand-in=AAAA",
        "#hand-in=" + "A" * 3000,
        "file:///etc/passwd",
        "https://elsewhere.example",
    ),
)
# No clock and no die says what is no number.
WRONG = tuple(one for one in HOSTILE if not isinstance(one, float) or math.isfinite(one))


def faults(html: str) -> list[str]:
    """What is wrong with markup: anything unescaped, open, twice there, or that a browser would run."""
    pieces = PIECES.findall(html)
    if "".join(pieces) != html:
        return ["a < that opens nothing"]
    found, open_tags, ids = [], [], Counter[str]()
    for piece in pieces:
        if not piece.startswith("<"):
            if not WORDS.fullmatch(piece):
                found.append(f"unescaped text {piece[:80]!r}")
            continue
        tag = TAG.fullmatch(piece)
        if not tag or tag[2] in NEVER:
            found.append(f"a tag that must not be: {piece[:80]!r}")
        elif tag[1]:
            if not open_tags or open_tags.pop() != tag[2]:
                found.append(f"</{tag[2]}> closes nothing")
        else:
            if tag[2] not in VOID:
                open_tags.append(tag[2])
            given = dict(ATTRIBUTE.findall(tag[3]))
            ids.update([given["id"]] if "id" in given else [])
            found += [f"{name} runs a script" for name in given if name.lower().startswith("on")]
            found += [f"{value[:60]!r} leads to a script" for name, value in given.items() if _runs(name, value)]
            found += [f"unescaped value {value[:60]!r}" for value in given.values() if not WORDS.fullmatch(value)]
    return [*found, *open_tags, *(f"the id {one!r} {count} times" for one, count in ids.items() if count > 1)]


def _runs(name: str, value: str) -> bool:
    address = value.strip().lower()
    return name in ("href", "src", "action", "formaction") and address.startswith(
        ("javascript:", "data:text", "vbscript:")
    )


@dataclass
class Hands:
    """A reader of one widget who does anything, with a host that answers anything (`real`: what the model says)."""

    name: str
    chance: random.Random
    real: bool = False
    done: list[str] = field(default_factory=list)
    met: int = 0

    def run(self, events: int, fields: dict[str, Any] | None = None) -> None:
        """Do so many things; an AssertionError says which of them broke what. `fields` are those of a link."""
        while self.met < events:
            self.imagined, self.model = Imagined(self.chance), Model()
            self.done.clear()
            self.offered: dict[str, Control] = {}
            if not self._mount(fields or {}):
                return
            for _ in range(min(LONGEST_SESSION, events - self.met)):
                self._one()

    def _one(self) -> None:
        self.met += 1
        session, chance = self.session, self.chance.random()
        if session.waiting and chance < 0.5:
            self._answer(self.chance.choice(sorted(session.waiting)))
        elif chance < 0.53:
            # Nobody waits for this; it is of a request that was overtaken.
            self._do("late answer", lambda: session.answer("nobody asked", junk(self.chance)))
        elif chance < 0.56:
            assert self._mount(session.kept())
        else:
            self._touch()

    def _mount(self, fields: dict[str, Any]) -> bool:
        """Whether the widget takes these fields, as JSON carries them."""
        try:
            self.session: Session[Plain] = start(self.name, table(json.dumps(fields)))
        except WidgetError:
            return False
        self._do(f"mount {fields}", lambda: self.session.dispatch(Event("mount")))
        return True

    def _answer(self, key: str) -> None:
        effect = self.session.waiting[key]
        # Files are checked to the last byte before they are read.
        if self.chance.random() < 0.04 and not isinstance(effect, Published):
            wrong = self.chance.choice((*WRONG, Progress(None)))
            return self._do(f"wrong answer {key}", lambda: self.session.answer(key, wrong), may=(WrongValue,))
        answer = perform(effect, self.model) if self.real else self.imagined.answer(effect)
        call = self.session.answer
        if isinstance(answer, Progress):
            call = self.session.progress
        said = str(answer)[:200] if isinstance(answer, Failure | str) else type(answer).__name__
        self._do(f"{key} is answered: {said}", lambda: call(key, answer))

    def _touch(self) -> None:
        html = self.session.html()
        view = View(html)
        # What was typed or chosen is said even if its control has gone meanwhile; a button's press is not.
        self.offered |= {name: one for name, one in view.controls.items() if one.kind != "button"}
        names = sorted({*FIELDS.findall(html)} | {*self.offered})
        value: Any
        # Before its files are there a widget may have no control.
        if not names or self.chance.random() < 0.02:
            name, value, may = self.chance.choice(("", "no such control", "__class__", SCRIPT)), "", (UnknownEvent,)
            return self._do(f"unknown {name!r}", lambda: self.session.dispatch(Event(name, value)), may=may)
        name = self.chance.choice(names)
        control = view.controls.get(name) or self.offered.get(name)
        if control is None or self.chance.random() < 0.3:
            value = self.chance.choice((*HOSTILE, junk(self.chance)))
        else:
            value = self._plausible(control)
        self._do(f"{name} = {str(value)[:80]!r}", lambda: self.session.dispatch(Event(name, value)))

    def _plausible(self, control: Control) -> str:
        if control.kind in ("range", "number"):
            steps = self.chance.randrange(round((control.high - control.low) / control.step) + 1)
            return repr(round(control.low + steps * control.step, 10))
        if control.kind in ("textarea", "text"):
            return self.chance.choice((*TEXTS, "The cat sat on the mat. " * self.chance.randrange(1, 9)))
        return self.chance.choice(control.values) if control.values else ""

    def _do(self, what: str, act: Any, may: tuple[type[Exception], ...] = ()) -> None:
        self.done.append(what)
        try:
            step = act()
            assert isinstance(step, Step)
            self._holds()
        except may:
            self._holds()
        except Exception as error:
            story = "\n  ".join(one[:300] for one in self.done[-12:])
            raise AssertionError(f"{self.name}: {type(error).__name__}: {error}\nafter\n  {story}") from error

    def _holds(self) -> None:
        session = self.session
        wrong = faults(session.html())
        assert not wrong, wrong[:5]
        kept = session.kept()
        stored = json.loads(json.dumps(kept, allow_nan=False))
        assert given_fields(make_state(session.widget, stored)) == kept
