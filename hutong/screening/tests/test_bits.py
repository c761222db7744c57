"""Three-valued columns as bitmaps."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hutong.policy import kleene
from hutong.screening.bits import Truths, all_of, any_of, count, of_arrow, pack, unpack, whole

TRUTHS = st.lists(st.sampled_from([True, False, None]), min_size=1, max_size=200)


def read(truths: Truths, children: int) -> list[bool | None]:
    yes, no = unpack(truths.yes, children), unpack(truths.no, children)
    return [True if one else False if other else None for one, other in zip(yes, no, strict=True)]


@given(TRUTHS)
def test_an_arrow_column_reads_back(values: list[bool | None]) -> None:
    assert read(of_arrow(pa.array(values, pa.bool_())), len(values)) == values


@given(TRUTHS, st.integers(0, 70))
def test_a_slice_of_an_arrow_column_reads_back(values: list[bool | None], start: int) -> None:
    column = pa.array(values, pa.bool_()).slice(min(start, len(values)))
    assert read(of_arrow(column), len(column)) == values[min(start, len(values)) :]


@given(TRUTHS)
def test_not_is_a_swap_that_keeps_the_unknown(values: list[bool | None]) -> None:
    truths = of_arrow(pa.array(values, pa.bool_()))
    assert read(truths.negated, len(values)) == [kleene.negated(value) for value in values]


@given(st.lists(st.tuples(*[st.sampled_from([True, False, None])] * 3), min_size=1, max_size=130))
def test_and_and_or_are_those_of_the_explanation(rows: list[tuple[bool | None, ...]]) -> None:
    columns = [of_arrow(pa.array([row[place] for row in rows], pa.bool_())) for place in range(3)]
    assert read(all_of(columns), len(rows)) == [kleene.all_of(row) for row in rows]
    assert read(any_of(columns), len(rows)) == [kleene.any_of(row) for row in rows]


@pytest.mark.parametrize("children", [1, 63, 64, 65, 200])
def test_bits_past_the_last_child_are_never_counted(children: int) -> None:
    assert count(whole(children)) == children
    assert list(unpack(pack(unpack(whole(children), children)), children)) == [True] * children
