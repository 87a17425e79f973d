"""What a widget shows beside its controls: results, full for machines, challenges, and what failed."""

from tests.widgets.controls import View
from widgets.engine import challenge, controls, failed, look_for, render
from widgets.engine.controls import output, readout, readouts


def test_an_output_is_rounded_for_people_and_full_for_machines() -> None:
    assert render(output("loss", "0.33", 1 / 3, "loss")) == (
        '<output name="loss" data-value="0.3333333333333333" class="q-loss">0.33</output>'
    )
    assert render(output("count", "1,000", 1000)) == '<output name="count" data-value="1000">1,000</output>'
    assert render(output("word", "good", "good")) == '<output name="word" data-value="good">good</output>'
    assert render(output("loss", "–")) == '<output name="loss">–</output>'


def test_results_and_controls_stand_in_rows_of_their_own() -> None:
    assert render(readouts(readout("Loss", "1", " nats"))) == (
        '<div class="readouts"><div class="readout"><span class="readout-label">Loss</span>'
        '<span class="readout-value">1 nats</span></div></div>'
    )
    assert render(controls("a", "b")) == '<div class="controls">ab</div>'
    assert render(look_for("This.")) == '<p class="look-for">This.</p>'


def test_a_challenge_shows_its_task_until_it_is_met_and_then_its_praise() -> None:
    assert render(challenge("find it", met=False, praise="Well done")) == (
        '<p class="challenge" role="status"><strong>Challenge: </strong>find it</p>'
    )
    assert render(challenge("find it", met=True, praise="Well done")) == (
        '<p class="challenge challenge-met" role="status"><strong>Met. </strong>Well done</p>'
    )


def test_what_failed_is_said_at_once_with_a_way_on() -> None:
    assert failed("") is None
    made = failed("It broke off.")
    assert made is not None
    assert 'role="alert"' in render(made)
    assert View(render(made)).controls["again"].labelled
