"""Curves of training: axes that hold all losses, levels with words that do not lie on each other, a table."""

import re

from widgets.engine import Learning, learning_curves, render

RUN = Learning("mine", tuple((512.0 * n, 6.0 - n / 50) for n in range(1, 100)), ((512.0, 6.6), (51_200.0, 4.1)))
LEVELS = [("blind guess", 6.64), ("bigram", 3.60), ("trigram", 3.18), ("5-gram", 3.34)]


def _drawn(*runs: Learning) -> str:
    return render(learning_curves("Loss", "It falls.", runs, LEVELS, 300_000))


def test_levels_that_lie_close_share_their_words() -> None:
    words = re.findall(r"<text[^>]*chart-mark-label[^>]*>([^<]*)<", _drawn(RUN))
    assert words == ["blind guess 6.64", "bigram 3.60, 5-gram 3.34, trigram 3.18"] or words == [
        "blind guess 6.64",
        "bigram 3.60, 5-gram 3.34",
        "trigram 3.18",
    ]


def test_nothing_lies_outside_the_picture_even_after_an_explosion() -> None:
    assert "chart-outside" not in _drawn(RUN)
    wild = Learning("wild", ((512.0, 6.6), (1024.0, 14.2), (2048.0, 0.7)), ())
    assert "chart-outside" not in _drawn(wild)


def test_one_run_beside_is_dotted_with_both_its_losses_and_of_several_the_training_alone() -> None:
    one, other = (Learning(name, RUN.train, RUN.held_out) for name in ("a", "b"))
    assert "held-out, a" in _drawn(RUN, one)
    html = _drawn(RUN, one, other)
    assert "training, a" in html
    assert "held-out" not in html.replace("held-out loss", "")
    # Their words stand at places of their own.
    places = re.findall(r"translate\(([\d.]+) [\d.]+\)[^>]*><text[^>]*q-loss[^>]*>([ab])<", html)
    assert len({at for at, _ in places}) == 2


def test_the_table_holds_the_last_of_the_held_out_losses_and_is_short() -> None:
    long = Learning("long", RUN.train, tuple((512.0 * n, 5.0) for n in range(1, 100)))
    html = _drawn(long)
    assert html.count("<tr>") <= 13
    assert "<td>50,688</td><td>4.02</td><td>5.00</td>" in html


def test_a_run_that_has_not_begun_is_drawn_too() -> None:
    assert "training loss, none" in _drawn(Learning("none", (), ()))
