"""The limits of a control as one value, shared by the State's check, by update's reading and by what is drawn."""

import math
from dataclasses import dataclass

from widgets.engine.numbers import plain, typed

# The preferred numbers of ISO 3, series R40: forty a decade, each about 6% above the one before.
_PREFERRED = (
    *(1.0, 1.06, 1.12, 1.18, 1.25, 1.32, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9, 2.0, 2.12, 2.24, 2.36, 2.5, 2.65, 2.8, 3.0),
    *(3.15, 3.35, 3.55, 3.75, 4.0, 4.25, 4.5, 4.75, 5.0, 5.3, 5.6, 6.0, 6.3, 6.7, 7.1, 7.5, 8.0, 8.5, 9.0, 9.5),
)


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
        """The limits for people: "0.001 to 0.999", "0.00001 to 0.1", "10 to 1,000,000"."""
        return f"{plain(self.low)} to {plain(self.high)}"

    def values(self) -> tuple[str, ...]:
        """Every value that a slider over this range can send, as it sends it: 0.5 and not 0.500."""
        count = math.floor((self.high - self.low) / self.step + 1e-6)
        values = (f"{self.low + index * self.step:.10f}" for index in range(count + 1))
        return tuple(value.rstrip("0").rstrip(".") for value in values)

    def rounds(self, every: int = 1) -> tuple[str, ...]:
        """Round numbers of this range, even on a logarithmic scale, as a control holds them: forty a decade.

        With `every` only each so manyth of them: 4 is series R10, ten a decade, each about 26% above the one before.
        """
        decades = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
        values = (float(f"{number}e{decade}") for decade in decades for number in _PREFERRED[::every])
        return tuple(typed(value) for value in values if value in self)

    def check(self, field: str, value: float) -> None:
        """Let a State refuse a field outside its range.

        Raises:
            ValueError: naming the field and what it takes.
        """
        if value not in self:
            raise ValueError(f"field {field!r} takes a number from {self}, not {plain(value)}")
