"""Typed columns as the engine takes them; converted where nothing is lost, else the child is refused, never rounded.

A whole column of the wrong type is refused by name before the run; a value that cannot be is refused with its child.
"""

from collections.abc import Callable
from datetime import date
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hutong.ledgers.values import RANGES
from hutong.lib.money import MOST_FEN
from hutong.lib.translating import marked, translator
from hutong.screening.column_texts import LAST_DAY, TextReader
from hutong.screening.columns import Cleaned, ColumnReader, Reading
from hutong.screening.errors import ColumnWrong
from hutong.screening.populations.opening import DATED_ENDS
from hutong.screening.tables import CHILD
from hutong.vocabulary.facts import Fact, FactEntry, FactType

FIRST_DAY = date(1900, 1, 1)
MOST_WHOLE_FLOAT = 2**53
FEN_TYPE = pa.decimal128(17, 2)
MOST_YUAN_DIGITS = 15
NOT_YES_NO = marked("{value} is neither 0 nor 1 → write true or false, or leave it empty when nobody knows")
NOT_WHOLE = marked("{value} is not a whole number from {low} to {high} → correct the number")
NOT_AMOUNT = marked("{value} is not an amount from 0 to 10 trillion yuan with whole fen → correct the amount")
NOT_DAY = marked("{value} is no day from 1900 to 2100 → correct the date")
NO_ID = marked("the child has no id → give every child one, or leave the column out")
WANTED = {
    FactType.BOOL: "bool, or 0 and 1",
    FactType.INT: "integers",
    FactType.MONEY: "yuan as decimals, or fen as integers (CAST(x AS DECIMAL(12,2)))",
    FactType.DATE: "days without a time zone (date32, CAST(x AS DATE))",
    FactType.ENUM: "text or a dictionary of words",
    FactType.TEXT: "text",
    FactType.PLACE: "division codes as text, a dictionary or integers",
    FactType.LIST: "text, or lists of text",
}


def reader_of(name: str, kind: pa.DataType, reading: Reading) -> ColumnReader:
    """How a column of this Arrow type is read. Raises ColumnWrong where the type cannot say such a fact."""
    if name == CHILD:
        return _reader_of_ids(kind, reading)
    fact = _fact_of(name, reading)
    if pa.types.is_null(kind):
        return _nothing
    if _is_text(kind):
        return TextReader(name, fact, reading)
    typed = _typed(fact.type, kind)
    if typed is not None:
        return partial(typed, name, fact, reading)
    wider = _as_text_type(fact.type, kind)
    if wider is not None:
        return _through_text(TextReader(name, fact, reading), wider)
    raise ColumnWrong(name=name, found=str(kind), wanted=WANTED[fact.type])


def _fact_of(name: str, reading: Reading) -> Fact:
    """The fact of a column; the first or last day of a value is a day, whatever the fact is."""
    base, dot, end = name.rpartition(".")
    if name in reading.facts or f"{dot}{end}" not in DATED_ENDS:
        return reading.facts.get(name) or reading.facts[base]
    label = reading.facts[base]
    return Fact(name, FactEntry(type=FactType.DATE, zh=label.zh, en=label.en))


Typed = Callable[[str, Fact, Reading, pa.Array, Cleaned], None]


def _typed(wanted: FactType, kind: pa.DataType) -> Typed | None:
    """The conversion from a type of numbers, days or truths; None where there is none."""
    is_number = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    match wanted:
        case FactType.BOOL if pa.types.is_boolean(kind):
            return _as_it_is
        case FactType.BOOL if is_number:
            return _read_yes_no
        case FactType.INT if is_number:
            return _read_whole
        case FactType.MONEY if pa.types.is_integer(kind):
            return _read_fen
        case FactType.MONEY if pa.types.is_decimal(kind):
            return _read_yuan
        case FactType.DATE if pa.types.is_date32(kind):
            return _read_days
        case FactType.DATE if pa.types.is_date64(kind) or (pa.types.is_timestamp(kind) and kind.tz is None):
            return _read_midnights
    return None


def _as_text_type(wanted: FactType, kind: pa.DataType) -> Callable[[pa.Array], pa.Array] | None:
    """How what is no text, but could be written as one, becomes text."""
    if wanted is FactType.PLACE and pa.types.is_integer(kind):
        return lambda column: column.cast(pa.string())
    is_list = pa.types.is_list(kind) or pa.types.is_large_list(kind)
    if wanted is FactType.LIST and is_list and _is_text(kind.value_type):
        return lambda column: pc.binary_join(column.cast(pa.list_(pa.string())), "、")
    return None


def _is_text(kind: pa.DataType) -> bool:
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _through_text(reader: TextReader, as_text: Callable[[pa.Array], pa.Array]) -> ColumnReader:
    return lambda column, cleaned: reader(as_text(column), cleaned)


def _nothing(column: pa.Array, cleaned: Cleaned) -> None:
    """A column in which nothing is known."""


def _reader_of_ids(kind: pa.DataType, reading: Reading) -> ColumnReader:
    if not (_is_text(kind) or pa.types.is_integer(kind)):
        raise ColumnWrong(name=CHILD, found=str(kind), wanted="text or integers")

    def read(column: pa.Array, cleaned: Cleaned) -> None:
        say = translator(reading.lang)
        cleaned.columns[CHILD] = column if pa.types.is_integer(kind) else column.cast(pa.string())
        if column.null_count:
            cleaned.refuse(column.is_null(), CHILD, lambda row: say(NO_ID))

    return read


def _as_it_is(name: str, fact: Fact, reading: Reading, column: pa.Array, cleaned: Cleaned) -> None:
    cleaned.put(name, column, lang=reading.lang)


def _refused(
    sentence: str, name: str, reading: Reading, column: pa.Array, cleaned: Cleaned, bad: pa.Array, **blanks: object
) -> pa.Array:
    """The column with null where it is bad."""
    if not pc.any(bad).as_py():
        return column
    say = translator(reading.lang)
    cleaned.refuse(bad, name, lambda row: say(sentence).format(value=column[row], **blanks))
    return pc.if_else(pc.fill_null(bad, False), pa.scalar(None, column.type), column)


def _read_yes_no(name: str, fact: Fact, reading: Reading, column: pa.Array, cleaned: Cleaned) -> None:
    yes = pc.equal(column, 1)
    bad = pc.invert(pc.or_(yes, pc.equal(column, 0)))
    _refused(NOT_YES_NO, name, reading, column, cleaned, bad)
    cleaned.put(name, yes, lang=reading.lang)


def _read_whole(name: str, fact: Fact, reading: Reading, column: pa.Array, cleaned: Cleaned) -> None:
    low, high = RANGES.get(fact.entry.unit, (0, 100_000))
    if _are_within(column, low, high):
        cleaned.put(name, column.cast(pa.int64()), lang=reading.lang)
        return
    bad = _outside(column, low, high)
    if not pa.types.is_integer(column.type):
        bad = pc.or_(bad, pc.not_equal(column, pc.round(column)))
    kept = _refused(NOT_WHOLE, name, reading, column, cleaned, bad, low=low, high=high)
    cleaned.put(name, kept.cast(pa.int64()), lang=reading.lang)


def _outside(column: pa.Array, low: object, high: object) -> pa.Array:
    """Which values are not from ``low`` to ``high``; not-a-number is not."""
    if pa.types.is_uint64(column.type):
        # Arrow would compare them as signed numbers, into which the largest do not fit.
        low, high = pa.scalar(low, pa.uint64()), pa.scalar(high, pa.uint64())
    return pc.invert(pc.and_(pc.greater_equal(column, low), pc.less_equal(column, high)))


def _are_within(column: pa.Array, low: int, high: int) -> bool:
    """Whether all are whole numbers from ``low`` to ``high``: mostly so, and told by the least and the largest."""
    if not pa.types.is_integer(column.type):
        return False
    ends = pc.min_max(column)
    return not ends["min"].is_valid or (ends["min"].as_py() >= low and ends["max"].as_py() <= high)


def _read_fen(name: str, fact: Fact, reading: Reading, column: pa.Array, cleaned: Cleaned) -> None:
    if _are_within(column, 0, MOST_FEN):
        cleaned.put(name, column.cast(pa.int64()), lang=reading.lang)
        return
    bad = _outside(column, 0, MOST_FEN) if column.type.bit_width > 32 else pc.less(column, 0)
    kept = _refused(NOT_AMOUNT, name, reading, column, cleaned, bad)
    cleaned.put(name, kept.cast(pa.int64()), lang=reading.lang)


def _read_yuan(name: str, fact: Fact, reading: Reading, column: pa.Array, cleaned: Cleaned) -> None:
    """Decimal yuan stay decimals; the engine makes them fen."""
    most = pa.scalar(10 ** (MOST_YUAN_DIGITS - 2), pa.decimal128(MOST_YUAN_DIGITS, 0))
    bad = _outside(column, pa.scalar(0, pa.decimal128(1, 0)), most)
    if column.type.scale > 2:
        bad = pc.or_(bad, pc.not_equal(column, pc.round(column, 2)))
    kept = _refused(NOT_AMOUNT, name, reading, column, cleaned, bad)
    fits = kept.type.precision <= FEN_TYPE.precision and kept.type.scale <= FEN_TYPE.scale
    cleaned.put(name, kept if fits and kept.type.bit_width == 128 else kept.cast(FEN_TYPE), lang=reading.lang)


def _read_days(name: str, fact: Fact, reading: Reading, column: pa.Array, cleaned: Cleaned) -> None:
    ends = pc.min_max(column)
    first, last = ends["min"], ends["max"]
    if first.is_valid and (first.value < _number(FIRST_DAY) or last.value > _number(LAST_DAY)):
        days = column.cast(pa.int32())
        column = _refused(
            NOT_DAY, name, reading, column, cleaned, _outside(days, _number(FIRST_DAY), _number(LAST_DAY))
        )
    cleaned.put(name, column, lang=reading.lang)


def _number(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def _read_midnights(name: str, fact: Fact, reading: Reading, column: pa.Array, cleaned: Cleaned) -> None:
    """A day with a clock at midnight is a day."""
    numbers = column.cast(pa.int64()).fill_null(0).to_numpy()
    per_day = 86_400 * {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}.get(getattr(column.type, "unit", "ms"), 10**3)
    days = numbers // per_day
    too_far = (days < _number(FIRST_DAY)) | (days > _number(LAST_DAY))
    bad = pa.array((numbers % per_day != 0) | too_far)
    kept = _refused(NOT_DAY, name, reading, column, cleaned, pc.and_(bad, column.is_valid()))
    as_days = pa.array(np.where(too_far, 0, days).astype(np.int32), pa.date32(), mask=np.asarray(kept.is_null()))
    cleaned.put(name, as_days, lang=reading.lang)
