"""What stands on an emergency list: who, where, whom to ring, and what cannot wait. Nothing that needs a grant."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.db.models import Q

from hutong.children.models import Child, Kinship, RecordedFact, State
from hutong.lib.elapsed import whole_years
from hutong.lib.translating import marked, translator
from hutong.places.models import holding, inside
from hutong.places.queries import get_full_name

NO_CARER = marked("nobody known who cares")
NO_PHONE = marked("no telephone known")
ALONE = marked("lives alone")
CARE = marked("needs somebody's help every day")
SMALL = marked("younger than three")
LOST = marked("has lost the guardian")
NEEDS: Mapping[str, str] = {
    "lives_alone": ALONE,
    "guardian_lost_in_emergency": LOST,
    "severely_disabled": CARE,
    "serious_illness": CARE,
}
"""Facts that cannot wait, in words that do not say which they are."""
YEARS_SMALL = 3
OVER = (State.TRANSFERRED, State.CLOSED)


@dataclass(frozen=True)
class Line:
    """A child on the list."""

    place: str
    name: str
    born: str
    carer: str
    phone: str
    needs: str


def list_lines(area: str, *, on: date, lang: str = "zh") -> list[dict[str, str]]:
    """The children of a township, by village; the files of the highest class are not among them.

    To be asked with the scope open on everything. ``is_sealed`` keeps the highest class out.
    """
    say = translator(lang)
    open_files = Child.objects.filter(inside(area, field="area"), is_sealed=False).exclude(state__in=OVER)
    children = list(open_files.order_by("area", "name"))
    carers = _list_carers(children, on=on)
    needs = _list_needs(children, on=on)
    lines = []
    for child in children:
        kin = carers.get(child.pk, [])
        telephones = [one.person.phone for one in kin if one.person.phone]
        lines.append(
            Line(
                get_full_name(child.residence_place or child.area, on=on, lang=lang),
                child.name,
                f"{child.born:%Y-%m}" if child.born else "",
                "、".join(one.person.name or one.get_relation_display() for one in kin) or say(NO_CARER),
                "、".join(telephones) or say(NO_PHONE),
                "、".join(say(need) for need in _needs_of(child, needs.get(child.pk, ()), on=on)),
            )
        )
    # Who cannot wait stands first.
    return [asdict(line) for line in sorted(lines, key=lambda line: not line.needs)]


def _list_carers(children: Sequence[Child], *, on: date) -> dict[int, list[Kinship]]:
    """Who cares for each child, or where nobody does, who is guardian."""
    rows = Kinship.objects.filter(
        holding(on), Q(is_carer=True) | Q(is_guardian=True), child__in=[child.pk for child in children]
    )
    found: dict[int, list[Kinship]] = {}
    for row in rows.select_related("person").order_by("-is_carer", "pk"):
        held = found.setdefault(row.child_id, [])
        if not held or row.is_carer or not held[0].is_carer:
            held.append(row)
    return found


def _list_needs(children: Sequence[Child], *, on: date) -> dict[int, set[str]]:
    rows = RecordedFact.objects.filter(
        holding(on), name__in=NEEDS, corrected_at__isnull=True, child__in=[child.pk for child in children]
    )
    found: dict[int, set[str]] = {}
    for row in rows:
        if row.is_collected and row.value == "true":
            found.setdefault(row.child_id, set()).add(NEEDS[row.name])
    return found


def _needs_of(child: Child, told: Iterable[str], *, on: date) -> list[str]:
    is_small = child.born is not None and whole_years(child.born, on) < YEARS_SMALL
    return [*sorted(set(told)), *([SMALL] if is_small else [])]
