"""Whatever differs between views, in whatever way, the leaves tell it wholly."""

from hypothesis import given
from hypothesis import strategies as st

from tests.widgets.embed.applied import draw, tree
from widgets.embed.leaves import Columns, attributes_of, children_of, leaves
from widgets.engine import Element, h, render

words = st.sampled_from(["", "a", "0.5", "is 3 of 4", "is 5 of 4", "−1e-05", "<&>", "a 1 b 2", "\x17\ud800"])
values: st.SearchStrategy[str | int | bool | None] = words | st.booleans() | st.none() | st.integers(0, 9)


def _made(tag: str, attributes: dict[str, str | int | bool | None], children: list[Element | str]) -> Element:
    return Element(tag)(**attributes)[children]


trees = st.recursive(
    words.map(lambda text: h.p[text]),
    lambda inner: st.builds(
        _made,
        st.sampled_from(["p", "div"]),
        st.dictionaries(st.sampled_from(["name", "hidden", "x"]), values, max_size=3),
        st.lists(inner | words, max_size=3),
    ),
    max_leaves=5,
)
views = st.lists(st.builds(_made, st.just("form"), st.just({}), st.lists(trees, max_size=3)), min_size=2, max_size=5)


def _framed(built: Element, others: list[Element]) -> dict[str, object]:
    columns = Columns(tuple(str(index) for index in range(len(others))))
    found = leaves(built, others, columns)
    return {"columns": columns.lists(), "leaves": found}


@given(views)
def test_every_view_is_the_built_one_with_its_leaves_in_place_whichever_stood_there_before(
    made: list[Element],
) -> None:
    built, *others = made
    frames = _framed(built, others)
    page = tree(render(built))
    for row in (*range(len(others)), 0):
        draw(page, frames, row)
        assert page == tree(render(others[row]))


def test_views_that_are_equal_have_no_leaves() -> None:
    view = h.form[h.p(class_="a")["b"]]
    assert _framed(view, [view, h.form[h.p(class_="a")["b"]]])["leaves"] == []


def test_what_only_the_built_view_shows_is_a_leaf_too() -> None:
    frames = _framed(h.form["as built"], [h.form["moved"], h.form["moved"]])
    assert frames["leaves"] == [([0], "", ["moved"])]


def test_a_number_that_stands_in_several_places_is_one_column() -> None:
    shown = [h.form[h.b(x=n)[f"It is {n}."], f"{n} of 9"] for n in (1, 2, 3)]
    frames = _framed(h.form[h.b(x=0)["It is 0."], "0 of 9"], shown)
    assert frames["columns"] == [["0", "1", "2"], ["1", "2", "3"]]
    assert frames["leaves"] == [([0], "x", [1]), ([0, 0], "", ["It is ", 1, "."]), ([1], "", [1, " of 9"])]


def test_markup_is_stored_only_where_the_shape_differs() -> None:
    frames = _framed(h.form[h.p["a"], h.p["b"]], [h.form[h.p["a"], h.p[h.b["b"]]]])
    assert frames["leaves"] == [([1], "<", ["<b>b</b>"])]


def test_attributes_and_children_are_what_a_browser_makes_of_them() -> None:
    element = h.p(hidden=True, title=None, lang=False, x=3)["a", "", "b", h.b, "", "c"]
    assert attributes_of(element) == {"hidden": "", "x": "3"}
    assert children_of(element) == ["ab", h.b, "c"]
    assert children_of(h.p["", h.b, ""]) == [h.b]
