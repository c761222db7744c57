"""The screens on which a child is entered there, field by field in their order; its export has the same columns.

What a field holds is told from the file in that system's words; the fields of a screen follow its own order, so that
whoever types need not look for anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from hutong.children.models import HukouKind, PlacementKind, Relation
from hutong.exchange.told import (
    NOT_COLLECTED,
    Teller,
    Told,
    birth,
    nationality,
    of_child,
    of_fact,
    of_kin,
    paid,
    place_at,
    sex,
)
from hutong.lib.translating import marked
from hutong.places.models import Level

YES, NO = "是", "否"


class Reads(Enum):
    """How two spellings of a field are compared."""

    TEXT = "text"
    DAY = "day"
    MONTH = "month"
    PLACE = "place"
    LIST = "list"
    MONEY = "money"
    GROUP = "group"
    IDENTITY = "identity"


@dataclass(frozen=True)
class ScreenField:
    """One field of a screen. ``header`` is its column in the export; ``takes`` what may be taken over from there."""

    key: str
    header: str
    label: str
    ours: Teller
    reads: Reads = Reads.TEXT
    takes: str = ""
    """A column of the child, or a fact as ``fact:name``; "": it is put right in the file by hand."""
    facts: tuple[str, ...] = ()
    """The facts it is told from, for whoever asks how sensitive it is."""
    words: Mapping[str, str] | None = None
    """Their words for the values of what is taken over."""


@dataclass(frozen=True)
class Screen:
    """A page of that system, with its fields in order."""

    key: str
    label: str
    fields: Sequence[ScreenField]


LEVELS = (
    ("province", Level.PROVINCE, "省"),
    ("prefecture", Level.PREFECTURE, "市"),
    ("county", Level.COUNTY, "县"),
    ("township", Level.TOWNSHIP, "乡镇"),
    ("village", Level.VILLAGE, "村"),
)
LEVEL_LABELS = {
    "province": marked("province"),
    "prefecture": marked("city"),
    "county": marked("county"),
    "township": marked("township"),
    "village": marked("village"),
}
SCHOOL = {
    "none": "未在学",
    "preschool": "幼儿园",
    "primary": "小学",
    "junior": "初中",
    "senior_regular": "高中",
    "senior_vocational": "中专",
    "higher": "高校",
    "postgraduate": "研究生",
}
URBAN_RURAL = {"rural": "农村", "urban": "城镇"}
DISABILITIES = {
    "disability.visual": "视力",
    "disability.hearing": "听力",
    "disability.speech": "言语",
    "disability.intellectual": "智力",
    "disability.physical": "肢体",
    "disability.psychiatric": "精神",
    "disability.multiple": "多重",
}
SITUATIONS = {
    "severely_disabled": "重残",
    "seriously_ill": "重病",
    "imprisoned": "服刑在押",
    "compulsory_rehab": "强制隔离戒毒",
    "other_liberty_restriction": "限制自由",
    "lost_contact": "失联",
    "guardianship_revoked": "撤销监护",
    "deported": "遣送出境",
    "dead": "死亡",
    "missing": "失踪",
}
ENDS = ("imprisoned_until", "compulsory_rehab_until")
LIVING = ("de_facto_living", "orphan_protection")
AID = {
    "dibao": "低保",
    "tekun_support": "特困",
    "temporary_assistance": "临时",
    "medical_assistance_ratio": "医疗",
    "public_rental_housing": "住房",
    "disability_living_subsidy": "困难残补",
    "disability_nursing_subsidy": "重残护补",
    "orphan_protection": "孤儿津贴",
}


def _hukou_kind(told: Told) -> str:
    return str(HukouKind(told.child.hukou_kind).label)


def _worded(name: str, words: Mapping[str, str]) -> Teller:
    return lambda told: words.get(told.word(name), "")


def _health(told: Told) -> str:
    if told.holds("serious_illness"):
        return "重病"
    return {YES: "残疾", NO: "健康"}.get(told.value("disabled"), NOT_COLLECTED)


def _disabilities(told: Told) -> str:
    return "、".join(word for name, word in DISABILITIES.items() if told.holds(name))


def _situation(parent: str) -> Teller:
    def tell_situation(told: Told) -> str:
        found = [word for name, word in SITUATIONS.items() if told.holds(f"{parent}.{name}")]
        if told.word(f"{parent}.life_status") == "dead" and "死亡" not in found:
            found.append("死亡")
        return "、".join(found)

    return tell_situation


def _situation_ends(parent: str) -> Teller:
    """The day of a release, or the last day for which the situation is recorded."""

    def tell_end(told: Told) -> str:
        days = [told.word(f"{parent}.{name}") for name in ENDS]
        if not any(days):
            held = (told.facts.get(f"{parent}.{name}") for name in SITUATIONS if told.holds(f"{parent}.{name}"))
            days = [str(fact.until) for fact in held if fact is not None and fact.until]
        return max(filter(None, days), default="")

    return tell_end


def _is_guardian(relation: str) -> Teller:
    return lambda told: (YES if told.kin[relation].is_guardian else NO) if relation in told.kin else ""


def _relation(which: str) -> Teller:
    return lambda told: str(Relation(told.kin[which].relation).label) if which in told.kin else ""


def _is_paid(told: Told) -> str:
    return YES if any(name in told.receipts for name in LIVING) else NO


def _paid_month(which: str) -> Teller:
    def tell_month(told: Told) -> str:
        day = next((getattr(told.receipts[name], which) for name in LIVING if name in told.receipts), None)
        return f"{day:%Y-%m}" if day else ""

    return tell_month


def _paid_sum(told: Told) -> str:
    return next((paid(name)(told) for name in LIVING if name in told.receipts), "")


def _in_institution(told: Told) -> str:
    if told.placement is None:
        return ""
    return YES if told.placement.kind == PlacementKind.INSTITUTION else NO


def _institution(told: Told) -> str:
    stay = told.placement
    return stay.body.name if stay is not None and stay.kind == PlacementKind.INSTITUTION and stay.body else ""


def _poverty(told: Told) -> str:
    kinds = (("tekun", "特困"), ("dibao", "低保"), ("dibao_edge", "低保边缘"))
    found = [word for name, word in kinds if told.holds(name)]
    if found or not all(told.value(name) == NO for name, _ in kinds):
        return "、".join(found)
    return "无"


def _aid(told: Told) -> str:
    return "、".join(word for name, word in AID.items() if name in told.receipts)


def _has_carer(told: Told) -> str:
    return {YES: "有", NO: "无"}.get(told.value("entrusted_care"), told.value("entrusted_care"))


def _places(which: str, group: str, address: str) -> list[ScreenField]:
    fields = [
        ScreenField(f"{which}_{key}", f"{group}/{word}", LEVEL_LABELS[key], place_at(which, level), Reads.PLACE)
        for key, level, word in LEVELS
    ]
    column = f"{which}_address"
    return [*fields, ScreenField(column, f"{group}/详址", address, of_child(column), takes=column)]


def _parent(key: str, group: str) -> list[ScreenField]:
    facts = tuple(f"{key}.{name}" for name in (*SITUATIONS, "life_status"))
    days = tuple(f"{key}.{name}" for name in ENDS)
    return [
        ScreenField(f"{key}_guardian", f"{group}/是否监护人", marked("guardian?"), _is_guardian(key)),
        ScreenField(
            f"{key}_situation", f"{group}/现状况", marked("situation"), _situation(key), Reads.LIST, facts=facts
        ),
        ScreenField(
            f"{key}_until",
            f"{group}/状况结束日期",
            marked("situation ends on"),
            _situation_ends(key),
            Reads.DAY,
            facts=(*facts, *days),
        ),
        ScreenField(f"{key}_name", f"{group}/姓名", marked("Name"), of_kin(key, "name")),
        ScreenField(
            f"{key}_identity",
            f"{group}/证件号",
            marked("Identity number"),
            of_kin(key, "identity_number"),
            Reads.IDENTITY,
        ),
        ScreenField(f"{key}_phone", f"{group}/电话", marked("Telephone"), of_kin(key, "phone"), Reads.IDENTITY),
        ScreenField(f"{key}_address", f"{group}/现住地", marked("Address"), of_kin(key, "address")),
    ]


def _other(key: str, group: str) -> list[ScreenField]:
    return [
        ScreenField(f"{key}_relation", f"{group}/关系", marked("who it is to the child"), _relation(key)),
        ScreenField(f"{key}_name", f"{group}/姓名", marked("Name"), of_kin(key, "name")),
        ScreenField(
            f"{key}_identity",
            f"{group}/证件号",
            marked("Identity number"),
            of_kin(key, "identity_number"),
            Reads.IDENTITY,
        ),
        ScreenField(f"{key}_phone", f"{group}/电话", marked("Telephone"), of_kin(key, "phone"), Reads.IDENTITY),
    ]


NUMBER = "national_number"
CHILD = (
    ScreenField(NUMBER, "儿童编号", marked("Number in the national system"), of_child(NUMBER), takes=NUMBER),
    ScreenField("name", "姓名", marked("Name"), of_child("name"), takes="name"),
    ScreenField(
        "identity_number",
        "身份证号",
        marked("Identity number"),
        of_child("identity_number"),
        Reads.IDENTITY,
        takes="identity_number",
    ),
    ScreenField("sex", "性别", marked("Sex"), sex, takes="sex", words={"1": "男", "2": "女"}),
    ScreenField("born", "出生日期", marked("Born on"), birth, Reads.DAY, takes="born"),
    ScreenField(
        "nationality_group", "民族", marked("nationality group"), nationality, Reads.GROUP, takes="nationality_group"
    ),
    ScreenField(
        "hukou_kind",
        "户口分类",
        marked("Household registration"),
        _hukou_kind,
        takes="hukou_kind",
        words={kind.value: str(kind.label) for kind in HukouKind if kind != HukouKind.NOT_COLLECTED},
    ),
    ScreenField(
        "hukou_urban_rural",
        "户籍性质",
        marked("urban or rural"),
        _worded("hukou_urban_rural", URBAN_RURAL),
        takes="fact:hukou_urban_rural",
        facts=("hukou_urban_rural",),
        words=URBAN_RURAL,
    ),
)
HEALTH = (
    ScreenField("health", "健康状况", marked("health"), _health, facts=("serious_illness", "disabled")),
    ScreenField(
        "disabilities",
        "残疾类型",
        marked("kinds of disability"),
        _disabilities,
        Reads.LIST,
        facts=tuple(DISABILITIES),
    ),
    ScreenField(
        "disability_grade",
        "残疾等级",
        marked("grade of disability"),
        of_fact("disability.grade"),
        facts=("disability.grade",),
    ),
    ScreenField(
        "school_stage",
        "就学情况",
        marked("schooling"),
        _worded("school_stage", SCHOOL),
        takes="fact:school_stage",
        facts=("school_stage",),
        words=SCHOOL,
    ),
    ScreenField(
        "boards_at_school",
        "是否寄宿",
        marked("boards at school"),
        of_fact("boards_at_school"),
        takes="fact:boards_at_school",
        facts=("boards_at_school",),
        words={"true": YES, "false": NO},
    ),
)
PROTECTION = (
    ScreenField("is_paid", "补贴/是否享受补贴", marked("living allowance received"), _is_paid),
    ScreenField("paid_since", "补贴/起领年月", marked("first month"), _paid_month("since"), Reads.MONTH),
    ScreenField("paid_until", "补贴/末领年月", marked("last month"), _paid_month("until"), Reads.MONTH),
    ScreenField("paid_sum", "补贴/保障金额", marked("Amount"), _paid_sum, Reads.MONEY),
    ScreenField("in_institution", "补贴/是否集中供养", marked("in an institution"), _in_institution),
    ScreenField("institution", "补贴/福利机构", marked("institution"), _institution),
    ScreenField(
        "poverty",
        "家庭贫困状况",
        marked("poverty of the family"),
        _poverty,
        Reads.LIST,
        facts=("tekun", "dibao", "dibao_edge"),
    ),
    ScreenField("aid", "救助落实", marked("assistance received"), _aid, Reads.LIST),
)
CARER = (
    ScreenField(
        "has_carer",
        "受托人/有无委托照料人",
        marked("entrusted with somebody"),
        _has_carer,
        facts=("entrusted_care",),
    ),
    *_other("carer", "受托人"),
)
SCREENS = (
    Screen("child", marked("the child itself"), CHILD),
    Screen("hukou", marked("registered in"), _places("hukou", "户籍地", marked("Address of the registration"))),
    Screen("residence", marked("lives in"), _places("residence", "现住地", marked("Address"))),
    Screen("health", marked("health and school"), HEALTH),
    Screen("father", marked("father"), _parent("father", "父亲")),
    Screen("mother", marked("mother"), _parent("mother", "母亲")),
    Screen("guardian", marked("another guardian"), _other("other_guardian", "其他监护人")),
    Screen("protection", marked("allowance and assistance"), PROTECTION),
    Screen("carer", marked("entrusted care"), CARER),
)
FIELDS: Sequence[ScreenField] = tuple(field for screen in SCREENS for field in screen.fields)
BY_KEY: Mapping[str, ScreenField] = {field.key: field for field in FIELDS}
HAS_ENTERED: tuple[str, Teller] = (
    "国家系统录入情况",
    lambda told: "已录入" if told.child.national_number else "未录入",
)


def list_ours(told: Told) -> dict[str, str]:
    """What every field should hold, from the file; without the fields that whoever acts is not told of this child."""
    hides = told.discretion.hides_fact
    return {field.key: field.ours(told) for field in FIELDS if not any(map(hides, field.facts))}
