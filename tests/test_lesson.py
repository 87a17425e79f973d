"""The lesson keeps its structure, its arithmetic and the corrected claims."""

import json
import math
import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from widgets.embed.frames import fences
from widgets.embed.host import first_view
from widgets.embed.record import record, times_read
from widgets.engine import Event

LESSON = Path("docs/index.md").read_text(encoding="utf-8")
SECTIONS = re.split(r"^## ", LESSON, flags=re.MULTILINE)[1:]
WIDGETS = {path.stem for path in Path("widgets").glob("[a-z]*.py")}


def _toml(name: str) -> dict[str, list[dict[str, object]]]:
    return tomllib.loads(Path("widgets", name).read_text(encoding="utf-8"))


ANCHORS = (
    "one-objective",
    "cross-entropy",
    "backpropagation",
    "gradient-descent",
    "batches",
    "schedule",
    "teacher-forcing",
    "scale-and-checkpoints",
    "validation",
    "check",
)


def test_ten_concepts_stand_in_order_each_with_its_number_before_its_title() -> None:
    titles = re.findall(r"^Concept (\d+) of 10\n\{ \.concept \}\n\n## ([^\n{]+) \{ #([\w-]+) \}$", LESSON, re.MULTILINE)
    assert [(int(k), anchor) for k, _, anchor in titles] == list(enumerate(ANCHORS, 1))
    assert not any(re.match(r"\d", title) for _, title, _ in titles)
    assert len(SECTIONS) == 10


@pytest.mark.parametrize("k", range(1, 11))
def test_every_concept_has_its_parts(k: int) -> None:
    section = SECTIONS[k - 1]
    assert section.count("```widget think_first") == 1
    assert f'id = "think-{ANCHORS[k - 1]}"' in section
    assert section.count('!!! insight ""') == 1
    assert k == 10 or re.search(r'^!!! saying "It is often said: ~~[^~"]+[.]~~"$', section, re.MULTILINE)


def test_there_are_four_kinds_of_paragraph_and_no_other_box() -> None:
    concepts = "\n".join(SECTIONS)
    assert set(re.findall(r"^(?:!!!|\?\?\?) (\w+)", concepts, re.MULTILINE)) == {"insight", "saying", "aside", "depth"}


def test_the_loop_has_three_steps_and_each_is_taken_up_where_it_is_told() -> None:
    steps = ("**Step 1: measure.**", "**Step 2: attribute.**", "**Step 3: nudge.**")
    assert sorted(steps, key=SECTIONS[0].index) == list(steps)
    assert all(f"Step {k}" in SECTIONS[k] for k in (1, 2, 3))


def test_a_number_that_sets_a_widget_names_one_of_its_controls_and_a_value_it_takes() -> None:
    links = re.findall(r'\]\(#(\w+)\)\{ \.sets data-sets="(\w+)=([^"]+)" \}', LESSON)
    assert len(links) == LESSON.count(".sets ") >= 4
    for widget, name, written in links:
        value = re.sub(r"\{\{ (\w+)\.(\w+) \}\}", lambda found: record(found[1], found[2]), written)
        session = first_view(widget, {})
        assert f'name="{name}"' in session.html()
        session.dispatch(Event(name, value))
        assert session.message == "", (widget, name, value)
        assert str(getattr(session.state, name)) == value or float(getattr(session.state, name)) == float(value)


def test_what_the_lesson_says_of_our_run_in_words_of_its_own_is_so() -> None:
    curves = json.loads(Path("docs/models/demo/curves.json").read_text(encoding="utf-8"))
    losses = [one["loss"] for one in curves["validation"]]
    assert losses[-1] == min(losses), "its validation loss was still falling at the end"
    described = json.loads(Path("docs/models/demo/manifest.json").read_text(encoding="utf-8"))
    assert all(times > 1 for times in times_read(described).values()), "it read each of them more than once"
    assert all(later["train_loss"] <= one["train_loss"] for one, later in pairwise(described["moments"]))
    assert len(described["moments"]) == 8, "eight moments of its life"


def test_the_table_of_losses_is_minus_ln_p() -> None:
    rows = re.findall(r"^\| (0\.\d+) \| (\d+\.\d+) \|", LESSON, re.MULTILINE)
    assert [p for p, _ in rows] == ["0.90", "0.50", "0.08", "0.001"]
    assert all(f"{-math.log(float(p)):.2f}" == loss for p, loss in rows)


def test_the_gradient_of_the_worked_example_is_what_a_tiny_nudge_says() -> None:
    def loss(w: float) -> float:
        return -math.log(1 / (1 + math.exp(-2 * math.tanh(w))))

    slope = (loss(0.5 + 1e-6) - loss(0.5 - 1e-6)) / 2e-6
    assert f"The product is $-{abs(slope):.3f}$" in LESSON


@pytest.mark.parametrize(
    ("words", "low", "value", "high"),
    [
        ("almost ten times the price", 9.5, math.log(0.001) / math.log(0.49), 10),
        ("512 sequences of 2,048 tokens are about one million tokens", 0.95e6, 512 * 2048, 1.05e6),
        ("busy for ten years", 9.95, 3640 / 365.25, 10.05),
        ("about a hundred thousand to a million times", 0.9e5, 300e9 / 3.2e6, 1.1e5),
        ("about a hundred thousand to a million times", 0.8e6, 1.2e6, 1.2e6),
        ("Going from an eighth to a quarter gains 80%", 1.795, (1 / (1 + 4)) / (1 / (1 + 8)), 1.805),
        ("going from four to eight times gains 11%", 1.105, (1 / (1 + 1 / 8)) / (1 / (1 + 1 / 4)), 1.115),
        ("four times the batch, half the jitter", 0.5, math.sqrt(1) / math.sqrt(4), 0.5),
    ],
)
def test_what_is_reckoned_in_words_is_so(words: str, low: float, value: float, high: float) -> None:
    assert words in LESSON
    assert low <= value <= high


@pytest.mark.parametrize(
    "wrong",
    [
        "500 billion",
        "2,850",
        "trillions of updates",
        "trillions of times",
        "cancels the noise",
        "2-5%",
        "both technically",
        "a few tokens ahead",
        "smaller for larger models",
        "a number for every connection",
    ],
)
def test_the_known_errors_are_absent(wrong: str) -> None:
    assert wrong not in LESSON


def test_the_length_is_an_essays() -> None:
    prose = re.sub(r"^```.*?^```|^\[\^.*?$", "", LESSON, flags=re.MULTILINE | re.DOTALL)
    prose = re.sub(r"\{\{.*?\}\}", "a number", re.sub(r"(?<![\^_}\w{])\{[:#. ][^}{]*\}", "", prose))
    words = [word for word in prose.split() if re.search(r"\w", word)]
    # About half an hour: every widget has its sentences.
    assert 3500 <= len(words) <= 5600


def test_every_footnote_is_defined_and_used() -> None:
    defined = set(re.findall(r"^\[\^(\w+)\]:", LESSON, re.MULTILINE))
    used = set(re.findall(r"\[\^(\w+)\](?!:)", LESSON))
    assert used == defined


PLACE = re.compile(
    r"section [\d.]+\d|section \"[^\"]+\"|Table [\w.]*\w|Figure [\d.]*\d|Appendix \w|Algorithm \d|abstract"
)


def test_the_page_of_sources_names_the_same_places_as_the_notes() -> None:
    items = re.findall(r"^- .*$", Path("docs/sources.md").read_text(encoding="utf-8"), re.MULTILINE)
    for key, note in re.findall(r"^\[\^(\w+)\]: (.*)$", LESSON, re.MULTILINE):
        names = re.findall(r"\]\((https:[^)]*)\)", note) or re.findall(r"\*[^*]+\*", note)
        (item,) = [item for item in items if names[0] in item]
        assert all(place in item for place in PLACE.findall(note)), key


def test_every_widget_is_on_a_page() -> None:
    assert {name for name, _ in fences()} == WIDGETS


def test_every_concept_asks_at_its_end_and_the_last_asks_everything() -> None:
    fences = [
        re.findall(r'^```widget quiz\nid = "([\w-]+)"\n(?:concept = (\d+)\n)?```', one, re.MULTILINE)
        for one in SECTIONS
    ]
    assert fences == [*([(f"quiz-{k}", str(k))] for k in range(1, 10)), [("quiz", "")]]
    assert all(
        SECTIONS[k - 1].rstrip().endswith(f"concept = {k}\n```\n\nConcept {k + 1} of 10\n{{ .concept }}")
        for k in range(1, 10)
    )


def test_there_are_six_cards_sixteen_more_and_twelve_about_mistakes() -> None:
    cards, waiting = (_toml("flashcards.toml")[kind] for kind in ("card", "waiting"))
    assert (len(cards), len(waiting)) == (22, 12)
    assert sum(bool(card.get("main")) for card in cards) == 6
    assert not [card["id"] for card in waiting if card.get("main")]


def test_there_are_ten_points_to_teach_back() -> None:
    points = _toml("teach_back.toml")["point"]
    assert len({point["id"] for point in points}) == 10
