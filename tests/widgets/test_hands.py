"""Whatever is done to a widget, in whatever order, it answers or refuses in its own words, and what is kept stays good.

Each starts from a seed, so that what failed once fails again.
"""

import random
from pathlib import Path

import pytest

from tests.widgets.hands import Hands

WIDGETS = sorted(path.stem for path in Path("widgets").glob("[a-z]*.py"))
every_widget = pytest.mark.parametrize("name", WIDGETS)
ALL, FEW, REAL = 50_000, 40, 60


@every_widget
def test_some_random_events_break_nothing(name: str) -> None:
    Hands(name, random.Random(f"{name} 1")).run(FEW)


@pytest.mark.slow
@every_widget
def test_fifty_thousand_random_events_over_all_widgets_break_nothing(name: str) -> None:
    hands = Hands(name, random.Random(name))
    hands.run(-(-ALL // len(WIDGETS)))
    assert hands.met * len(WIDGETS) >= ALL


@pytest.mark.slow
@every_widget
def test_nor_do_they_where_the_real_model_answers(name: str) -> None:
    Hands(name, random.Random(name), real=True).run(REAL)
