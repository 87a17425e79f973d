"""Every published JSON file is described key by key, and the page that describes them is made from the same table."""

import json
from pathlib import Path

import jsonschema
import pytest

from training.ship import schema
from training.ship.contents import BINARY, JSON

MODELS = Path("docs/models")
PUBLISHED = sorted(path for path in MODELS.glob("*/*.json") if path.name != "tokenizer.json")


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_published_file_holds_what_is_described_and_nothing_else(path: Path) -> None:
    described = JSON.get(f"{path.parent.name}/{path.name}") or JSON[path.name]
    jsonschema.validate(json.loads(path.read_text(encoding="utf-8")), described)


@pytest.mark.parametrize("path", sorted(path for path in MODELS.rglob("*") if path.is_file()), ids=str)
def test_every_published_file_is_described(path: Path) -> None:
    named = "moments/STEP.bin" if path.parent.name == "moments" else path.name
    assert named in JSON or named in BINARY


def test_the_page_is_made_from_the_table() -> None:
    assert Path("docs/model-files.md").read_text(encoding="utf-8") == schema.page(JSON, BINARY)


@pytest.mark.parametrize("name", JSON)
def test_every_key_has_a_meaning(name: str) -> None:
    def look(described: schema.Schema) -> None:
        assert described["description"]
        for field in described.get("properties", {}).values():
            look(field)
        for key in ("items", "additionalProperties"):
            if isinstance(described.get(key), dict):
                look(described[key])

    look(JSON[name])


def test_a_missing_and_a_foreign_key_are_found() -> None:
    described = schema.table("a thing", size=schema.whole("its size"), name=schema.optional(schema.text("its name")))
    jsonschema.validate({"size": 3}, described)
    for wrong in ({}, {"size": 3.5}, {"size": 3, "color": "red"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, described)
