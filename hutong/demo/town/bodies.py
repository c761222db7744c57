"""The offices, schools, institutions and charities of a county, some under the names they had before a reform."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from hutong.demo.town.places import TownCounty
from hutong.places.models import Body

A_DEMO = "（演示）"
HEALTH_REFORM, MEDICAL_REFORM, RURAL_REFORM = date(2019, 2, 28), date(2019, 3, 1), date(2021, 5, 31)

# kind, what follows the county's name, first and last day
OFFICES: tuple[tuple[str, str, date | None, date | None], ...] = (
    ("civil_affairs", "民政局", None, None),
    ("education", "教育局", None, None),
    ("health", "卫生和计划生育局", None, HEALTH_REFORM),
    ("health", "卫生健康局", date(2019, 3, 1), None),
    ("human_resources_social_security", "人力资源和社会保障局", None, None),
    ("medical_security", "医疗保障局", MEDICAL_REFORM, None),
    ("police", "公安局", None, None),
    ("justice_administration", "司法局", None, None),
    ("finance", "财政局", None, None),
    ("housing", "住房和城乡建设局", None, None),
    ("rural_revitalisation", "扶贫开发办公室", None, RURAL_REFORM),
    ("rural_revitalisation", "乡村振兴局", date(2021, 6, 1), None),
    ("women_children_committee_office", "妇女儿童工作委员会办公室", None, None),
    ("court", "人民法院", None, None),
    ("procuratorate", "人民检察院", None, None),
    ("trade_union", "总工会", None, None),
    ("youth_league", "团委", None, None),
    ("womens_federation", "妇女联合会", None, None),
    ("disabled_persons_federation", "残疾人联合会", None, None),
    ("care_next_generation_committee", "关心下一代工作委员会", None, None),
)
OF_COUNTY = (
    ("child_welfare_institution", "儿童福利院"),
    ("child_protection_institution", "未成年人救助保护中心"),
    ("medical_institution", "人民医院"),
    ("rehabilitation_institution", "残疾儿童康复中心"),
    ("special_school", "特殊教育学校"),
    ("senior_high_school", "第一中学"),
    ("secondary_vocational_school", "职业中等专业学校"),
    ("charity_federation", "慈善总会"),
    ("social_work_organisation", "社会工作服务中心"),
    ("volunteer_organisation", "爱心妈妈志愿服务队"),
)
OF_TOWNSHIP = (
    ("kindergarten", "中心幼儿园"),
    ("school", "中心小学"),
    ("school", "初级中学"),
    ("medical_institution", "卫生院"),
)
SCHOOL_ENDINGS = {"preschool": "中心幼儿园", "primary": "中心小学", "junior": "初级中学"}
SCHOOL_KINDS = {"senior_regular": "senior_high_school", "senior_vocational": "secondary_vocational_school"}


@dataclass(frozen=True)
class Bodies:
    """A county's bodies, saved, to be found again."""

    rows: tuple[Body, ...]

    def at(self, place: str, kind: str) -> Body:
        """The body of a kind at a place today."""
        return next(row for row in self.rows if row.place == place and row.kind == kind and row.until is None)

    def school(self, town: str, county: str, stage: str) -> Body | None:
        """Where a child of this stage goes to school; None where it goes to none here."""
        if stage in SCHOOL_KINDS:
            return self.at(county, SCHOOL_KINDS[stage])
        ending = SCHOOL_ENDINGS.get(stage)
        return next((row for row in self.rows if ending and row.place == town and ending in row.name), None)


def make_bodies(county: TownCounty) -> Bodies:
    """All of them, saved."""
    rows = [*_of_city(county), *_of_county(county), *_of_townships(county)]
    return Bodies(tuple(Body.objects.bulk_create(rows)))


def _of_city(county: TownCounty) -> Iterator[Body]:
    yield Body(kind="civil_affairs", name=f"{CITY_NAMES[county.key]}民政局", place=county.city)


CITY_NAMES = {"yizhang": "郴州市", "qijiang": "重庆市"}


def _of_county(county: TownCounty) -> Iterator[Body]:
    for number, (kind, name, since, until) in enumerate(OFFICES, start=1):
        phone = f"0000-{number:07d}"
        yield Body(kind=kind, name=county.name + name, place=county.code, phone=phone, since=since, until=until)
    yield Body(kind="county_government", name=f"{county.name}人民政府", place=county.code)
    for kind, name in OF_COUNTY:
        yield Body(kind=kind, name=f"{county.name}{name}{A_DEMO}", place=county.code, phone="0000-1000000")


def _of_townships(county: TownCounty) -> Iterator[Body]:
    for town in county.towns:
        name, code = town.place.name, town.place.code
        yield Body(kind="township_government", name=_government(name), place=code)
        yield Body(kind="township_civil_affairs_office", name=f"{name}民政办", place=code, phone="0000-2000000")
        for kind, ending in OF_TOWNSHIP:
            yield Body(kind=kind, name=f"{name}{ending}{A_DEMO}", place=code)
        for village in town.villages:
            yield Body(kind="village_committee", name=_committee(village.name), place=village.code)


def _government(name: str) -> str:
    return f"{name}办事处" if name.endswith("街道") else f"{name}人民政府"


def _committee(name: str) -> str:
    """Published names say 甲村, 甲村委会 or 甲村村民委员会."""
    if name.endswith(("委会", "委员会")):
        return name
    return f"{name}居民委员会" if name.endswith("社区") else f"{name}村民委员会"
