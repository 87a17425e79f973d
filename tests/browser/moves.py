"""What moves in each widget, and the markup that it draws on the way, as Python hands it to the page."""

import json

from widgets.deck.cards import cards
from widgets.embed.host import BUILD_DATE, perform
from widgets.embed.model import Model
from widgets.engine import Published
from widgets.engine.page import Page as Python
from widgets.looking_back import MARKS
from widgets.questions.asked import questions
from widgets.records.lesson import lesson

# Controls and the values they take one after another.
MOVES: dict[str, list[tuple[str, str]]] = {
    "cross_entropy": [("p", value) for value in ("0.1", "0.9", "0.999", "0.3", "0.368", "nonsense", "0.5")],
    "journey": [
        *(("at", value) for value in ("0", "49", "12")),
        *(("sentence", value) for value in ("1", "4", "0")),
        ("play", ""),
    ],
    "learning_rate_schedule": [
        *(("at", value) for value in ("1", "17", "100")),
        ("warmup", "0"),
        ("warmup", "50"),
        ("floor", "0.3"),
        ("shape", "linear"),
        ("shape", "constant"),
    ],
    "gradient_noise": [*(("batch_size", str(size)) for size in (1, 3, 512, 16)), ("clear", ""), ("batch_size", "4")],
    "quiz": [
        *(("answer", option.id) for option in questions()[0].option),
        ("confidence", "95"),
        ("check", ""),
        ("next", ""),
        ("answer", "a"),
        ("again", "all"),
    ],
    "backprop": [("nudge", "0.4"), ("weight", "2"), ("x1", "-1"), ("path", "mat"), ("at", "3"), ("nudge", "0")],
    "gradient_descent": [
        ("step", ""),
        *(("learning_rate", value) for value in ("0.4", "1.2")),
        ("run", ""),
        ("ground", "model"),
        ("momentum", "true"),
        ("step", ""),
        ("reset", ""),
    ],
    "scale": [
        *(("tokens", value) for value in ("1000000", "15000000000000")),
        ("parameters", "70000000000"),
        ("preset", "gpt-3"),
        ("words_per_minute", "100"),
    ],
    "scaling_law": [("guess", "2.5"), ("through", "2"), ("count", "body"), ("show", ""), ("guess", "2.6")],
    "validation_loss": [("go_on", ""), ("until", "30"), ("stop", ""), ("run", "2"), ("stop", ""), ("run", "0")],
    # What the model would answer is not there: these draw what they await, and words.
    "sentence_loss": [("text", "The <b>cat"), ("at", "1"), ("text", "")],
    "blame": [("text", "The cat"), ("answer", "moon & sun")],
    "one_step": [("learning_rate", "0.1"), ("text", "A < B"), ("forget", "")],
    "training_lab": [("steps", "100"), ("experiment", "little"), ("name", "a < b"), ("seed", "7")],
    "teacher_forcing": [("layer", "2"), ("text", "Once <i>upon"), ("mode", "free"), ("mode", "forced")],
    "checkpoints": [("checkpoint", "3"), ("prompt", "Once & for all"), ("checkpoint", "0")],
    "teach_back": [("explanation", text) for text in ("a", 'a < b & "c"', "\n\nlines", "", "  ")],
    "stronger_tutor": [("address", "http://a/v1"), ("model", "a < b"), ("address", "nowhere"), ("stop", "")],
    "think_first": [("guess", text) for text in ("mat", "a < b", "", "two\nlines")],
    "flashcards": [(name, cards()[0].id) for name in ("flip", "good", "flip", "flip")],
    "memory_curves": [("card", card.id) for card in (cards()[1], cards()[-1])],
    "next_token": [("temperature", "0.5"), ("temperature", "2"), ("prompt", "Once <b>upon"), ("temperature", "1")],
    "progress": [("export", ""), ("delete", ""), ("import", '{"nudge": "no"}')],
    "hand_in": [("name", "A & <b>"), ("code", ""), ("name", "")],
    "class_report": [("links", "teaching/#hand-in=A<B"), ("about", "cards"), ("links", ""), ("about", "points")],
    "looking_back": [(thought.id, mark) for thought in lesson().thought[:2] for mark in MARKS],
}


def views(name: str) -> list[str]:
    """The widget's markup as built, after what a build can answer, and after each of its moves."""
    python = Python()
    replies = [json.loads(python.mount(name, name, "{}"))]
    answers = {
        "Published": lambda file: perform(Published(**{key: file[key] for key in file if key != "kind"}), Model()),
        "Now": lambda _: BUILD_DATE,
        "Address": lambda _: "https://example.org/",
        "Ledger": lambda _: {"entries": []},
    }
    asked = [effect for effect in replies[0]["effects"] if effect["kind"] in answers]
    replies += [json.loads(python.answer(name, one["key"], answers[one["kind"]](one))) for one in asked]
    replies += [json.loads(python.event(name, control, value)) for control, value in MOVES[name]]
    return [reply["html"] for reply in replies]
