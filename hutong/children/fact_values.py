"""Values of facts as files hold them: text as in JSON without quotes, checked against the vocabulary.

Yes and no are ``true`` and ``false``; money is yuan (``600.50``); a day may be a month or a year (``2016-03``) or
lie between two (``2016-03-05..2016-04-01``); places are twelve digits; of a list the words stand with commas between;
lists of persons are in ``listed_persons.py``.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches

from hutong.children.errors import FactDerived, FactUnknown, ValueRefused
from hutong.children.listed_persons import Persons, are_well_said, read_persons, write_persons
from hutong.children.words import get_vocabulary
from hutong.lib.dates import DateRefused, parse_date
from hutong.lib.money import NotAnAmount, fen_from_yuan, yuan_from_fen
from hutong.lib.translating import marked
from hutong.places.codes import CodeWrong, full_code
from hutong.vocabulary.facts import Fact, FactType, Label

YES = frozenset({"true", "yes", "y", "1", "是", "有", "对"})
NO = frozenset({"false", "no", "n", "0", "否", "无", "没有", "不是"})
LONGEST = 200
MOST = 10**12
COMMA = ","
BETWEEN = ".."

YES_OR_NO = marked("write yes or no; where it was not learnt, mark it as not collected")
WHOLE = marked("write a whole number")
YUAN = marked("write yuan with at most two decimals, such as 600 or 600.50")
DAY = marked("write the day as 2016-03-05, or 2016-03 or 2016 if the day is not known")
PLACE_CODE = marked("write the code of the place, six or twelve digits")
PERSONS = marked("name each person in at most 30 characters, and say yes or no, or leave open what is not known")
CHOICE = marked("choose one of its values from the list")
TOO_LONG = marked("it is longer than 200 characters")
EMPTY = marked("nothing was given; where it was not learnt, mark it as not collected")

Plain = bool | int | str | date | Decimal | Sequence[str] | Sequence[Mapping[str, str | bool]]


class _Wrong(Exception):
    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


def get_fact(name: str) -> Fact:
    """The fact of this name. Raises FactUnknown with the nearest names."""
    facts = get_vocabulary().facts
    if name not in facts:
        close = get_close_matches(name, list(facts), n=3, cutoff=0.6)
        raise FactUnknown(name=name, nearest=" / ".join(close))
    return facts[name]


def get_recordable(name: str) -> Fact:
    """A fact that can be recorded. Raises FactUnknown, FactDerived."""
    fact = get_fact(name)
    if fact.entry.derive is not None:
        raise FactDerived(name=name, source=fact.entry.derive.source)
    return fact


def text_of(fact: Fact, value: Plain) -> str:
    """The value as files hold it. Raises ValueRefused with what to write instead."""
    try:
        if value in fact.entry.spread if isinstance(value, str) else False:
            return str(value)
        text = READERS[fact.type](fact, value)
        if not text:
            raise _Wrong(EMPTY)
        if len(text) > LONGEST:
            raise _Wrong(TOO_LONG)
    except _Wrong as wrong:
        shown = str(value)[:40]
        label = Label(zh=fact.zh, en=fact.en)
        raise ValueRefused(name=fact.name, label=label, value=shown, why=wrong.why) from wrong
    return text


def value_of(fact: Fact, text: str) -> bool | int | str | list[str] | Persons | dict[str, str]:
    """What the text says, as the policy library takes it."""
    if fact.type is FactType.BOOL and text in ("true", "false"):
        return text == "true"
    if fact.type is FactType.INT and text.isdigit():
        return int(text)
    if fact.type is FactType.LIST:
        return read_persons(text) if fact.entry.aggregate else text.split(COMMA)
    if fact.type is FactType.DATE and BETWEEN in text:
        return dict(zip(("from", "to"), text.split(BETWEEN), strict=True))
    return text


def _bool(fact: Fact, value: Plain) -> str:
    word = str(value).strip().lower()
    if word in YES:
        return "true"
    if word in NO:
        return "false"
    raise _Wrong(YES_OR_NO)


def _int(fact: Fact, value: Plain) -> str:
    try:
        number = Decimal(unicodedata.normalize("NFKC", str(value)).strip())
    except InvalidOperation:
        raise _Wrong(WHOLE) from None
    if isinstance(value, bool) or not number.is_finite() or not 0 <= number <= MOST or number != int(number):
        raise _Wrong(WHOLE)
    return str(int(number))


def _money(fact: Fact, value: Plain) -> str:
    try:
        fen = fen_from_yuan(unicodedata.normalize("NFKC", str(value)))
    except NotAnAmount:
        raise _Wrong(YUAN) from None
    if isinstance(value, bool) or not 0 <= fen <= MOST:
        raise _Wrong(YUAN)
    return yuan_from_fen(fen)


def _day(fact: Fact, value: Plain) -> str:
    ends = str(value).split(BETWEEN)
    try:
        first, span = parse_date(ends[0]), parse_date(ends[-1])
    except DateRefused:
        raise _Wrong(DAY) from None
    if len(ends) == 2 and first.first <= span.last:
        return f"{first.first.isoformat()}{BETWEEN}{span.last.isoformat()}"
    if len(ends) != 1:
        raise _Wrong(DAY)
    if span.is_one_day:
        return span.first.isoformat()
    whole_year = span.first.month != span.last.month
    return f"{span.first:%Y}" if whole_year else f"{span.first:%Y-%m}"


def _place(fact: Fact, value: Plain) -> str:
    try:
        return full_code(str(value).strip())
    except CodeWrong:
        raise _Wrong(PLACE_CODE) from None


def _enum(fact: Fact, value: Plain) -> str:
    word = str(value).strip()
    if word in fact.values:
        return word
    meant = [name for name, label in fact.values.items() if word in (label.zh, label.en)]
    if len(meant) != 1:
        raise _Wrong(CHOICE)
    return meant[0]


def _text(fact: Fact, value: Plain) -> str:
    return str(value).strip()


def _persons(fact: Fact, value: Plain) -> str:
    given = read_persons(value) if isinstance(value, str) else value
    persons = [one for one in given if isinstance(one, Mapping)] if isinstance(given, Sequence) else []
    if not are_well_said(persons, fact):
        raise _Wrong(PERSONS)
    return write_persons(persons)


def _list(fact: Fact, value: Plain) -> str:
    if fact.entry.aggregate:
        return _persons(fact, value)
    words = value.split(COMMA) if isinstance(value, str) else value
    if not isinstance(words, Sequence):
        raise _Wrong(CHOICE)
    given = [str(word).strip() for word in words]
    if not given or any(word not in fact.entry.members for word in given):
        raise _Wrong(CHOICE)
    return COMMA.join(dict.fromkeys(given))


READERS: dict[FactType, Callable[[Fact, Plain], str]] = {
    FactType.BOOL: _bool,
    FactType.INT: _int,
    FactType.MONEY: _money,
    FactType.DATE: _day,
    FactType.PLACE: _place,
    FactType.ENUM: _enum,
    FactType.TEXT: _text,
    FactType.LIST: _list,
}
