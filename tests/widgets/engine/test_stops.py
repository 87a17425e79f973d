"""A stop stands on its point of the picture, is pressed for one value of a control, and is no series of the legend."""

from tests.widgets import drawn
from widgets.engine import Axis, chart
from widgets.engine.charts import BOTTOM, LEFT, RIGHT, TOP
from widgets.engine.stops import Stops

X, Y = Axis("x", 0, 10, ()), Axis("y", 0, 1, ())


def test_each_has_its_place_and_its_value() -> None:
    layer = Stops("at", ((0, 0, "first"), (10, 1, "last")), "loss")
    picture = chart("t", "d", X, Y, [layer], columns=(), rows=())
    found = [dict(one.attributes) for one in drawn.found(picture, "g", data_along="at")]
    assert [one["data-at"] for one in found] == ["first", "last"]
    assert [one["transform"] for one in found] == [f"translate({LEFT} {BOTTOM})", f"translate({RIGHT} {TOP})"]
    assert not drawn.found(picture, "ul", class_="chart-legend")
    assert len(drawn.found(picture, "circle", class_="chart-grip")) == 2, "a finger needs room"
