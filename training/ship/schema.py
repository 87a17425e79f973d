"""How a published file is described: JSON Schema with shapes and units, from which a page for people is made.

`contents.py` says what is in each file; here is only the language it says it in. `python -m training.ship.schema`
writes docs/model-files.md anew.
"""

from collections.abc import Iterator
from typing import Any, TypeAlias

Schema: TypeAlias = dict[str, Any]


def number(meaning: str, unit: str = "", *, none: str = "") -> Schema:
    """A float; `none` says when it is null."""
    return _leaf("number", meaning, unit, none)


def whole(meaning: str, unit: str = "", *, none: str = "") -> Schema:
    """An integer."""
    return _leaf("integer", meaning, unit, none)


def text(meaning: str, *, none: str = "") -> Schema:
    """A string."""
    return _leaf("string", meaning, "", none)


def flag(meaning: str) -> Schema:
    """True or false."""
    return _leaf("boolean", meaning, "", "")


def _leaf(kind: str, meaning: str, unit: str, none: str) -> Schema:
    described = meaning + (f"; null {none}" if none else "")
    return {"type": [kind, "null"] if none else kind, "description": described, "unit": unit}


def rows(each: Schema, meaning: str, shape: str = "") -> Schema:
    """A list of things that are all alike; `shape` says how many, as "(32, 48)" or "8"."""
    return {"type": "array", "items": each, "description": meaning, "shape": shape}


def table(meaning: str, /, **fields: Schema) -> Schema:
    """An object with exactly these keys."""
    return {
        "type": "object",
        "properties": fields,
        "required": [name for name, field in fields.items() if not field.get("optional")],
        "additionalProperties": False,
        "description": meaning,
    }


def by_name(each: Schema, meaning: str) -> Schema:
    """An object whose keys are names, of layers or files for instance, and whose values are all alike."""
    return {"type": "object", "additionalProperties": each, "description": meaning}


def anything(meaning: str) -> Schema:
    """An object that is described elsewhere, as `meaning` says."""
    return {"type": "object", "description": meaning}


def optional(field: Schema) -> Schema:
    """A key that is there only sometimes; its meaning says when."""
    return field | {"optional": True}


def page(described: dict[str, Schema], binary: dict[str, str]) -> str:
    """The Markdown page: one section for every JSON file, and one for the others."""
    parts = [_OPENING]
    for name, schema in described.items():
        parts.append(f"\n## {name}\n\n{schema['description']}\n")
        parts.append("| Where | What | Unit | Shape |\n| --- | --- | --- | --- |")
        parts += [f"| `{path}` | {what} | {unit} | {shape} |" for path, what, unit, shape in _lines(schema, "")]
    parts.append("\n## Files that are no JSON\n\n| File | What |\n| --- | --- |")
    parts += [f"| `{name}` | {what} |" for name, what in binary.items()]
    return "\n".join(parts) + "\n"


def _lines(schema: Schema, path: str) -> Iterator[tuple[str, str, str, str]]:
    if path:
        kind = schema["type"] if isinstance(schema["type"], str) else schema["type"][0]
        what = f"{_KINDS[kind]}{schema['description']}"
        yield path, what, schema.get("unit", ""), schema.get("shape", "")
    for name, field in schema.get("properties", {}).items():
        yield from _lines(field, f"{path}.{name}" if path else name)
    if isinstance(each := schema.get("additionalProperties"), dict):
        yield from _lines(each, f"{path}.NAME" if path else "NAME")
    if "items" in schema:
        yield from _lines(schema["items"], f"{path}[]")


_KINDS = {"number": "", "integer": "whole number: ", "string": "text: ", "boolean": "", "array": "", "object": ""}
_OPENING = """---
description: Every file of a published model, key by key, with shapes and units.
---

# Files of a model

What `training/` publishes in `docs/models/NAME/` and the widgets read. This page is made from
`training/ship/contents.py`, and a test holds every published file against it. `[]` stands for every entry of a list,
`NAME` for every key of a table whose keys are names. Losses are in nats a token unless a unit says otherwise."""


def main() -> None:
    """Write the page anew."""
    from training.config import ROOT
    from training.files import write_bytes
    from training.ship.contents import BINARY, JSON

    write_bytes(ROOT / "docs" / "model-files.md", page(JSON, BINARY).encode())


if __name__ == "__main__":
    main()
