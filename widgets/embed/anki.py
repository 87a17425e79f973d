"""The flashcards as a deck for Anki: docs/nudge.apkg, which every builder copies into its site like any file there.

Deck, note type and notes have ids of their own that never change, so that a newer deck updates the one that a reader
has and keeps their reviews. The same cards give the same bytes.
"""

import io
import tempfile
import zipfile
from html import escape
from pathlib import Path

import genanki

from widgets.deck.cards import Card, cards, deck
from widgets.embed.checked import write
from widgets.embed.editing import once
from widgets.embed.host import BUILD_DATE
from widgets.embed.places import ROOT

PACKAGE = ROOT / "docs" / "nudge.apkg"
# Drawn once by chance, as Anki's decks and note types are told apart by their numbers.
DECK_ID, MODEL_ID = 1_714_083_526, 1_503_967_284
_STYLE = """\
.card { max-width: 34em; margin: 1.5em auto; padding: 0 1em; font: 1.1em/1.5 Georgia, serif; text-align: left; }
.concept { color: gray; font-size: .8em; }
.front { font-weight: bold; }
"""
_QUESTION = '<p class="concept">Nudge, concept {{Concept}}</p><p class="front">{{Front}}</p>'


def package() -> bytes:
    """The deck as Anki opens it.

    Raises:
        WrongData: if a row of flashcards.toml is wrong, with file and line.
    """
    made = genanki.Deck(DECK_ID, "Nudge: how a language model learns")
    for card in (*cards(), *deck().waiting):
        made.add_note(_note(card))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "deck.apkg"
        genanki.Package(made).write_to_file(str(path), timestamp=BUILD_DATE)
        return _undated(path)


def build() -> None:
    """Bring docs/nudge.apkg up to date; an unchanged deck is left alone, so that nobody who watches docs/ wakes.

    Raises:
        VendorError: if the disk is full or may not be written.
        WrongData: if a row of flashcards.toml is wrong, with file and line.
    """
    data = once((cards(), deck().waiting), package)
    if not PACKAGE.is_file() or PACKAGE.read_bytes() != data:
        write(PACKAGE, data)


def _note(card: Card) -> genanki.Note:
    kind = "misconception" if card.misconception else "main" if card.main else "further"
    return genanki.Note(
        model=_model(),
        # Anki shows fields as HTML.
        fields=[escape(card.front), escape(card.back), str(card.concept)],
        guid=genanki.guid_for("nudge", card.id),
        tags=[f"nudge::concept-{card.concept}", f"nudge::{kind}"],
    )


def _model() -> genanki.Model:
    return genanki.Model(
        MODEL_ID,
        "Nudge card",
        fields=[{"name": "Front"}, {"name": "Back"}, {"name": "Concept"}],
        templates=[{"name": "Card", "qfmt": _QUESTION, "afmt": "{{FrontSide}}<hr id=answer><p>{{Back}}</p>"}],
        css=_STYLE,
    )


def _undated(path: Path) -> bytes:
    """The same archive without the hour in which it was written, packed."""
    made = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return made.getvalue()
