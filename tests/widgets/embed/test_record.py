"""Numbers of our runs in the prose come from the published manifest."""

import json
from pathlib import Path

import pytest
from markdown import Markdown

from widgets.embed.record import UnknownRecord, record


def test_placeholders_are_filled_from_the_manifest() -> None:
    manifest = json.loads(Path("docs/models/demo/manifest.json").read_text())
    made = Markdown(extensions=["widgets.embed.record"]).convert(
        "It scored {{ demo.val_loss }} on {{demo.tokens_seen}}."
    )
    assert f"{manifest['val_loss']:.2f}" in made
    assert f"{manifest['tokens_seen'] / 1e6:.1f} million" in made
    assert "{{" not in made


def test_blind_guessing_is_the_log_of_the_vocabulary() -> None:
    assert record("demo", "blind_loss") == "8.32"
    assert record("demo", "vocab_size") == "4,096"


def test_a_number_nobody_recorded_stops_the_build() -> None:
    with pytest.raises(UnknownRecord, match="known are blind_loss"):
        record("demo", "beauty")


def test_a_model_nobody_published_stops_the_build() -> None:
    with pytest.raises(ValueError, match="`make model` writes it"):
        record("nobody", "val_loss")
