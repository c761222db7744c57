"""Children whose facts cannot be used: an impossible value, a day after the day asked about, two facts that disagree.

What other facts contradict is found while facts are fixed (``fixing.py``); the sentence that says why comes from the
explanation, which refuses the same children.
"""

import numpy as np
import pyarrow as pa

from hutong.lib.elapsed import whole_months, whole_years
from hutong.policy.fact_values import EARLIEST, MOST_NUMBER
from hutong.screening.bits import Bools, Words, known_of, nobody, pack, unpack
from hutong.screening.population import EPOCH, Batch, Integers, Numbers, is_words
from hutong.vocabulary.facts import Derivation, Fact, FactType

NUMBERS = (FactType.INT, FactType.MONEY, FactType.DATE)


def refused_by_value(batch: Batch) -> Words:
    """The children with a value that no child can have."""
    refused = nobody(batch.children)
    named = dict.fromkeys(end.removesuffix(".from") for end in batch.names)
    for name in named:
        fact = batch.facts.get(name)
        if fact is None:
            continue
        if is_words(_type(batch, name)):
            refused |= _wrong_words(batch, fact)
        elif fact.type in NUMBERS:
            refused |= _out_of_bounds(batch, fact)
    for name in {end.rpartition(".")[0] for end in batch.names if end.endswith((".from", ".to"))}:
        refused |= _half_a_range(batch, name)
    for name in batch.fed_by:
        refused |= batch.disagreeing(name)
    for fact, rule in batch.facts.derived:
        if rule.source in named or rule.source in batch.fed_by:
            refused |= _begun_later(batch, rule) | _disagreeing(batch, fact, rule)
    return refused


def _type(batch: Batch, name: str) -> pa.DataType:
    schema = batch.table.schema
    return schema.field(name).type if name in batch.names else pa.null()


def _wrong_words(batch: Batch, fact: Fact) -> Words:
    """Words that are no value of the fact and stand for no others."""
    refused = nobody(batch.children)
    for number in batch.dictionary(fact.name).wrong:
        written = batch.written(fact.name)
        refused |= pack(written.codes == number) & written.known
    return refused


def _out_of_bounds(batch: Batch, fact: Fact) -> Words:
    """Numbers below zero or beyond all measure, days that cannot be right, ranges that end before they begin."""
    least, most = (0, MOST_NUMBER) if fact.type is not FactType.DATE else ((EARLIEST - EPOCH).days, None)
    numbers = batch.numbers(fact.name)
    wrong = _outside(numbers.low, least, most)
    if numbers.high is not numbers.low:
        turned = numbers.low > numbers.high
        wrong = turned if wrong is None else wrong | turned
    return nobody(batch.children) if wrong is None else pack(wrong) & numbers.known


def _half_a_range(batch: Batch, name: str) -> Words:
    """A range of days of which only one end is given."""
    if name not in batch.facts:
        return nobody(batch.children)
    columns = [batch.column(column) for column in (f"{name}.from", f"{name}.to", name)]
    start, end, exact = (nobody(batch.children) if column is None else _given(column, batch) for column in columns)
    return (start ^ end) & ~exact


def _given(column: pa.Array, batch: Batch) -> Words:
    known = known_of(column)
    return batch.whole if known is None else known & batch.whole


def _outside(values: Integers, least: int, most: int | None) -> Bools | None:
    """Where values lie outside; None, quickly, when nowhere."""
    if not len(values) or (values.min() >= least and (most is None or values.max() <= most)):
        return None
    wrong: Bools = values < least
    return wrong if most is None else wrong | (values > most)


def _begun_later(batch: Batch, rule: Derivation) -> Words:
    """A day of reckoning after the day asked about."""
    numbers, today = batch.numbers(rule.source), (batch.on - EPOCH).days
    if not len(numbers.low) or numbers.low.max() <= today:
        return nobody(batch.children)
    return pack(numbers.low > today) & numbers.known


def _disagreeing(batch: Batch, fact: Fact, rule: Derivation) -> Words:
    """A count of years or months that is given and is not what the day comes to."""
    if fact.name not in batch.names:
        return nobody(batch.children)
    given, source = batch.numbers(fact.name), batch.numbers(rule.source)
    both = given.known & source.known
    rows = np.flatnonzero(unpack(both, batch.children))
    wrong = np.zeros(batch.children, np.bool_)
    wrong[rows] = [_disagree(batch, rule, source, int(row), int(given.low[row])) for row in rows]
    return pack(wrong) & both


def _disagree(batch: Batch, rule: Derivation, source: Numbers, row: int, given: int) -> bool:
    count = whole_years if rule.how == "whole_years" else whole_months
    low, high = (EPOCH.fromordinal(EPOCH.toordinal() + int(end[row])) for end in (source.low, source.high))
    return not count(min(high, batch.on), batch.on) <= given <= count(min(low, batch.on), batch.on)
