"""Numbers of our runs in the prose come from the published manifest."""

import json
from pathlib import Path

import pytest
from markdown import Markdown

from widgets.embed import record as module
from widgets.embed.bets import Chance, chance, favorites, mean_loss
from widgets.embed.record import (
    CAT,
    CAT_SENTENCE,
    OFTEN,
    OFTEN_SENTENCE,
    UnknownRecord,
    record,
    source_name,
    times_read,
)


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
    with pytest.raises(UnknownRecord, match="known are batch_examples, batch_tokens"):
        record("demo", "beauty")


def test_a_model_nobody_published_stops_the_build() -> None:
    with pytest.raises(ValueError, match="`make model` writes it"):
        record("nobody", "val_loss")


@pytest.fixture
def bets(monkeypatch: pytest.MonkeyPatch) -> None:
    chances = {"mat": Chance(0.00004, 1, 1200), "hat": Chance(0.004, 1, 4)}
    monkeypatch.setattr(module, "favorites", lambda model, text: [("bed", 0.123), ("floor", 0.02)])
    monkeypatch.setattr(module, "chance", lambda model, text, word: chances[word])


@pytest.mark.parametrize(
    ("leave_out", "said"),
    [(["cat sat on the MAT"], "has never read this sentence"), ([], "may have read"), (["dog"], "may have read")],
)
def test_the_lesson_says_whether_the_model_has_read_its_sentence_and_what_it_bets(
    bets: None, monkeypatch: pytest.MonkeyPatch, leave_out: list[str], said: str
) -> None:
    described = json.loads(Path("docs/models/demo/manifest.json").read_text())
    described["config"]["data"]["leave_out"] = leave_out
    monkeypatch.setattr(module, "manifest", lambda model: described)
    sentence = record("demo", "cat_sentence")
    assert said in sentence
    assert "Its first bet is *bed*, with 12.3%; *mat* gets below 0.01% and stands at place 1,200 of 4,096" in sentence
    assert sentence.endswith(", and *hat* 0.40%.")


def test_a_word_of_several_tokens_has_no_place_and_is_told_beside_the_last_favorite() -> None:
    sentence = record("demo", "cat_sentence")
    mat, (_, last) = chance("demo", CAT, "mat"), favorites("demo", CAT)[-1]
    assert mat.place is None
    assert f"*mat*, two tokens to it, gets {mat.p:.2%}, less than the last of its ten favorites" in sentence
    assert f"which gets {last:.1%}" in sentence


def test_what_the_model_bets_after_a_beginning_of_which_its_stories_are_full() -> None:
    girl, boy = (chance("demo", OFTEN, word).p for word in ("girl", "boy"))
    assert record("demo", "often_sentence") == f"It gives {girl:.1%} to *girl* and {boy:.1%} to *boy*."


MANIFESTS = {name: json.loads(Path(f"docs/models/{name}/manifest.json").read_text()) for name in ("demo", "lab")}


def test_the_optimizer_is_the_one_of_the_runs_own_settings() -> None:
    assert record("demo", "optimizer_sentence").startswith("Our own model was trained with Muon for the matrices")
    assert record("demo", "optimizer_sentence").endswith("at a peak rate of 0.005.")
    assert "AdamW throughout, at a peak rate of 0.004" in record("lab", "optimizer_sentence")


def test_the_spread_goes_from_the_easiest_source_to_the_hardest() -> None:
    judged = MANIFESTS["demo"]["val_by_source"]
    easy, hard = judged["stories.txt.xz"], judged["picturebooks.txt.xz"]
    assert easy["bits_a_byte"] == min(one["bits_a_byte"] for one in judged.values())
    assert hard["bits_a_byte"] == max(one["bits_a_byte"] for one in judged.values())
    sentence = record("demo", "spread_sentence")
    assert f"{easy['bits_a_byte']:.2f} bits a byte on children’s stories ({easy['nats_a_token']:.2f}" in sentence
    assert f"{hard['bits_a_byte']:.2f} bits a byte on picture books ({hard['nats_a_token']:.2f}" in sentence


def test_a_source_was_read_as_often_as_what_was_drawn_from_it_holds_it() -> None:
    times = times_read(MANIFESTS["demo"])
    assert times["stories.txt.xz"] == pytest.approx(40_960_000 * 0.4819 / 2_546_125)
    assert 1 < times["sentences.txt.xz"] < times["books.txt.xz"] < 2 < times["picturebooks.txt.xz"]


@pytest.mark.parametrize("model", MANIFESTS)
def test_the_gap_is_validation_less_training_at_the_last_two_moments(model: str) -> None:
    *_, before, last = MANIFESTS[model]["moments"]
    sentence = record(model, "gap_sentence")
    assert "-" not in sentence
    assert sentence.endswith(f"to {last['val_loss'] - last['train_loss']:.2f} at step {last['step']:,}")
    assert f" at step {before['step']:,} to " in sentence


def test_the_runs_own_settings_are_printed_as_prose_prints_them() -> None:
    described = MANIFESTS["demo"]
    assert record("demo", "steps") == f"{described['steps']:,}" == "5,000"
    assert record("demo", "batch_examples") == "32"
    assert record("demo", "batch_tokens") == "8,192"
    assert (record("demo", "warmup"), record("demo", "warmup_steps")) == ("2%", "100")
    assert (record("demo", "peak_rate"), record("demo", "floor")) == ("0.005", "10%")
    judged = described["val_by_source"].values()
    held = sum(one["bytes"] for one in judged) / sum(one["tokens"] for one in judged)
    assert record("demo", "bytes_a_token") == f"{held:.1f}"


def test_a_source_is_called_as_a_reader_would_or_by_its_file() -> None:
    assert source_name("books.txt.xz") == "old novels and tales"
    assert source_name("mine.jsonl.gz") == "mine"


def test_the_lesson_weighs_the_sentences_that_its_links_set() -> None:
    lesson = Path("docs/index.md").read_text(encoding="utf-8")
    for name, text in (("cat_cost", CAT_SENTENCE), ("often_cost", OFTEN_SENTENCE)):
        assert f'data-sets="text={text}"' in lesson
        assert f"{{{{ demo.{name} }}}}" in lesson
        assert record("demo", name) == f"{mean_loss('demo', text):.2f}"
