"""The two counties as they stand in the database: real townships and villages, in which invented people live."""

from dataclasses import dataclass, replace
from datetime import date
from random import Random

from hutong.demo.counties import CHENZHOU, QIJIANG, County
from hutong.places.models import Level
from hutong.places.queries import Place, list_below


@dataclass(frozen=True)
class Town:
    """A township with its villages."""

    place: Place
    villages: tuple[Place, ...]


@dataclass(frozen=True)
class TownCounty:
    """A county with its townships, and the stories of its people."""

    key: str
    code: str
    name: str
    city: str
    """The city above it: the same documents speak there."""
    stories: County
    towns: tuple[Town, ...]

    @property
    def villages(self) -> tuple[Place, ...]:
        """All villages by code."""
        return tuple(village for town in self.towns for village in town.villages)

    def draw_village(self, random: Random, township: str) -> Place:
        """A village of the township of this name; most people live in the first, where the township's seat is."""
        town = next(town for town in self.towns if town.place.name == township)
        (drawn,) = random.choices(town.villages, [len(town.villages) / 4, *[1] * (len(town.villages) - 1)])
        return drawn


COUNTIES = (
    ("yizhang", "431022000000", "431000000000", CHENZHOU),
    ("qijiang", "500110000000", "500000000000", QIJIANG),
)
KEYS = tuple(key for key, *_ in COUNTIES)
PREFIXES = tuple(code[:6] for _, code, _, _ in COUNTIES)


def read_counties(*, on: date) -> tuple[TownCounty, ...]:
    """The counties with what the loaded divisions say is in them."""
    found = []
    for key, code, city, stories in COUNTIES:
        villages = list_below(code, on=on, level=Level.VILLAGE)
        towns = tuple(
            Town(town, tuple(village for village in villages if village.code.startswith(town.code[:9])))
            for town in list_below(code, on=on, level=Level.TOWNSHIP)
        )
        lived_in = tuple(town for town in towns if town.villages)
        names = tuple(town.place.name for town in lived_in)
        found.append(TownCounty(key, code, stories.name, city, replace(stories, townships=names), lived_in))
    return tuple(found)
