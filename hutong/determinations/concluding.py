"""What is kept of conclusions: a line for every benefit that is owed, may be owed, or is paid and not owed; labels.

One child is explained; many are screened together, which gives the same findings (``hutong.screening.details``): one
road for a page, one for a county.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

from hutong.determinations.bundles import absences_of
from hutong.determinations.duty_kinds import kinds_of_duties
from hutong.policy.closures import Closure, compiled, disjunction
from hutong.policy.determining import ChildFindings, determine_situation
from hutong.policy.discretion import kinds_of_fact, list_reasons
from hutong.policy.duties import key_of, list_duties_now
from hutong.policy.findings import Finding
from hutong.policy.layouts import Evaluation, layout_for
from hutong.policy.library import Library
from hutong.policy.programs import Shape
from hutong.policy.situation import PAYMENT, Situation
from hutong.vocabulary.secrecy import bits_of
from hutong.vocabulary.vocabulary import Vocabulary

LEVELS = ("open", "personal", "sensitive", "highest")
MONEY = "cash"
MONTHLY, PER_MONTH = "monthly", "yuan_per_month"
MOST_MISSING, MOST_COVERED = 500, 200
OWED_NOT_RECEIVED, RECEIVED_NOT_OWED = "owed_not_received", "received_not_owed"


class DutyLine(NamedTuple):
    """A duty that calls for something to be done for a child, as a span of duties keeps it."""

    rule: str
    which: str
    place: str
    event: str = ""
    is_in_doubt: bool = False
    secrecy: int = 0


class Line(NamedTuple):
    """One benefit at one place, as a span of findings keeps it."""

    benefit: str
    place: str
    verdict: str
    monthly_fen: int | None = None
    amount_state: str = ""
    covered_by: str = ""
    missing: str = ""
    sensitivity: str = "personal"
    secrecy: int = 0
    gap: str = ""

    @property
    def is_owed(self) -> bool:
        return self.verdict == "entitled" and not self.covered_by


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of the conclusions about one child: lines by (benefit, place), and the labels that hold."""

    lines: Mapping[tuple[str, str], Line] = field(default_factory=dict)
    labels: frozenset[str] = frozenset()
    label_secrecy: Mapping[str, int] = field(default_factory=dict)
    """Of labels that hold only by facts of classes that are not told to everybody, these classes."""
    duties: frozenset[DutyLine] = frozenset()


def keep_one(situation: Situation, *, library: Library) -> Kept:
    """What is kept of one child, by way of the explanation."""
    findings = determine_situation(situation, library=library, absences=absences_of(library)).findings
    return kept_of(situation, findings_kept(findings, library), library=library)


def is_kept(verdict: str, benefit: str, library: Library) -> bool:
    """Whether a finding gets a line: what is owed, and money that may be owed.

    Of most children it cannot be told whether they need rescue or counselling: such open findings fill tables and tell
    nothing; the page of the file works them out. What is of the highest class would mark everybody.
    """
    if verdict != "unknown":
        return verdict == "entitled"
    entry = library.vocabulary.benefits[benefit]
    return entry.delivery == MONEY and entry.sensitivity != LEVELS[-1]


def findings_kept(findings: Iterable[Finding], library: Library) -> list[Line]:
    """A line for each of the findings of which one is kept."""
    return [line_of(finding, library) for finding in findings if is_kept(finding.verdict, finding.benefit, library)]


def kept_of(situation: Situation, lines: Sequence[Line], *, library: Library) -> Kept:
    """The lines with the gaps between what is owed and what is paid, and the labels."""
    with_gaps = _with_gaps(list(lines), situation, library)
    labels = labels_of(situation, library)
    secrecy = label_bits(situation, labels, library)
    by_key = {(line.benefit, line.place): line for line in with_gaps}
    return Kept(by_key, labels, secrecy, duties_of(situation, library))


def line_of(finding: Finding, library: Library) -> Line:
    """A finding as a line, still without its gap."""
    amount = next((one for one in finding.amounts if one.term == MONTHLY or one.quantity.unit == PER_MONTH), None)
    number = amount.quantity.number if amount else None
    return Line(
        finding.benefit,
        finding.place or "",
        finding.verdict,
        None if number is None else int(number),
        amount.quantity.state if amount else "",
        _joined(finding.covered_by, MOST_COVERED),
        _joined(finding.missing, MOST_MISSING),
        sensitivity_of(finding, library.vocabulary),
        bits_of(kinds_of_finding(finding, library.vocabulary)),
    )


def _joined(names: Iterable[str], most: int) -> str:
    """As many as fit, whole."""
    text = ",".join(names)
    return text if len(text) <= most else text[: most + 1].rpartition(",")[0]


def sensitivity_of(finding: Finding, words: Vocabulary) -> str:
    """The highest of the benefit and of the facts that the finding rests on."""
    levels: list[str] = [words.benefits[finding.benefit].sensitivity]
    for reason in finding.because:
        if reason.kind != "grant" or reason.conclusion == finding.verdict:
            levels += [_level_of(fact.name, words) for fact in reason.facts]
            levels += [_level_of(fact.name, words) for one in reason.through for fact in one.facts]
    return max(levels, key=LEVELS.index)


def kinds_of_finding(finding: Finding, words: Vocabulary) -> frozenset[str]:
    """The classes of the benefit and of what the finding rests on."""
    return frozenset(words.benefits[finding.benefit].secrecy).union(
        *(kinds_of_fact(name, words) for name in list_reasons(finding))
    )


def _level_of(name: str, words: Vocabulary) -> str:
    """How sensitive a decisive fact is; of our own conclusion on a benefit, that of the benefit."""
    if (fact := words.facts.by_name.get(name)) is not None:
        return fact.entry.sensitivity
    benefit = words.benefits.get(name.removeprefix("ENTITLED('").removesuffix("')"))
    return benefit.sensitivity if benefit else "personal"


def _with_gaps(lines: list[Line], situation: Situation, library: Library) -> list[Line]:
    """The gap of a benefit stands once, at its first line.

    Owed in money and in no payment that is known of: owed and not received; of benefits between which somebody has yet
    to choose, once for all of them, and not where one of them is paid. In payment while it is neither owed nor open
    anywhere: received and not owed; what rests on declared absence alone is for a person to verify.
    """
    known = situation.known
    by_benefit: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        by_benefit.setdefault(line.benefit, []).append(number)
    owed = {line.benefit: number for number, line in reversed(list(enumerate(lines))) if line.is_owed}
    owed = {benefit: owed[benefit] for benefit in by_benefit if benefit in owed}
    owed = {benefit: number for benefit, number in owed.items() if f"{PAYMENT}{benefit}" in library.vocabulary.facts}
    for benefit in one_of_each_choice(list(owed), situation, library):
        lines[owed[benefit]] = lines[owed[benefit]]._replace(gap=OWED_NOT_RECEIVED)
    for benefit, numbers in by_benefit.items():
        if benefit in owed:
            continue
        if known.get(f"{PAYMENT}{benefit}") is True and _is_covered([lines[number] for number in numbers]):
            lines[numbers[0]] = lines[numbers[0]]._replace(gap=RECEIVED_NOT_OWED)
    received = {name.removeprefix(PAYMENT) for name, value in known.items() if _is_paid(name, value)}
    unfounded = received - by_benefit.keys()
    if not unfounded:
        return lines
    return [*lines, *_unfounded(unfounded, situation, library)]


def one_of_each_choice(owed: Sequence[str], situation: Situation, library: Library) -> list[str]:
    """The owed benefits that nobody is known to pay; of those between which is still to be chosen, one alone."""
    paid = {benefit for benefit in owed if situation.known.get(f"{PAYMENT}{benefit}") is True}
    missing = [benefit for benefit in owed if benefit not in paid]
    if len(owed) < 2 or not missing:
        return missing
    rivals, winners = _rivals(owed, situation, library)
    missing = [benefit for benefit in missing if winners[benefit].isdisjoint(paid)]
    first: list[str] = []
    seen: set[str] = set()
    for benefit in missing:
        if benefit in seen:
            continue
        group, waiting = set[str](), {benefit}
        while waiting:
            group |= waiting
            waiting = {other for one in waiting for other in rivals[one] if other in missing} - group
        seen |= group
        # The one that stands against the most others is named, and they beside it.
        first.append(max(sorted(group), key=lambda one: len(rivals[one] & group)))
    return first


Beside = dict[str, set[str]]


def _rivals(owed: Sequence[str], situation: Situation, library: Library) -> tuple[Beside, Beside]:
    """By owed benefit those beside which it stands in a choice that is not made yet, and those that would win over it.

    A choice can be one-sided: who draws extreme-poverty support has not thereby given up the allowance that tops it up.
    """
    beside: Beside = {benefit: set() for benefit in owed}
    above: Beside = {benefit: set() for benefit in owed}
    for shape in dict.fromkeys(program.shape for program in layout_for(library, situation).programs.values()):
        for benefits, fact in _choices_of(shape):
            together = {benefit for benefit in benefits if benefit in beside}
            if len(together) > 1 and (not fact or situation.known.get(fact) is None):
                can_win = together & set(library.vocabulary.facts[fact].values) if fact else together
                for benefit in together:
                    beside[benefit] |= together - {benefit}
                    above[benefit] |= can_win - {benefit}
    return beside, above


@lru_cache(maxsize=1_000)
def _choices_of(shape: Shape) -> tuple[tuple[tuple[str, ...], str], ...]:
    """The choices that a person makes, or that a blank keeps open: the benefits, and the fact that tells the choice."""
    blocks = (choice.block for choice in shape.choices)
    return tuple((tuple(one.benefits), one.fact) for one in blocks if one.by != "order")


def _is_covered(lines: Sequence[Line]) -> bool:
    """Whether something better stands in a benefit's stead wherever the child is entitled to it, and none is open."""
    return all(line.verdict == "entitled" and line.covered_by for line in lines)


def _is_paid(name: str, value: object) -> bool:
    return value is True and name.startswith(PAYMENT) and not name.endswith(".amount")


def _unfounded(benefits: set[str], situation: Situation, library: Library) -> Iterator[Line]:
    """Lines of benefits in payment on which every document says no; declared absence alone is no ground to say so."""
    layout = layout_for(library, situation)
    child = ChildFindings(situation, layout, library, absences_of(library))
    for benefit in sorted(benefits):
        findings = [child.finding(slot) for slot in layout.by_benefit.get(benefit, ())]
        if findings and all(one.verdict == "not_entitled" and not one.rests_on for one in findings):
            yield line_of(findings[0], library)._replace(gap=RECEIVED_NOT_OWED)


def labels_of(situation: Situation, library: Library) -> frozenset[str]:
    """The categories of the documents in which the child surely is."""
    layout = layout_for(library, situation)
    evaluation = Evaluation(situation, layout)
    shapes = dict.fromkeys(program.shape for program in layout.programs.values())
    return frozenset(
        name for shape in shapes for name, closure in _label_closures(shape).items() if closure(evaluation) is True
    )


def duties_of(situation: Situation, library: Library) -> frozenset[DutyLine]:
    """The duties that call for something to be done for the child now."""
    layout = layout_for(library, situation)
    kinds = kinds_of_duties(library)
    return frozenset(
        DutyLine(*(key := key_of(one.obligation)), one.place or "", one.obligation.block.after, one.truth is None,
                 bits_of(kinds[key]))
        for one in list_duties_now(situation, layout, Evaluation(situation, layout), library)
    )  # fmt: skip


def label_bits(situation: Situation, labels: frozenset[str], library: Library) -> dict[str, int]:
    """Of each label that would not hold without what is known of a class, the classes as a number."""
    found: dict[str, int] = {}
    if not labels:
        return found
    for kind in kinds_in(situation, library):
        for label in labels - labels_of(without(situation, kind, library), library):
            found[label] = found.get(label, 0) | bits_of([kind])
    return found


def kinds_in(situation: Situation, library: Library) -> frozenset[str]:
    """The classes of which something is known to be so about the child."""
    words = library.vocabulary
    return frozenset().union(
        *(kinds_of_fact(name, words) for name, value in situation.known.items() if value is not False)
    )


def without(situation: Situation, kind: str, library: Library) -> Situation:
    """The situation as it would be known to somebody who knows nothing of a class."""
    gone = {name for name in situation.known if kind in kinds_of_fact(name, library.vocabulary)}
    while more := {name for name, (source, *_) in situation.because.items() if source in gone} - gone:
        gone |= more
    return replace(situation, known={name: value for name, value in situation.known.items() if name not in gone})


@lru_cache(maxsize=1_000)
def _label_closures(shape: Shape) -> Mapping[str, Closure]:
    """The definitions of a shape that are categories, compiled."""
    key = object()
    closures: dict[str, Closure] = {}
    for name, ways in shape.definitions.items():
        closures[name] = disjunction(tuple(compiled(way.condition, closures, key) for way in ways))
    return {name: closures[name] for name, ways in shape.definitions.items() if any(way.block.category for way in ways)}
