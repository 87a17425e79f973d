"""The words of a text: whether it copies another one, and whether it is English."""

import re
from collections.abc import Iterable, Sequence

COPIED = 8
"""So many words in a row that another text has as well are copied; shorter ones two people may well write alike."""
ENOUGH = 8
"""Words from which on a language can be told."""
ENGLISH = 0.25
"""A text is English if the share of words of `KNOWN`, less that of `FOREIGN` ones, reaches this: of 640 explanations,
notes and formulas among them, none has less than 0.33."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def words(text: str) -> list[str]:
    """The words of a text as they are compared: in small letters, without signs, apostrophes alike."""
    return [word.replace("’", "'") for word in _WORD.findall(text.casefold())]


# The little words that no English sentence does without, and those that nobody explains this subject without.
KNOWN = frozenset(
    words("""
    a about after all also an and any are as at be because been before both but by can did do does each even every few
    first for from get gets give gives go goes had has have he her here him his how i if in into is it its just know
    less like little make makes many me more most much my no not now of off on one only or other our out over own per
    same say says she so some such take takes than that the their them then there these they thing this those through
    time to too two up us very was way we well what when where which while who why will with word words would you your
    adjust answer average backprop backpropagation backward batch batches big bigger blame chance change changes correct
    cost data descent direction downhill error errors example examples gradient gradients guess guesses high higher
    language large layer layers learn learning learns loss low lower model models network next noise number numbers
    parameter parameters predict prediction predictions predicts probability rate real right score sentence slope small
    smaller start step steps text token tokens train training true uphill warmup weight weights wrong
    """)
)
# Little words of languages that share some with English, or borrow its words for the subject.
FOREIGN = frozenset(
    words("""
    att che das de del den der des di dla een eine el en est et het hoe il ist jest la las le les los met nicht nie niet
    och par para por que si som sur um uma und une van von voor wat y zu
    """)
)


def runs(texts: Iterable[str]) -> frozenset[tuple[str, ...]]:
    """Every `COPIED` words in a row of some texts; none runs from one text into the next."""
    found: set[tuple[str, ...]] = set()
    for text in texts:
        found.update(_runs(words(text)))
    return frozenset(found)


def copies(passage: str, known: frozenset[tuple[str, ...]]) -> bool:
    """Whether a passage has a row of words that is among the `known` ones (`runs`)."""
    return not known.isdisjoint(_runs(words(passage)))


def is_english(text: str) -> bool:
    """Whether a text reads like English; a text of fewer than `ENOUGH` words is given the benefit of the doubt.

    Languages are told by their commonest words; keywords of the subject count as well, since notes leave little words
    out.
    """
    found = words(text)
    letters = sum(character.isalpha() for character in text)
    foreign = sum(character.isalpha() and not character.isascii() for character in text)
    # A script without spaces has few words and many letters.
    if letters and foreign > letters / 3:
        return False
    score = sum((word in KNOWN) - (word in FOREIGN) for word in found)
    return len(found) < ENOUGH or score >= ENGLISH * len(found)


def _runs(row: Sequence[str]) -> Iterable[tuple[str, ...]]:
    return (tuple(row[at : at + COPIED]) for at in range(len(row) - COPIED + 1))
