"""Reading kept sums: of a place as whoever acts may be told them, and whether they may be read from them at all."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from hutong.indicators.masks import counts_for
from hutong.indicators.models import THE_ONE, Counting, KeptSum
from hutong.indicators.periods import NOW
from hutong.places.codes import is_inside, level_of, prefix_of
from hutong.places.models import Level
from hutong.staff.grants import BY_ROLE, kinds_known
from hutong.staff.scope import get_scope
from hutong.vocabulary.secrecy import Secrecy

Sums = Mapping[str, Mapping[str, Mapping[str, int]]]
"""By series, key and masks, how many."""


def get_counting() -> Counting | None:
    """Since when the sums are complete; None while they were never counted."""
    return Counting.objects.filter(pk=THE_ONE, complete_at__isnull=False).first()


def read_sums(place: str, series: Iterable[str], *, period: str = NOW) -> Sums:
    """The kept sums of a place. One query."""
    rows = KeptSum.objects.filter(prefix=prefix_of(place), period=period, series__in=list(series))
    rows = rows.filter(digits=len(prefix_of(place)))
    found: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for one, key, masks, number in rows.values_list("series", "key", "masks", "number"):
        found[one][key][masks] = number
    return found


def count_told(
    sums: Mapping[str, Mapping[str, int]], known: Iterable[str], *, without: Iterable[str] = ()
) -> Counter[str]:
    """By key, how many somebody counts who is told of some classes."""
    told, left_out = frozenset(known), frozenset(without)
    found: Counter[str] = Counter()
    for key, by_masks in sums.items():
        number = sum(n for masks, n in by_masks.items() if counts_for(masks, told, without=left_out))
        if number:
            found[key] = number
    return found


def kinds_counted(place: str) -> frozenset[Secrecy] | None:
    """The classes of which who acts is told of everybody in a wide place; None where rows must be looked at.

    Sums are of places: they cannot leave out kin of one's own, nor add what one is told of a part of the place, or of
    one child, alone. Then, and in townships and villages, the rows themselves are counted. Raises NoScope.
    """
    scope = get_scope()
    if level_of(place) > Level.COUNTY or scope.kept_from:
        return None
    known = kinds_known(area=place)
    areas = (*(one.area for one in scope.held), *(one.area for one in scope.grants))
    more = frozenset[Secrecy]().union(*(kinds_known(area=area) for area in areas if is_inside(area, place)))
    if scope.assigned | scope.opened:
        more |= frozenset[Secrecy]().union(*(BY_ROLE[one.role] for one in scope.held))
    return known if more <= known else None
