"""The library that travels first is enough for every widget that asks for no more, and the rest completes it."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from widgets.embed import bundle
from widgets.embed.needs import needs
from widgets.embed.vendor import RUNTIME, node

WIDGETS = sorted(path.stem for path in Path("widgets").glob("[a-z]*.py"))


@pytest.mark.slow
def test_every_widget_answers_from_what_it_says_it_needs() -> None:
    bundle.build()
    heavy = [name for name in WIDGETS if "numpy" in needs(name)]
    cards = [name for name in WIDGETS if "fsrs" in needs(name)]
    light = [name for name in WIDGETS if name not in (*heavy, *cards)]
    assert "cross_entropy" in light
    assert "flashcards" in cards
    command = [node(), str(Path(__file__).with_name("core.mjs")), str(RUNTIME), *light, "fsrs", *cards, "numpy", *heavy]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    answered: dict[str, Any] = json.loads(done.stdout)
    assert set(answered["said"]) == set(WIDGETS)
    for name, replies in answered["said"].items():
        *moved, wrong = replies
        assert all(reply["html"] and not reply.get("refused") for reply in moved), (name, moved)
        assert wrong["error"].startswith("UnknownEvent"), (name, wrong)
    assert not [line for line in answered["printed"] if "ModuleNotFoundError" in line or "ImportError" in line]
