"""How long a run will still take on this machine, from a few of its own steps."""

import statistics

# The first step still fills caches and buffers; so many after it are taken as they come.
MEASURED = 5


class Pace:
    """Sees a few steps, then says once how long the rest of a run will take.

    Besides its steps a run reads `exam` tokens of held-out text at each of the steps `examined`. That is forward alone,
    a third of a step's work (Kaplan et al. 2020, arXiv:2001.08361, section 2.1).
    """

    def __init__(self, steps: int, tokens_a_step: int, examined: set[int], exam: int) -> None:
        self.steps, self.tokens_a_step, self.examined, self.exam = steps, tokens_a_step, examined, exam
        self.seen: list[float] = []

    def after(self, step: int, seconds: float) -> str | None:
        """A sentence once enough steps were seen, of which this is the last and took so many seconds; else None."""
        self.seen.append(seconds)
        if len(self.seen) != MEASURED + 1:
            return None
        rate = self.tokens_a_step / statistics.median(self.seen[1:])
        exams = sum(one > step for one in self.examined)
        left = ((self.steps - step) * self.tokens_a_step + exams * self.exam / 3) / rate
        return f"train: about {spoken(left)} to go at {float(f'{rate:.3g}'):,.0f} tokens a second"


def spoken(seconds: float) -> str:
    """A stretch of time as one says it: 40 seconds, 52 minutes, 3.4 hours."""
    if seconds < 90:
        count, name = max(1, round(seconds)), "second"
    elif seconds < 90 * 60:
        count, name = round(seconds / 60), "minute"
    else:
        return f"{seconds / 3600:.1f} hours"
    return f"{count} {name}{'s' if count > 1 else ''}"
