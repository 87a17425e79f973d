"""The lesson keeps its structure, its arithmetic and the corrected claims."""

import math
import re
import tomllib
from pathlib import Path

import pytest

LESSON = Path("docs/index.md").read_text(encoding="utf-8")
SECTIONS = re.split(r"^## ", LESSON, flags=re.MULTILINE)[1:]
WIDGETS = {path.stem for path in Path("widgets").glob("[a-z]*.py")}


def _toml(name: str) -> dict[str, list[dict[str, object]]]:
    return tomllib.loads(Path("widgets", name).read_text(encoding="utf-8"))


def test_ten_concepts_stand_in_order() -> None:
    assert [section.split(".")[0] for section in SECTIONS] == [str(k) for k in range(1, 11)]
    words = ["objective", "Cross-entropy", "Backpropagation", "Gradient", "Batches", "Warmup", "Teacher", "Scale"]
    for section, word in zip(SECTIONS, [*words, "Validation", "Check"], strict=True):
        assert word in section.splitlines()[0]


@pytest.mark.parametrize("k", range(1, 11))
def test_every_concept_has_its_parts(k: int) -> None:
    section = SECTIONS[k - 1]
    assert f"Concept {k} of 10" in section
    assert '!!! question "Think first"' in section
    assert '!!! tip "Key insight"' in section
    assert k == 10 or '!!! warning "Misconception' in section


def test_the_table_of_losses_is_minus_ln_p() -> None:
    rows = re.findall(r"^\| (0\.\d+) \| (\d+\.\d+) \|", LESSON, re.MULTILINE)
    assert [p for p, _ in rows] == ["0.90", "0.50", "0.08", "0.001"]
    assert all(f"{-math.log(float(p)):.2f}" == loss for p, loss in rows)


def test_the_reading_years_are_right() -> None:
    minutes = 300e9 * 0.75 / 250
    assert f"{minutes / 1e6:.0f} million minutes" in LESSON
    assert f"**{minutes / 525_960:,.0f} years**" in LESSON


def test_the_operations_are_right() -> None:
    operations = 6 * 174.6e9 * 300e9
    assert f"{operations / 1e23:.2f}" in LESSON
    assert f"{operations / 8.64e19:,.0f}"[:3] == "3,6"
    assert "3,640 petaflop/s-days" in LESSON
    assert round(3640 / 365.25) == 10


def test_the_worked_example_of_the_chain_rule_is_right() -> None:
    def loss(w: float) -> float:
        return -math.log(1 / (1 + math.exp(-2 * math.tanh(w))))

    h = math.tanh(0.5)
    p = 1 / (1 + math.exp(-2 * h))
    product = (p - 1) * 2 * (1 - h * h) * 1
    slope = (loss(0.5 + 1e-6) - loss(0.5 - 1e-6)) / 2e-6
    assert product == pytest.approx(slope, abs=1e-8)
    for value in (h, 2 * h, p, loss(0.5), 1 - h * h, 0.5 - 0.1 * product, loss(0.5 - 0.1 * product)):
        assert f"{value:.3f}" in LESSON
    assert f"{product:.3f}" in LESSON


def test_the_critical_batch_shares_are_right() -> None:
    shares = {f"{1 / (1 + 1 / b):.0%}" for b in (1 / 8, 1, 8)}
    assert all(share in LESSON for share in shares)
    assert f"{math.sqrt(512):.1f}" in LESSON


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
    ],
)
def test_the_known_errors_are_absent(wrong: str) -> None:
    assert wrong not in LESSON


def test_the_length_is_an_essays() -> None:
    prose = re.sub(r"^```.*?^```", "", LESSON, flags=re.MULTILINE | re.DOTALL)
    prose = re.sub(r"^\[\^.*$", "", prose, flags=re.MULTILINE)
    assert 3500 <= len(prose.split()) <= 5000


def test_every_footnote_is_defined_and_used() -> None:
    defined = set(re.findall(r"^\[\^(\w+)\]:", LESSON, re.MULTILINE))
    used = set(re.findall(r"\[\^(\w+)\](?!:)", LESSON))
    assert used == defined


def test_every_widget_is_on_a_page() -> None:
    pages = "\n".join(path.read_text(encoding="utf-8") for path in Path("docs").glob("*.md"))
    assert set(re.findall(r"^```widget (\w+)", pages, re.MULTILINE)) == WIDGETS


def test_the_quiz_has_five_questions_with_one_right_answer_and_a_reason_for_every_option() -> None:
    questions = _toml("quiz.toml")["question"]
    assert [question["id"] for question in questions] == ["q1", "q2", "q3", "q4", "q5"]
    for question in questions:
        options = question["option"]
        assert isinstance(options, list)
        assert [option["id"] for option in options] == ["a", "b", "c", "d"]
        assert sum(option.get("correct", False) for option in options) == 1
        assert all(option["explanation"].endswith(".") for option in options)
    right = [next(o["id"] for o in q["option"] if o.get("correct")) for q in questions]  # type: ignore[attr-defined]
    assert len(set(right)) > 2, "the right answer must not always stand at the same place"


def test_there_are_six_cards_and_eight_more() -> None:
    cards = _toml("flashcards.toml")["card"]
    assert len({card["id"] for card in cards}) == len(cards) == 14
    assert sum(bool(card.get("main")) for card in cards) == 6
    assert all(1 <= int(str(card["concept"])) <= 10 for card in cards)


def test_there_are_ten_points_to_teach_back() -> None:
    points = _toml("teach_back.toml")["point"]
    assert len({point["id"] for point in points}) == 10
