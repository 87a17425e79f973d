"""Anki itself opens the deck, finds every card with both sides, and takes a newer deck for the same one."""

import io
import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

from widgets.deck import cards as source
from widgets.deck.cards import cards, deck
from widgets.embed import anki

EVERY = {card.id: card for card in (*cards(), *deck().waiting)}


def _imported(folder: Path, *packages: bytes) -> Collection:
    """A fresh collection of Anki's after these packages."""
    collection = Collection(str(folder / "collection.anki2"))
    for number, data in enumerate(packages):
        path = folder / f"{number}.apkg"
        path.write_bytes(data)
        collection.import_anki_package(
            ImportAnkiPackageRequest(package_path=str(path), options=ImportAnkiPackageOptions())
        )
    return collection


@pytest.fixture
def collection(tmp_path: Path) -> Any:
    made = _imported(tmp_path, anki.package())
    yield made
    made.close()


def test_every_card_is_there_with_both_its_sides_and_a_tag_of_its_concept(collection: Collection) -> None:
    notes = [collection.get_note(id) for id in collection.find_notes("")]
    assert {(note["Front"], note["Back"], note["Concept"]) for note in notes} == {
        (card.front.replace("&", "&amp;"), card.back, str(card.concept)) for card in EVERY.values()
    }
    assert all(f"nudge::concept-{note['Concept']}" in note.tags for note in notes)
    assert len(collection.find_cards("tag:nudge::main")) == 6
    assert len(collection.find_cards("tag:nudge::misconception")) == len(deck().waiting)


def test_a_card_shows_its_question_and_then_its_answer_with_the_question_in_sight(collection: Collection) -> None:
    (id,) = collection.find_cards('"front:What is perplexity?"')
    card = collection.get_card(id)
    assert "What is perplexity?" in card.question()
    assert "exp(average loss)" not in card.question()
    assert "What is perplexity?" in card.answer()
    assert "exp(average loss)" in card.answer()


def test_the_deck_and_its_kind_of_note_have_numbers_that_stay(collection: Collection, tmp_path: Path) -> None:
    assert "Nudge: how a language model learns" in {one.name for one in collection.decks.all_names_and_ids()}
    assert anki.MODEL_ID in {one.id for one in collection.models.all_names_and_ids()}
    with zipfile.ZipFile(io.BytesIO(anki.package())) as archive:
        path = Path(archive.extract("collection.anki2", tmp_path / "inside"))
    with closing(sqlite3.connect(path)) as database:
        ((decks,),) = database.execute("select decks from col")
    assert str(anki.DECK_ID) in json.loads(decks)


def test_a_newer_deck_changes_the_words_and_adds_no_second_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = anki.package()
    old = source.deck()
    first, *rest = old.card
    newer = source.Deck(
        (source.Card(first.id, first.front, "Other words.", first.concept, first.main), *rest), old.waiting
    )
    for module in (source, anki):
        monkeypatch.setattr(module, "deck", lambda: newer)
    monkeypatch.setattr(anki, "BUILD_DATE", anki.BUILD_DATE + 3600)
    collection = _imported(tmp_path, before, anki.package())
    notes = [collection.get_note(id) for id in collection.find_notes("")]
    assert len(notes) == len(EVERY)
    assert [note["Back"] for note in notes if note["Front"] == first.front] == ["Other words."]
    collection.close()


def test_the_same_cards_give_the_same_bytes_without_an_hour_in_them() -> None:
    data = anki.package()
    assert anki.package() == data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert len(data) < 40_000


def test_a_deck_that_did_not_change_is_not_written_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anki, "PACKAGE", tmp_path / "nudge.apkg")
    anki.build()
    written = anki.PACKAGE.read_bytes()
    anki.PACKAGE.touch()
    before = anki.PACKAGE.stat().st_mtime_ns
    anki.build()
    assert anki.PACKAGE.stat().st_mtime_ns == before
    assert anki.PACKAGE.read_bytes() == written
