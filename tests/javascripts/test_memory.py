"""In the browser's Python the schedule of a card is that of CPython, to the last bit but for powers."""

import json
import random
import subprocess
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pytest

from widgets.embed import bundle
from widgets.embed.vendor import RUNTIME, node
from widgets.ml.memory import DAY, GRADES, Memory, Review, recall, replayed, waits


def _histories() -> list[list[Review]]:
    chance = random.Random(20)
    made = []
    for _ in range(300):
        at, history = 1_700_000_000.0 + chance.randrange(10**7), []
        for _ in range(chance.randrange(1, 15)):
            history.append(Review(round(at, 3), chance.choice(GRADES)))
            at += chance.choice((60, 600, DAY, 10 * DAY, 100 * DAY)) * (0.5 + chance.random())
        made.append(history)
    return made


def _told(memory: Memory) -> list[Any]:
    return [
        list(astuple(memory)),
        list(waits(memory, memory.due)),
        [recall(memory, memory.last + DAY * ahead + 60) for ahead in range(40)],
    ]


@pytest.mark.slow
def test_three_hundred_histories_lead_to_the_same_days_in_the_browser() -> None:
    bundle.build()
    histories = _histories()
    command = [node(), str(Path(__file__).with_name("memory.mjs")), str(RUNTIME)]
    given = json.dumps([[[one.at, one.grade] for one in history] for history in histories])
    done = subprocess.run(command, input=given, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    for history, found in zip(histories, json.loads(done.stdout), strict=True):
        memory = replayed(history)
        assert memory is not None
        (phase, step, *numbers), times, curve = _told(memory)
        (phase_there, step_there, *numbers_there), times_there, curve_there = found
        assert (phase_there, step_there) == (phase, step)
        assert times_there == pytest.approx(times, abs=1e-3)
        # pow() of two C libraries may differ in the last bit.
        assert numbers_there == pytest.approx(numbers, rel=1e-12)
        assert curve_there == pytest.approx(curve, rel=1e-12)
