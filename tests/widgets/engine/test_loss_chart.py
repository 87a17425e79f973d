"""The two losses of a run over its steps, with the step looked at, in lines, words and numbers."""

from widgets.engine import loss_chart, render

VAL = [(step, 8.0 - step / 20) for step in range(0, 100, 5)]


def _drawn(at: int) -> str:
    return render(loss_chart("t", "A run.", [(1, 7.5)], VAL, last=99, at=(at, 5.5), handle="at"))


def test_both_losses_are_lines_in_their_colours_and_the_point_moves_the_step() -> None:
    drawn = _drawn(50)
    assert 'class="chart-line chart-solid q-loss"' in drawn
    assert 'class="chart-line chart-dashed q-validation"' in drawn
    assert 'data-handle="at"' in drawn


def test_it_is_told_in_words_and_in_a_short_table_that_keeps_the_end() -> None:
    drawn = _drawn(50)
    assert "A run. The validation loss goes from 8.00 to 3.25; at step 50 it is 5.50." in drawn
    assert drawn.count("<tr>") <= 9
    assert "<td>95</td><td>3.25</td>" in drawn


def test_the_words_beside_the_point_stay_inside_the_picture() -> None:
    assert 'text-anchor="end" class="chart-mark-label' in _drawn(80)
    assert 'text-anchor="start" class="chart-mark-label' in _drawn(20)
