"""A link of any stranger shows a State that the widget takes, or is refused: it breaks neither widget nor markup."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.widgets.fields import of_widget
from tests.widgets.hands import Hands, faults
from widgets.engine.page import Page

WIDGETS = sorted(path.stem for path in Path("widgets").glob("[a-z]*.py"))
every_widget = pytest.mark.parametrize("name", WIDGETS)


# What failed is looked into by its seed, not made smaller: a hand-in's code takes a second to draw.
QUICKLY = (Phase.explicit, Phase.reuse, Phase.generate)


@every_widget
@settings(max_examples=40, phases=QUICKLY)
@given(data=st.data())
def test_whatever_a_link_carries_is_shown_or_refused(name: str, data: st.DataObject) -> None:
    fields = data.draw(of_widget(name), "fields")
    reply = json.loads(Page().mount("one", name, json.dumps(fields)))
    assert "error" not in reply, reply["error"]
    assert "refused" in reply or faults(reply["html"]) == []


@every_widget
@pytest.mark.slow
@settings(max_examples=15, phases=QUICKLY)
@given(data=st.data())
def test_a_widget_that_took_a_link_can_be_used(name: str, data: st.DataObject) -> None:
    fields = data.draw(of_widget(name), "fields")
    Hands(name, random.Random(1)).run(12, fields)


@given(
    st.text(max_size=300)
    | st.sampled_from(["[" * 100_000, '{"p": 1e999}', '{"p": NaN}', '{"p": -Infinity}', "9" * 9999])
)
def test_a_state_that_is_no_table_is_refused(text: str) -> None:
    reply: dict[str, Any] = json.loads(Page().mount("one", "cross_entropy", text))
    assert "refused" in reply or reply["state"] == {"p": 0.5}
