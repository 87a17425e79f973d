"""A model's card and the page about making it say what the manifest says, and nothing by hand."""

import json
import re
from pathlib import Path

import pytest
from markdown import Markdown

from widgets.embed.card import format_card
from widgets.embed.record import record

DOCS = Path("docs")
PUBLISHED = {path.parent.name: json.loads(path.read_text()) for path in DOCS.glob("models/*/manifest.json")}
# The marker of explanations is no language model, and has a card of its own.
MANIFESTS = {name: manifest for name, manifest in PUBLISHED.items() if "config" in manifest}


def _card(name: str) -> str:
    return format_card("", "card", "card", {"words": [name]}, Markdown())


@pytest.mark.parametrize("name", sorted(MANIFESTS))
def test_the_card_takes_its_numbers_from_the_manifest(name: str) -> None:
    card, manifest = _card(name), MANIFESTS[name]
    assert f"{manifest['parameters']:,}" in card
    assert f"{manifest['tokens_seen']:,}" in card
    assert f"{manifest['val_bits_a_byte']:.3f} bits a byte" in card
    for source in manifest["corpus"]:
        row = card[card.index(source["file"]) :]
        assert source["licence"] in row
        assert f"{source['share']:.1%}" in row
    for name_, version in manifest["versions"].items():
        assert f"{name_} {version}" in card


def test_a_model_nobody_published_stops_the_build() -> None:
    with pytest.raises(Exception, match="`make model` writes it"):
        _card("nobody")


def test_no_page_repeats_a_recorded_number_by_hand() -> None:
    pages = {path: path.read_text() for path in DOCS.glob("*.md")}
    for name in ("tokens_seen", "parameters", "minutes"):
        for model in MANIFESTS:
            written = re.escape(record(model, name))
            for path, text in pages.items():
                assert not re.search(rf"\b{written}\b", text), f"{path} writes {{{{ {model}.{name} }}}} by hand"


def test_the_page_about_the_model_takes_every_measure_from_the_record() -> None:
    text = (DOCS / "regenerate.md").read_text()
    prose = re.sub(r"```.*?```|`[^`]*`|\{\{.*?\}\}", "", text, flags=re.DOTALL)
    # These are names.
    prose = re.sub(r"bfloat16|float32|GPT-2|5-gram", "", prose)
    # What is left may be limits that the tests hold, not what a run happened to reach.
    assert set(re.findall(r"\d[\d,.]*\d|\d", prose)) <= {"0.0001"}
