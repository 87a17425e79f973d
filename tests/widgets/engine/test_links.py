"""A link made in Python is what the page's own "copy link" makes; links.test.mjs reads these very ones."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.engine import link

values = st.none() | st.booleans() | st.integers(-1000, 1000) | st.floats(-1e6, 1e6) | st.text(max_size=40)


def test_a_link_names_widget_version_and_state() -> None:
    assert link("cross_entropy", {"p": 0.49}) == "#cross_entropy:1:eyJwIjowLjQ5fQ"
    assert link("next_token", {"prompt": "Zoë ☕?"}) == "#next_token:1:eyJwcm9tcHQiOiJab8OrIOKYlT8ifQ"
    assert link("scale", {}) == "#scale:1:e30"


@given(st.dictionaries(st.text("abc_", min_size=1), values, max_size=4))
def test_what_is_packed_comes_out_again_and_needs_no_escape_in_an_address(fields: dict[str, object]) -> None:
    id, version, packed = link("some_widget", fields)[1:].split(":")
    assert (id, version) == ("some_widget", "1")
    assert set(packed) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    assert json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))) == fields


def test_one_that_the_page_would_not_take_is_refused() -> None:
    link("a", {"text": "x" * 1500})
    with pytest.raises(ValueError, match="at most 2,048 characters"):
        link("a", {"text": "x" * 1600})
