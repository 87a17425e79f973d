"""What a widget needs is read from what it imports, so that nobody forgets to say it."""

import subprocess
import sys
from pathlib import Path

import pytest

from widgets.embed.needs import needs

WIDGETS = sorted(path.stem for path in Path("widgets").glob("[a-z]*.py"))


@pytest.mark.parametrize("name", WIDGETS)
def test_a_widget_needs_numpy_exactly_if_importing_it_imports_numpy(name: str) -> None:
    code = f"import sys, widgets.{name}; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ("numpy" in needs(name)) == (done.stdout.strip() == "True")


def test_only_widgets_that_ask_the_model_need_it() -> None:
    assert {name for name in WIDGETS if "model" in needs(name)} == {
        "blame",
        "checkpoints",
        "next_token",
        "one_step",
        "sentence_loss",
        "teacher_forcing",
        "training_lab",
    }


def test_the_marker_is_no_need_and_comes_when_a_reader_asks_for_it() -> None:
    assert "MarkText" in Path("widgets/teach_back.py").read_text(encoding="utf-8")
    assert needs("teach_back") == ()


def test_only_what_schedules_cards_needs_fsrs_although_it_is_imported_when_a_card_is_turned() -> None:
    assert {name for name in WIDGETS if "fsrs" in needs(name)} == {"flashcards", "memory_curves"}
    code = "import sys, widgets.flashcards; print('fsrs' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_most_widgets_need_nothing_beyond_the_core() -> None:
    assert {name for name in WIDGETS if not needs(name)} >= {
        "cross_entropy",
        "learning_rate_schedule",
        "quiz",
        "teach_back",
    }


def test_only_whoever_makes_codes_fetches_what_makes_them() -> None:
    assert {name for name in WIDGETS if "segno" in needs(name)} == {"hand_in"}
