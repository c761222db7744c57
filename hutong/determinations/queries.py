"""Reading what was concluded: anew with proofs, or as it is kept."""

from datetime import date, datetime

from hutong.children.models import Child
from hutong.determinations.bundles import absences_of, current_library
from hutong.determinations.translating import translate
from hutong.policy import determining
from hutong.policy.library import Library


def conclude(
    *, child: Child, on: date, known_at: datetime | None = None, library: Library | None = None
) -> determining.Determination:
    """Everything the documents conclude about a child on a day, with proofs, from what was known at an instant."""
    documents = library or current_library()
    translation = translate(child=child, on=on, known_at=known_at, facts=documents.vocabulary.facts)
    return determining.determine_situation(translation.situation, library=documents, absences=absences_of(documents))
