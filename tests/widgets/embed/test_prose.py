"""The lesson's prose is all of it, without markup."""

from widgets.embed.prose import lesson


def test_the_lesson_is_long_and_has_no_markup_left() -> None:
    words = lesson()
    assert len(words.split()) > 5000
    assert "A right guess made with 60% still leaves something to gain, and so it still pushes." in words
    assert not any(mark in words for mark in ("{{", "```", "](#", "</"))
