"""What facts rest on. The files lie sealed beside the database, under names that say nothing."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction

from hutong.children.changing import begin_change
from hutong.children.content import is_what_it_says
from hutong.children.errors import EvidenceLost, EvidenceRefused
from hutong.children.models import WORDS, Child, Evidence
from hutong.children.sealed_content import ContentLost, keep_content, name_of, read_content, reseal_content
from hutong.lib.translating import marked
from hutong.staff.models import Worker
from hutong.vocabulary.secrecy import bits_of

MOST_BYTES = 20 << 20
TOO_LARGE = marked("it is larger than 20 MB; scan it with a lower resolution")
NOT_SUCH = marked("only PDF, pictures (JPEG, PNG), text, spreadsheets and text documents can be attached")
NOTHING = marked("give a file, or the number of a document")
NO_TITLE = marked("say in a few words what it is")


@transaction.atomic
def add_evidence(
    *,
    child: Child,
    title: str,
    by: Worker | None,
    at: datetime,
    content: bytes | None = None,
    media_type: str = "",
    reference: str = "",
    secrecy: Iterable[str] = (),
    valid_until: date | None = None,
) -> Evidence:
    """A paper, a visit, a department's list: a file, or where the paper is to be found. Raises EvidenceRefused."""
    _check(title=title, content=content, media_type=media_type, reference=reference)
    begin_change(child=child, what="evidence", by=by, at=at)
    evidence = Evidence(
        child=child,
        title=title.strip()[:WORDS],
        reference=reference.strip()[:WORDS],
        secrecy=bits_of(secrecy),
        valid_until=valid_until,
        made_at=at,
        made_by=by,
    )
    if content is not None:
        evidence.media_type, evidence.size = media_type, len(content)
        evidence.checksum = sha256(content).hexdigest()
        evidence.file = name_of(evidence.uid)
        keep_content(evidence.file, content, bound_to=_bound_to(evidence))
    evidence.save()
    return evidence


def read_evidence(evidence: Evidence) -> bytes:
    """What was attached. Raises EvidenceLost where the file is gone or was changed."""
    try:
        return read_content(evidence.file, checksum=evidence.checksum, bound_to=_bound_to(evidence))
    except ContentLost as error:
        raise EvidenceLost from error


def reseal_papers(*, advance: Callable[[int], None]) -> int:
    """Seal the attachments with the newest key that older ones hold; returns how many."""
    done = 0
    for evidence in Evidence.objects.exclude(file="").only("uid", "file").iterator():
        done += reseal_content(evidence.file, bound_to=_bound_to(evidence))
        advance(1)
    return done


def _bound_to(evidence: Evidence) -> str:
    return f"{Evidence._meta.db_table}.file:{evidence.uid}"


def _check(*, title: str, content: bytes | None, media_type: str, reference: str) -> None:
    if not title.strip():
        raise EvidenceRefused(why=NO_TITLE)
    if content is None:
        if not reference.strip():
            raise EvidenceRefused(why=NOTHING)
        return
    if len(content) > MOST_BYTES:
        raise EvidenceRefused(why=TOO_LARGE)
    if not content or not is_what_it_says(content, media_type):
        raise EvidenceRefused(why=NOT_SUCH)
