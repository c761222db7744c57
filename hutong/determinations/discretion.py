"""What may be told of a child to who acts: decided here, once.

Pages, paper, archives, exports and the API ask here.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from hutong.children.discretion import kinds_hidden, kinds_hidden_over
from hutong.children.models import Child, Evidence, RecordedFact
from hutong.determinations.bundles import current_library
from hutong.determinations.models import FindingSpan
from hutong.policy import tree
from hutong.policy.determining import Determination
from hutong.policy.discretion import Discretion, kinds_of_fact, list_reasons
from hutong.policy.library import Library
from hutong.staff.grants import kinds_known
from hutong.staff.scope import NoScope, get_scope
from hutong.vocabulary.secrecy import ALL, kinds_of
from hutong.vocabulary.vocabulary import Vocabulary

NOTHING: frozenset[str] = frozenset()
SENSITIVE = frozenset({"health", "detained_parent"})
"""Classes of which a word of several grounds says little; of the others any ground that names them says much."""


def discretion_about(child: Child, *, determination: Determination | None = None) -> Discretion:
    """What may be told of one child. One or two queries.

    With a determination, a benefit that is owed for reasons that are not told is not told either, nor its payment.
    """
    library = current_library()
    hidden, own = kinds_hidden(child, library.vocabulary)
    own |= _followed_from(own, determination)
    beyond = _beyond(determination, hidden, own, library.vocabulary)
    return Discretion(library.vocabulary, hidden=hidden, own=own, beyond=beyond, rests=kinds_of_rules(library))


def discretion_over(place: str = "") -> Discretion:
    """What may be told of everybody in a place, or in all of one's areas: for lists, counts and filters.

    Where nobody acts, nothing of any class.
    """
    library = current_library()
    try:
        hidden = kinds_hidden_over(place)
    except NoScope:
        hidden = ALL
    return Discretion(library.vocabulary, hidden=hidden, rests=kinds_of_rules(library))


def list_hidden_facts(discretion: Discretion) -> list[str]:
    """The facts that are not told."""
    return [name for name in discretion.words.facts if discretion.hides_fact(name)]


def may_name(paper: Evidence, discretion: Discretion, resting: Iterable[bool]) -> bool:
    """Whether a paper may be named; ``resting`` says of each fact that rests on it whether it is not told.

    Whoever filed it knows what it shows.
    """
    if paper.made_by_id is not None and paper.made_by_id == get_scope().worker:
        return True
    return not any(map(discretion.hides_kind, kinds_of(paper.secrecy))) and not any(resting)


def may_name_paper(paper: Evidence, discretion: Discretion) -> bool:
    """Whether one paper may be named. One query."""
    names = RecordedFact.objects.filter(evidence=paper).values_list("name", flat=True)
    return may_name(paper, discretion, map(discretion.hides_fact, names))


def discretions_over(children: Sequence[Child]) -> dict[int, Discretion]:
    """What may be told of each of some children in a list, as it was last settled. One query.

    A benefit that is owed for reasons that are not told is not told, nor its payment.
    """
    library = current_library()
    hidden = {child.pk: ALL - kinds_known(area=child.area, child=child.pk) for child in children}
    beyond: dict[int, set[str]] = defaultdict(set)
    among = [pk for pk, kinds in hidden.items() if kinds]
    spans = FindingSpan.objects.filter(child__in=among, until__isnull=True).exclude(secrecy=0)
    for pk, benefit, secrecy in spans.values_list("child_id", "benefit", "secrecy"):
        if not hidden[pk].isdisjoint(kinds_of(secrecy)):
            beyond[pk].add(benefit)
    rests = kinds_of_rules(library)
    return {
        pk: Discretion(library.vocabulary, hidden=kinds, beyond=frozenset(beyond[pk]), rests=rests)
        for pk, kinds in hidden.items()
    }


def _followed_from(own: frozenset[str], determination: Determination | None) -> frozenset[str]:
    """What follows from facts that somebody wrote down is known to them too."""
    because = determination.situation.because if determination is not None else {}
    return frozenset(name for name, (source, *_) in because.items() if source in own)


def _beyond(
    determination: Determination | None, hidden: frozenset[str], own: frozenset[str], words: Vocabulary
) -> frozenset[str]:
    if determination is None or not hidden:
        return NOTHING
    return frozenset(
        one.benefit
        for one in determination.findings
        if one.verdict == "entitled"
        and any(name not in own and not hidden.isdisjoint(kinds_of_fact(name, words)) for name in list_reasons(one))
    )


@lru_cache(maxsize=8)
def kinds_of_rules(library: Library) -> Mapping[str, frozenset[str]]:
    """Of each benefit the classes that the conditions of its grounds read, also by way of definitions."""
    read: dict[str, frozenset[str]] = {}
    conditions = _definitions(library)
    for linked in library.linked.values():
        for ground in linked.grounds:
            kinds = _read(ground.condition, library, conditions, frozenset())
            read[ground.benefit] = read.get(ground.benefit, NOTHING) | kinds
    return read


def _definitions(library: Library) -> dict[str, list[tree.Node]]:
    found: dict[str, list[tree.Node]] = {}
    for linked in library.linked.values():
        for definition in linked.definitions:
            found.setdefault(definition.name, []).append(definition.condition)
    return found


def _read(
    node: tree.Node, library: Library, conditions: Mapping[str, list[tree.Node]], within: frozenset[str]
) -> frozenset[str]:
    found: frozenset[str] = NOTHING
    for part in tree.walk(node):
        if isinstance(part, tree.FactRead):
            found |= kinds_of_fact(part.name, library.vocabulary)
        elif isinstance(part, tree.Defined) and part.name not in within:
            for condition in conditions.get(part.name, ()):
                found |= _read(condition, library, conditions, within | {part.name})
    return found


@lru_cache(maxsize=8)
def kinds_of_labels(library: Library) -> Mapping[str, frozenset[str]]:
    """Of each category the classes of which it says something by its name: every way into it needs or names them."""
    conditions = _definitions(library)
    found = {}
    for name, ways in conditions.items():
        said = [_needed(way, library, conditions, frozenset({name})) | _named(way, library) for way in ways]
        found[name] = frozenset.intersection(*said)
    return found


def kinds_said(condition: tree.Node, library: Library) -> frozenset[str]:
    """The classes of which something is said by a condition's holding."""
    return _needed(condition, library, _definitions(library), frozenset()) | _named(condition, library)


def hidden_labels(library: Library, hidden: frozenset[str]) -> frozenset[str]:
    """The categories whose names say something of classes that are not told."""
    return frozenset(name for name, kinds in kinds_of_labels(library).items() if not hidden.isdisjoint(kinds))


def _named(node: tree.Node, library: Library) -> frozenset[str]:
    reads = (part.name for part in tree.walk(node) if isinstance(part, tree.FactRead))
    return NOTHING.union(*(kinds_of_fact(name, library.vocabulary) for name in reads)) - SENSITIVE


def _needed(
    node: tree.Node, library: Library, conditions: Mapping[str, list[tree.Node]], within: frozenset[str]
) -> frozenset[str]:
    """The classes of which something must be known to be so, whichever way the condition holds."""
    match node:
        case tree.FactRead(name):
            return kinds_of_fact(name, library.vocabulary)
        case tree.Not():
            return NOTHING
        case tree.Or(parts):
            return frozenset.intersection(*(_needed(part, library, conditions, within) for part in parts))
        case tree.Defined(name) if name not in within:
            ways = [_needed(way, library, conditions, within | {name}) for way in conditions.get(name, ())]
            return frozenset.intersection(*ways) if ways else NOTHING
        case _:
            return NOTHING.union(*(_needed(part, library, conditions, within) for part in tree.parts_of(node)))
