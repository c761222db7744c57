"""Likely duplicates, with what agrees and what differs; a person decides."""

from dataclasses import dataclass
from datetime import date

from hutong.children.models import Child, NameKey, Sex
from hutong.children.names import LATIN, list_keys, list_readings, plain_name
from hutong.lib.identity_number import normalise_identity_number
from hutong.lib.translating import marked
from hutong.staff.sealed_fields import mark_of

NUMBER = marked("identity number")
NAME = marked("name")
SOUND = marked("sound of the name")
BORN = marked("birth date")
BORN_ABOUT = marked("birth date, with day and month or two digits exchanged")
SEX = marked("sex")
RESIDENCE = marked("place of residence")
KIN = marked("name of kin")
WEIGHTS = {NUMBER: 100, NAME: 30, SOUND: 20, BORN: 35, BORN_ABOUT: 20, SEX: 3, RESIDENCE: 10, KIN: 30}
"""What agrees counts so much, what differs half of it against."""
LIKELY = 40
MOST_LOOKED_AT = 200


@dataclass(frozen=True)
class Sought:
    """What is known of a child whose file may exist already."""

    name: str
    born: date | None = None
    sex: str = Sex.UNKNOWN
    identity_number: str = ""
    residence_place: str = ""
    kin: tuple[str, ...] = ()


@dataclass(frozen=True)
class Likeness:
    """A file that may be the same child's."""

    child: Child
    agrees: tuple[str, ...]
    differs: tuple[str, ...]

    @property
    def weight(self) -> int:
        """How likely, for the order only."""
        return sum(WEIGHTS[one] for one in self.agrees) - sum(WEIGHTS[one] for one in self.differs) // 2


def list_likely_duplicates(sought: Sought, *, besides: int | None = None, limit: int = 10) -> list[Likeness]:
    """The files that may be the same child's among those that may be seen, the likeliest first."""
    readings = set(list_readings(sought.name))
    rows = Child.objects.filter(pk__in=_candidates(sought, readings), merged_into__isnull=True)
    rows = rows.prefetch_related("kin__person").order_by("pk")
    compared = [compare(sought, child, readings=readings) for child in rows if child.pk != besides]
    likely = [one for one in compared if one.weight >= LIKELY or NUMBER in one.agrees]
    return sorted(likely, key=lambda one: (-one.weight, one.child.pk))[:limit]


def _candidates(sought: Sought, readings: set[str]) -> set[int]:
    """Numbers of files worth comparing. Three questions with an index each: one with OR would read the whole table."""
    found: set[int] = set()
    if mark := mark_of(normalise_identity_number(sought.identity_number), kind="identity"):
        found.update(Child.objects.filter(identity_mark=mark).values_list("pk", flat=True))
    if sought.born is not None:
        keys = {key for _, key in list_keys([sought.name], kin=sought.kin)}
        same_day = Child.objects.filter(born=sought.born, name_keys__key__in=keys)
        found.update(same_day.values_list("pk", flat=True)[:MOST_LOOKED_AT])
    named = NameKey.objects.filter(kind=LATIN, key__in=readings)
    found.update(named.values_list("child", flat=True)[:MOST_LOOKED_AT])
    return found


def sought_of(child: Child) -> Sought:
    """What a file says, to look for others like it."""
    kin = tuple(one.person.name for one in child.kin.select_related("person") if one.person.name)
    return Sought(child.name, child.born, child.sex, child.identity_number, child.residence_place, kin)


def compare(sought: Sought, child: Child, *, readings: set[str] | None = None) -> Likeness:
    """What agrees and what differs; what one of the two does not say does neither."""
    agrees: list[str] = []
    differs: list[str] = []
    _compare_names(sought, child, agrees, differs, readings or set(list_readings(sought.name)))
    _compare_born(sought, child, agrees, differs)
    mark = mark_of(normalise_identity_number(sought.identity_number), kind="identity")
    for what, one, other in (
        (NUMBER, mark or "", child.identity_mark or ""),
        (SEX, sought.sex.strip("09"), child.sex.strip("09")),
        (RESIDENCE, sought.residence_place, child.residence_place),
    ):
        if one and other:
            (agrees if one == other else differs).append(what)
    theirs = {plain_name(kin.person.name) for kin in child.kin.all()} - {""}
    if theirs & {plain_name(name) for name in sought.kin}:
        agrees.append(KIN)
    return Likeness(child, tuple(agrees), tuple(differs))


def _compare_names(sought: Sought, child: Child, agrees: list[str], differs: list[str], readings: set[str]) -> None:
    if plain_name(sought.name) == plain_name(child.name):
        agrees.append(NAME)
    elif readings & set(list_readings(child.name)):
        agrees.append(SOUND)
    else:
        differs.append(NAME)


def _compare_born(sought: Sought, child: Child, agrees: list[str], differs: list[str]) -> None:
    if sought.born is None or child.born is None:
        return
    if sought.born == child.born:
        agrees.append(BORN)
    elif is_slip(sought.born, child.born):
        agrees.append(BORN_ABOUT)
    else:
        differs.append(BORN)


def is_slip(one: date, other: date) -> bool:
    """Whether two days may be one that was mistyped: day and month exchanged, or one digit, or two neighbours.

    >>> is_slip(date(2015, 3, 4), date(2015, 4, 3)), is_slip(date(2015, 3, 4), date(2013, 7, 9))
    (True, False)
    """
    if one.year == other.year and (one.month, one.day) == (other.day, other.month):
        return True
    first, second = f"{one:%Y%m%d}", f"{other:%Y%m%d}"
    unlike = [at for at in range(len(first)) if first[at] != second[at]]
    if len(unlike) == 1:
        return True
    return len(unlike) == 2 and unlike[1] == unlike[0] + 1 and sorted(first) == sorted(second)
