"""Ledgers as a reader may have left them, for the tests of whatever reads them."""

from hypothesis import strategies as st

from widgets.records.entries import KINDS, MARKS, Books

WORDS = st.text(max_size=30)
IDS = st.text(min_size=1, max_size=20)
TIMES = st.floats(0, 4e9, allow_nan=False)
_FIELDS = {
    "quiz": {
        "question": IDS,
        "option": WORDS,
        "right": st.booleans(),
        "sure": st.integers(0, 100),
    },
    "deck": {"card": IDS},
    "reviews": {"card": IDS, "grade": st.integers(1, 4)},
    "explained": {"score": st.integers(0, 10), "points": st.lists(IDS, max_size=4), "words": st.integers(0, 900)},
    "met": {},
    "tried": {},
    "read": {},
    "guesses": {"think": IDS, "text": WORDS},
    "looked_back": {"think": IDS, "mark": st.sampled_from(list(MARKS))},
}


def entries(name: str) -> st.SearchStrategy[tuple[object, ...]]:
    """Entries of a ledger, in order of their time."""
    one = st.fixed_dictionaries({"id": IDS, "at": TIMES, **_FIELDS[name]})
    rows = st.lists(one, max_size=6, unique_by=lambda entry: entry["id"])
    return rows.map(lambda found: tuple(sorted(found, key=lambda entry: float(str(entry["at"])))))


books = st.fixed_dictionaries({name: entries(name) for name in KINDS}).map(lambda held: Books(tuple(held.items())))
