"""The limits of a control as one value, shared by the State's check, by update's reading and by what is drawn."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers from `low` to `high`, both included; `step` is how far a key or a notch of the control moves."""

    low: float
    high: float
    step: float = 1

    def __post_init__(self) -> None:
        if not self.low <= self.high or not self.step > 0:
            raise ValueError(f"a range goes up from low to high by a step above 0, not {self}, {self.step}")

    def __contains__(self, value: object) -> bool:
        """Whether `value` is a number inside; not-a-number and infinity never are."""
        return isinstance(value, int | float) and self.low <= value <= self.high

    def __str__(self) -> str:
        """The limits for people: "0.001 to 0.999", "10 to 1,000,000"."""
        return f"{_shown(self.low)} to {_shown(self.high)}"

    def values(self) -> tuple[str, ...]:
        """Every value that a slider over this range can send, as it sends it: 0.5 and not 0.500."""
        count = math.floor((self.high - self.low) / self.step + 1e-6)
        values = (f"{self.low + index * self.step:.10f}" for index in range(count + 1))
        return tuple(value.rstrip("0").rstrip(".") for value in values)

    def check(self, field: str, value: float) -> None:
        """Let a State refuse a field outside its range.

        Raises:
            ValueError: naming the field and what it takes.
        """
        if value not in self:
            raise ValueError(f"field {field!r} takes a number from {self}, not {_shown(value)}")


def _shown(value: float) -> str:
    return f"{int(value):,}" if float(value).is_integer() else f"{value:g}"
