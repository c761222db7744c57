"""Money that is owed says how much, or that it is not set; what fills a blank fits it."""

from collections.abc import Iterator

from hutong.lib.checked_toml import suggest
from hutong.lib.faults import Fault
from hutong.policy.collection import Library
from hutong.policy.documents import Document, PlacedValue


def check(document: Document, library: Library) -> Iterator[Fault]:
    """Faults of a document's values and amounts."""
    for value in document.values:
        yield from _fills(value, library)
    for ground in library.linked[document.address].grounds:
        benefit = library.vocabulary.benefits[ground.benefit]
        if benefit.delivery == "cash" and not ground.amounts:
            yield ground.rule.placed.fault(
                "no-amount",
                f"{ground.benefit} is paid in money, but this grant does not say how much",
                'add amounts = [{ term = "monthly", value = "VALUE(\'…\')" }]; without a figure the value is "unset"',
                key="benefit",
            )


def _fills(value: PlacedValue, library: Library) -> Iterator[Fault]:
    fills = value.entry.fills
    if not fills:
        return
    targets = [one for one in library.values.get(fills, ()) if one.address == fills]
    if not targets:
        yield value.placed.fault(
            "unknown-value",
            f"'{fills}' is not a value",
            suggest(fills, library.values, otherwise="write <place>/<document>:<name>"),
            key="fills",
        )
    elif all(one.entry.unit != value.entry.unit for one in targets):
        yield value.placed.fault(
            "unit",
            f"{value.entry.unit} cannot fill a value in {targets[0].entry.unit}",
            f'write unit = "{targets[0].entry.unit}"',
            key="unit",
        )
