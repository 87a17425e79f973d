"""Every number that the lesson prints is known: recomputed from its inputs, held by a footnote, or an example's own.

The table is numbers.toml. A new number in the prose fails here until it says where it comes from.
"""

import math
import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

TABLE: dict[str, dict[str, dict[str, str]]] = tomllib.loads(Path("tests/numbers.toml").read_text(encoding="utf-8"))
LESSON = Path("docs/index.md").read_text(encoding="utf-8")
NOTES = dict(re.findall(r"^\[\^(\w+)\]: (.*)$", LESSON, re.MULTILINE))
SCALES = {"": 1.0, "%": 0.01, "million": 1e6, "billion": 1e9, "trillion": 1e12}
NUMBER = re.compile(
    r"(?<![\w.,])(?:(?<=[\s$=(])-)?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e-?\d+)?"
    r"(?:%|[ -](?:million|billion|trillion)\b)?"
)
# A number inside a name counts nothing.
NAMES = r"GPT-\d|Llama \d|DeepSeek-V\d|Step \d|[Cc]oncept \d+(?: of \d+)?|arXiv:[\d.]+|Nature \d+|Computation 1\(2\)"
QUESTION = re.compile(r'^```widget think_first\n.*?^question = "(.*?)"$.*?^```', re.MULTILINE | re.DOTALL)
PLACE = re.compile(
    r"\bsections? [\d\"]|\bTable \d|\bFigure \d|\bAppendix [A-Z]|\bAlgorithm \d|\babstract\b|\bpages \d"
    r"|the table under|rules of thumb at its head|under \"dataset_info\""
)
NAMESPACE = {"ln": math.log, **{name: getattr(math, name) for name in ("exp", "floor", "log10", "sqrt", "tanh")}}


def _words(markdown: str) -> str:
    """What a reader reads of it, questions too, without names, notes, other widgets and our runs' placeholders."""
    markdown = QUESTION.sub(r"\1", markdown)
    for gone in (
        r"(?ms)^```.*?^```",
        r"(?m)^\[\^\w+\]:.*$",
        r"\{\{.*?\}\}",
        r"(?<![\^_}\w])\{[:#. ][^}]*\}",
        r"\[\^\w+\]",
        r"\]\([^)]*\)",
        r"<[^>]*>",
        NAMES,
    ):
        markdown = re.sub(gone, "", markdown)
    return markdown


def _texts(value: Any) -> list[str]:
    """The texts of a data file that a reader reads."""
    if isinstance(value, dict):
        return [text for key, one in value.items() if key not in ("id", "concept") for text in _texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    return [value] if isinstance(value, str) else []


def _parts() -> dict[str, str]:
    opening, *concepts = re.split(r"^## ", LESSON, flags=re.MULTILINE)
    parts = {"opening": opening}
    for concept in concepts:
        anchor = re.search(r"\{ #([\w-]+) \}", concept.splitlines()[0])
        assert anchor, concept[:60]
        parts[anchor[1]] = concept
    for path in (name for name in TABLE if "/" in name):
        text = Path(path).read_text(encoding="utf-8")
        parts[path] = "\n".join(_texts(tomllib.loads(text))) if path.endswith(".toml") else text
    return parts


PARTS = _parts()


def _found(part: str) -> set[str]:
    return {number.replace("-million", " million") for number in NUMBER.findall(_words(PARTS[part]))}


def _value(number: str) -> tuple[float, float]:
    """A printed number, and half a unit of its last printed place (of an integer: of its last digit that is not 0)."""
    amount, scale = re.fullmatch(r"(-?[\d.,e-]+?)(?: ?(%|million|billion|trillion))?", number).groups()  # type: ignore[union-attr]
    decimal = Decimal(amount.replace(",", ""))
    if "." not in amount:
        decimal = decimal.normalize()
    place = int(decimal.as_tuple().exponent)
    return float(decimal) * SCALES[scale or ""], 0.5 * 10.0**place * SCALES[scale or ""]


@pytest.mark.parametrize("part", PARTS)
def test_every_number_of_the_prose_is_in_the_table_and_every_row_is_in_the_prose(part: str) -> None:
    known = set(TABLE.get(part, {}))
    assert _found(part) - known == set(), "say in tests/numbers.toml where it comes from"
    assert known - _found(part) == set(), "no longer printed"


ROWS = [(part, number, row) for part, rows in TABLE.items() for number, row in rows.items()]


@pytest.mark.parametrize(("part", "number", "row"), [one for one in ROWS if "is" in one[2]])
def test_what_is_reckoned_comes_out_as_printed(part: str, number: str, row: dict[str, str]) -> None:
    value, half = _value(number)
    found = float(eval(row["is"], {"__builtins__": {}}, NAMESPACE))  # noqa: S307 - a table of our own
    assert abs(found - value) <= half * (1 + 1e-9), f"{part}: {row['is']} is {found}"


@pytest.mark.parametrize(("part", "number", "row"), [one for one in ROWS if "by" in one[2]])
def test_what_is_cited_has_a_note_called_in_that_part(part: str, number: str, row: dict[str, str]) -> None:
    assert row["by"] in NOTES, f"{number}: no such note"
    assert "/" in part or f"[^{row['by']}]" in PARTS[part], f"{part}: {number} is printed far from its note"


def test_a_row_says_one_thing() -> None:
    assert all(len(row) == 1 and set(row) <= {"is", "by", "given"} for _, _, row in ROWS)


def test_a_wrong_number_would_be_seen() -> None:
    assert _value("94,000") == (94_000, 500)
    assert _value("0.125%") == pytest.approx((0.00125, 0.000005))
    assert _value("-0.284") == pytest.approx((-0.284, 0.0005))
    assert _value("6e-5") == pytest.approx((6e-5, 5e-6))
    assert _value("1.2 million") == pytest.approx((1.2e6, 5e4))
    assert _words('A [0.49](#x){ .sets data-sets="p=0.5" } of GPT-3, {{ demo.x2 }}.[^a1]') == "A [0.49 of , ."
    assert NUMBER.findall("$p - 1 = -0.284$, 125-million, 1,711 and 6e-4, x_{2.5}.") == [
        "1",
        "-0.284",
        "125-million",
        "1,711",
        "6e-4",
        "2.5",
    ]


@pytest.mark.parametrize("key", NOTES)
def test_every_note_names_the_place_in_its_source(key: str) -> None:
    assert re.search(PLACE, NOTES[key])
