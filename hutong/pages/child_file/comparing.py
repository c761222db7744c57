"""Two days of a file: what is different on the second."""

from collections.abc import Iterator
from dataclasses import dataclass

from hutong.lib.translating import marked
from hutong.pages.child_file.file_on_day import FileOnDay
from hutong.pages.child_file.telling import ToldFinding

VERDICTS = {
    "entitled": marked("owed"),
    "covered": marked("something else is given"),
    "unknown": marked("cannot be told"),
    "not_offered": marked("not offered here"),
    "not_entitled": marked("not owed"),
    "": marked("not asked"),
}
TAGS = {"entitled": "yes", "covered": "no", "unknown": "open", "not_offered": "no", "not_entitled": "no", "": "no"}


@dataclass(frozen=True)
class Side:
    """What stands on one day."""

    text: str
    tag: str = ""


@dataclass(frozen=True)
class Difference:
    """One line of the comparison."""

    kind: str
    name: str
    before: Side
    after: Side


def list_differences(first: FileOnDay, second: FileOnDay) -> list[Difference]:
    """Benefits, then facts, then payments that differ between the two days."""
    return [*_benefits(first, second), *_facts(first, second), *_payments(first, second)]


def _benefits(first: FileOnDay, second: FileOnDay) -> Iterator[Difference]:
    before, after = _verdicts(first), _verdicts(second)
    hidden = _hidden(first) | _hidden(second)
    for key in dict.fromkeys((*before, *after)):
        if key in hidden:
            continue
        sides = _side(first, before.get(key)), _side(second, after.get(key))
        if sides[0] != sides[1]:
            told = after.get(key) or before[key]
            yield Difference("benefit", f"{told.name} · {told.place}", *sides)


def _verdicts(file: FileOnDay) -> dict[tuple[str, str], ToldFinding]:
    found = (file.teller.tell(one) for one in file.findings)
    return {(one.benefit, one.code): one for one in found}


def _hidden(file: FileOnDay) -> set[tuple[str, str]]:
    """What is not told of one of the days is not told of the other, or the difference would tell it."""
    hides = file.names.discretion.hides_finding
    return {(one.benefit, one.place or "") for one in file.determination.findings if hides(one)}


def _side(file: FileOnDay, told: ToldFinding | None) -> Side:
    verdict = "" if told is None else "covered" if told.verdict == "entitled" and not told.is_owed else told.verdict
    say = file.names.say
    amounts = say("; ").join(told.amounts) if told and told.is_owed else ""
    text = say(VERDICTS[verdict]) + (say(": ") + amounts if amounts else "")
    return Side(text, TAGS[verdict])


def _facts(first: FileOnDay, second: FileOnDay) -> Iterator[Difference]:
    before, after = first.situation.known, second.situation.known
    say, words = second.names.say, second.library.vocabulary.facts
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) == after.get(name) or name not in words:
            continue
        if any(file.names.discretion.hides_fact(name) for file in (first, second)):
            continue
        yield Difference("fact", second.names.fact(name), _value(first, name, say(marked("not known"))),
                         _value(second, name, say(marked("not known"))))  # fmt: skip


def _value(file: FileOnDay, name: str, unknown: str) -> Side:
    value = file.situation.known.get(name)
    return Side(unknown if value is None else file.names.known_value(name, value))


def _payments(first: FileOnDay, second: FileOnDay) -> Iterator[Difference]:
    before = {one.benefit: one.fen for one in first.paid}
    after = {one.benefit: one.fen for one in second.paid}
    say = second.names.say
    for slug in dict.fromkeys((*before, *after)):
        if any(file.names.discretion.hides_benefit(slug) for file in (first, second)):
            continue
        sides = [
            Side(say(marked("paid")) if slug in paid else say(marked("not paid")), "yes" if slug in paid else "no")
            for paid in (before, after)
        ]
        if sides[0] != sides[1]:
            yield Difference("payment", second.names.benefit(slug), *sides)
