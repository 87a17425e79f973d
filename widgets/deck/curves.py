"""The memory curve of a card: how likely it is remembered on each day, past and to come, and a list of all cards."""

from collections.abc import Sequence
from itertools import pairwise

from widgets.deck.days import DAY, MINUTE, when
from widgets.deck.due import Standing
from widgets.engine import Axis, Dots, Element, Line, Mark, chart, h, nice_ticks, numbers, output, readout, readouts
from widgets.ml.memory import GRADES, RETENTION, Memory, Review, recall, replayed, reviewed

Points = tuple[tuple[float, float], ...]
# Of a long history as many reviews as a picture can show, and of a curve as many points.
MOST_REVIEWS, MOST_POINTS = 12, 30
SHORTEST, LONGEST = 14.0, 3650.0
NAMES = ("again", "hard", "good", "easy")
_TICKS = tuple((share / 100, f"{share}%") for share in (0, 25, 50, 75, 100))


def weakest(known: Sequence[Standing], now: float) -> Standing:
    """The card that is likeliest to be forgotten by now; of a deck without reviews the first."""
    return min(known, key=lambda one: recall(one.memory, now) if one.memory else 2.0)


def curve(one: Standing, now: float) -> Element:
    """A card's reviews, and its memory between and after them; of a new one, what each grade would do."""
    return _seen(one, one.memory, now) if one.memory else _new(one, now)


def _seen(one: Standing, memory: Memory, now: float) -> Element:
    shown = one.reviews[-MOST_REVIEWS:]
    until = min(max(SHORTEST, 1.5 * (memory.due - now) / DAY), LONGEST)
    past: list[tuple[float, float]] = []
    times = [*(review.at for review in shown), max(now, memory.last)]
    begin = min((times[0] - now) / DAY, 0.0)
    for count, (start, end) in enumerate(pairwise(times), len(one.reviews) - len(shown) + 1):
        past += _points(_after(one.reviews[:count]), start, end, now)
    coming = _points(memory, max(now, memory.last), now + until * DAY, now)
    days = (0, 1, 2, 3, 7, 14, 30, 90, 365)
    left = recall(memory, now)
    return h.div[
        h.p(class_="curve-title")[one.card.front],
        chart(
            f"Memory of the card: {one.card.front}",
            f"It is remembered with a probability of {numbers.percent(left)} today, which jumps to one at each review "
            f"and falls after it; the card is due {when(memory.due, now)}.",
            Axis("days from now", begin, until, nice_ticks(begin, until)),
            Axis("remembered", 0, 1, _TICKS),
            (
                _line_of_due(begin, until),
                Line("so far", tuple(past), "probability"),
                Line("to come", coming, "probability", "dashed"),
                Dots("reviews", tuple(((review.at - now) / DAY, 1.0) for review in shown), "probability"),
                Mark(f"now {numbers.percent(left)}", (0.0, left), "probability"),
            ),
            columns=("days from now", "remembered"),
            rows=[(str(ahead), numbers.percent(recall(memory, now + ahead * DAY))) for ahead in days if ahead <= until],
        ),
        readouts(
            readout("Remembered now", output("recall", numbers.percent(left), left, "probability")),
            readout("Stability, days", output("stability", numbers.significant(memory.stability), memory.stability)),
            readout("Difficulty, 1 to 10", output("difficulty", f"{memory.difficulty:.1f}", memory.difficulty)),
            readout("Due", output("card_due", when(memory.due, now), memory.due)),
        ),
    ]


def _new(one: Standing, now: float) -> Element:
    graded = [reviewed(None, Review(now, grade)) for grade in GRADES]
    dashes = ("dotted", "dashed", "solid", "dashed")
    quantities = ("loss", "loss", "probability", "weight")
    lines = [
        Line(name, _points(memory, now, now + SHORTEST * DAY, now), quantity, dash)  # type: ignore[arg-type]
        for name, memory, quantity, dash in zip(NAMES, graded, quantities, dashes, strict=True)
    ]
    return h.div[
        h.p(class_="curve-title")[one.card.front],
        chart(
            f"Memory of a new card, {one.card.front}, after each of the four grades",
            "Four falling curves: the better the first grade, the more slowly FSRS expects the memory to fade.",
            Axis("days after the first review", 0, SHORTEST, nice_ticks(0, SHORTEST)),
            Axis("remembered", 0, 1, _TICKS),
            (_line_of_due(0, SHORTEST), *lines),
            columns=("days", *NAMES),
            rows=[
                (str(ahead), *(numbers.percent(recall(memory, now + ahead * DAY)) for memory in graded))
                for ahead in (1, 3, 7, 14)
            ],
        ),
        h.p["This card is new. So would it fade after your first grade."],
    ]


def listed(known: Sequence[Standing], chosen: str, now: float) -> Element:
    """Every card with what is left of it, as buttons that show its curve."""
    return h.ul(class_="curve-list", aria_label="Cards of your deck")[
        (
            h.li[
                h.button(
                    type="button", name="card", value=one.card.id, aria_pressed=str(one.card.id == chosen).lower()
                )[
                    one.card.front,
                    " ",
                    h.b[numbers.percent(recall(one.memory, now)) if one.memory else "new"],
                    " ",
                    h.i[f"due {when(one.memory.due, now)}" if one.memory else ""],
                ]
            ]
            for one in known
        )
    ]


def _after(reviews: tuple[Review, ...]) -> Memory:
    memory = replayed(reviews)
    if memory is None:
        raise ValueError("after a review there is a memory")
    return memory


def _points(memory: Memory, start: float, end: float, now: float) -> Points:
    """The curve from one time to another; FSRS counts whole days, so its points are days after the last review."""
    first, last = (int(max(0.0, at - memory.last) // DAY) for at in (start, end))
    step = max(1, (last - first) // MOST_POINTS)
    inner = [memory.last + day * DAY for day in range(first + 1, last + 1, step)]
    times = [start, *(at for at in inner if start < at < end), end]
    # A minute later, so that no rounding of seconds makes it the day before.
    return tuple(((at - now) / DAY, recall(memory, at + MINUTE)) for at in times)


def _line_of_due(low: float, high: float) -> Line:
    return Line(f"due at {RETENTION:.0%}", ((low, RETENTION), (high, RETENTION)), "muted", "dotted")
