"""A table names its columns and its rows, so that a screen reader can."""

from widgets.embed.tables import table
from widgets.engine import render


def test_every_column_has_a_head_and_the_first_cell_of_a_row_is_its_head() -> None:
    assert render(table("Runs", ["name", "loss"], [["demo", "2.1"], ["<lab>", "4.2"]])) == (
        "<table><caption>Runs</caption>"
        '<thead><tr><th scope="col">name</th><th scope="col">loss</th></tr></thead>'
        '<tbody><tr><th scope="row">demo</th><td>2.1</td></tr>'
        '<tr><th scope="row">&lt;lab&gt;</th><td>4.2</td></tr></tbody></table>'
    )


def test_a_corner_without_words_is_no_head() -> None:
    made = render(table("Runs", ["", "loss"], [["demo", "2.1"]]))
    assert '<thead><tr><td></td><th scope="col">loss</th></tr></thead>' in made
