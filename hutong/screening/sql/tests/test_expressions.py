"""The small expressions mean in SQL what the explanation means, constants folded or not."""

from itertools import product

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp

from hutong.policy import kleene
from hutong.policy.kleene import Truth
from hutong.screening.sql import expressions
from hutong.screening.sql.expressions import Known, column, written
from hutong.screening.sql.layers import Layers

TRUTHS: tuple[Truth, ...] = (True, False, None)
NAMES = ("a", "b", "c")
ROWS = list(product(TRUTHS, repeat=3))
SQL = {True: "TRUE", False: "FALSE", None: "NULL"}
TABLE = "(VALUES " + ", ".join(f"({number}, {', '.join(SQL[one] for one in row)})" for number, row in enumerate(ROWS))
TABLE += ") AS t(row, a, b, c)"
Tree = tuple[str, tuple["Tree | str | Truth", ...]]
LEAVES = st.sampled_from([*NAMES, *TRUTHS])
TREES = st.recursive(
    LEAVES,
    lambda below: st.one_of(
        st.tuples(st.sampled_from(["and", "or"]), st.lists(below, min_size=1, max_size=4).map(tuple)),
        st.tuples(st.sampled_from(["not", "surely", "possibly"]), below.map(lambda one: (one,))),
    ),
    max_leaves=12,
)
ENGINE = duckdb.connect()


def told(tree: object, row: tuple[Truth, ...]) -> Truth:
    """What it comes to by the Kleene rules."""
    if not isinstance(tree, tuple):
        return row[NAMES.index(tree)] if isinstance(tree, str) else tree  # type: ignore[return-value]
    kind, parts = tree[0], [told(part, row) for part in tree[1]]
    match kind:
        case "and":
            return kleene.all_of(parts)
        case "or":
            return kleene.any_of(parts)
        case "not":
            return kleene.negated(parts[0])
        case "surely":
            return parts[0] is True
    return parts[0] is not False


def made(tree: object) -> Known:
    """The same as SQL."""
    if not isinstance(tree, tuple):
        return column(tree) if isinstance(tree, str) else tree  # type: ignore[return-value]
    kind, parts = tree[0], [made(part) for part in tree[1]]
    match kind:
        case "and":
            return expressions.all_of(parts)
        case "or":
            return expressions.any_of(parts)
        case "not":
            return expressions.negated(parts[0])
        case "surely":
            return expressions.surely(parts[0])
    return expressions.possibly(parts[0])


@settings(max_examples=300, deadline=None)
@given(TREES)
def test_three_valued_logic_is_that_of_the_explanation(tree: object) -> None:
    text = written(made(tree)).sql("duckdb", identify=True)
    rows = ENGINE.execute(f"SELECT {text} FROM {TABLE} ORDER BY row").fetchall()
    assert [one for (one,) in rows] == [told(tree, row) for row in ROWS]


def test_what_is_read_once_is_written_in_place_and_what_is_read_twice_is_a_column() -> None:
    layers = Layers(frozenset(NAMES))
    layers.add("once", ("a",), lambda read: exp.Not(this=read("a")))
    layers.add("twice", ("b", "once"), lambda read: exp.And(this=read("b"), expression=exp.Paren(this=read("once"))))
    layers.add("top", ("twice", "c"), lambda read: exp.Or(this=read("twice"), expression=read("c")))
    select = layers.select(exp.to_table("t"), {"x": "top", "y": "twice"}).sql("duckdb", identify=True)
    assert select == (
        'SELECT "twice" OR "c" AS "x", "twice" AS "y" FROM (SELECT "c", "b" AND (NOT "a") AS "twice" FROM "t") AS "l0"'
    )


def test_who_is_left_out_is_left_out_on_the_lowest_layer() -> None:
    layers = Layers(frozenset(NAMES))
    layers.add_written("good", exp.Not(this=column("a")))
    layers.add_written("twice", exp.And(this=column("b"), expression=column("c")))
    layers.add("top", ("twice",), lambda read: exp.Not(this=read("twice")))
    select = layers.select(exp.to_table("t"), {"x": "top", "y": "twice"}, where="good", fenced=True)
    assert select.sql("postgres", identify=True) == (
        'SELECT NOT "twice" AS "x", "twice" AS "y" FROM (SELECT "b" AND "c" AS "twice" FROM "t" WHERE NOT "a"'
        ' OFFSET 0) AS "l0"'
    )
