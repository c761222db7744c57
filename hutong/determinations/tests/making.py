"""Files for tests: children with facts at the invented province 99 and at a place that has documents of its own."""

from datetime import date
from typing import Any

from hutong.children.models import Change, Child, HukouKind, Receipt, RecordedFact
from hutong.children.tests.making import NOW, VILLAGE, make_child

CHENZHOU = "431022100201"


def record(child: Child, name: str, value: str = "true", **given: Any) -> RecordedFact:
    """A fact of a file, with the note that something changed."""
    Change.objects.create(child=child, at=NOW, what=f"fact:{name}")
    return RecordedFact.objects.create(child=child, name=name, value=value, **{"recorded_at": NOW, **given})


def make_orphan(area: str = CHENZHOU, *, born: date = date(2015, 3, 2), **given: Any) -> Child:
    """A child who is recognised as an orphan."""
    child = make_child(area, born=born, hukou_kind=HukouKind.HERE, **given)
    record(child, "orphan_recognised")
    return child


def receive(child: Child, benefit: str, fen: int, **given: Any) -> Receipt:
    """A benefit in payment."""
    Change.objects.create(child=child, at=NOW, what=f"receipt:{benefit}")
    return Receipt.objects.create(child=child, benefit=benefit, fen=fen, **{"recorded_at": NOW, **given})


__all__ = ["CHENZHOU", "VILLAGE", "make_orphan", "receive", "record"]
