"""What the quiz links to is on its page; a mistake stops the build with file and line."""

import pytest

from widgets.embed.misconceptions import check
from widgets.engine import WrongData
from widgets.questions.asked import quiz

IDEA = (
    'misconception = [\n  {{ id = "m", name = "M", section = "{section}", widget = "{widget}", setting = {setting}, '
    'see = "x", card = "{card}" }},\n]\n'
)
QUESTION = (
    '[[question]]\nid = "q"\nconcept = 1\ntext = "Why?"\noption = [\n'
    '  { id = "a", correct = true, text = "So", explanation = "So." },\n'
    + "".join(f'  {{ id = "{id}", misconception = "m", text = "No", explanation = "No." }},\n' for id in "bcd")
    + "]\n"
)
PAGE = '<p id="here">x</p><p data-id="away"><live-widget name="cross_entropy" id="cross_entropy" data-phase="static">'
SOUND = {"section": "here", "widget": "cross_entropy", "setting": "{ p = 0.3 }", "card": "perplexity"}


def test_what_is_there_passes() -> None:
    check(PAGE, IDEA.format(**SOUND) + QUESTION)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"section": "away"}, "the page has no paragraph #away"),
        ({"widget": "scale"}, "the page has no widget #scale"),
        ({"widget": "here"}, "the page has no widget #here"),
        ({"setting": "{ p = 3.0 }"}, "cross_entropy does not take the setting: field 'p' takes a number from 0.001"),
        ({"setting": "{ q = 0.3 }"}, "cross_entropy does not take the setting: unknown field 'q'"),
        ({"setting": '{ p = "0.3" }'}, "cross_entropy does not take the setting: field 'p' takes a number"),
        ({"card": "nowhere"}, "flashcards.toml has no card 'nowhere'"),
    ],
)
def test_what_is_not_there_or_not_taken_stops_the_build(change: dict[str, str], message: str) -> None:
    with pytest.raises(WrongData) as caught:
        check(PAGE, IDEA.format(**(SOUND | change)) + QUESTION)
    assert str(caught.value).startswith("widgets/quiz.toml, line 2: field 'misconception[0]' is refused: ")
    assert message in str(caught.value)


def test_the_quiz_itself_is_what_is_read_where_no_text_is_given() -> None:
    with pytest.raises(WrongData, match=f"no paragraph #{quiz().misconception[0].section}"):
        check(PAGE)
