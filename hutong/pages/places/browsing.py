"""What the page of a place shows: where it lies, what lies in it, what it was before, what is planned."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from hutong.lib.translating import marked, translator
from hutong.pages.choices import name_choice
from hutong.places.changes import list_changes
from hutong.places.codes import NATION, level_of
from hutong.places.models import Division, DivisionChange, Level
from hutong.places.queries import Place, get_place_name, list_before, list_below, list_history
from hutong.staff.models import Role, Worker
from hutong.staff.scope import get_scope

LEVELS = {
    Level.NATION: marked("nation"),
    Level.PROVINCE: marked("province"),
    Level.PREFECTURE: marked("prefecture"),
    Level.COUNTY: marked("county level"),
    Level.TOWNSHIP: marked("township level"),
    Level.VILLAGE: marked("village level"),
}
AT_ONCE = 200
LOOKS_AFTER = frozenset({Role.SYSTEM_ADMIN})


@dataclass(frozen=True)
class Told:
    """A change in words: what, from when, by whom, and whether it can be undone."""

    change: DivisionChange
    what: str
    who: str
    is_coming: bool
    may_undo: bool


def name_level(level: int, lang: str) -> str:
    """What a level is called."""
    return translator(lang)(LEVELS[Level(level)])


def list_levels(code: str, lang: str) -> list[tuple[int, str]]:
    """The levels below a place."""
    return [(level.value, name_level(level, lang)) for level in LEVELS if level > level_of(code)]


def list_some_below(code: str, *, on: date, level: int | None, after: str) -> tuple[list[Place], str]:
    """Some of what lies in a place, and the code after which there are more; "" where there are none."""
    found = [place for place in list_below(code, on=on, level=level) if place.code > after]
    return found[:AT_ONCE], found[AT_ONCE - 1].code if len(found) > AT_ONCE else ""


def list_names(code: str) -> tuple[list[Division], list[Division]]:
    """Every name that the code had, and the places that became this one."""
    return ([], []) if code == NATION else (list_history(code), list_before(code))


def may_change(*codes: str) -> bool:
    """Whether whoever acts looks after the divisions of these places."""
    return all(get_scope().covers(code, roles=LOOKS_AFTER) for code in codes if code)


def tell_changes(code: str, *, on: date, lang: str, most: int = 30) -> list[Told]:
    """The changes of a place and in it, what is coming first."""
    rows: QuerySet[DivisionChange] = list_changes(code)
    changes = list(rows[:most])
    names = _names_of(change.by for change in changes)
    return [
        Told(
            change,
            tell_change(change, lang=lang),
            names.get(str(change.by), ""),
            is_coming=change.on > on and change.undone_at is None,
            may_undo=change.on > on and change.undone_at is None and may_change(change.code, change.to_code),
        )
        for change in changes
    ]


def tell_change(change: DivisionChange, *, lang: str) -> str:
    """A change in a line: 更名 宜章县 431022000000 → 宜章区."""
    before = f"{get_place_name(change.code, on=change.on, lang=lang)} {change.code}"
    into = " ".join(word for word in (change.to_code, change.name) if word)
    return f"{name_choice('place_change', change.kind, lang)} {before}" + (f" → {into}" if into else "")


def _names_of(workers: Iterable[object]) -> dict[str, str]:
    rows = Worker.objects.filter(uid__in=list(workers)).values_list("uid", "name")
    return {str(uid): name for uid, name in rows}
