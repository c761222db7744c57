"""Values say their amounts; money that is owed says how much, or that it is not set."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from hutong.lib.checked_toml import suggest
from hutong.lib.faults import Fault
from hutong.lib.money import NotAnAmount, fen_from_yuan
from hutong.policy.amounts import MONEY_UNITS
from hutong.policy.documents import Document, PlacedValue
from hutong.policy.library import Library


def check(document: Document, library: Library) -> Iterator[Fault]:
    """Faults of a document's values and amounts."""
    for value in document.values:
        yield from _amount(value)
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


def _amount(value: PlacedValue) -> Iterator[Fault]:
    entry = value.entry
    if entry.state == "unset":
        if entry.amount:
            yield value.placed.fault(
                "unset-amount",
                f"'{entry.name}' is unset and says {entry.amount}",
                "take one of the two out",
                key="amount",
            )
        return
    try:
        if entry.unit in MONEY_UNITS:
            fen_from_yuan(entry.amount)
        elif entry.unit != "text" and Decimal(entry.amount) < 0:
            raise InvalidOperation
    except (NotAnAmount, InvalidOperation):
        yield value.placed.fault(
            "amount",
            f"'{entry.amount}' is not an amount in {entry.unit}",
            'write digits as text, amount = "600"; when the text gives no figure, state = "unset"',
            key="amount",
        )
    if entry.through is not None and entry.through < entry.start:
        yield value.placed.fault(
            "days", f"'{entry.name}' ends before it begins", "correct from or through", key="through"
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
