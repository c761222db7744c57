"""What cannot stand together: circles, two values for one day, two replacing definitions, repeals from below."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from graphlib import CycleError, TopologicalSorter
from itertools import combinations

from hutong.lib.checked_toml import suggest
from hutong.lib.faults import Fault
from hutong.policy import tree
from hutong.policy.blocks import Repeal
from hutong.policy.collection import Library
from hutong.policy.documents import Document, PlacedValue, Rule
from hutong.policy.linked import Definition, Linked

FAR = date(9999, 12, 31)


def check(library: Library) -> Iterator[Fault]:
    """Clashes within and between the documents."""
    yield from _two_values(library)
    yield from _two_replacing(library)
    yield from _repeals(library)
    yield from _circles(library)


def _with_others(fault: Fault, others: Iterable[Rule | PlacedValue]) -> Fault:
    """The fault with the other places that clash with it."""
    places = ((one.placed.source.file, one.placed.source.offset + one.placed.table.line + 1) for one in others)
    return replace(fault, seen_also=tuple(place for place in dict.fromkeys(places) if place[1] != fault.line))


def _two_values(library: Library) -> Iterator[Fault]:
    """One name with two values on one day; two values of one place that fill the same blank on one day."""
    groups: dict[tuple[str, str], list[PlacedValue]] = {}
    for address, values in library.values.items():
        for value in dict.fromkeys(values):
            place = library.linked[value.document].document.front.place
            key = ("own", address) if value.address == address else (place, address)
            groups.setdefault(key, []).append(value)
    for (_, address), clashing in groups.items():
        for first, second in combinations(clashing, 2):
            start, end = (
                max(first.entry.start, second.entry.start),
                min(first.entry.through or FAR, second.entry.through or FAR),
            )
            if start <= end:
                fault = second.placed.fault(
                    "two-values",
                    f"'{address}' has two values on {start}",
                    "end the earlier one: through = the day before",
                    key="from",
                )
                yield _with_others(fault, [first])


def _two_replacing(library: Library) -> Iterator[Fault]:
    replacing: dict[tuple[str, str], list[Definition]] = {}
    for linked in library.linked.values():
        for definition in linked.definitions:
            if definition.block.mode == "replaces" and not definition.name.startswith("mother."):
                replacing.setdefault((linked.document.front.place, definition.block.name), []).append(definition)
    for (place, name), definitions in replacing.items():
        for first, second in combinations(definitions, 2):
            if _overlap(library.document(first.rule.document), library.document(second.rule.document)):
                fault = second.rule.placed.fault(
                    "two-replacing",
                    f"'{name}' is replaced twice at {place}",
                    'let one of them add: mode = "adds"',
                    key="mode",
                )
                yield _with_others(fault, [first.rule])


def _overlap(one: Document, other: Document) -> bool:
    start = max(one.front.in_force, other.front.in_force)
    return start < min(one.front.ended or FAR, other.front.ended or FAR)


def _repeals(library: Library) -> Iterator[Fault]:
    addresses = {rule.address for linked in library.linked.values() for rule in linked.document.list_rules()}
    clauses = {
        f"{linked.document.address}#{clause.key}"
        for linked in library.linked.values()
        for clause in linked.document.clauses
    }
    for linked in library.linked.values():
        for rule in linked.document.list_rules():
            if not isinstance(rule.block, Repeal):
                continue
            target = rule.block.clause
            if target not in addresses | clauses:
                advice = suggest(target, sorted(addresses), otherwise="write an address such as 000000/gf2016-36#2.1/a")
                yield rule.placed.fault("unknown-clause", f"there is no clause '{target}'", advice, key="clause")
            elif not _is_at_or_above(linked, target, library):
                yield rule.placed.fault(
                    "repeal-from-below", f"{linked.document.front.place} cannot end a clause of {target.split('/')[0]}",
                    "a local text adds; it cannot silence a wider one", key="clause",
                )  # fmt: skip


def _is_at_or_above(linked: Linked, target: str, library: Library) -> bool:
    return linked.document.front.place in library.ancestors(target.split("/")[0])


def _circles(library: Library) -> Iterator[Fault]:
    """Definitions and benefits that rest on themselves, for every set of documents that are in force together."""
    seen: set[frozenset[str]] = set()
    for day in sorted({document.front.in_force for document in library.list_documents()}):
        together = [linked for linked in library.linked.values() if linked.document.is_in_force(day)]
        for circle in _circles_among(together):
            names = frozenset(rule.address for _, rule in circle)
            if names not in seen:
                seen.add(names)
                yield _circle_fault(circle)


def _circle_fault(circle: list[tuple[str, Rule]]) -> Fault:
    """The circle from its first rule; every other rule on the way is shown with it."""
    first = circle[0][1]
    names = [name for name, _ in circle]
    fault = first.placed.fault(
        "circle",
        f"this rests on itself: {' → '.join([*names, names[0]])}",
        "use a recognised fact or RECEIVES('…') in one of the clauses",
        key="when",
        word=names[1] if len(names) > 1 else names[0],
    )
    return _with_others(fault, [rule for _, rule in circle[1:]])


def _circles_among(documents: Iterable[Linked]) -> Iterator[list[tuple[str, Rule]]]:
    edges: dict[str, list[tuple[str, Rule]]] = {}
    for linked in documents:
        for definition in linked.definitions:
            _add(edges, definition.name, definition.condition, definition.rule)
        for ground in linked.grounds:
            _add(edges, f"ENTITLED('{ground.benefit}')", ground.gated, ground.rule)
        for exclusion in linked.exclusions:
            _add(edges, f"ENTITLED('{exclusion.benefit}')", exclusion.condition, exclusion.rule)
    while circle := _first_circle(edges):
        yield circle
        name, rule = circle[-1]
        edges[name] = [edge for edge in edges[name] if edge[1] is not rule]


def _first_circle(edges: dict[str, list[tuple[str, Rule]]]) -> list[tuple[str, Rule]]:
    """Each name on the circle with the rule that leads from it to the next; empty when there is none."""
    sorter = TopologicalSorter({name: {target for target, _ in targets} for name, targets in edges.items()})
    try:
        sorter.prepare()
    except CycleError as error:
        names: list[str] = error.args[1][::-1]
        return [
            (name, next(rule for to, rule in edges[name] if to == target))
            for name, target in zip(names, names[1:], strict=False)
        ]
    return []


def _add(edges: dict[str, list[tuple[str, Rule]]], name: str, condition: tree.Node, rule: Rule) -> None:
    for leaf in tree.walk(condition):
        if isinstance(leaf, tree.Defined):
            edges.setdefault(name, []).append((leaf.name, rule))
        elif isinstance(leaf, tree.Entitled):
            edges.setdefault(name, []).append((f"ENTITLED('{leaf.benefit}')", rule))
