"""Numbers of our runs in the prose come from the published manifest."""

import json
import re
from pathlib import Path

import pytest
from markdown import Markdown

from widgets.embed import published as files
from widgets.embed import record as module
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


@pytest.fixture
def published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    bets = {"ids": [5], "p": [0.123], "follow": {"mat": {"rank": 1200, "p": 0.00004}}}
    found = {
        "sentences": [{"text": "The cat sat on the", "follow": ["mat"]}],
        "token_texts": {"5": " bed"},
        "snapshots": [{"step": 9, "bets": [bets]}],
    }
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "snapshots.json").write_text(json.dumps(found))
    monkeypatch.setattr(files, "MODELS", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("leave_out", "said"),
    [(["cat sat on the MAT"], "has never read this sentence"), ([], "may have read"), (["dog"], "may have read")],
)
def test_the_lesson_says_whether_the_model_has_read_its_sentence_and_what_it_bets(
    published: Path, monkeypatch: pytest.MonkeyPatch, leave_out: list[str], said: str
) -> None:
    described = json.loads(Path("docs/models/demo/manifest.json").read_text())
    described["config"]["data"]["leave_out"] = leave_out
    monkeypatch.setattr(module, "manifest", lambda model: described)
    sentence = record("demo", "cat_sentence")
    assert said in sentence
    assert "less than 0.1%, as number 1,200 of its 4,096 tokens; its favorite is *bed*, with 12.3%" in sentence


def test_what_the_run_wrote_is_never_translated_and_what_is_said_about_it_may_be() -> None:
    markup = module.format_stages("", "stages", "stages", {"words": ("demo",)}, Markdown())
    written = re.findall(r"<(?:q|blockquote)\b[^>]*>", markup)
    assert len(written) >= 5
    assert all('translate="no"' in tag for tag in written)
    assert markup.count("translate=") == len(written)
