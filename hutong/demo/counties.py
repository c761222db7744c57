"""Two counties' worth of children: places that do not exist inside counties that do."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import cycle
from random import Random
from typing import Any

from hutong.demo.draws import Draw
from hutong.demo.kinds import BIRTHDAYS, KINDS, Kind
from hutong.demo.people import Child, Parent, Registry, get_birth_date, get_birthday_today
from hutong.lib.elapsed import whole_years

VILLAGES = ("甲村", "乙村", "丙村", "丁村", "戊村", "己社区")
SCHOOLS = (
    (2, "学龄前"), (5, "幼儿园"), (6, "小学一年级"), (7, "小学二年级"), (8, "小学三年级"), (9, "小学四年级"),
    (10, "小学五年级"), (11, "小学六年级"), (12, "七年级"), (13, "八年级"), (14, "九年级"),
)  # fmt: skip
SENIOR, HIGHER = ("高一", "高二", "中职", "技校"), ("大专", "大学本科", "中职")
BOARDS_FROM = 9
OFTEN_UNKNOWN = ("dibao", "edge", "tekun", "insured", "boards", "visited", "left_behind")
OFTEN_EMPTY = ("economy", "guardianship", "school", "health")


@dataclass(frozen=True)
class County:
    """A real county (the documents of its city speak there) with invented townships."""

    key: str
    name: str
    path: str
    area: str  # of the identity numbers: none is in use
    townships: tuple[str, ...]
    elsewhere: tuple[str, ...]  # where its migrant children are registered
    share: float


CHENZHOU = County(
    key="chenzhou",
    name="宜章县",
    path="湖南省郴州市宜章县",
    area="9901",
    townships=("示例镇", "虚构镇", "测试乡", "样本乡", "演示镇", "例子瑶族乡"),
    elsewhere=("湖南省永州市蓝山县", "广东省韶关市乐昌市", "湖南省郴州市临武县"),
    share=7 / 12,
)
QIJIANG = County(
    key="qijiang",
    name="綦江区",
    path="重庆市綦江区",
    area="9902",
    townships=("示例街道", "虚构街道", "测试镇", "样本镇", "演示镇"),
    elsewhere=("重庆市江津区", "重庆市南川区", "湖南省郴州市宜章县"),
    share=5 / 12,
)
COUNTIES = (CHENZHOU, QIJIANG)


def make_children(county: County, *, count: int, on: date, seed: int) -> list[Child]:
    """The county's children, township by township; the same seed makes the same children."""
    random = Random(f"{seed}/{county.key}")
    maker = ChildMaker(county, Draw(random, on), Registry(random, area=county.area))
    kinds = list(list_kinds(count))
    random.shuffle(kinds)
    children = [maker.make(kind, township) for kind, township in zip(kinds, cycle(county.townships), strict=False)]
    return sorted(children, key=lambda child: county.townships.index(child.township))


def list_kinds(count: int) -> Iterator[Kind]:
    """So many of every kind as its share asks for; every kind at least once as long as there is room."""
    total = sum(kind.share for kind in KINDS)
    exact = {kind.name: max(kind.share / total * count, 1.0) for kind in KINDS}
    given = 0
    for kind in sorted(KINDS, key=lambda kind: kind.share):
        number = min(round(exact[kind.name]), count - given)
        given += number
        yield from [kind] * number
    # What rounding left over goes to the most common kind.
    yield from [max(KINDS, key=lambda kind: kind.share)] * (count - given)


@dataclass(frozen=True)
class ChildMaker:
    """Makes one child after another and forgets some of what was known, as ledgers do."""

    county: County
    draw: Draw
    registry: Registry

    def make(self, kind: Kind, township: str) -> Child:
        """A child of the kind, living in the township."""
        random = self.draw.random
        sex, village = random.choice(("男", "女")), random.choice(VILLAGES)
        birth_date = self._get_birth_date(kind)
        home = f"{self.county.path}{township}{village}"
        child = Child(
            name=self.registry.next_name(),
            sex=sex,
            birth_date=birth_date,
            identity=self.registry.next_identity(birth_date=birth_date, sex=sex),
            township=township,
            village=village,
            hukou=home,
            residence=home,
            kind=kind.name,
            visited=self.draw.before(0, 7),
        )
        changes = dict(kind.make(self.draw))
        child = self._send_to_school(replace(child, **changes), is_given="school" in changes)
        return self._forget(self._move(child))

    def _get_birth_date(self, kind: Kind) -> date:
        if kind.name in BIRTHDAYS:
            years, days = BIRTHDAYS[kind.name]
            return get_birthday_today(self.draw.on, years) - timedelta(days=days)
        return get_birth_date(self.draw.random, on=self.draw.on, youngest=kind.youngest, oldest=kind.oldest)

    def _send_to_school(self, child: Child, *, is_given: bool) -> Child:
        if is_given:
            return replace(child, boards=False)
        random, age = self.draw.random, whole_years(child.birth_date, self.draw.on)
        school = next(
            (name for oldest, name in SCHOOLS if age <= oldest), random.choice(SENIOR if age < 18 else HIGHER)
        )
        if 7 <= age <= 14 and child.grade in (1, 2) and self.draw.chance(0.4):
            school = random.choice(("特殊教育学校", "送教上门", "随班就读"))
        return replace(child, school=school, boards=age >= BOARDS_FROM and self.draw.chance(0.35))

    def _move(self, child: Child) -> Child:
        """Migrants are registered elsewhere, and a few others live away from their hukou."""
        if child.migrant:
            return replace(child, hukou=self.draw.random.choice(self.county.elsewhere))
        if self.draw.chance(0.02):
            return replace(child, residence=self.draw.random.choice(self.county.elsewhere))
        return child

    def _forget(self, child: Child) -> Child:
        """未采集: who collects by hand does not collect everything."""
        chance = self.draw.chance
        if chance(0.035) and "孤儿" not in "".join(child.categories):
            child = replace(child, identity="", has_hukou=False if chance(0.4) else None)
        if chance(0.12):
            child = replace(child, father=Parent())
        if chance(0.12):
            child = replace(child, mother=Parent())
        if chance(0.15):
            child = replace(child, father=replace(child.father, since=None, term_months=None))
        forgotten: dict[str, Any] = {name: None for name in OFTEN_UNKNOWN if chance(0.22)}
        forgotten |= {name: "" for name in OFTEN_EMPTY if chance(0.1)}
        return replace(child, **forgotten)
