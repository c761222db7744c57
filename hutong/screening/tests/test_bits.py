"""Three-valued columns as bitmaps, and what a tape does with them."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hutong.policy import kleene
from hutong.screening.bits import (
    MAY,
    SURE,
    Truth,
    bits_at,
    bits_of,
    count,
    first_of,
    known_of,
    pack,
    rows_of,
    unpack,
    whole,
    word_count,
)
from hutong.screening.filling import FILLERS
from hutong.screening.kernels import Kernel, Ref, Step
from hutong.screening.population import Batch
from hutong.screening.tapes import Tape, Worksheet
from hutong.vocabulary.facts import Facts

TRUTHS = st.lists(st.sampled_from([True, False, None]), min_size=1, max_size=200)
NAMES = ("a", "b", "c")


def read(truth: Truth, children: int) -> list[bool | None]:
    sure, may = unpack(truth[SURE], children), unpack(truth[MAY], children)
    return [True if one else None if other else False for one, other in zip(sure, may, strict=True)]


def run(kernel: Kernel, ref: Ref, columns: list[pa.Array]) -> list[bool | None]:
    """The value of a step over columns named a, b, c."""
    tape = Tape(kernel)
    wanted = tape.of(ref)
    settled = tape.settled([wanted])
    batch = Batch(pa.record_batch(columns, names=list(NAMES[: len(columns)])), Facts({}), date(2025, 6, 1))
    sheet = Worksheet(settled, batch.size)
    for step, register in settled.leaves.items():
        FILLERS[step.kind](sheet[register], batch, *step.on)
    sheet.run()
    return read(sheet[settled.wanted[wanted]], batch.children)


@given(TRUTHS, st.integers(0, 70))
def test_a_slice_of_an_arrow_column_reads_back(values: list[bool | None], start: int) -> None:
    column = pa.array(values, pa.bool_()).slice(min(start, len(values) - 1))
    kernel = Kernel(Facts({}), date(2025, 6, 1))
    assert run(kernel, kernel.step("fact", "a"), [column]) == values[min(start, len(values) - 1) :]


@given(st.lists(st.tuples(*[st.sampled_from([True, False, None])] * 3), min_size=1, max_size=130), st.booleans())
def test_and_or_and_case_are_those_of_the_explanation(rows: list[tuple[bool | None, ...]], negated: bool) -> None:
    columns = [pa.array([row[place] for row in rows], pa.bool_()) for place in range(3)]
    kernel = Kernel(Facts({}), date(2025, 6, 1))
    facts = [kernel.step("fact", name) for name in NAMES]
    sign = -1 if negated else 1
    expected = {
        kernel.step("and", *facts): [kleene.all_of(row) for row in rows],
        kernel.step("or", *facts): [kleene.any_of(row) for row in rows],
        kernel.step("case", *facts): [None if row[0] is None else row[1] if row[0] else row[2] for row in rows],
        kernel.step("doubt", facts[0]): [False if row[0] is False else None for row in rows],
    }
    for ref, values in expected.items():
        assert run(kernel, sign * ref, columns) == [kleene.negated(one) if negated else one for one in values]


def test_a_shared_part_is_computed_once_and_kept_as_long_as_it_is_read() -> None:
    kernel = Kernel(Facts({}), date(2025, 6, 1))
    a, b, c = (kernel.step("fact", name) for name in NAMES)
    shared = kernel.step("and", a, b)
    top = kernel.step("or", kernel.step("and", shared, c), kernel.step("and", -shared, -c))
    values = [pa.array([one]) for one in (True, True, False)]
    assert run(kernel, top, values) == [False]
    assert sum(step == Step("and", (a, b)) for step in kernel.steps) == 1


@pytest.mark.parametrize("children", [1, 63, 64, 65, 200])
def test_bits_past_the_last_child_are_never_counted(children: int) -> None:
    assert count(whole(children)) == children
    assert list(rows_of(whole(children), children)) == list(range(children))
    assert np.array_equal(pack(unpack(whole(children), children)), whole(children))


@given(st.lists(st.booleans(), min_size=1, max_size=400), st.data())
def test_the_bits_of_some_children_are_theirs(bools: list[bool], data: st.DataObject) -> None:
    children = len(bools)
    rows = data.draw(st.lists(st.integers(0, children - 1), max_size=60))
    words = pack(np.array(bools))
    assert bits_at(words, np.array(rows, np.int64), children).tolist() == [bools[row] for row in rows]
    assert rows_of(words, children).tolist() == [row for row in range(children) if bools[row]]
    if any(bools):
        assert first_of(words) == bools.index(True)


def test_a_single_bit_anywhere_is_found() -> None:
    for row in range(600):
        bools = np.zeros(600, np.bool_)
        bools[row] = True
        words = pack(bools)
        assert rows_of(words, 600).tolist() == [row] == [first_of(words)]


def test_the_first_child_of_every_eight_is_found() -> None:
    words = np.full(10, 0x0101010101010101, np.uint64)
    assert rows_of(words, 640).tolist() == list(range(0, 640, 8))
    words[:5] = 0x0100000000000001
    assert rows_of(words, 640).tolist() == sorted([*range(0, 320, 64), *range(56, 320, 64), *range(320, 640, 8)])


@pytest.mark.parametrize("offset", [*range(20), 64, 72])
@pytest.mark.parametrize("children", [1, 63, 64, 300])
def test_an_arrow_buffer_is_read_from_any_bit_on(offset: int, children: int) -> None:
    bools = np.random.default_rng(offset).integers(0, 2, offset + children + 40).astype(np.bool_)
    column = pa.array(bools).slice(offset, children)
    words = bits_of(column.buffers()[1], column.offset, children)
    assert len(words) == word_count(children)
    assert np.array_equal(unpack(words, children), bools[offset : offset + children])


def test_everybody_is_known_where_a_slice_has_no_nulls() -> None:
    assert known_of(pa.array([None, True])[1:]) is None
    assert known_of(pa.array([True, None])) is not None
