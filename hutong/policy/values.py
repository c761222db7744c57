"""Whether a dated number of values.toml can be used at all."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from hutong.lib.faults import Fault
from hutong.lib.money import NotAnAmount, fen_from_yuan
from hutong.policy.documents import PlacedValue

MONEY_UNITS = frozenset({"yuan", "yuan_per_month", "yuan_per_year"})


def list_value_faults(value: PlacedValue) -> Iterator[Fault]:
    """What keeps a value from being computed with: no amount, an amount that is none, days in the wrong order."""
    entry = value.entry
    if entry.state == "unset":
        if entry.amount:
            yield value.placed.fault(
                "unset-amount",
                f"'{entry.name}' is unset and yet says {entry.amount}",
                'take amount out, or say state = "exact"',
                key="amount",
            )
        return
    try:
        if entry.unit == "text":
            number = Decimal(0)
        elif entry.unit in MONEY_UNITS:
            number = Decimal(fen_from_yuan(entry.amount))
        else:
            number = Decimal(entry.amount)
        sound = number.is_finite() and number >= 0
    except (NotAnAmount, InvalidOperation):
        sound = False
    if not sound:
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
