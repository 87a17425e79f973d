"""The numbers behind a picture, for whoever cannot or will not look at it."""

from collections.abc import Sequence

from widgets.engine.html import Child, Element, h


def data_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Element:
    """The numbers of a picture as a table, one click away, and one more from a file of them."""
    return h.details(class_="chart-data")[
        h.summary["The numbers of this picture"],
        number_table(f"Data: {title}", title, columns, rows),
        # Without a name it is no control of the widget: numbers.js alone hears it.
        h.button(type="button", class_="button numbers-save")["Save as CSV"],
    ]


def number_table(name: str, caption: str, columns: Sequence[str], rows: Sequence[Sequence[Child]]) -> Element:
    """A table that scrolls in a region of its own, which a screen reader calls by `name`."""
    return h.div(class_="chart-table", tabindex="0", role="region", aria_label=name)[
        # A table without a class would be wrapped anew by the theme, beside what Python knows.
        h.table(class_="numbers")[
            h.caption[caption],
            h.thead[h.tr[(h.th(scope="col")[column] for column in columns)]],
            h.tbody[(h.tr[(h.td[cell] for cell in row)] for row in rows)],
        ]
    ]
