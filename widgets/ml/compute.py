"""What a run costs: years of reading, operations, chip-hours and energy. No library, so that it wakes at once."""

from dataclasses import dataclass

MINUTES_A_YEAR = 365.25 * 24 * 60
# A petaflop/s-day, as Kaplan et al. (2020, arXiv:2001.08361) count: 10^15 operations a second for a day.
PETAFLOP_DAY = 1e15 * 24 * 3600
# Operations for each parameter and token: 2 forward, and twice as many backward (Kaplan et al. 2020, section 2.1).
OPERATIONS = 6


def reading_years(tokens: float, words_per_token: float, words_per_minute: float) -> float:
    """Years that reading so many tokens takes, day and night."""
    return tokens * words_per_token / words_per_minute / MINUTES_A_YEAR


def training_flops(parameters: float, tokens: float) -> float:
    """Operations of a run, about: 6 for each parameter and token; attention over the context is not counted."""
    return OPERATIONS * parameters * tokens


def petaflop_days(flops: float) -> float:
    """The same work in petaflop/s-days."""
    return flops / PETAFLOP_DAY


def chip_hours(flops: float, peak: float, used: float) -> float:
    """Hours of one chip of `peak` operations a second, of which the share `used` (above 0, up to 1) does this work.

    Raises:
        ValueError: if the peak or the share is not above 0.
    """
    if not (peak > 0 and used > 0):
        raise ValueError(f"a chip does some work, not {used} of {peak}")
    return flops / (peak * used) / 3600


def energy_kwh(hours: float, watts: float) -> float:
    """Kilowatt-hours of so many hours at so many watts."""
    return hours * watts / 1000


@dataclass(frozen=True)
class Run:
    """A run that was made; `chip_hours` is 0 and `chip` empty where its makers did not publish them."""

    id: str
    name: str
    parameters: float
    tokens: float
    source: str
    arxiv: str = ""
    chip: str = ""
    chip_hours: float = 0

    @property
    def flops(self) -> float:
        """Its operations, about."""
        return training_flops(self.parameters, self.tokens)

    def used(self, peak: float) -> float:
        """The share of the chips' peak, in operations a second, that did this work in the published chip-hours."""
        return self.flops / (peak * 3600) / self.chip_hours


@dataclass(frozen=True)
class Chip:
    """A chip: its `peak` in operations a second, and the power in watts that it draws at most."""

    id: str
    name: str
    peak: float
    watts: float
