"""The people of the demo: generated, obviously fictitious, with identity numbers that nobody can bear."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from types import MappingProxyType

from hutong.lib.identity_number import make_unused

# No family is called so: whoever sees a row knows that it was made up.
SURNAMES = ("示例", "测试", "虚构", "演示", "样本")
GIVEN = "禾麦稻豆竹松梅兰荷菊桂桃杏梨枣柚橙莲芦苇萍藻蕨苔杉柏榆槐桐柳枫樟楠椿茶棉麻桑葵芹"
PREFIXES = ("小", "阿", "大")
DAYS_A_YEAR = 365.2425


@dataclass(frozen=True)
class Parent:
    """What the ledger says of a parent: words as they stand there; no word is 未采集."""

    words: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    term_months: int | None = None


@dataclass(frozen=True, kw_only=True)
class Child:
    """A child as the village knows it; None and empty words are what nobody collected."""

    name: str
    sex: str
    birth_date: date
    identity: str
    township: str
    village: str
    hukou: str
    residence: str
    kind: str = ""
    rural: bool | None = True
    has_hukou: bool | None = True
    categories: tuple[str, ...] = ()
    father: Parent = Parent(("健在",))
    mother: Parent = Parent(("健在",))
    guardian: str = "父母"
    guardianship: str = "较好"
    in_institution: bool | None = False
    health: str = "健康"
    disabilities: tuple[str, ...] = ()
    grade: int | None = None
    certified: bool | None = None
    school: str = ""
    boards: bool | None = None
    economy: str = ""
    dibao: bool | None = False
    edge: bool | None = False
    tekun: bool | None = False
    left_behind: bool | None = False
    migrant: bool | None = False
    insured: bool | None = True
    harmed: bool | None = None
    # Yuan a month by benefit; 0 = known not to be paid, absent = the ledger does not say.
    paid: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    visited: date | None = None
    remark: str = ""


class Registry:
    """Gives out names and identity numbers, none of them twice."""

    def __init__(self, random: Random, *, area: str) -> None:
        self.random, self.area = random, area
        self.names = [surname + prefix + one for surname in SURNAMES for prefix in PREFIXES for one in GIVEN]
        random.shuffle(self.names)
        self.given_out = 0

    def next_name(self) -> str:
        """Unused names first; after some hundreds of children they come round with a number."""
        round_, place = divmod(self.given_out, len(self.names))
        self.given_out += 1
        return self.names[place] + (str(round_ + 1) if round_ else "")

    def next_identity(self, *, birth_date: date, sex: str) -> str:
        """A number with a valid check character from an area that does not exist."""
        return make_unused(
            birth_date=birth_date,
            sex="male" if sex == "男" else "female",
            serial=self.given_out % 50_000,
            area=self.area,
        )


def get_birth_date(random: Random, *, on: date, youngest: int, oldest: int) -> date:
    """A birth date of somebody who is between `youngest` and `oldest` whole years old on the day."""
    latest = _years_before(on, youngest)
    earliest = _years_before(on, oldest + 1) + timedelta(days=1)
    return earliest + timedelta(days=random.randrange((latest - earliest).days + 1))


def get_birthday_today(on: date, years: int) -> date:
    """The birth date of somebody who completes these years on the day."""
    return _years_before(on, years)


def _years_before(on: date, years: int) -> date:
    # Nobody born in a common year has the birthday on 29 February; the day before is old enough.
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return date(on.year - years, 2, 28)
