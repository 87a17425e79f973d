"""How long a run will take is said once, from its own steps."""

import pytest

from training.run.pace import MEASURED, Pace, spoken


def test_it_is_said_once_from_the_median_of_the_steps_after_the_first() -> None:
    pace = Pace(steps=106, tokens_a_step=1000, examined={0, 50, 106}, exam=3000)
    said = [pace.after(step + 1, seconds) for step, seconds in enumerate([60.0, 2, 2, 9, 1, 2, 2, 2])]
    # 100 steps of 2 seconds, and twice 3,000 tokens forward at 500 x 3 a second.
    assert [one for one in said if one] == ["train: about 3 minutes to go at 500 tokens a second"]
    assert said[MEASURED] is not None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        *[(0.2, "1 second"), (1.4, "1 second"), (89, "89 seconds"), (90, "2 minutes"), (3130, "52 minutes")],
        *[(5399, "90 minutes"), (5400, "1.5 hours"), (36_000, "10.0 hours")],
    ],
)
def test_time_is_said_as_one_says_it(seconds: float, words: str) -> None:
    assert spoken(seconds) == words
