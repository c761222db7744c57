"""Children as a table: in our own columns, which an import reads again, or in those of the national system."""

import csv
import io
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.db.models import Q

from hutong.children.models import Child, HukouKind, Kinship, Receipt, RecordedFact, Sex, State
from hutong.children.words import get_vocabulary
from hutong.determinations.discretion import discretion_over, discretions_over
from hutong.exchange.particulars import name_nationality
from hutong.ledgers.columns import get_column_table
from hutong.ledgers.sheet_writing import FORMULA_STARTS, measure_widths, open_book
from hutong.lib.money import yuan_from_fen
from hutong.places.models import Level, holding, inside
from hutong.places.queries import get_full_name, path_of
from hutong.policy.discretion import Discretion
from hutong.vocabulary.facts import Fact, FactType

FORMS = ("xlsx", "csv")
MOST_ROWS, CHUNK = 100_000, 500
SHEET = "儿童"
LEVELS = (
    (Level.PROVINCE, "省"),
    (Level.PREFECTURE, "市"),
    (Level.COUNTY, "县"),
    (Level.TOWNSHIP, "乡镇"),
    (Level.VILLAGE, "村"),
)


@dataclass
class Told:
    """A child with what is believed of it on the day."""

    child: Child
    on: date
    facts: dict[str, RecordedFact] = field(default_factory=dict)
    receipts: dict[str, Receipt] = field(default_factory=dict)
    kin: dict[str, Kinship] = field(default_factory=dict)
    discretion: Discretion = field(default_factory=discretion_over)

    def value(self, name: str) -> str:
        """A fact in words; "" where nothing is known."""
        if self.discretion.hides_fact(name):
            return ""
        fact = self.facts.get(name)
        if fact is None or not fact.is_collected:
            return "未采集" if fact is not None else ""
        known = get_vocabulary().facts[name]
        value = fact.value == "true" if known.type is FactType.BOOL else fact.value
        return known.shown(value, "zh")


Column = tuple[str, Callable[[Told], str]]


def export_children(
    *, area: str, kind: str, form: str, on: date, chosen: Sequence[int] | None = None
) -> tuple[bytes, int]:
    """The file, and how many children are in it; of each child what may be told of it to who acts.

    All open files of an area, or those that were chosen (by their keys) in whatever state they are.
    """
    among = _open_files(area) if chosen is None else Q(pk__in=chosen)
    of_them = Q(inside(area, field="child__area")) if chosen is None else Q(child__in=chosen)
    columns = [*WHO, *_fact_columns(of_them)] if kind == "own" else [*NATIONAL]
    header = [name for name, _ in columns]
    lines = [[told_by(one) for _, told_by in columns] for one in _list_told(among, on)]
    return (_as_csv(header, lines) if form == "csv" else _as_xlsx(header, lines)), len(lines)


def _open_files(area: str) -> Q:
    return inside(area, field="area") & ~Q(state__in=(State.CLOSED, State.TRANSFERRED))


def _list_told(among: Q, on: date) -> Iterator[Told]:
    """The children among these as far as the scope lets them be seen, a few hundred at a time."""
    last, count = 0, 0
    while count < MOST_ROWS:
        children = list(Child.objects.filter(among, pk__gt=last, merged_into__isnull=True).order_by("pk")[:CHUNK])
        if not children:
            return
        yield from _tell(children, on)
        last, count = children[-1].pk, count + len(children)


def _tell(children: Sequence[Child], on: date) -> Iterator[Told]:
    discretions = discretions_over(children)
    told = {child.pk: Told(child, on, discretion=discretions[child.pk]) for child in children}
    facts = RecordedFact.objects.filter(holding(on), child__in=told, corrected_at__isnull=True)
    for fact in facts.order_by("is_preferred", "recorded_at", "pk"):
        told[fact.child_id].facts[fact.name] = fact
    for receipt in Receipt.objects.filter(holding(on), child__in=told, corrected_at__isnull=True).order_by("pk"):
        told[receipt.child_id].receipts[receipt.benefit] = receipt
    for kin in Kinship.objects.filter(holding(on), child__in=told).select_related("person").order_by("pk"):
        told[kin.child_id].kin.setdefault(kin.relation, kin)
        if kin.is_guardian:
            told[kin.child_id].kin.setdefault("guardian", kin)
    yield from told.values()


def _fact_columns(of_them: Q) -> list[Column]:
    """A column for each fact and benefit that any of the children has."""
    vocabulary, discretion = get_vocabulary(), discretion_over()
    of_area = of_them & Q(corrected_at__isnull=True)
    names = set(RecordedFact.objects.filter(of_area).values_list("name", flat=True).distinct())
    columns: list[Column] = [
        (_header_of(fact), _fact_teller(name))
        for name, fact in vocabulary.facts.items()
        if name in names and not discretion.hides_fact(name) and not fact.entry.aggregate
    ]
    paid = set(Receipt.objects.filter(of_area).values_list("benefit", flat=True).distinct())
    for name in vocabulary.facts:
        benefit = name.removeprefix("receives.").removesuffix(".amount")
        if name == f"receives.{benefit}.amount" and benefit in paid and not discretion.hides_benefit(benefit):
            columns.append((name, _paid_teller(benefit)))
    return columns


def _header_of(fact: Fact) -> str:
    """The fact's label, or its name where ledgers use such a header with words of their own."""
    return fact.name if get_column_table().find(fact.zh) is not None else fact.zh


def _fact_teller(name: str) -> Callable[[Told], str]:
    return lambda told: told.value(name)


def _paid_teller(benefit: str) -> Callable[[Told], str]:
    def tell(told: Told) -> str:
        receipt = told.receipts.get(benefit)
        if receipt is None or receipt.fen is None or told.discretion.hides_benefit(benefit):
            return ""
        return yuan_from_fen(receipt.fen)

    return tell


def _place(which: str) -> Callable[[Told], str]:
    return lambda told: get_full_name(getattr(told.child, f"{which}_place"), on=told.on)


def _level(which: str, level: Level) -> Callable[[Told], str]:
    def tell(told: Told) -> str:
        code = getattr(told.child, f"{which}_place")
        return next((place.name for place in path_of(code, on=told.on) if place.level == level), "") if code else ""

    return tell


def _of_child(name: str) -> Callable[[Told], str]:
    return lambda told: str(getattr(told.child, name) or "")


def _of_kin(relation: str, name: str) -> Callable[[Told], str]:
    return lambda told: str(getattr(told.kin[relation].person, name)) if relation in told.kin else ""


def _sex(told: Told) -> str:
    return str(Sex(told.child.sex).label) if told.child.sex in (Sex.MALE, Sex.FEMALE) else ""


def _birth(told: Told) -> str:
    child = told.child
    if child.born is None and child.born_earliest and child.born_latest:
        return (
            f"{child.born_earliest:%Y-%m}"
            if child.born_earliest.month == child.born_latest.month
            else f"{child.born_earliest:%Y}"
        )
    return str(child.born or "")


def _hukou_kind(told: Told) -> str:
    return str(HukouKind(told.child.hukou_kind).label)


def _urban_rural(told: Told) -> str:
    return (
        {"rural": "农村", "urban": "城镇"}.get(told.facts["hukou_urban_rural"].value, "")
        if "hukou_urban_rural" in told.facts
        else ""
    )


def _health(told: Told) -> str:
    if told.value("serious_illness") == "是":
        return "重病"
    return {"是": "残疾", "否": "健康"}.get(told.value("disabled"), "未采集")


def _entered(told: Told) -> str:
    return "已录入" if told.child.national_number else "未录入"


def _nationality(told: Told) -> str:
    return name_nationality(told.child.nationality_group)


WHO: Sequence[Column] = (
    ("全国系统编号", _of_child("national_number")),
    ("姓名", _of_child("name")),
    ("身份证号", _of_child("identity_number")),
    ("性别", _sex),
    ("出生日期", _birth),
    ("民族", _nationality),
    ("户籍地", _place("hukou")),
    ("现住地", _place("residence")),
    ("联系电话", _of_child("phone")),
    ("父亲姓名", _of_kin("father", "name")),
    ("父亲身份证号", _of_kin("father", "identity_number")),
    ("母亲姓名", _of_kin("mother", "name")),
    ("母亲身份证号", _of_kin("mother", "identity_number")),
    ("监护人姓名", _of_kin("guardian", "name")),
    ("监护人电话", _of_kin("guardian", "phone")),
)
NATIONAL: Sequence[Column] = (
    ("儿童编号", _of_child("national_number")),
    ("姓名", _of_child("name")),
    ("身份证号", _of_child("identity_number")),
    ("性别", _sex),
    ("出生日期", _birth),
    ("民族", _nationality),
    ("户口分类", _hukou_kind),
    ("户籍性质", _urban_rural),
    *((f"户籍地/{word}", _level("hukou", level)) for level, word in LEVELS),
    ("户籍地/详址", _of_child("hukou_address")),
    *((f"现住地/{word}", _level("residence", level)) for level, word in LEVELS),
    ("现住地/详址", _of_child("residence_address")),
    ("健康状况", _health),
    ("残疾等级", lambda told: told.value("disability.grade")),
    ("就学情况", lambda told: told.value("school_stage")),
    ("是否寄宿", lambda told: told.value("boards_at_school")),
    ("国家系统录入情况", _entered),
)


def _as_csv(header: Sequence[str], lines: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    # What a spreadsheet program would take for a formula is kept as text.
    writer.writerows([f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell for cell in line] for line in lines)
    return text.getvalue().encode("utf-8-sig")


def _as_xlsx(header: Sequence[str], lines: Sequence[Sequence[str]]) -> bytes:
    with tempfile.TemporaryDirectory(prefix="hutong-") as folder:
        file = Path(folder) / "children.xlsx"
        with open_book(file, lang="zh") as book:
            writer = book.add_sheet(SHEET, header, measure_widths(header, lines, "zh"), frozen=2)
            for line in lines:
                writer.write_row(line)
            writer.close()
        return file.read_bytes()
