"""What readers do with the lesson, in Firefox and WebKit as in Chromium (tests/browser/)."""

import pytest

from tests.engines.conftest import Server
from tests.engines.hands import Engine, live, press, wait, write
from widgets.questions.asked import questions

quiet = pytest.mark.filterwarnings("ignore:setting remote_server_addr:DeprecationWarning")
pytestmark = [pytest.mark.engines, pytest.mark.timeout(900), quiet]

QUESTION = questions(2)[0]
WRONG = next(option for option in QUESTION.option if not option.correct)
OWN = (
    "The model bets on every word that might come next, and the word that really comes next is the answer. "
    "Each knob is turned a little against its slope, so the loss goes down. "
    "Bigger batches wobble less, because you average many opinions."
)


def _number(widget: str, name: str) -> str:
    return f"Number(document.querySelector('#{widget} output[name={name}]')?.dataset.value ?? NaN)"


def test_a_wrong_answer_is_explained_and_cards_are_turned_and_graded(engine: Engine, server: Server) -> None:
    engine.goto(server.address)
    press(engine, "#quiz-2 summary")
    live(engine, "quiz-2")
    press(engine, f"#quiz-2 input[name=answer][value={WRONG.id}]")
    press(engine, "#quiz-2 input[name=confidence][value='75']")
    wait(engine, "() => document.querySelectorAll('#quiz-2 input:checked').length === 2")
    press(engine, "#quiz-2 button[name=check]")
    wait(engine, "() => document.querySelectorAll('#quiz-2 .explanations li').length === 4")
    engine.goto(server.address + "review/")
    live(engine, "flashcards")
    wait(engine, f"() => {_number('flashcards', 'due')} > 0")
    press(engine, "#flashcards button[name=flip]")
    wait(engine, "() => document.querySelector('#flashcards .card-turned')")
    before = engine.run(f"() => {_number('flashcards', 'due')}")
    press(engine, "#flashcards button[name=easy]")
    wait(engine, f"() => {_number('flashcards', 'due')} === {before} - 1")
    live(engine, "memory_curves")
    wait(engine, "() => document.querySelector('#memory_curves button')")


def test_a_reader_teaches_the_real_model_a_step_and_has_it_forget(engine: Engine, server: Server) -> None:
    engine.goto(server.address)
    live(engine, "one_step")
    wait(engine, f"() => {_number('one_step', 'loss_after')} < {_number('one_step', 'loss_before')}")
    press(engine, "#one_step button[name=forget]")
    wait(engine, f"() => Number.isNaN({_number('one_step', 'loss_after')})")


def test_a_transformer_is_trained_in_the_tab(engine: Engine, server: Server) -> None:
    engine.goto(server.address + "laboratory/")
    live(engine, "training_lab")
    write(engine, "#training_lab input[name=steps]", "20")
    press(engine, "#training_lab button[name=start]")
    verdict = "document.querySelector('#training_lab output[name=verdict]').textContent"
    wait(engine, f"() => {verdict}.includes('Done')", 240)
    assert float(str(engine.run(f"() => {_number('training_lab', 'train_loss')}"))) < 7


def test_an_explanation_is_marked_in_the_page(engine: Engine, server: Server) -> None:
    engine.goto(server.address)
    live(engine, "teach_back")
    write(engine, "#teach_back textarea", OWN)
    wait(engine, "() => document.querySelector('#teach_back button[name=mark]')")
    press(engine, "#teach_back button[name=mark]")
    verdict = "document.querySelector('#teach_back output[name=verdict]')?.textContent ?? ''"
    wait(engine, f"() => {verdict}.includes('of 10 points seen')", 240)


def test_a_widget_stands_alone_as_it_was_linked(engine: Engine, server: Server) -> None:
    engine.goto(server.address + "widget/cross_entropy/")
    live(engine, "cross_entropy")
    write(engine, "#cross_entropy input[name=p]", "0.9")
    wait(engine, "() => document.querySelector('#cross_entropy output[name=loss]').textContent === '0.11'")


def test_light_and_dark_and_what_a_term_means(engine: Engine, server: Server) -> None:
    engine.goto(server.address)
    scheme = "document.body.dataset.mdColorScheme"
    before = engine.run(f"() => {scheme}")
    press(engine, ".bar-scheme")
    assert engine.run(f"() => {scheme}") != before
    engine.goto(server.address)
    assert engine.run(f"() => {scheme}") != before, "what was chosen is kept"
    engine.run("() => void document.querySelector('main abbr').focus()")
    assert "numbers" in str(engine.run("() => document.querySelector('.note-sheet').textContent"))
