"""How the quiz shows reasons, and at its end how sure one was against how often right."""

from collections.abc import Sequence

from widgets.engine import Axis, Child, Element, Line, Mark, chart, h, number_table, numbers, output
from widgets.ml.calibration import Bet, Level, levels, mean_cost
from widgets.ml.losses import blind_loss
from widgets.questions.asked import OPTIONS, Option, misconceptions

# Fewer answers say nothing in percent.
FEW = 10
_TICKS = tuple((value, f"{value}") for value in (0, 25, 50, 75, 100))
_TITLE = "How sure you were, and how often right"


def reasons(options: Sequence[Option], chosen: str) -> Element:
    """Every option with its reason, the `chosen` one first, then the right one; a wrong choice with its way out."""
    order = sorted(options, key=lambda option: (option.id != chosen, not option.correct))
    return h.ul(class_="explanations")[(_reason(option, option.id == chosen) for option in order)]


def _reason(option: Option, yours: bool) -> Element:
    said = "Right" if option.correct else "Wrong"
    return h.li(class_=said.lower())[
        h.strong[said, " (your answer)" if yours else None, ": "],
        h.q[option.text],
        " ",
        option.explanation,
        None if option.correct else (" Behind it: ", way_out(option, whole=yours)),
    ]


def way_out(option: Option, *, whole: bool) -> Child:
    """The misconception by name, which leads to what clears it; the `whole` says what to look at, and where."""
    idea = misconceptions()[option.misconception]
    name = h.a(href=f"#{idea.section}")[idea.name]
    if not whole:
        return name, "."
    place = h.a(href=idea.link)[idea.see]
    return name, ". See it: ", place, ". A ", h.a(href="#cards")["card"], " on it went into your deck."


def calibration(bets: Sequence[Bet]) -> Child:
    """How often the reader was right at each degree of being sure; counts alone while there are few answers."""
    if not bets:
        return None
    rows = [(f"{one.sure}%", f"{one.answers}", f"{one.right}") for one in levels(bets)]
    if len(bets) < FEW:
        columns = ("Sure", "Answers", "Right")
        return (
            h.p[f"After {FEW} answers a picture here says whether you are as sure as you are right. So far:"],
            number_table(_TITLE, _TITLE, columns, rows),
        )
    return _said(bets), _picture(levels(bets))


def _said(bets: Sequence[Bet]) -> Element:
    sure = sum(one for one, _ in bets) / len(bets)
    right = 100 * sum(right for _, right in bets) / len(bets)
    apart = "surer than right" if sure > right + 5 else "less sure than right" if sure < right - 5 else "well judged"
    loss, blind = mean_cost(bets, OPTIONS), blind_loss(OPTIONS)
    return h.p(role="status")[
        f"At your first answers you were {sure:.0f}% sure on average and right {right:.0f}% of the time: {apart}. As ",
        "cross-entropy counts, each cost you ",
        output("bet_loss", numbers.loss(loss), loss, "loss"),
        f" nats; a blind guess costs {numbers.loss(blind)}.",
    ]


def _picture(found: Sequence[Level]) -> Element:
    """Above the diagonal lies who was right more often than sure."""
    marks = [
        Mark(
            f"{one.right} of {one.answers}",
            (one.sure, 100 * one.share),
            "probability",
            side="left" if one.sure > 60 else "right",
        )
        for one in found
    ]
    return chart(
        _TITLE,
        "; ".join(f"{one.sure}% sure: right {one.right} times of {one.answers}" for one in found),
        Axis("how sure, in percent", 0, 100, _TICKS),
        Axis("right, in percent", 0, 100, _TICKS),
        [Line("as sure as right", ((0, 0), (100, 100)), "muted", "dotted"), *marks],
        columns=("Sure", "Answers", "Right", "Share"),
        rows=[(f"{one.sure}%", f"{one.answers}", f"{one.right}", numbers.percent(one.share)) for one in found],
    )
