"""Rules: a formula of the lesson as it works out for what the reader has set, in a line of its own."""

from widgets.engine.html import Child, Element, h


def rule(*pieces: Child) -> Element:
    """The pieces of one, numbers in place of its letters."""
    return h.p(class_="rule", translate="no")[pieces]


def quantity(name: str, shown: Child) -> Element:
    """A number of a rule in the color of its quantity."""
    return h.span(class_=f"q-{name}")[shown]


def surprise(p: str, loss: str) -> Element:
    """What a probability costs, both as printed."""
    return rule("−ln ", quantity("probability", p), " = ", quantity("loss", loss), " nats")
