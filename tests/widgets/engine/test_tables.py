"""A picture's numbers stand in a table with its title, one click away and within reach of the keyboard."""

from tests.widgets import drawn
from widgets.engine import data_table

TABLE = data_table("Loss", ("step", "loss"), (("0", "4"), ("10", "<0")))


def test_every_cell_stands_in_its_row_under_its_column() -> None:
    assert [drawn.words(cell) for cell in drawn.found(TABLE, "th", scope="col")] == ["step", "loss"]
    rows = [[drawn.words(cell) for cell in drawn.found(row, "td")] for row in drawn.found(TABLE, "tr")[1:]]
    assert rows == [["0", "4"], ["10", "<0"]]


def test_it_is_named_after_the_picture_and_can_be_scrolled_by_keys() -> None:
    assert drawn.words(drawn.one(TABLE, "caption")) == "Loss"
    region = dict(drawn.one(TABLE, "div", role="region").attributes)
    assert (region["aria-label"], region["tabindex"]) == ("Data: Loss", "0")
    assert TABLE.tag == "details"
    assert drawn.words(drawn.one(TABLE, "summary")) == "The numbers of this picture"
