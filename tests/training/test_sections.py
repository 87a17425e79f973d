"""Every value of the settings has a range, and what is taken if nothing is said lies in it."""

import dataclasses
import typing

import pytest

from training import sections

SECTIONS = [one for one in vars(sections).values() if dataclasses.is_dataclass(one)]
FIELDS = [(section, one) for section in SECTIONS for one in dataclasses.fields(section)]
NUMBERS = [pair for pair in FIELDS if pair[1].type in (int, float, float | None)]
SAID = [pair for pair in FIELDS if pair[1].metadata and pair[1].default is not dataclasses.MISSING]


def _id(value: typing.Any) -> str:
    return getattr(value, "__name__", None) or value.name


def test_there_are_numbers_to_look_at() -> None:
    assert len(NUMBERS) > 25


@pytest.mark.parametrize(("section", "one"), NUMBERS, ids=_id)
def test_every_number_has_a_range(section: type, one: dataclasses.Field[typing.Any]) -> None:
    assert "takes" in one.metadata, f"{section.__name__}.{one.name}"


@pytest.mark.parametrize(("section", "one"), SAID, ids=_id)
def test_what_is_taken_if_nothing_is_said_is_in_the_range(section: type, one: dataclasses.Field[typing.Any]) -> None:
    assert one.default is None or one.default in one.metadata["takes"], f"{section.__name__}.{one.name}"
