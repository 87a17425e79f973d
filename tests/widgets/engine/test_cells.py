"""A row of squares: one for every share, darker for more, dots for the hidden, a bar no longer than its room."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets import drawn
from widgets.engine import Element, cells


def _squares(element: Element) -> dict[int, float]:
    """The darkness of every square by its place."""
    found = {}
    for path in drawn.found(element, "path"):
        attributes = dict(path.attributes)
        if "opacity" in attributes:
            places = re.findall(r"M(\d+) \.5h\.9", str(attributes["d"]))
            found.update({int(place): float(str(attributes["opacity"])) for place in places})
    return found


@given(st.lists(st.floats(0, 1), min_size=1, max_size=14), st.integers(0, 13))
def test_every_share_has_its_square_and_no_greater_one_is_lighter(shares: list[float], hidden: int) -> None:
    squares = _squares(cells(shares, hidden, "told"))
    assert sorted(squares) == list(range(len(shares)))
    ordered = [squares[place] for place in sorted(squares, key=lambda place: shares[place])]
    assert ordered == sorted(ordered)
    assert all(0.1 <= darkness <= 1 for darkness in squares.values())
    assert all(abs(squares[place] - (0.1 + 0.9 * share)) <= 0.0451 for place, share in enumerate(shares))


@pytest.mark.parametrize("hidden", [0, 1, 5])
def test_hidden_places_are_dots_behind_the_squares(hidden: int) -> None:
    paths = drawn.found(cells([0.4, 0.6], hidden, "told"), "path", class_="cells-hidden")
    assert sum(str(dict(path.attributes)["d"]).count("h0") for path in paths) == hidden


def test_a_bar_grows_with_its_number_and_not_out_of_its_room() -> None:
    widths = []
    for bar in (0.25, 0.5, 1.0, 7.0):
        element = cells([1.0], 2, "told", bar)
        rect = dict(drawn.one(element, "rect").attributes)
        widths.append(float(str(rect["width"])))
        room = float(str(dict(element.attributes)["viewBox"]).split()[2])
        assert float(str(rect["x"])) + widths[-1] <= room + 1e-9
    assert widths[1] == pytest.approx(2 * widths[0])
    assert widths[2] == widths[3]
    assert not drawn.found(cells([1.0], 2, "told"), "rect")


def test_it_says_in_words_what_the_eye_finds() -> None:
    assert dict(cells([1.0], 0, "looks most at the start").attributes)["aria-label"] == "looks most at the start"
