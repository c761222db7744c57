"""Money that is owed says how much, or that it is not set."""

from collections.abc import Iterator

from hutong.lib.faults import Fault
from hutong.policy.collection import Library
from hutong.policy.documents import Document


def check(document: Document, library: Library) -> Iterator[Fault]:
    """Grants of money that name no amount."""
    for ground in library.linked[document.address].grounds:
        benefit = library.vocabulary.benefits[ground.benefit]
        if benefit.delivery == "cash" and not ground.amounts:
            yield ground.rule.placed.fault(
                "no-amount",
                f"{ground.benefit} is paid in money, but this grant does not say how much",
                'add amounts = [{ term = "monthly", value = "VALUE(\'…\')" }]; without a figure the value is "unset"',
                key="benefit",
            )
