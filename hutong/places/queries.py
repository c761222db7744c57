"""What a place was called on a day, where it lies, what lies in it, which bodies are there.

Names are asked for on every page, so each process keeps those of a county for a day, a minute long.
"""

import time
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from hutong.places.codes import NATION, SHORT_DIGITS, ancestors, full_code, level_of, prefix_of
from hutong.places.models import Body, Division, Level, holding, inside
from hutong.places.naming import GROUPING_NAMES, in_english

KEPT_SECONDS, MOST_KEPT = 60.0, 2_000
WIDE = ""
"""Where the names of all counties and wider places are kept."""
LEVELS = {int(level): level for level in Level}
WIDE_LEVELS = Q(level__gt=Level.NATION, level__lte=Level.COUNTY)


@dataclass(frozen=True, slots=True)
class Place:
    """A division as it is on a day."""

    code: str
    name: str
    level: Level
    since: date | None = None
    until: date | None = None

    def holds(self, on: date) -> bool:
        """Whether the place is there on the day."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)

    def label(self, lang: str = "zh") -> str:
        """The name in the reader's language."""
        return self.name if lang == "zh" else in_english(self.name)


@dataclass(frozen=True, slots=True)
class _Kept:
    until: float
    places: dict[str, Place]


_kept: dict[tuple[str, date], _Kept] = {}


def forget_places() -> None:
    """Read the names anew; done by everything that changes one."""
    _kept.clear()


def get_place(code: str, *, on: date) -> Place | None:
    """The place on a day; one that is not there on that day as it was last, or first. None for an unknown code."""
    whole = full_code(code)
    if whole == NATION:
        return Place(NATION, "全国", Level.NATION)
    return _places_around(whole, on).get(whole)


def get_place_name(code: str, *, on: date, lang: str = "zh") -> str:
    """The place's own name, such as 玉溪镇; an unknown code itself, and "" for none."""
    place = get_place(code, on=on) if code else None
    return place.label(lang) if place else code


def get_full_name(code: str, *, on: date, lang: str = "zh", within: str = NATION) -> str:
    """Names from the widest to the place itself, as 湖南省郴州市宜章县玉溪镇; without those around ``within``."""
    outside = set(ancestors(within)) if within != NATION else set()
    named = (
        [place for place in path_of(code, on=on) if place.code not in outside and place.name not in GROUPING_NAMES]
        if code
        else []
    )
    if not named:
        return get_place_name(code, on=on, lang=lang)
    return "".join(place.name for place in named) if lang == "zh" else ", ".join(p.label(lang) for p in named[::-1])


def path_of(code: str, *, on: date) -> tuple[Place, ...]:
    """The places in which it lies and itself, widest first, without the nation; unknown ones are left out."""
    found = (get_place(one, on=on) for one in ancestors(code))
    return tuple(place for place in found if place)[::-1]


def list_below(code: str, *, on: date, level: int | None = None) -> list[Place]:
    """What lies in a place on a day, by code: all of a level, or what lies right below it."""
    own = level_of(code)
    if level is not None:
        return _list_of_level(code, level, on=on)
    for next_level in range(own + 1, Level.VILLAGE + 1):
        found = _list_of_level(code, next_level, on=on)
        if found:
            return found
    return []


def follow(code: str, *, on: date) -> Place | None:
    """The place that is there on a day for a code that may have been renamed or merged before; None where it ended."""
    whole, seen = full_code(code), set[int]()
    row = Division.objects.filter(code=whole).filter(holding(on)).first()
    if row is None:
        row = Division.objects.filter(code=whole, until__lt=on).order_by("-until").first()
    while row is not None and row.until is not None and row.until < on and row.pk not in seen:
        seen.add(row.pk)
        row = row.followed_by
    return _as_place(row) if row is not None and row.pk not in seen else None


def list_history(code: str) -> list[Division]:
    """Every name that a code had, the oldest first."""
    rows = Division.objects.filter(code=full_code(code)).select_related("followed_by")
    return sorted(rows, key=lambda row: row.since or date.min)


def list_before(code: str) -> list[Division]:
    """The places, by other names or codes, that became this one, the oldest first."""
    rows = Division.objects.filter(followed_by__code=full_code(code)).exclude(code=full_code(code))
    return sorted(rows, key=lambda row: row.until or date.max)


def search_divisions(text: str, *, on: date | None = None, level: int | None = None, limit: int = 50) -> list[Division]:
    """Places by a part of the name, the beginning of the code, pinyin or its initials; all days where none is given."""
    asked = "".join(text.split())
    if not asked:
        return []
    rows = Division.objects.filter(_by_text(asked)).select_related("followed_by")
    if on is not None:
        rows = rows.filter(holding(on))
    if level is not None:
        rows = rows.filter(level=level)
    return list(rows.order_by("level", "code", "since")[:limit])


def _by_text(text: str) -> Q:
    if text.isascii() and text.isdigit():
        return Q(code__startswith=text)
    if text.isascii():
        return Q(spelled__startswith=text.lower()) | Q(spelled__contains=f" {text.lower()}")
    return Q(name__contains=text)


def list_bodies(*, place: str, kind: str | None = None, on: date, is_below_too: bool = False) -> list[Body]:
    """The bodies at a place on a day; those of the places in it too where asked for."""
    where = inside(place) if is_below_too else Q(place=full_code(place))
    found = Body.objects.filter(holding(on)).filter(where)
    return list((found.filter(kind=kind) if kind else found).order_by("place", "kind", "name", "pk"))


def name_of_body(body: Body, *, on: date) -> str:
    """What a body is called on a day; reads its names."""
    names = sorted(body.names.all(), key=lambda row: row.since or date.min)
    on_the_day = [row.name for row in names if row.since is None or row.since <= on]
    return on_the_day[-1] if on_the_day else body.name


def find_body(*, place: str, kind: str, on: date) -> Body | None:
    """The body of a kind that serves a place on a day: there, or in the nearest wider place."""
    codes = [*ancestors(place), NATION]
    found = Body.objects.filter(holding(on), kind=kind, place__in=codes).order_by("pk")
    return min(found, key=lambda body: codes.index(body.place), default=None)


# ---- Keeping


def _places_around(code: str, on: date) -> dict[str, Place]:
    """The places among which a code is kept: the wide ones, or those of its county."""
    area = code[:SHORT_DIGITS] if level_of(code) > Level.COUNTY else WIDE
    kept = _kept.get((area, on))
    if kept is None or kept.until < time.monotonic():
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        kept = _Kept(time.monotonic() + KEPT_SECONDS, _read_places(area, on))
        _kept[(area, on)] = kept
    return kept.places


def _read_places(area: str, on: date) -> dict[str, Place]:
    """For each code the place that is there on the day, else the last that was, else the first that will be."""
    found = Division.objects.filter(inside(area, field="code")) if area else Division.objects.filter(WIDE_LEVELS)
    best: dict[str, Place] = {}
    for code, name, level, since, until in found.values_list("code", "name", "level", "since", "until"):
        place, other = Place(code, name, LEVELS[level], since, until), best.get(code)
        if other is None or _closeness(place, on) > _closeness(other, on):
            best[code] = place
    return best


def _closeness(row: Place, on: date) -> tuple[int, int]:
    if row.since is not None and row.since > on:
        return 0, -row.since.toordinal()
    if row.until is not None and row.until < on:
        return 1, row.until.toordinal()
    return 2, 0


def _list_of_level(code: str, level: int, *, on: date) -> list[Place]:
    whole = full_code(code)
    if level > Level.COUNTY and level_of(whole) < Level.COUNTY:
        rows = Division.objects.filter(inside(whole, field="code"), holding(on), level=level).order_by("code")
        return [_as_place(row) for row in rows]
    prefix = prefix_of(whole)
    # Of a county and wider the county's own code finds the wide names, any code in it the near ones.
    kept = _places_around(whole if level <= Level.COUNTY else whole[:-1] + "1", on).values()
    found = (place for place in kept if place.level == level and place.code.startswith(prefix) and place.holds(on))
    return sorted(found, key=lambda place: place.code)


def _as_place(row: Division) -> Place:
    return Place(row.code, row.name, Level(row.level), row.since, row.until)
