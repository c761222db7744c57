"""Every body, level and event that a document names exists."""

from collections.abc import Iterator

from hutong.lib.checked_toml import suggest
from hutong.lib.faults import Fault
from hutong.policy.blocks import Duty, Grant, Measure, Procedure, Step
from hutong.policy.documents import Document, Rule
from hutong.vocabulary.bodies import LEVELS
from hutong.vocabulary.vocabulary import Vocabulary


def check(document: Document, vocabulary: Vocabulary) -> Iterator[Fault]:
    """Unknown bodies, levels and events, and duties that nothing sets going."""
    if document.front.issuer not in vocabulary.bodies:
        yield document.front_placed.fault(
            "unknown-body",
            f"'{document.front.issuer}' is not a body",
            suggest(document.front.issuer, vocabulary.bodies, otherwise="declare it in bodies.toml"),
            key="issuer",
            word=document.front.issuer,
        )
    for rule in document.list_rules():
        for key, body in _bodies(rule):
            yield from _body(rule, key, body, vocabulary)
        if isinstance(rule.block, Duty):
            yield from _trigger(rule, rule.block, vocabulary)
        if isinstance(rule.block, Procedure) and rule.block.benefit not in vocabulary.benefits:
            advice = suggest(rule.block.benefit, vocabulary.benefits, otherwise="the slugs are those of benefits.toml")
            yield rule.placed.fault(
                "unknown-benefit",
                f"'{rule.block.benefit}' is not a benefit",
                advice,
                key="benefit",
                word=rule.block.benefit,
            )


def _bodies(rule: Rule) -> Iterator[tuple[str, str]]:
    block = rule.block
    if isinstance(block, Duty):
        yield from (("who", body) for body in block.who)
        yield from (("to", body) for body in block.to)
    elif isinstance(block, Grant):
        yield from (("lead", body) for body in block.lead)
    elif isinstance(block, Measure):
        yield from (("by", body) for body in block.by)
    elif isinstance(block, Procedure):
        named: list[tuple[str, Step | None]] = [
            ("accepting", block.accepting), ("verifying", block.verifying), ("confirming", block.confirming),
            *(("steps", step) for step in block.steps),
        ]  # fmt: skip
        yield from ((key, step.body) for key, step in named if step is not None)


def _body(rule: Rule, key: str, written: str, vocabulary: Vocabulary) -> Iterator[Fault]:
    slug, _, level = written.removeprefix("~").partition("@")
    if slug not in vocabulary.bodies:
        advice = suggest(slug, vocabulary.bodies, otherwise="declare it in bodies.toml")
        yield rule.placed.fault("unknown-body", f"'{slug}' is not a body", advice, key=key, word=written)
    if level not in LEVELS:
        advice = suggest(level, LEVELS, otherwise=f"write one of {', '.join(LEVELS)}")
        yield rule.placed.fault("level", f"'{level}' is not a level", advice, key=key, word=written)


def _trigger(rule: Rule, duty: Duty, vocabulary: Vocabulary) -> Iterator[Fault]:
    if duty.after and duty.after not in vocabulary.events:
        advice = suggest(duty.after, vocabulary.events, otherwise="declare it in events.toml")
        yield rule.placed.fault(
            "unknown-event", f"'{duty.after}' is not an event", advice, key="after", word=duty.after
        )
    if not (duty.after or duty.when or duty.standing):
        yield rule.placed.fault(
            "no-trigger",
            "nothing sets this duty going",
            'add after = "<event>", when = "<condition>" or standing = true',
        )
    if duty.standing and (duty.after or duty.when):
        yield rule.placed.fault(
            "no-trigger", "a standing duty has a trigger", "take standing or the trigger out", key="standing"
        )
