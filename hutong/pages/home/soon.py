"""Whose determination changes by itself soon, and why."""

from dataclasses import dataclass
from datetime import date, timedelta

from hutong.children.models import Child
from hutong.determinations.bundles import current_library
from hutong.determinations.coming import describe, list_named
from hutong.determinations.discretion import discretion_over
from hutong.determinations.models import DueAgain
from hutong.lib.translating import translator
from hutong.places.models import inside


@dataclass(frozen=True)
class Coming:
    """A child, the day, and what happens on it."""

    child: Child
    on: date
    why: str


def list_soon(place: str, *, on: date, days: int, most: int, lang: str) -> list[Coming]:
    """The next days on which something changes in a place; a child once a day."""
    due = DueAgain.objects.filter(
        inside(place, field="child__area"),
        on__gt=on,
        on__lte=on + timedelta(days=days),
        child__merged_into__isnull=True,
    )
    found: dict[tuple[date, int], list[DueAgain]] = {}
    for row in due.select_related("child").order_by("on", "child", "pk")[: most * 3]:
        found.setdefault((row.on, row.child_id), []).append(row)
    library = current_library()
    hides = discretion_over(place).hides_fact
    told = {
        key: [row for row in rows if not any(hides(name) for name in list_named(row.why))]
        for key, rows in found.items()
    }
    between = translator(lang)("; ")
    return [
        Coming(
            rows[0].child,
            day,
            between.join(dict.fromkeys(describe(row.why, library=library, lang=lang) for row in rows)),
        )
        for (day, _), rows in [pair for pair in told.items() if pair[1]][:most]
    ]
