"""Frames are Python's own answers: laid on the page as built, each is exactly the view of its state."""

import gzip
import json
from functools import cache
from typing import Any

import pytest

from widgets.embed import frames
from widgets.embed.host import first_view
from widgets.engine import Element, Event, Session, h, load, render

FENCES = [(name, fields) for name, fields in frames.fences() if frames.name_of(name, fields)]
MADE = cache(lambda index: frames.frames(*FENCES[index]))
CALCULATORS = {"cross_entropy", "gradient_noise", "learning_rate_schedule"}


def _laid(built: Element, places: dict[str, Any]) -> str:
    """Markup of the page as built with a frame's places laid on it, as frames.js does."""

    def node(element: Element | str, path: str) -> str:
        if f"{path}!" in places:
            return str(places[f"{path}!"])
        if isinstance(element, str):
            return render(places.get(f"{path}#", element))
        named = frames.attributes(element) | {
            place.split("@")[1]: value for place, value in places.items() if place.startswith(f"{path}@")
        }
        inside = "".join(node(child, f"{path}.{i}") for i, child in enumerate(element.children))
        # Attributes in one order, and the children as they are.
        empty = render(Element(element.tag, tuple(sorted((k, v) for k, v in named.items() if v is not None))))
        return empty.replace("></", f">{inside}</", 1) if inside else empty

    return node(built, "")


def _sorted(element: Element | str) -> str:
    return _laid(element, {}) if isinstance(element, Element) else render(element)


def test_every_calculator_has_frames() -> None:
    assert {name for name, _ in FENCES} == CALCULATORS


@pytest.mark.parametrize("index", range(len(FENCES)), ids=[name for name, _ in FENCES])
def test_every_frame_is_pythons_own_view(index: int) -> None:
    name, fields = FENCES[index]
    mounted = first_view(name, fields)
    built = frames.joined(mounted.element())
    for control, made in MADE(index).items():
        assert made["values"]
        for index, value in enumerate(made["values"]):
            session = Session(load(name), mounted.state)
            session.dispatch(Event(control, value))
            column = {place: values[index] for place, values in made["places"].items()}
            whole = {place: text for place, text in column.items() if place.endswith("!")}
            expected = frames.joined(session.element())
            if whole:
                # What is replaced whole is compared as markup, the rest place by place.
                assert all(frames.leaf(expected, place) == text for place, text in column.items())
            else:
                assert _laid(built, column) == _sorted(expected), (control, value)


def test_the_lessons_frames_weigh_at_most_120_kb() -> None:
    sizes = {
        name: len(gzip.compress(json.dumps(MADE(index), separators=(",", ":")).encode(), 9))
        for index, (name, _) in enumerate(FENCES)
    }
    assert sum(sizes.values()) <= 120_000, sizes


def test_an_element_with_other_children_is_replaced_whole_and_nothing_inside_it_by_itself() -> None:
    built = h.div[h.p["a"], h.ul[h.li["1"]]]
    columns = frames._columns(built, [h.div[h.p["b"], h.ul[h.li["2"]]], h.div[h.p["a"], h.ul[h.li["1"], h.li["2"]]]])
    assert columns == {
        ".0.0#": ["b", "a"],
        ".1!": ["<ul><li>2</li></ul>", "<ul><li>1</li><li>2</li></ul>"],
    }


def test_a_picture_with_other_parts_is_replaced_with_its_svg() -> None:
    built = h.div[h.svg[h.g[h.path(d="1")]]]
    columns = frames._columns(built, [h.div[h.svg[h.g[h.path(d="2")]]], h.div[h.svg[h.g[h.path(d="1"), h.line]]]])
    assert list(columns) == [".0!"]


def test_an_attribute_that_comes_or_goes_is_a_place_of_its_own() -> None:
    columns = frames._columns(h.p(class_="a"), [h.p(class_="a", hidden=True), h.p])
    assert columns == {"@class": ["a", None], "@hidden": ["", None]}


def test_neighbouring_texts_are_one_as_in_a_browser() -> None:
    assert frames.joined(h.p["a", "", 3, h.b, ""]) == h.p["a3", h.b]
