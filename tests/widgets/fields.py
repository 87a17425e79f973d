"""Fields of a State as a stranger's link may carry them: of types that it takes, near what it takes, and neither."""

import dataclasses
import types
import typing
from typing import Any

from hypothesis import strategies as st

from tests.widgets.imagined import SCRIPT
from widgets.engine.widget import is_derived, load

TEXTS = st.text(max_size=12) | st.sampled_from(
    [
        SCRIPT,
        "\"'><img src=x onerror=alert(1)>",
        "javascript:alert(1)",
        "\ud800",
        "x" * 1200,
        "</textarea>",
        "{{7*7}}",
        "",
    ]
)
NUMBERS = st.floats() | st.sampled_from([0.0, -0.0, 1e999, -1e308, 5e-324, 0.5, 1.0])
WHOLE = st.integers(-3, 12) | st.sampled_from([2**31, -(2**63), 10**400, 600])
ANYTHING = st.recursive(
    st.none() | st.booleans() | WHOLE | NUMBERS | TEXTS,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.just("__proto__") | TEXTS, inside, max_size=3),
    max_leaves=6,
)


def of_type(kind: Any) -> st.SearchStrategy[Any]:
    """Plain values that the gate takes for this type, or nearly."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return st.one_of(*map(of_type, arguments))
    if origin is typing.Literal:
        return st.sampled_from(arguments)
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return st.lists(of_type(arguments[0]), max_size=4)
    if origin is tuple:
        return st.tuples(*map(of_type, arguments)).map(list)
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        needed, others = {}, {}
        for field in dataclasses.fields(kind):
            has_default = (field.default, field.default_factory) != (dataclasses.MISSING, dataclasses.MISSING)
            (others if has_default else needed)[field.name] = of_type(hints[field.name])
        return st.fixed_dictionaries(needed, optional=others)
    plain = {float: NUMBERS, int: WHOLE, str: TEXTS, bool: st.booleans(), type(None): st.none()}
    return plain.get(kind, ANYTHING)


def of_widget(name: str) -> st.SearchStrategy[dict[str, Any]]:
    """Fields of this widget's State: a few of them, most of the right type, some of another or of nobody's."""
    kinds = typing.get_type_hints(load(name).State)
    given = [field.name for field in dataclasses.fields(load(name).State) if not is_derived(field)]
    likely = {field: of_type(kinds[field]) for field in given}
    wild = {field: of_type(kinds[field]) | ANYTHING for field in given} | {"__proto__": ANYTHING, "__init__": ANYTHING}
    few = st.lists(st.sampled_from(given), max_size=3, unique=True)
    chosen = few.flatmap(lambda names: st.fixed_dictionaries({one: likely[one] for one in names}))
    return chosen | st.fixed_dictionaries({}, optional=likely) | st.fixed_dictionaries({}, optional=wild)
