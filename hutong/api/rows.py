"""The two kinds of rows: facts and payments. What the same source said before in the same words changes nothing."""

from hutong.api.pushing import RowWriter
from hutong.api.refusing import RowRefused
from hutong.api.schemas import FactSent, ReceiptSent, State
from hutong.children.actions import correct_fact, end_receipt, record_fact, record_receipt
from hutong.children.believing import differing, facts_on
from hutong.children.models import Child, Receipt, RecordedFact
from hutong.children.recording import SPOKEN_ANEW, check_value
from hutong.children.spans import Span, overlap
from hutong.children.words import get_vocabulary
from hutong.lib.money import fen_from_yuan
from hutong.places.codes import CodeWrong, full_code
from hutong.staff.grants import kinds_known


class FactRows(RowWriter[FactSent]):
    """Facts, each beside what other sources say."""

    def name(self, part: FactSent) -> str:
        return part.name

    def write(self, child: Child, part: FactSent) -> State:
        """New, known, or different from another source."""
        sending = self.sending
        _refuse_ungranted(child, part.name)
        if (part.value is None) is part.is_collected:
            raise RowRefused("fact-not-usable")
        text = check_value(name=part.name, value=part.value, is_collected=part.is_collected)
        same = RecordedFact.objects.filter(
            child=child, name=part.name, source=sending.body, corrected_at__isnull=True,
            is_collected=part.is_collected, value=text, since=part.since,
        )  # fmt: skip
        if same.filter(until=part.until).exists():
            return "unchanged"
        evidence = sending.evidence_for(child)
        still_open = same.filter(until__isnull=True).first()
        if still_open is not None and part.until is not None:
            # The same with an end: it ended then, instead of going on after the days that this row names.
            correct_fact(
                fact=still_open, value=part.value, reason=SPOKEN_ANEW, until=part.until, evidence=evidence,
                is_collected=part.is_collected, by=None, at=sending.at,
            )  # fmt: skip
        else:
            record_fact(
                child=child, name=part.name, value=part.value, since=part.since, until=part.until,
                source=sending.body, evidence=evidence, is_collected=part.is_collected, by=None, at=sending.at,
            )  # fmt: skip
        is_disputed = part.name in differing(facts_on(child, on=part.since or sending.on))
        return "conflict" if is_disputed else "created"


class ReceiptRows(RowWriter[ReceiptSent]):
    """Benefits in payment."""

    def name(self, part: ReceiptSent) -> str:
        return part.benefit

    def write(self, child: Child, part: ReceiptSent) -> State:
        """New, known, or different from another source."""
        sending = self.sending
        if part.benefit not in get_vocabulary().benefits:
            raise RowRefused("benefit-unknown")
        missing = set(get_vocabulary().benefits[part.benefit].secrecy) - kinds_known(area=child.area)
        if missing:
            raise RowRefused("not-granted")
        fen = None if part.amount is None else fen_from_yuan(part.amount)
        payer = _place(part.payer_place)
        paid = Receipt.objects.filter(child=child, benefit=part.benefit, corrected_at__isnull=True)
        mine = paid.filter(source=sending.body, payer_place=payer, fen=fen, since=part.since)
        if mine.filter(until=part.until).exists():
            return "unchanged"
        still_open = mine.filter(until__isnull=True).first()
        if still_open is not None and part.until is not None:
            end_receipt(receipt=still_open, until=part.until, by=None, at=sending.at)
        else:
            record_receipt(
                child=child, benefit=part.benefit, fen=fen, since=part.since, until=part.until, payer_place=payer,
                source=sending.body, by=None, at=sending.at,
            )  # fmt: skip
        span = Span(part.since, part.until)
        others = paid.exclude(source=sending.body).exclude(fen=fen)
        is_disputed = any(overlap(Span(one.since, one.until), span) for one in others)
        return "conflict" if is_disputed else "created"


def _refuse_ungranted(child: Child, name: str) -> None:
    """A fact of a class that the token does not name is not taken: whoever may not be told it has no list of it."""
    fact = get_vocabulary().facts.get(name)
    if fact is not None and set(fact.entry.secrecy) - kinds_known(area=child.area):
        raise RowRefused("not-granted")


def _place(code: str | None) -> str:
    try:
        return full_code(code) if code else ""
    except CodeWrong:
        raise RowRefused("fact-not-usable") from None
