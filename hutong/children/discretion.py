"""Which classes are not told of a child, and which rows of lists and counts say nothing of them.

What is of a class by itself stands here: ties of adoption, stays by adoption. What facts, benefits and findings are of
is said by the vocabulary and kept with the row (``secrecy``).
"""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from hutong.children.models import Child, PlacementKind, Receipt, RecordedFact, Relation
from hutong.places.codes import NATION
from hutong.places.models import inside
from hutong.staff.grants import kinds_known
from hutong.staff.scope import READS_FILES, get_scope
from hutong.vocabulary.secrecy import ADOPTION, ALL, Secrecy, list_told
from hutong.vocabulary.vocabulary import Vocabulary

RELATIONS: Mapping[str, Secrecy] = {Relation.ADOPTIVE_FATHER: ADOPTION, Relation.ADOPTIVE_MOTHER: ADOPTION}
PLACEMENTS: Mapping[str, Secrecy] = {PlacementKind.ADOPTION: ADOPTION}
Row = TypeVar("Row", bound=Model)


def told(rows: QuerySet[Row], *, path: str = "child__", column: str = "secrecy") -> QuerySet[Row]:
    """The rows of which every class may be told to who acts, each where its child lives; ``path`` leads to the child.

    Raises NoScope.
    """
    scope = get_scope()
    if scope.is_everything:
        return rows
    may = Q(pk__in=[])
    areas = [*scope.areas_that(READS_FILES), *(one.area for one in scope.grants)]
    for area in dict.fromkeys(areas):
        may |= inside(area, field=f"{path}area") & _within(column, kinds_known(area=area))
    for child, area in Child.objects.filter(pk__in=sorted(scope.assigned | scope.opened)).values_list("pk", "area"):
        may |= Q(**{f"{path}pk": child}) & _within(column, kinds_known(area=area, child=child))
    return rows.filter(may)


def _within(column: str, known: Iterable[str]) -> Q:
    return Q(**{f"{column}__in": list_told(known)})


def kinds_hidden(child: Child, words: Vocabulary) -> tuple[frozenset[str], frozenset[str]]:
    """The classes of which a child is not told, and the facts of them that who acts wrote down.

    A class is known to whoever wrote down all that the file holds of it.
    """
    hidden: frozenset[str] = ALL - kinds_known(area=child.area, child=child.pk)
    worker = get_scope().worker
    if not hidden or worker is None:
        return hidden, frozenset()
    mine: set[str] = set()
    kinds_of_mine: set[str] = set()
    kinds_of_others: set[str] = set()
    facts = RecordedFact.objects.filter(child=child, corrected_at__isnull=True).values_list("name", "recorded_by")
    for name, by in facts:
        secrecy = words.facts[name].entry.secrecy if name in words.facts else ()
        if hidden.isdisjoint(secrecy):
            continue
        (kinds_of_mine if by == worker else kinds_of_others).update(secrecy)
        mine |= {name} if by == worker else set()
    for benefit, by in Receipt.objects.filter(child=child, corrected_at__isnull=True).values_list(
        "benefit", "recorded_by"
    ):
        if benefit in words.benefits and by != worker:
            kinds_of_others.update(words.benefits[benefit].secrecy)
    return hidden - (kinds_of_mine - kinds_of_others), frozenset(mine)


def kinds_hidden_over(place: str = "") -> frozenset[str]:
    """The classes that are not told of everybody in a place, or in all of one's areas: for lists and counts."""
    scope = get_scope()
    areas = [place] if place and place != NATION else list(scope.areas_that(READS_FILES))
    if scope.is_everything:
        return frozenset()
    known = [kinds_known(area=area) for area in areas]
    return ALL - frozenset.intersection(*known) if known else ALL
