"""A table of facts or figures as HTML: the first cell of every row names it."""

from widgets.engine import Element, h


def table(caption: str, head: list[str], rows: list[list[str]]) -> Element:
    """Caption, column heads, and rows whose first cell is their head; a corner without words is no head."""
    return h.table[
        h.caption[caption],
        h.thead[h.tr[(h.th(scope="col")[cell] if cell else h.td for cell in head)]],
        h.tbody[(h.tr[h.th(scope="row")[row[0]], (h.td[cell] for cell in row[1:])] for row in rows)],
    ]
