"""Worked examples: a document's own named situations, run as tests."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from hutong.lib.checked_toml import suggest
from hutong.lib.faults import Fault
from hutong.policy.blocks import ExpectedFinding
from hutong.policy.determining import Determination, determine
from hutong.policy.documents import PlacedExample
from hutong.policy.errors import SituationRefused
from hutong.policy.findings import Finding
from hutong.policy.library import Library

NOT_BENEFITS = frozenset({"duties", "categories"})
TOLD = {True: "true", False: "false", None: "unknown"}
VERDICT_RANK = ("entitled", "unknown", "not_offered", "not_entitled")


@dataclass(frozen=True)
class ExampleRun:
    """What came of an example: what it expected, what was determined, and every difference as a fault."""

    example: PlacedExample
    expected: Mapping[str, ExpectedFinding]
    determination: Determination | None
    faults: tuple[Fault, ...] = field(default=())

    def finding(self, benefit: str) -> Finding | None:
        """The finding that the example speaks of."""
        expected = self.expected.get(benefit)
        if self.determination is None or expected is None:
            return None
        return best_finding(self.determination, benefit, expected.place)


def best_finding(determination: Determination, benefit: str, place: str | None = None) -> Finding | None:
    """The best finding on a benefit over all its places, or the one at a place."""
    held = [one for one in determination.findings if one.benefit == benefit and place in (None, one.place)]
    return min(held, key=lambda one: VERDICT_RANK.index(one.verdict), default=None)


def run_example(example: PlacedExample, library: Library) -> ExampleRun:
    """Run one example: against its document alone, or against all documents in force."""
    entry = example.entry
    expected, faults = _expectations(example, library)
    givers = frozenset({example.document}) if entry.scope == "alone" else None
    try:
        determination = determine(entry.given, library=library, on=entry.on, givers=givers)
    except SituationRefused as refused:
        faults += [
            example.placed.fault(
                "example-given",
                f"'{entry.name}': {one.fact}: {one.message('en')}",
                one.remedy("en"),
                key="given",
                word=one.fact,
            )
            for one in refused.faults
        ]
        return ExampleRun(example, expected, None, tuple(faults))
    for benefit, wanted in expected.items():
        faults += _differences(example, benefit, wanted, best_finding(determination, benefit, wanted.place))
    faults += _other_differences(example, determination)
    return ExampleRun(example, expected, determination, tuple(faults))


def _expectations(example: PlacedExample, library: Library) -> tuple[dict[str, ExpectedFinding], list[Fault]]:
    expected: dict[str, ExpectedFinding] = {}
    faults: list[Fault] = []
    for benefit, wanted in example.entry.expect.items():
        if benefit in NOT_BENEFITS:
            continue
        if benefit not in library.vocabulary.benefits:
            advice = suggest(benefit, library.vocabulary.benefits, otherwise="the slugs are those of benefits.toml")
            what = f"'{benefit}' is not a benefit"
            faults.append(example.placed.fault("unknown-benefit", what, advice, key="expect", word=benefit))
            continue
        try:
            expected[benefit] = ExpectedFinding.model_validate(
                wanted if isinstance(wanted, dict) else {"verdict": wanted}
            )
        except ValidationError as error:
            faults.append(_unreadable(example, benefit, error))
    return expected, faults


def _unreadable(example: PlacedExample, benefit: str, error: ValidationError) -> Fault:
    detail = error.errors()[0]
    path = ".".join(str(part) for part in detail["loc"])
    return example.placed.fault(
        "wrong-value",
        f"'{example.entry.name}': {benefit}: {path} = {detail['input']!r} cannot be expected",
        suggest(str(detail["input"]), VERDICT_RANK, otherwise="write a verdict or { verdict = …, amounts = … }"),
        key="expect",
        word=benefit,
    )


def _differences(
    example: PlacedExample, benefit: str, wanted: ExpectedFinding, finding: Finding | None
) -> Iterator[Fault]:
    name = example.entry.name

    def differs(what: str, expected: object, found: object) -> Fault:
        return example.placed.fault(
            "example",
            f"'{name}': {benefit}: {what} should be {expected}, but is {found}",
            "correct the rule, or the example if it is the one that is wrong",
            key="expect",
            word=benefit,
        )

    if finding is None:
        if wanted.verdict != "not_entitled":
            yield differs("verdict", wanted.verdict, "nothing: no ground in scope speaks of it")
        return
    if finding.verdict != wanted.verdict:
        yield differs("verdict", wanted.verdict, f"{finding.verdict}{_why(finding)}")
    lacking = [fact for fact in wanted.missing if fact not in finding.missing]
    if lacking:
        yield differs("what is missing", ", ".join(lacking), ", ".join(finding.missing) or "nothing")
    for key in ("excluded_by", "covered_by"):
        expected = getattr(wanted, key)
        if expected is not None and set(expected) != set(getattr(finding, key)):
            yield differs(key, list(expected), list(getattr(finding, key)))
    if wanted.amounts is not None:
        yield from _amount_differences(wanted.amounts, finding, differs)


def _amount_differences(wanted: Any, finding: Finding, differs: Any) -> Iterator[Fault]:
    found = {amount.term: amount.as_json() for amount in finding.amounts}
    for one in wanted:
        term = str(one.get("term"))
        have = found.get(term, {})
        for key, value in one.items():
            if have.get(key) != value:
                yield differs(f"{term}.{key}", repr(value), repr(have.get(key)))


def _why(finding: Finding) -> str:
    if finding.verdict == "unknown":
        return f" (asks {', '.join(finding.missing[:6])})"
    reason = finding.because[0] if finding.because else None
    return f" (by {reason.clause}: {reason.condition})" if reason else ""


def _other_differences(example: PlacedExample, determination: Determination) -> Iterator[Fault]:
    duties = {one.obligation.rule.address.split("#")[1] for one in determination.duties}
    duties |= {one.obligation.rule.address for one in determination.duties}
    for clause in _listed(example.entry.expect.get("duties")):
        if clause not in duties:
            yield example.placed.fault(
                "example",
                f"'{example.entry.name}': the duty {clause} does not arise",
                "correct the rule or the example",
                key="expect.duties",
                word=clause,
            )
    categories = {one.name: one.truth for one in determination.categories}
    wanted = example.entry.expect.get("categories")
    for name, truth in wanted.items() if isinstance(wanted, dict) else ():
        truth = None if truth == "unknown" else truth
        if categories.get(name, False) is not truth:
            found = TOLD[categories[name]] if name in categories else "not defined"
            yield example.placed.fault(
                "example",
                f"'{example.entry.name}': category {name} should be {TOLD[truth]}, but is {found}",
                "correct the rule or the example",
                key="expect.categories",
                word=name,
            )


def _listed(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list | tuple) else []
