"""Visits of the lesson and of the bare pages, each a function from a fresh page to what was measured on it.

Times are milliseconds, since the navigation began unless a name says otherwise; bytes are what the host sent, headers
included. An untouched page wakes nothing, so every visit touches what it asks of.
"""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.browser.bench.host import Host

PROBE = Path(__file__).with_name("probe.js").read_text(encoding="utf-8")
# The control that is moved in each widget.
CONTROLS = {
    "journey": "at",
    "next_token": "temperature",
    "cross_entropy": "p",
    "sentence_loss": "text",
    "backprop": "nudge",
    "gradient_descent": "learning_rate",
    "gradient_noise": "batch_size",
    "learning_rate_schedule": "at",
    "teacher_forcing": "layer",
    "scaling_law": "guess",
    "quiz": "confidence",
    "teach_back": "explanation",
    "flashcards": "flip",
}
FAST, SLOW = ("cold", "warm"), "slow cold"
MOVES = 120
PATIENCE = 180_000
# A quiet moment, in ms: what was begun is then done.
REST = 2_000


@dataclass
class Visit:
    """A page that was just made, and the host that it will visit."""

    page: Page
    host: Host

    def open(self, path: str) -> None:
        """Open a page of the host; what was sent before does not count."""
        self.page.set_default_timeout(PATIENCE)
        self.page.add_init_script(PROBE)
        self.host.sent.clear()
        self.page.goto(self.host.address + path, wait_until="commit")

    def run(self, script: str, *given: object) -> Any:
        """Call a function in the page, with `bench` of probe.js at hand."""
        return self.page.evaluate(f"given => ({script})(...given)", list(given))

    def bytes(self) -> int:
        """Sent since the page was opened."""
        return sum(size for _, size in list(self.host.sent))


LESSON, PLAIN, NUMPY = "/nudge/", "/bare/plain/", "/bare/numpy/"
Figures = dict[str, float | list[float]]


def bare(visit: Visit, path: str) -> Figures:
    """A bare page: its first answer, and a slider dragged at once and after a rest."""
    visit.open(path)
    answer = "p => bench.when(() => bench.reads('body', 'loss', -Math.log(p)))"
    first = visit.run(answer, 0.5)
    sent = visit.bytes()
    drag = """async count => {
      const slider = document.querySelector("input"), times = [];
      for (let i = 0; i < count; i++) {
        await new Promise(requestAnimationFrame);
        const p = 0.1 + 0.8 * (((i * 7 + 1) % 100) / 100), begun = performance.now();
        bench.set(slider, p);
        times.push(await bench.when(() => bench.reads("body", "loss", -Math.log(p))) - begun);
      }
      return times;
    }"""
    early = visit.run(drag, MOVES)
    visit.page.wait_for_timeout(REST)
    return {"first_answer": first, "bytes": sent, "early": early, "settled": visit.run(drag, MOVES)}


def untouched(visit: Visit) -> Figures:
    """A page that nobody touches: what it fetches, the largest file of it, and its longest task."""
    visit.open(LESSON)
    visit.page.wait_for_load_state("load")
    visit.page.wait_for_timeout(2 * REST)
    files: dict[str, int] = {}
    for path, size in list(visit.host.sent):
        files[path] = files.get(path, 0) + size
    return {"bytes": visit.bytes(), "largest": max(files.values()), **_longest(visit)}


def _longest(visit: Visit) -> Figures:
    painted, themed = visit.run("() => bench.longestTasks()")
    return {"longest_task": painted, "longest_own_task": themed}


def first_touch(visit: Visit, widget: str, control: str, value: object, answered: str) -> Figures:
    """A control that is moved a second after the page is there: ms from the hand until `answered`, a condition."""
    visit.open(LESSON)
    visit.page.wait_for_load_state("load")
    visit.page.wait_for_timeout(1000)
    took, asleep = visit.run(
        f"""async (widget, control, value) => {{
      const slider = document.querySelector(`#${{widget}} input[name=${{control}}]`), begun = performance.now();
      bench.touch(widget);
      bench.set(slider, value);
      const done = await bench.when(() => {answered});
      return [done - begun, bench.patches.length === 0];
    }}""",
        widget,
        control,
        value,
    )
    return {"answer": took, "without_python": float(asleep), "bytes": visit.bytes()}


def touch(visit: Visit) -> Figures:
    """The first touch of a slider: ms from the hand to the right answer."""
    right = "bench.reads('#cross_entropy', 'loss', -Math.log(value))"
    return first_touch(visit, "cross_entropy", "p", 0.9, right)


def first(visit: Visit) -> Figures:
    """A calculator that is touched as soon as the page is parsed: Python's first answer."""
    visit.open(LESSON)
    answered = visit.run(
        """async () => {
      await bench.parsed();
      bench.touch("cross_entropy");
      await bench.when(() => bench.isLive("cross_entropy"));
      bench.set(document.querySelector("#cross_entropy input[name=p]"), "0.77");
      return bench.when(() => bench.reads("#cross_entropy", "loss", -Math.log(0.77)));
    }"""
    )
    sent = visit.bytes()
    visit.page.wait_for_timeout(REST)
    return {"first_answer": answered, "bytes": sent, **_longest(visit)}


def widget(visit: Visit, name: str) -> Figures:
    """One widget that is touched as soon as the page is parsed: live, and what it fetched until then."""
    visit.open(LESSON)
    live = visit.run(
        "async name => { await bench.parsed(); bench.touch(name); return bench.when(() => bench.isLive(name)) }", name
    )
    found: Figures = {"live": live, "bytes": visit.bytes()}
    if name == "next_token":
        found["prediction"] = visit.run(
            """() => {
          bench.set(document.querySelector("#next_token textarea"), "Once upon a");
          return bench.when(() => document.querySelector("#next_token .candidates li")?.dataset.token === " time");
        }"""
        )
        found["bytes"] = visit.bytes()
    return found


def hand(visit: Visit, name: str) -> Figures:
    """From the hand to the page: a control moves once its widget lives, while neighbors wake, and later."""
    visit.open(LESSON)
    visit.page.wait_for_load_state("load")
    visit.page.mouse.wheel(0, 1)
    visit.page.locator(f"#{name}").scroll_into_view_if_needed()
    early = visit.run(
        """async (name, control, moves) => {
      bench.touch(name);
      await bench.when(() => bench.isLive(name));
      return bench.drag(name, control, moves);
    }""",
        name,
        CONTROLS[name],
        MOVES,
    )
    visit.page.wait_for_timeout(REST)
    visit.run("() => bench.when(() => !document.querySelector('live-widget[data-phase=waking]'))")
    visit.page.wait_for_timeout(REST)
    visit.run("() => { bench.patches.length = 0 }")
    settled = visit.run("(...given) => bench.drag(...given)", name, CONTROLS[name], MOVES)
    return {"early": early, "settled": settled, "patch": visit.run("() => bench.patches")}


def reader(visit: Visit) -> Figures:
    """Someone who reads the first two concepts wholly and uses every widget of them: what that costs."""
    visit.open(LESSON)
    visit.page.wait_for_load_state("load")
    names: list[str] = visit.run(
        """() => {
      const third = document.getElementById("backpropagation");
      return [...document.querySelectorAll("live-widget:not([name=think_first])")]
        .filter(one => one.compareDocumentPosition(third) & Node.DOCUMENT_POSITION_FOLLOWING).map(one => one.id);
    }"""
    )
    for name in names:
        box = visit.page.locator(f"#{name}").bounding_box()
        while box and box["y"] > 300:
            visit.page.mouse.wheel(0, min(600, box["y"] - 200))
            visit.page.wait_for_timeout(150)
            box = visit.page.locator(f"#{name}").bounding_box()
        visit.run("async name => { bench.touch(name); await bench.when(() => bench.isLive(name)) }", name)
        visit.run("(...given) => bench.drag(...given)", name, CONTROLS[name], 20)
    visit.run(
        """async () => {
      bench.set(document.querySelector("#next_token textarea"), "Once upon a");
      const best = () => document.querySelector("#next_token .candidates li");
      await bench.when(() => best()?.dataset.token === " time");
      best().querySelector("button").click();
      document.querySelector("#next_token button[name=write]").click();
    }"""
    )
    visit.page.mouse.wheel(0, 900)
    visit.page.wait_for_timeout(2 * REST)
    return {"bytes": visit.bytes()}


def is_sane(found: Figures) -> bool:
    """Whether every figure is a number of something that happened."""
    flat = [one for value in found.values() for one in (value if isinstance(value, list) else [value])]
    return all(math.isfinite(one) and one >= 0 for one in flat)
