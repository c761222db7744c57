"""Children as a table: in our own columns, which an import reads again, or in those of the national system."""

import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from django.db.models import Q

from hutong.children.models import Child, Receipt, RecordedFact, State
from hutong.children.words import get_vocabulary
from hutong.determinations.discretion import discretion_over
from hutong.exchange.national.form import FIELDS, HAS_ENTERED
from hutong.exchange.told import Teller, Told, birth, nationality, of_child, of_fact, of_kin, paid, place, sex, tell
from hutong.ledgers.columns import get_column_table
from hutong.ledgers.sheet_writing import measure_widths, open_book
from hutong.places.models import inside
from hutong.privacy.consenting import list_consenting
from hutong.vocabulary.facts import Fact

MOST_ROWS, CHUNK = 100_000, 500
SHEET, SOURCE = "儿童", "来源"
Column = tuple[str, Teller, tuple[str, ...]]


def export_children(
    *,
    area: str,
    kind: str,
    on: date,
    source: Sequence[tuple[str, str]],
    chosen: Sequence[int] | None = None,
    handed_to: str = "",
) -> tuple[bytes, int]:
    """The workbook, and how many children are in it; of each child what may be told of it to who acts.

    All open files of an area, or those that were chosen (by their keys) in whatever state they are. ``source``: who
    took it, when and for what, on a sheet of its own and on every printed page. ``handed_to``: a purpose without whose
    consent a child is left out.
    """
    columns = list_columns(area, kind, chosen)
    header = [name for name, *_ in columns]
    lines = [[told_by(one) for _, told_by, _ in columns] for one in _list_told(among(area, chosen), on, handed_to)]
    return _as_xlsx(header, lines, source), len(lines)


def list_columns(area: str, kind: str, chosen: Sequence[int] | None) -> list[Column]:
    """The columns of a file: their header, what they tell, and the facts they are told from."""
    of_them = Q(inside(area, field="child__area")) if chosen is None else Q(child__in=chosen)
    return [*WHO, *_fact_columns(of_them)] if kind == "own" else [*NATIONAL]


def among(area: str, chosen: Sequence[int] | None) -> Q:
    """The children whose files are in it: the open ones of a place, or those that were chosen."""
    return _open_files(area) if chosen is None else Q(pk__in=chosen)


def _open_files(area: str) -> Q:
    return inside(area, field="area") & ~Q(state__in=(State.CLOSED, State.TRANSFERRED))


def _list_told(wanted: Q, on: date, handed_to: str = "") -> Iterator[Told]:
    """The children among these as far as the scope lets them be seen, a few hundred at a time."""
    last, count = 0, 0
    while count < MOST_ROWS:
        children = list(Child.objects.filter(wanted, pk__gt=last, merged_into__isnull=True).order_by("pk")[:CHUNK])
        if not children:
            return
        last, count = children[-1].pk, count + len(children)
        yield from tell(list_consenting(children, purpose=handed_to, on=on) if handed_to else children, on)


def _fact_columns(of_them: Q) -> list[Column]:
    """A column for each fact and benefit that any of the children has."""
    vocabulary, discretion = get_vocabulary(), discretion_over()
    of_area = of_them & Q(corrected_at__isnull=True)
    names = set(RecordedFact.objects.filter(of_area).values_list("name", flat=True).distinct())
    columns: list[Column] = [
        (_header_of(fact), of_fact(name), (name,))
        for name, fact in vocabulary.facts.items()
        if name in names and not discretion.hides_fact(name) and not fact.entry.aggregate
    ]
    in_payment = set(Receipt.objects.filter(of_area).values_list("benefit", flat=True).distinct())
    for name in vocabulary.facts:
        benefit = name.removeprefix("receives.").removesuffix(".amount")
        if name == f"receives.{benefit}.amount" and benefit in in_payment and not discretion.hides_benefit(benefit):
            columns.append((name, paid(benefit), (name,)))
    return columns


def _header_of(fact: Fact) -> str:
    """The fact's label, or its name where ledgers use such a header with words of their own."""
    return fact.name if get_column_table().find(fact.zh) is not None else fact.zh


WHO: Sequence[Column] = (
    ("全国系统编号", of_child("national_number"), ()),
    ("姓名", of_child("name"), ()),
    ("身份证号", of_child("identity_number"), ()),
    ("性别", sex, ()),
    ("出生日期", birth, ()),
    ("民族", nationality, ()),
    ("户籍地", place("hukou"), ()),
    ("现住地", place("residence"), ()),
    ("联系电话", of_child("phone"), ()),
    ("父亲姓名", of_kin("father", "name"), ()),
    ("父亲身份证号", of_kin("father", "identity_number"), ()),
    ("母亲姓名", of_kin("mother", "name"), ()),
    ("母亲身份证号", of_kin("mother", "identity_number"), ()),
    ("监护人姓名", of_kin("guardian", "name"), ()),
    ("监护人电话", of_kin("guardian", "phone"), ()),
)
NATIONAL: Sequence[Column] = (*((field.header, field.ours, field.facts) for field in FIELDS), (*HAS_ENTERED, ()))


def _as_xlsx(header: Sequence[str], lines: Sequence[Sequence[str]], source: Sequence[tuple[str, str]]) -> bytes:
    mark = " · ".join(text for _, text in source)
    with tempfile.TemporaryDirectory(prefix="hutong-") as folder:
        file = Path(folder) / "children.xlsx"
        with open_book(file, lang="zh") as book:
            writer = book.add_sheet(SHEET, header, measure_widths(header, lines, "zh"), frozen=2, mark=mark)
            for line in lines:
                writer.write_row(line)
            writer.close()
            writer = book.add_sheet(SOURCE, ("项目", "内容"), (16, 60), mark=mark)
            for pair in source:
                writer.write_row(pair)
            writer.close()
        return file.read_bytes()
