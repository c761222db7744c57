"""A batch of children as the arrays that OpenFisca reads, with as little copying as can be."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
from openfisca_core.indexed_enums import Enum, EnumArray

from benchmarks.openfisca_inputs import CHOICES, NUMBERS, NUMBERS_OF_A_PARENT, OF_A_PARENT, PARENTS, YES_OR_NO
from benchmarks.screening.cities import FEN
from benchmarks.screening.drawing import TODAY, Column
from benchmarks.screening.peers.openfisca_system import MONTHS
from benchmarks.screening.rules import HOME, LIVING


def list_inputs(batch: pa.RecordBatch) -> Iterator[tuple[str, Any]]:
    """Every input variable as an array; all values are known."""
    yield "birth_date", read_numbers(batch, "birth_date").astype("datetime64[D]")
    names = {name.replace(".", "_"): name for name in batch.schema.names}
    for name in (*YES_OR_NO, *(f"{parent}_{name}" for parent in PARENTS for name in OF_A_PARENT)):
        yield name, read_truths(batch, names[name])
    for name in (*NUMBERS, *(f"{parent}_{name}" for parent in PARENTS for name in NUMBERS_OF_A_PARENT)):
        yield name, _read_count(batch, name, names)
    for place in (HOME, LIVING):
        yield f"{place}_number", read_numbers(batch, place)
    for name, values in CHOICES.items():
        yield name, _read_choices(batch, names[name], values)


def read_truths(batch: pa.RecordBatch, name: str) -> Column:
    """The bits of a column as booleans."""
    bits = np.frombuffer(batch.column(name).buffers()[1], np.uint8)
    return np.unpackbits(bits, bitorder="little", count=batch.num_rows).view(np.bool_)


def read_numbers(batch: pa.RecordBatch, name: str) -> Column:
    """The numbers of a column, or the codes of its words, as they lie in memory."""
    column = batch.column(name)
    column = column.indices if pa.types.is_dictionary(column.type) else column
    return np.frombuffer(column.buffers()[1], f"i{column.type.bit_width // 8}", batch.num_rows)


def _read_count(batch: pa.RecordBatch, name: str, names: dict[str, str]) -> Column:
    if name.endswith("lost_contact_months"):
        since = read_numbers(batch, names[name.replace("_months", "_since")])
        return np.asarray(MONTHS[TODAY - since])
    values = read_numbers(batch, names[name])
    return np.asarray(values // FEN) if name.endswith("_amount") else values


def _read_choices(batch: pa.RecordBatch, name: str, values: type[Enum]) -> EnumArray:
    order = [one.name for one in values]
    words = batch.column(name).dictionary.to_pylist()
    numbers = np.array([order.index(word) for word in words], np.uint8)
    return EnumArray(numbers[read_numbers(batch, name)], values)
