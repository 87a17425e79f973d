"""How the deck looks: the card in sight with its four grades, what waits, and a sheet of all cards for paper."""

from widgets.deck.cards import Card, cards, deck
from widgets.deck.days import span, when
from widgets.deck.due import NEW_A_DAY, Standing, ahead, from_the_future, next_due, standings, unknown, waiting
from widgets.deck.kept import Kept
from widgets.engine import Child, Element, button, controls, file_field, h, output, readout, readouts
from widgets.ml.memory import waits

NONE_TODAY = "Nothing waits now."
NOTHING = "\u00a0"


def reviews(count: int) -> str:
    """So many reviews, in words."""
    return "1 review" if count == 1 else f"{count:,} reviews"


def picture(kept: Kept, now: float, card: str, turned: bool, whole: bool, grades: tuple[str, ...]) -> Element:
    """The card in sight, if any, and the numbers under it; `grades` are the names of the four buttons."""
    known = standings(kept, now)
    waiting_now = len(waiting(known, now))
    then = next_due(known, now)
    shown = next((one for one in known if one.card.id == card), None)
    return h.div(data_part="deck", data_basis="deck")[
        _card(shown, turned, grades, now) if shown else _none(then, now),
        readouts(
            readout("Cards that wait now", output("due", str(waiting_now), waiting_now)),
            readout(
                "The next one after them", output("next_due", "none yet" if then is None else when(then, now), then)
            ),
            _coming(known, now) if whole else None,
        ),
    ]


def _coming(known: tuple[Standing, ...], now: float) -> Child:
    days = ahead(known, now)
    rows = (
        ("Due today", "due_today", days.today),
        ("Tomorrow", "due_tomorrow", days.tomorrow),
        ("In seven days", "due_week", days.week),
    )
    return [readout(label, output(name, str(count), count)) for label, name, count in rows]


def _card(one: Standing, turned: bool, grades: tuple[str, ...], now: float) -> Element:
    card = one.card
    seen = f"seen {len(one.reviews)} times" if len(one.reviews) > 1 else "seen once" if one.reviews else "new"
    times = tuple(map(span, waits(one.memory, now))) if turned else (NOTHING,) * len(grades)
    return h.section(class_="deck", aria_label="The card in sight")[
        h.p(class_="deck-title")[f"Concept {card.concept}, {seen}"],
        h.div(class_="card card-turned" if turned else "card")[
            button(
                "flip",
                (
                    h.span(class_="card-front")[card.front],
                    h.span(class_="card-hint")["Turn it back" if turned else "Turn the card"],
                ),
                card.id,
            )(aria_pressed=str(turned).lower()),
            # Said aloud when it comes. Its text is never away, so that turning changes texts and no shape.
            output("answer", card.back if turned else NOTHING)(class_="card-back"),
        ],
        h.div(class_="grades", role="group", aria_label="How well did you remember it?")[
            (
                button(name, (h.b[name.capitalize()], " ", h.span[time]), card.id, disabled=not turned)(
                    data_press=str(number), aria_keyshortcuts=str(number)
                )
                for number, (name, time) in enumerate(zip(grades, times, strict=True), 1)
            )
        ],
    ]


def _none(then: float | None, now: float) -> Element:
    comes = f" The next card comes {when(then, now)}." if then is not None else ""
    return h.section(class_="deck", aria_label="No card waits")[
        h.p(role="status")[f"{NONE_TODAY}{comes} A memory gains most when it has almost faded, so you may leave."],
        button("ahead", "Learn ahead"),
    ]


def notices(kept: Kept, now: float, said: str) -> Child:
    """What was last done, and what the reader should know of what is kept."""
    late, skipped, strange = from_the_future(kept, now) if now else 0, sum(kept.skipped), unknown(kept)
    words = (
        said,
        kept.trouble and f"{kept.trouble} What you grade counts until you leave this page.",
        late
        and f"Reviews with a later date than today, since a clock was wrong: {late}. They count when their day comes.",
        skipped and f"Entries kept here that cannot be read, and were passed over: {skipped}.",
        strange and f"Entries about cards that this deck does not have: {strange}.",
    )
    return [h.p(class_="widget-message", role="status")[one] for one in words if one]


def tools(forgetting: bool) -> Element:
    """What can be done with the whole deck: add cards, carry reviews away and back, forget them."""
    asked = (button("forget", "Forget all reviews for good"), button("keep", "Keep them"))
    return h.div(class_="deck-tools")[
        h.p[
            f"At most {NEW_A_DAY} new cards come a day. {len(deck().waiting)} more correct common mistakes; each "
            "enters your deck when the quiz shows that you need it, or now:"
        ],
        h.div(class_="button-row")[button("add", f"Add all {len(deck().waiting)}")],
        controls(file_field("import", "Import reviews from a file", ".json,application/json")),
        h.div(class_="button-row")[
            button("export", "Save my reviews as a file"),
            asked if forgetting else button("forget", "Forget all reviews"),
        ],
    ]


def sheet(*, every: bool) -> Element:
    """Both sides of cards: the six of the lesson, or every card there is."""
    shown = [*cards(), *deck().waiting] if every else [card for card in cards() if card.main]
    return h.ul(class_="cards sheet" if every else "cards")[map(_sides, shown)]


def _sides(card: Card) -> Element:
    return h.li(class_="card")[h.details[h.summary[card.front], h.p[card.back]]]
