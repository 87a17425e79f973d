"""The fence that puts a widget on a page: a SuperFences custom fence, which any builder of Markdown extensions reads.

The body is the widget's initial State in TOML, and an `id` where the page has a second one of it: what readers do is
kept by page, widget and id, never by order. A State that has a field `id` is told it. A wrong name, field or value
stops the build with page and line.

A widget may have a part that no event changes, `backdrop(state)`: it stands behind the form, drawn once, and is in no
reply and no frame.
"""

import json
import re
import tomllib
from typing import Any

from markdown import Markdown
from pymdownx.superfences import SuperFencesException

from widgets.embed.editing import once
from widgets.embed.faults import told
from widgets.embed.frames import name_of
from widgets.embed.host import first_view
from widgets.embed.needs import needs, reached, taken
from widgets.embed.places import DOCS, sha256
from widgets.embed.prose import LESSON
from widgets.embed.published import MissingModel, models
from widgets.embed.shares import digest_of
from widgets.engine import Element, WidgetError, h, load, render

PAGES = DOCS


def validate(
    language: str, inputs: dict[str, str], options: dict[str, Any], attrs: dict[str, Any], md: Markdown
) -> bool:
    """Take whatever stands behind "widget" as its name; `format` complains with page and line."""
    options["words"] = tuple(inputs)
    return True


def format(
    source: str,
    language: str,
    css_class: str,
    options: dict[str, Any],
    md: Markdown,
    **_: object,
) -> str:
    """The finished figure, with the widget's true first view.

    Raises:
        SuperFencesException: naming page, line and what was expected.
    """
    words = options["words"]
    name = words[0] if words else ""
    try:
        if len(words) != 1:
            raise WidgetError("a widget fence opens with ```widget NAME and nothing else")
        fields = tomllib.loads(source)
        id, key = _place_of(md, name, fields.pop("id", ""))
        drawn_from = json.dumps([name, id, key, fields, _made_of(name)], sort_keys=True, default=str)
        return once(drawn_from, lambda: _figure(name, id, key, fields))
    # SuperFences would pass over any other exception and leave the fence as code, a hole in the page.
    except Exception as error:
        expected = isinstance(error, WidgetError | MissingModel | tomllib.TOMLDecodeError)
        reason = str(error) if expected else f"the widget raised {told(error)}"
        raise SuperFencesException(f"{place(f'widget {name}'.strip(), source)}: {reason}") from error


def _made_of(name: str) -> str:
    """What a first view follows from beside its fields."""
    load(name)
    prose = [sha256(LESSON)] if any("Prose" in taken(module) for module in reached(f"widgets.{name}")) else []
    return " ".join([digest_of(name), models(), *prose])


def _figure(name: str, id: str, key: str | None, fields: dict[str, Any]) -> str:
    given = {"id": key} if key and "id" in load(name).State.__dataclass_fields__ else {}
    mounted = first_view(name, fields | given)
    # What was answered and is kept travels along: waking asks for it no more, and does nothing by itself.
    built = mounted.kept()
    drawn = mounted.element()
    behind = getattr(mounted.widget, "backdrop", lambda _: None)(mounted.state)
    frames = name_of(name, fields)
    return render(
        h.figure(class_="widget")[
            Element("live-widget")(
                name=name,
                id=id,
                data_phase="static",
                data_key=key,
                data_state=json.dumps(built),
                data_frames=frames,
                data_needs=" ".join(needs(name)) or None,
            )[behind, drawn],
            # For links.js, with its room kept.
            h.p(class_="widget-foot"),
        ]
    )


def _place_of(md: Markdown, name: str, given: object) -> tuple[str, str | None]:
    """The element's id, and the key under which what readers do there is kept.

    Both are the `id` that the fence gives, or the name for the page's first of that name. A further one without an id
    is NAME-2 and has no key: its place in the order would be another's as soon as the page is edited.

    Raises:
        WidgetError: if the page has that id already, or it is none.
    """
    if given and not (isinstance(given, str) and re.fullmatch(r"[a-z][a-z0-9_-]*", given)):
        raise WidgetError(f"id takes small letters, digits, - and _, not {given!r}")
    # MkDocs makes a fresh Markdown for every page.
    taken: list[tuple[str, str]] = md.__dict__.setdefault("widgets_so_far", [])
    number = 1 + sum(other == name for other, _ in taken)
    id = str(given) if given else name if number == 1 else f"{name}-{number}"
    if id in {other for _, other in taken}:
        raise WidgetError(f"the page has {id!r} already; give this one another id")
    taken.append((name, id))
    return id, id if given or number == 1 else None


def place(opening: str, source: str) -> str:
    """Where the fence stands, "docs/page.md, line 12": SuperFences passes neither, so the pages are searched."""
    body = source.rstrip("\n")
    pattern = re.compile(
        rf"^[ \t]*(?:`{{3,}}|~{{3,}})[ \t]*{re.escape(opening)}\b[^\n]*\n"
        + "".join(rf"[ \t]*{re.escape(line)}[ \t]*\n" for line in body.split("\n") if body),
        re.MULTILINE,
    )
    for page in sorted(PAGES.rglob("*.md")):
        text = page.read_text(encoding="utf-8")
        if found := pattern.search(text):
            line = text.count("\n", 0, found.start()) + 1
            return f"{page.relative_to(PAGES.parent)}, line {line}"
    return f"a fence “{opening}”"
