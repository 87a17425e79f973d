"""What a reader sees of the marks: the text with its passages, point by point, corrections, and how far to trust it."""

from collections.abc import Sequence

from widgets.engine import Child, Element, h, output, readout, readouts
from widgets.explaining.attempts import Attempt, change, scores
from widgets.explaining.result import Found, Result
from widgets.explaining.rubric import Point, points, rubric
from widgets.explaining.work import Marker, said

WORDS = {"seen": "Seen", "unsure": "Unsure", "not seen": "Not seen"}


def feedback(result: Result, ticked: Sequence[str], compared: bool, marker: Marker) -> Element:
    """All of it; `compared` sets what the reader ticked beside what the marker saw."""
    return h.div(class_="feedback", role="group", aria_label="What the marker found")[
        readouts(
            readout("Points seen", output("score", f"{result.score} of {len(result.points)}", result.score)),
            readout("Unsure", output("unsure", str(result.unsure), result.unsure)),
            readout("You and the marker agree on", output("agree", *_agreement(result, ticked))) if compared else None,
        ),
        h.p(class_="trust")[trust(marker)],
        h.p(class_="feedback-title")["Your text, and the points each sentence makes"],
        _text(result),
        h.ol(class_="findings")[
            (
                _finding(result, point, found, found.point in ticked if compared else None)
                for found in result.points
                for point in points()
                if point.id == found.point
            )
        ],
        _corrections(result),
        _aside(result),
    ]


def trust(marker: Marker) -> str:
    """How sure the marker is, in the words of what was measured."""
    figures = marker.figures
    said_of = (
        f"A machine read this, and it can be wrong: on {figures.texts:,} explanations it had never read it agreed with "
        f"a far larger model that marked them twice on {100 * figures.agreement:.0f}% of the points, and its score was "
        f"off by {figures.error:.1f} on average."
    )
    if marker.reached:
        return said_of
    return f"{said_of} That is not good enough to lead: where you and it differ, go by your own marking."


def progress(all_of_them: Sequence[Attempt]) -> Element | None:
    """What the newest attempt has won and lost, and the scores so far; nothing before the second."""
    if len(all_of_them) < 2:
        return None
    won, lost = change(all_of_them[-1], all_of_them[-2])
    parts = [f"{word}: {_titles(ids)}." for word, ids in (("New", won), ("No longer there", lost)) if ids]
    return h.p(class_="improved")[
        "Since your attempt before: ",
        output("improved", " ".join(parts) or "the same points.", len(won) - len(lost)),
        " Your scores so far: ",
        output("scores", scores(all_of_them), len(all_of_them)),
        ".",
    ]


def _titles(ids: Sequence[str]) -> str:
    titles = {point.id: point.title.rstrip(".") for point in points()}
    return ", ".join(titles.get(id, id) for id in ids)


def _agreement(result: Result, ticked: Sequence[str]) -> tuple[str, int]:
    same = sum(one.given == (one.point in ticked) for one in result.points)
    return f"{same} of {len(result.points)}", same


def _text(result: Result) -> Element:
    """The text as it was marked; each passage that makes a point is highlighted and carries the points' numbers."""
    made: dict[int, list[int]] = {}
    for number, one in enumerate(result.points, 1):
        if one.given:
            made.setdefault(one.by, []).append(number)
    parts: list[Child] = []
    at = 0
    for number, passage in result.passages().items():
        if number in made:
            shown = ", ".join(map(str, made[number]))
            label = f"Point {shown}" if len(made[number]) == 1 else f"Points {shown}"
            parts += [result.text[at : passage.start], h.mark[passage.text, h.sup(title=label)[shown]]]
            at = passage.end
    return h.p(class_="marked-text", translate="no")[parts, result.text[at:]]


def _finding(result: Result, point: Point, found: Found, ticked: bool | None) -> Element:
    passage = result.passages().get(found.by)
    counted = "" if found.verdict != "unsure" else ", counted" if found.given else ", not counted"
    yours = None if ticked is None else h.span(class_="yours")["you: ticked" if ticked else "you: not ticked"]
    return h.li(class_=f"finding-{found.verdict.replace(' ', '-')}")[
        h.strong[point.title],
        " ",
        h.span(class_="finding-verdict")[WORDS[found.verdict], counted],
        yours,
        h.q(translate="no")[said(passage)] if passage else None,
        None if found.given else h.span(class_="missing")[point.idea, " ", _link(point)],
    ]


def _link(point: Point) -> Element:
    return h.a(href=f"#{point.section}")[f"Taught in “{point.taught}”"]


def _corrections(result: Result) -> Element | None:
    answers = {point.id: point.correction for point in points()}
    answers |= {one.id: one.correction for one in rubric().misconception}
    passages = result.passages()
    known = [one for one in result.wrong if one.id in answers and one.at in passages]
    if not known:
        return None
    return h.div[
        h.p(class_="feedback-title")["What the lesson says otherwise"],
        h.ul(class_="corrections")[
            (h.li[h.q(translate="no")[said(passages[one.at])], h.span[answers[one.id]]] for one in known)
        ],
    ]


def _aside(result: Result) -> Element | None:
    passages = result.passages()
    copied = [passages[number] for number in result.aside if number in passages]
    if not copied:
        return None
    return h.div[
        h.p(class_="feedback-title")["Set aside, since eight words in a row stand in the lesson just so"],
        h.ul(class_="aside")[(h.li[h.q(translate="no")[said(passage)]] for passage in copied)],
    ]
