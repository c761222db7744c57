"""Benefits in payment, as a ledger or a department's list says."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from hutong.children.changing import begin_change
from hutong.children.errors import AlreadyCorrected, AmountRefused, BenefitUnknown
from hutong.children.models import Child, Receipt
from hutong.children.recording import check_source, check_span
from hutong.children.spans import Span, overlap, without
from hutong.children.words import get_vocabulary
from hutong.staff.models import Worker


@transaction.atomic
def record_receipt(
    *,
    child: Child,
    benefit: str,
    fen: int | None,
    by: Worker | None,
    at: datetime,
    since: date | None = None,
    until: date | None = None,
    payer_place: str = "",
    source: str = "",
) -> Receipt:
    """A benefit is in payment; what the same source said of the same payer and days is corrected."""
    if benefit not in get_vocabulary().benefits:
        raise BenefitUnknown(benefit=benefit)
    if fen is not None and fen < 0:
        raise AmountRefused
    check_span(since, until)
    check_source(source)
    begin_change(child=child, what=f"receipt:{benefit}", by=by, at=at)
    same = {"child": child, "benefit": benefit, "payer_place": payer_place, "source": source}
    _speak_anew(Receipt.objects.filter(**same, corrected_at__isnull=True), Span(since, until), at=at, by=by)
    return Receipt.objects.create(**same, fen=fen, since=since, until=until, recorded_at=at, recorded_by=by)


@transaction.atomic
def end_receipt(*, receipt: Receipt, until: date, by: Worker | None, at: datetime) -> Receipt:
    """The last day of a payment; the row without an end stays and is corrected."""
    check_span(receipt.since, until)
    begin_change(child=receipt.child, what=f"receipt:{receipt.benefit}", by=by, at=at)
    _refuse_corrected(receipt)
    newer = _copy(receipt, Span(receipt.since, until), at=at, by=by)
    _correct(receipt, at=at)
    return newer


@transaction.atomic
def withdraw_receipt(*, receipt: Receipt, by: Worker | None, at: datetime) -> Receipt:
    """It was never in payment."""
    begin_change(child=receipt.child, what=f"receipt:{receipt.benefit}", by=by, at=at)
    _refuse_corrected(receipt)
    _correct(receipt, at=at)
    return receipt


def _speak_anew(receipts: QuerySet[Receipt], new: Span, *, at: datetime, by: Worker | None) -> None:
    for receipt in receipts:
        old = Span(receipt.since, receipt.until)
        if overlap(old, new):
            for left in without(old, new):
                _copy(receipt, left, at=at, by=by)
            _correct(receipt, at=at)


def _correct(receipt: Receipt, *, at: datetime) -> None:
    receipt.corrected_at = at
    receipt.save(update_fields=["corrected_at"])


def _refuse_corrected(receipt: Receipt) -> None:
    receipt.refresh_from_db(fields=["corrected_at"])
    if receipt.corrected_at is not None:
        raise AlreadyCorrected


def _copy(receipt: Receipt, span: Span, *, at: datetime, by: Worker | None) -> Receipt:
    return Receipt.objects.create(
        child_id=receipt.child_id,
        benefit=receipt.benefit,
        fen=receipt.fen,
        payer_place=receipt.payer_place,
        source=receipt.source,
        since=span.since,
        until=span.until,
        recorded_at=at,
        recorded_by=by,
    )
