"""A determination as JSON: format 1, published as policies/schema/determination.json."""

from datetime import date
from typing import Any

from hutong.lib.money import yuan_from_fen
from hutong.policy.determining import FORMAT, Category, Determination, OpenDuty
from hutong.policy.findings import Finding, Reason
from hutong.policy.library import Library
from hutong.policy.linked import Obligation
from hutong.policy.proofs import Decisive, Through
from hutong.policy.ranges import DateRange, IntRange
from hutong.vocabulary.facts import Facts, FactType


def determination_as_json(determination: Determination, library: Library, *, lang: str = "zh") -> dict[str, Any]:
    """One object per child, in the shape that docs/determination-format.md describes."""
    facts = library.vocabulary.facts
    return {
        "format": FORMAT,
        "child": determination.situation.child or None,
        "on": determination.on.isoformat(),
        "documents": list(determination.documents),
        "findings": [_finding(finding, determination, library) for finding in determination.findings],
        "categories": [_category(category) for category in determination.categories],
        "duties": [_duty(duty) for duty in determination.duties],
        "ask_next": [question.as_json(facts, lang) for question in determination.ask_next],
    }


def _finding(finding: Finding, determination: Determination, library: Library) -> dict[str, Any]:
    facts = library.vocabulary.facts
    return {
        "benefit": finding.benefit,
        "place": finding.place,
        "verdict": finding.verdict,
        "amounts": [amount.as_json() for amount in finding.amounts],
        "strength": finding.strength or None,
        "lead": list(lead_on(finding, determination, library)),
        "because": [_reason(reason, facts) for reason in finding.because],
        "missing": list(finding.missing),
        "covered_by": list(finding.covered_by),
        "excluded_by": list(finding.excluded_by),
        "alternatives": list(finding.alternatives),
        "rests_on_absence": list(finding.rests_on),
    }


def lead_on(finding: Finding, determination: Determination, library: Library) -> tuple[str, ...]:
    """The bodies responsible on the day, after the reforms that moved the work: ``civil_affairs@county``."""
    words = library.vocabulary
    benefit = words.benefits[finding.benefit]
    named = finding.lead or (f"~{benefit.by}@any",)
    moved = []
    for body in named:
        slug, _, level = body.removeprefix("~").partition("@")
        mark = "~" if body.startswith("~") else ""
        moved.append(f"{mark}{words.body_on(slug, benefit=benefit, on=determination.on)}@{level}")
    # A body that one clause names and another implies is named.
    return tuple(body for body in dict.fromkeys(moved) if not (body.startswith("~") and body[1:] in moved))


def _reason(reason: Reason, facts: Facts) -> dict[str, Any]:
    return {
        "kind": reason.kind,
        "document": reason.document,
        "clause": reason.clause,
        "condition": reason.condition,
        "frame": reason.frame or None,
        "truth": reason.truth,
        "facts": _facts(reason.facts, facts),
        "missing": list(reason.missing),
        "through": [_through(one, facts) for one in reason.through],
    }


def _through(one: Through, facts: Facts) -> dict[str, Any]:
    return {
        "definition": one.name,
        "clause": one.address,
        "condition": one.condition,
        "truth": one.truth,
        "facts": _facts(one.facts, facts),
    }


def _facts(decisive: tuple[Decisive, ...], facts: Facts) -> dict[str, Any]:
    return {one.name: {"value": edge_value(one.name, one.value, facts), "truth": one.truth} for one in decisive}


def edge_value(name: str, value: object, facts: Facts) -> object:
    """A value as it is written outside: yuan for money, ISO days, ranges as {from, to}."""
    if isinstance(value, DateRange | IntRange):
        low, high = edge_value(name, value.low, facts), edge_value(name, value.high, facts)
        return {"from": low, "to": high}
    if isinstance(value, date):
        return value.isoformat()
    fact = facts.get(name)
    if fact is not None and fact.type is FactType.MONEY and isinstance(value, int):
        return yuan_from_fen(value)
    return value


def _category(category: Category) -> dict[str, Any]:
    return {
        "name": category.name,
        "zh": category.zh,
        "en": category.en,
        "truth": category.truth,
        "clauses": list(category.clauses),
        "missing": list(category.missing),
    }


def _duty(duty: OpenDuty) -> dict[str, Any]:
    obligation: Obligation = duty.obligation
    block = obligation.block
    return {
        "clause": obligation.rule.address,
        "place": duty.place,
        "truth": duty.truth,
        "missing": list(duty.missing),
        "who": list(block.who),
        "must": block.must,
        "must_zh": block.must_zh,
        "within": block.within or None,
        "every": block.every or None,
        "to": list(block.to),
        "after": block.after or None,
        "condition": block.when or None,
    }
