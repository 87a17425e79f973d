"""The numbers under a card are words and figures of one schedule."""

from tests.widgets import drawn
from tests.widgets.deck.kept_lists import DAY, NOW, entry, kept
from widgets.deck import session
from widgets.deck.cards import cards

NAMES = ("again", "hard", "good", "easy")


def test_a_card_says_its_concept_and_how_often_it_was_seen() -> None:
    seen = kept([entry("adamw", NOW - 30 * DAY, 3), entry("perplexity", NOW, 3), entry("perplexity", NOW + 1, 3)])
    said = {
        id: drawn.words(drawn.one(session.picture(seen, NOW, id, False, False, NAMES), "p", class_="deck-title"))
        for id in ("adamw", "perplexity", cards()[0].id)
    }
    assert said == {
        "adamw": "Concept 4, seen once",
        "perplexity": "Concept 2, seen 2 times",
        cards()[0].id: "Concept 2, new",
    }


def test_with_no_card_in_sight_it_says_when_the_next_one_comes() -> None:
    shown = session.picture(kept([entry("adamw", NOW, 4)]), NOW, "", False, False, NAMES)
    assert "The next card comes on" in drawn.words(shown)
    assert "The next card" not in drawn.words(session.picture(kept([]), NOW, "", False, False, NAMES))


def test_nothing_is_said_where_nothing_is_to_be_said() -> None:
    assert not session.notices(kept([]), NOW, "")
    assert [drawn.words(one) for one in session.notices(kept([], trouble="No room."), NOW, "Saved.")] == [  # type: ignore[union-attr, arg-type]
        "Saved.",
        "No room. What you grade counts until you leave this page.",
    ]


def test_forgetting_asks_before_it_does() -> None:
    calm, asked = (drawn.words(session.tools(forgetting)) for forgetting in (False, True))
    assert "for good" not in calm
    assert "Forget all reviews for good" in asked
    assert "Keep them" in asked


def test_a_count_is_said_in_words() -> None:
    assert [session.reviews(count) for count in (0, 1, 2000)] == ["0 reviews", "1 review", "2,000 reviews"]
