"""Every grant has an example that holds; every benefit, choice and exclusion one each that holds, fails, is unknown."""

from collections.abc import Iterator, Sequence

from hutong.lib.faults import Fault
from hutong.policy.documents import Rule
from hutong.policy.examples import ExampleRun
from hutong.policy.findings import Finding
from hutong.policy.linked import Choice, Exclusion, Ground, Linked

WANTED = ("holds", "does not hold", "is unknown")


def check(linked: Linked, runs: Sequence[ExampleRun]) -> Iterator[Fault]:
    """What no example of the document shows."""
    own = [run for run in runs if run.example.document == linked.document.address]
    if linked.document.front.standing == "guidance":
        return
    for ground in linked.grounds:
        yield from _grant(ground, own)
    for benefit in dict.fromkeys(ground.benefit for ground in linked.grounds):
        grounds = [ground for ground in linked.grounds if ground.benefit == benefit]
        seen = {_state(run.finding(benefit)) for run in own if run.finding(benefit) is not None}
        seen |= {"does not hold" for run in own if run.expected.get(benefit) and run.finding(benefit) is None}
        # What a text merely encourages is "not offered" whatever the facts: it is never unknown.
        seen |= set() if any(ground.is_offered for ground in grounds) else {"is unknown"}
        yield from _lacking(grounds[0].rule, f"the benefit {benefit}", seen)
    for exclusion in linked.exclusions:
        yield from _lacking(exclusion.rule, f"this exclusion of {exclusion.benefit}", _exclusion_states(exclusion, own))
    for choice in linked.choices:
        yield from _lacking(
            choice.rule,
            f"this choice between {', '.join(choice.block.benefits)}",
            _choice_states(choice, own),
        )


def _lacking(rule: Rule, what: str, seen: set[str]) -> Iterator[Fault]:
    for state in WANTED:
        if state not in seen:
            yield rule.placed.fault(
                "no-example",
                f"no example shows where {what} {state}",
                "add one to examples.toml, with the facts that decide it",
            )


def _grant(ground: Ground, runs: Sequence[ExampleRun]) -> Iterator[Fault]:
    for run in runs:
        finding = run.finding(ground.benefit)
        if finding is not None and any(
            reason.clause == ground.rule.address and reason.truth is True and reason.kind == "grant"
            for reason in finding.because
        ):
            return
    yield ground.rule.placed.fault(
        "no-example",
        f"no example shows this grant of {ground.benefit} holding",
        "add one to examples.toml that expects this benefit",
    )


def _state(finding: Finding | None) -> str:
    if finding is None:
        return ""
    return {"entitled": "holds", "not_offered": "holds", "unknown": "is unknown"}.get(finding.verdict, "does not hold")


def _exclusion_states(exclusion: Exclusion, runs: Sequence[ExampleRun]) -> set[str]:
    """Seen from examples that expect the excluded benefit: excluded, open because of this, or given in spite of it."""
    seen: set[str] = set()
    for run in runs:
        finding = run.finding(exclusion.benefit)
        if finding is None:
            continue
        truths = [
            reason.truth
            for reason in finding.because
            if reason.clause == exclusion.rule.address and reason.kind == "exclude"
        ]
        if exclusion.rule.address in finding.excluded_by or True in truths:
            seen.add("holds")
        elif None in truths:
            seen.add("is unknown")
        elif finding.verdict == "entitled":
            seen.add("does not hold")
    return seen


def _choice_states(choice: Choice, runs: Sequence[ExampleRun]) -> set[str]:
    """Holds: one of several is covered. Does not hold: one alone is owed. Unknown: the choice is open."""
    seen: set[str] = set()
    for run in runs:
        findings = [finding for benefit in choice.block.benefits if (finding := run.finding(benefit)) is not None]
        entitled = [finding for finding in findings if finding.verdict == "entitled"]
        if any(finding.covered_by for finding in entitled):
            seen.add("holds")
        elif any(finding.alternatives for finding in entitled):
            seen.add("is unknown")
        elif len({finding.benefit for finding in entitled}) == 1:
            seen.add("does not hold" if all(finding.verdict != "unknown" for finding in findings) else "is unknown")
        elif any(finding.verdict == "unknown" for finding in findings):
            seen.add("is unknown")
        elif findings:
            seen.add("does not hold")
    return seen
