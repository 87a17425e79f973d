"""Frames: answers of a widget made at build time by its own view, so that a first touch needs no Python.

A widget names its controls that have them by a function `frames(state)` to the values that each can send. A frame is
what then differs from the page as built: texts and attributes at their places in the tree, and the whole markup of an
element whose children are others. For every place the values of all frames stand in one column, which packs well.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from widgets.embed.host import first_view, settle
from widgets.embed.vendor import CACHE, ROOT, write
from widgets.engine import Element, Event, Plain, Range, Session, load, render

PAGES = ROOT / "docs"
MOST_ROUNDS = 20
_FENCE = re.compile(r"^```widget (\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)

# A place: the indices of children from the form down, then "@name" for an attribute, "#" for a text, "!" for a whole
# element. What stands there: its text, or None for an attribute that is not set.
Leaves: TypeAlias = dict[str, str | None]


def name_of(widget: str, fields: Mapping[str, object]) -> str | None:
    """The file of a widget's frames for a fence with these fields; None if it has none."""
    if not hasattr(load(widget), "frames"):
        return None
    key = json.dumps([widget, fields], sort_keys=True)
    return f"frames/{hashlib.sha256(key.encode()).hexdigest()[:12]}.json"


def build(sources: str) -> dict[str, Path]:
    """The frames of every fence of the pages, by the name of their file; `sources` is a digest of the Python they show.

    Raises:
        MissingModel: if a widget needs a model that was never published.
    """
    made = {}
    own = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    for widget, fields in fences():
        name = name_of(widget, fields)
        if name is None:
            continue
        path = CACHE / "frames" / f"{Path(name).stem}.{sources[:12]}.{own[:12]}.json"
        if not path.is_file():
            write(path, json.dumps(frames(widget, fields), ensure_ascii=False, separators=(",", ":")).encode())
        made[name] = path
    return made


def fences() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every fence of the pages that names a widget, with its fields; a wrong one stops the build at the fence."""
    for page in sorted(PAGES.rglob("*.md")):
        for name, body in _FENCE.findall(page.read_text(encoding="utf-8")):
            try:
                fields = tomllib.loads(body)
                load(name)
            except ValueError:
                continue
            fields.pop("id", None)
            yield name, fields


def frames(widget: str, fields: Mapping[str, object]) -> dict[str, Any]:
    """For each control: its `values`, and for every place that changes the column of what stands there."""
    mounted = first_view(widget, fields)
    built = joined(mounted.element())
    controls: Mapping[str, Range | tuple[str, ...]] = load(widget).frames(mounted.state)  # type: ignore[attr-defined]
    made = {}
    for control, given in controls.items():
        values = given.values() if isinstance(given, Range) else given
        views = [joined(_moved(mounted, control, value).element()) for value in values]
        made[control] = {"values": values, "places": _columns(built, views)}
    return made


def _moved(mounted: Session[Plain], control: str, value: str) -> Session[Plain]:
    session = Session(mounted.widget, mounted.state)
    settle(session, session.dispatch(Event(control, value)), most=MOST_ROUNDS)
    return session


def joined(element: Element) -> Element:
    """The element with neighbouring texts made one and empty ones left out, as a browser's tree has them."""
    children: list[Element | str] = []
    for child in element.children:
        if isinstance(child, Element):
            children.append(joined(child))
        elif children and isinstance(children[-1], str):
            children[-1] += child
        elif child:
            children.append(child)
    return Element(element.tag, element.attributes, tuple(children))


def _columns(built: Element, views: list[Element]) -> dict[str, list[str | None]]:
    differences = [dict(_differences(built, view)) for view in views]
    places = sorted({place for leaves in differences for place in leaves})
    whole = [place[:-1] for place in places if place.endswith("!")]
    # Inside an element that is replaced in one frame, nothing is changed by itself in another.
    kept = [place for place in places if not any(_inside(place, outer) for outer in whole)]
    return {place: [leaf(view, place) for view in views] for place in kept}


def _inside(place: str, outer: str) -> bool:
    path = re.split(r"[@#!]", place)[0]
    return path.startswith(f"{outer}.") or (path == outer and not place.endswith("!"))


def _differences(built: Element, view: Element, path: str = "", svg: str | None = None) -> Iterator[tuple[str, str]]:
    """The places at which a view differs from the page as built."""
    # The inside of a picture cannot be parsed without its <svg>, which is then replaced whole.
    svg = path if built.tag == "svg" else svg
    pairs = list(zip(built.children, view.children, strict=False))
    if (
        built.tag != view.tag
        or len(built.children) != len(view.children)
        or any(type(a) is not type(b) for a, b in pairs)
    ):
        yield f"{path if svg is None else svg}!", ""
        return
    one, other = attributes(built), attributes(view)
    for name in sorted(one.keys() | other.keys()):
        if one.get(name) != other.get(name):
            yield f"{path}@{name}", ""
    for index, (before, after) in enumerate(pairs):
        place = f"{path}.{index}"
        if isinstance(before, Element) and isinstance(after, Element):
            yield from _differences(before, after, place, svg)
        elif before != after:
            yield f"{place}#", ""


def leaf(view: Element, place: str) -> str | None:
    """What stands at a place of a view."""
    path, kind, name = re.split(r"([@#!])", place)
    node: Any = view
    for index in filter(None, path.split(".")):
        node = node.children[int(index)]
    if kind == "@":
        return attributes(node).get(name)
    return render(node) if kind == "!" else str(node)


def attributes(element: Element) -> dict[str, str]:
    """The attributes that a browser sees."""
    return {
        name: "" if value is True else str(value)
        for name, value in element.attributes
        if value is not None and value is not False
    }
