"""Followed until help is really there: what was granted is proved as benefits.toml says, or dropped with the reason."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from hutong.children.actions import add_evidence, record_receipt
from hutong.children.changing import day_of
from hutong.determinations.bundles import current_library
from hutong.determinations.models import FindingSpan
from hutong.lib.money import yuan_from_fen
from hutong.lib.translating import marked, translator
from hutong.services.acting import begin_act, check_words, note_moment
from hutong.services.answering import close_when_over
from hutong.services.errors import MatterUnknown, NotThisWay, ProofNeeds
from hutong.services.models import Matter, MatterState, Request
from hutong.services.working import finish_window_task
from hutong.staff.models import Worker
from hutong.vocabulary.secrecy import kinds_of

PAID = "cash"
THE_DAY = marked("a day that has come")
PAPER = marked("a file, or the number of the paper")
SLIP = marked("payee, month and amount of the bank slip")
RECORD = marked("record of the help: day, by whom, what, confirmed by the family")
THERE = "同意的事项均已落实，凭据已入档。"


@dataclass(frozen=True)
class Proof:
    """What shows that it came: a file or the number of the paper; of money also payee, month and amount."""

    reference: str = ""
    content: bytes | None = None
    media_type: str = ""
    payee: str = ""
    month: str = ""
    fen: int | None = None
    is_monthly: bool = False
    """It goes on every month from that one: what is received is written into the file."""


def proof_asked(benefit: str, lang: str) -> str:
    """What proves receipt of a benefit, as benefits.toml says; of help in words a record of it."""
    entry = current_library().vocabulary.benefits.get(benefit)
    if entry is None:
        return translator(lang)(RECORD)
    return (entry.proof_zh if lang == "zh" else entry.proof_en) or entry.label(lang)


def is_paid(benefit: str) -> bool:
    """Whether a benefit is money, so that payee, month and amount belong to its proof."""
    entry = current_library().vocabulary.benefits.get(benefit)
    return entry is not None and entry.delivery == PAID


def goes_on_monthly(matter: Matter) -> bool:
    """Whether the documents owe it every month, as the file was last settled."""
    owed = FindingSpan.objects.filter(child=matter.request.child_id, benefit=matter.benefit, until__isnull=True)
    return owed.filter(monthly_fen__isnull=False).exists()


@transaction.atomic
def receive_matter(*, matter: Matter, on: date, proof: Proof, by: Worker, at: datetime) -> Matter:
    """It really came: the proof goes into the file, a payment into what is received.

    Raises RequestUnknown, NotThisWay, ProofNeeds, NotAllowed, FileError.
    """
    request, held = _begin(matter)
    _check(held, on, proof, at)
    title = proof_asked(held.benefit, "zh").partition("：")[0]
    said = "，".join(part for part in (proof.payee, proof.month, _yuan(proof.fen), proof.reference) if part)
    held.proof = add_evidence(
        child=request.child, title=title, reference=said, content=proof.content, media_type=proof.media_type,
        secrecy=kinds_of(held.secrecy), by=by, at=at,
    )  # fmt: skip
    if is_paid(held.benefit) and proof.is_monthly:
        record_receipt(child=request.child, benefit=held.benefit, fen=proof.fen, since=on, by=by, at=at)
    held.state, held.received_on = MatterState.RECEIVED, on
    held.save(update_fields=["state", "received_on", "proof"])
    _end(request, "received", by=by, at=at, words=held.reference)
    return held


@transaction.atomic
def drop_matter(*, matter: Matter, words: str, by: Worker, at: datetime) -> Matter:
    """What was granted is not followed any more: the family does not want it, it fell away. Raises ServiceError."""
    request, held = _begin(matter)
    held.state, held.decided_at, held.reason = MatterState.DROPPED, at, check_words(words)
    held.save(update_fields=["state", "decided_at", "reason"])
    _end(request, "dropped", by=by, at=at, words=held.reason)
    return held


def _begin(matter: Matter) -> tuple[Request, Matter]:
    request = begin_act(matter.request)
    held = request.matters.select_for_update(of=("self",)).filter(pk=matter.pk).first()
    if held is None:
        raise MatterUnknown
    if held.state != MatterState.GRANTED:
        raise NotThisWay(state=WORDS_OF_MATTERS[MatterState(held.state)])
    return request, held


WORDS_OF_MATTERS = {
    MatterState.ASKED: marked("not decided yet"),
    MatterState.GRANTED: marked("granted"),
    MatterState.REFUSED: marked("refused"),
    MatterState.RECEIVED: marked("received"),
    MatterState.DROPPED: marked("dropped"),
}


def _check(held: Matter, on: date, proof: Proof, at: datetime) -> None:
    if on > day_of(at):
        raise ProofNeeds(what=THE_DAY)
    if proof.content is None and not proof.reference.strip():
        raise ProofNeeds(what=PAPER)
    if is_paid(held.benefit) and not (proof.payee.strip() and proof.month and proof.fen):
        raise ProofNeeds(what=SLIP)


def _yuan(fen: int | None) -> str:
    return f"{yuan_from_fen(fen)}元" if fen else ""


def _end(request: Request, what: str, *, by: Worker, at: datetime, words: str) -> None:
    if not request.matters.filter(state=MatterState.GRANTED).exists():
        finish_window_task(request, "follow", words=THERE, by=by, at=at)
    saved = close_when_over(request, at=at)
    note_moment(request, what, by=by, at=at, words=words, saved=saved)
