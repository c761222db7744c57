"""What happened, and the duties that the documents lay on those in charge: who is told of it, and how."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hutong.children.models import Child, RecordedEvent
from hutong.children.words import get_vocabulary
from hutong.pages.library.citing import Cited, cite
from hutong.pages.library.rules import RuleWords
from hutong.pages.names import Names
from hutong.policy import tree
from hutong.policy.determining import Determination, OpenDuty
from hutong.staff.grants import kinds_known
from hutong.staff.scope import get_scope

MOST_DUTIES = 60


def kinds_of(name: str) -> frozenset[str]:
    """The classes that an event tells of; a name that the vocabulary no longer has tells of none."""
    event = get_vocabulary().events.get(name)
    return frozenset(event.secrecy) if event else frozenset()


def may_know_event(name: str, *, child: Child) -> bool:
    """Whether whoever acts may be told that it happened to this child."""
    return kinds_of(name) <= kinds_known(area=child.area, child=child.pk)


def is_told(row: RecordedEvent, *, child: Child) -> bool:
    """The same of one that was recorded: told also to whoever recorded it."""
    recorder = get_scope().worker
    return (recorder is not None and row.recorded_by_id == recorder) or may_know_event(row.name, child=child)


@dataclass(frozen=True)
class ToldDuty:
    """A duty in words: what, by whom, by when, after what, and where it stands."""

    must: str
    who: str
    within: str
    after: str
    cited: Cited
    missing: tuple[str, ...]
    """What is still to be known before it can be told whether the duty arises."""


def list_open_duties(determination: Determination, *, names: Names, events: Iterable[str]) -> list[OpenDuty]:
    """The duties that may be told: neither their event nor their condition says what is told by grant alone."""
    known = set(events)
    return [
        duty
        for duty in determination.duties
        if (not duty.obligation.block.after or duty.obligation.block.after in known)
        and not any(names.discretion.hides_fact(name) for name in _read_by(duty))
    ]


def _read_by(duty: OpenDuty) -> Iterator[str]:
    return (node.name for node in tree.walk(duty.obligation.condition) if isinstance(node, tree.FactRead))


def tell_duties(duties: Iterable[OpenDuty], *, names: Names) -> list[ToldDuty]:
    """The duties in words: those that something set going first."""
    told = sorted(duties, key=lambda one: (not one.obligation.block.after, one.truth is None))
    return [_tell(duty, names) for duty in told[:MOST_DUTIES]]


def _tell(duty: OpenDuty, names: Names) -> ToldDuty:
    block, rule = duty.obligation.block, duty.obligation.rule
    words = RuleWords(rule.document, names.lang)
    return ToldDuty(
        must=block.must_zh if names.lang == "zh" else block.must,
        who=words.bodies(block.who),
        within=words.time(block.within),
        after=names.event(block.after) if block.after else "",
        cited=cite(rule.address, names.lang),
        missing=tuple(names.fact(one) for one in duty.missing if not names.discretion.hides_fact(one)),
    )
