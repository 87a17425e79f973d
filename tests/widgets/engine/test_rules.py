"""A rule is a line of words in which each number has the color of its quantity."""

from widgets.engine import quantity, render, rule, surprise


def test_a_rule_is_its_pieces_in_their_order_and_escaped() -> None:
    made = render(rule(("a < ", quantity("rate", "5e-3")), " = ", "1"))
    assert made == '<p class="rule" translate="no">a &lt; <span class="q-rate">5e-3</span> = 1</p>'


def test_a_probability_costs_what_is_printed_beside_it() -> None:
    assert render(surprise("0.500", "0.69")) == (
        '<p class="rule" translate="no">−ln <span class="q-probability">0.500</span> = '
        '<span class="q-loss">0.69</span> nats</p>'
    )
