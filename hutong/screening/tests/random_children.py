"""Children made up at random as a batch, and each of them as the explanation is told of it."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa

from hutong.vocabulary.facts import Fact, Facts, FactType

Child = dict[str, Any]
PLACES = ("431022", "431003", "500110", "440281", "431022100", "431022100201")
DATES = (
    date(2024, 2, 29), date(2020, 2, 29), date(2008, 2, 29), date(2023, 2, 28), date(2023, 3, 1), date(2025, 3, 31),
    date(2024, 12, 31), date(1900, 1, 2), date(1970, 1, 1), date(1969, 12, 31),
)  # fmt: skip
FAR = date(9999, 12, 31)
INTS = (0, 1, 2, 3, 5, 6, 7, 11, 12, 13, 36, 10**9, 10**12)
WRITTEN = ("0", "0.01", "0.5", "1", "499.99", "500", "600", "899.99", "900", "9999999999.99")
YUAN = tuple(Decimal(one) for one in WRITTEN)
RANGED = ("birth_date", "recognised_on", "residence_since")
ENDED = ("poor", "destitute", "adopted", "household_income", "school_stage", "siblings", "birth_date", "dibao")
SHARE_OF_YES = {"receives": 0.85, "father": 0.15, "mother": 0.15, "adopted": 0.15, "dibao": 0.8}
"""So that not all children contradict themselves."""
SPREAD = {"dibao": ("城市低保", "没有低保", "未知", " ")}


def list_days(on: date) -> tuple[date, ...]:
    """Birthdays around every age on the day, and rare days."""
    around = []
    for age in range(20):
        year = on.year - age
        day = date(year, on.month, 28 if (on.month, on.day) == (2, 29) else on.day)
        around += [day - timedelta(1), day, day + timedelta(1)]
    return (*(one for one in around if one <= on), *(one for one in DATES if one <= on), on)


@dataclass
class Population:
    """Columns of children, as Arrow holds them and as Python values."""

    chance: random.Random
    facts: Facts
    on: date
    count: int
    columns: dict[str, pa.Array] = field(default_factory=dict)
    values: dict[str, list[Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.days = list_days(self.on)
        self.known = self.chance.choice((0.3, 0.6, 0.95))
        for fact in self.facts.values():
            if not fact.entry.input_only and fact.type is not FactType.TEXT and self.chance.random() < 0.9:
                self._add(fact)

    def _add(self, fact: Fact) -> None:
        if fact.entry.derive and self.chance.random() < 0.8:
            return
        if fact.name in RANGED and self.chance.random() < 0.5:
            self._add_range(fact.name)
            return
        self._put(fact, fact.name)
        if fact.name in ENDED and self.chance.random() < 0.4:
            self._put_days(f"{fact.name}.since", (date(2024, 1, 1), self.on, self.on + timedelta(1)))
            if self.chance.random() < 0.5:
                self._put_days(f"{fact.name}.until", (self.on - timedelta(1), self.on, FAR))

    def _put(self, fact: Fact, name: str) -> None:
        spread = SPREAD.get(name)
        if spread and self.chance.random() < 0.4:
            self.values[name] = [self._maybe(self.chance.choice(spread)) for _ in range(self.count)]
            self.columns[name] = self._words(self.values[name])
            return
        self.values[name] = [self._maybe(self._value(fact)) for _ in range(self.count)]
        self.columns[name] = self._column(fact, self.values[name])

    def _put_days(self, name: str, days: tuple[date, ...]) -> None:
        self.values[name] = [self._maybe(self.chance.choice(days)) for _ in range(self.count)]
        self.columns[name] = pa.array(self.values[name], pa.date32())

    def _add_range(self, name: str) -> None:
        """Some know the day, some two days between which it lies."""
        days, from_, to = [], [], []
        for _ in range(self.count):
            low = self.chance.choice(self.days)
            is_day = self.chance.random() < 0.3
            is_range = not is_day and self.chance.random() < self.known
            length = self.chance.choice((0, 1, 30, 365, 5000))
            days.append(low if is_day else None)
            from_.append(low if is_range else None)
            to.append(low + timedelta(length) if is_range else None)
        for column, values in ((name, days), (f"{name}.from", from_), (f"{name}.to", to)):
            self.values[column] = values
            self.columns[column] = pa.array(values, pa.date32())

    def _maybe(self, value: Any) -> Any:
        return value if self.chance.random() < self.known else None

    def _value(self, fact: Fact) -> Any:
        choice = self.chance.choice
        match fact.type:
            case FactType.BOOL:
                return self.chance.random() < SHARE_OF_YES.get(fact.name.partition(".")[0], 0.5)
            case FactType.INT:
                return choice(INTS[:11] if fact.entry.derive else INTS)
            case FactType.MONEY:
                return choice(YUAN) if self.chance.random() < 0.5 or fact.name in ENDED else YUAN[0]
            case FactType.DATE:
                return choice(self.days if fact.name != "recognised_on" else (*self.days, FAR))
            case FactType.ENUM:
                return choice(tuple(fact.values))
        return choice(PLACES)

    def _column(self, fact: Fact, values: list[Any]) -> pa.Array:
        match fact.type:
            case FactType.BOOL:
                return pa.array(values, pa.bool_())
            case FactType.INT:
                most = max([one for one in values if one is not None], default=0)
                return pa.array(values, self.chance.choice([kind for kind, limit in WIDTHS if most <= limit]))
            case FactType.MONEY:
                return self._money(values)
            case FactType.DATE:
                return pa.array(values, pa.date32())
        return self._words(values)

    def _money(self, values: list[Decimal | None]) -> pa.Array:
        """Fen as integers, or yuan as decimals."""
        if self.chance.random() < 0.4:
            return pa.array([None if one is None else int(one * 100) for one in values], pa.int64())
        wide = [pa.decimal128(18, 2), pa.decimal128(12, 2), pa.decimal128(20, 4), pa.decimal256(40, 2)]
        return pa.array(values, self.chance.choice(wide))

    def _words(self, values: list[str | None]) -> pa.Array:
        column = pa.array(values, self.chance.choice((pa.string(), pa.large_string())))
        return column.dictionary_encode() if self.chance.random() < 0.5 else column

    def batch(self) -> pa.RecordBatch:
        """The children as a batch."""
        return pa.record_batch(list(self.columns.values()), names=list(self.columns))

    def children(self) -> list[Child]:
        """The children as the explanation is told of them."""
        return [self._child({name: values[row] for name, values in self.values.items()}) for row in range(self.count)]

    def _child(self, row: Child) -> Child:
        told: Child = {}
        for name, value in row.items():
            if name not in self.facts:
                continue
            if value is None and row.get(f"{name}.from") is not None:
                value = {"from": row[f"{name}.from"], "to": row[f"{name}.to"]}
            elif f"{name}.since" in row:
                ends = {"since": row[f"{name}.since"], "until": row.get(f"{name}.until")}
                value = None if value is None else {"value": value, **ends}
            told[name] = value
        return told


WIDTHS = (
    (pa.int64(), 2**63 - 1), (pa.int32(), 2**31 - 1), (pa.int16(), 2**15 - 1), (pa.int8(), 2**7 - 1),
)  # fmt: skip
