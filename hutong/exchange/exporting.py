"""Children as a table: in our own columns, which an import reads again, or in those of the national system."""

import csv
import io
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
from hutong.ledgers.sheet_writing import FORMULA_STARTS, measure_widths, open_book
from hutong.places.models import inside
from hutong.vocabulary.facts import Fact

FORMS = ("xlsx", "csv")
MOST_ROWS, CHUNK = 100_000, 500
SHEET = "儿童"
Column = tuple[str, Teller]


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
        yield from tell(children, on)
        last, count = children[-1].pk, count + len(children)


def _fact_columns(of_them: Q) -> list[Column]:
    """A column for each fact and benefit that any of the children has."""
    vocabulary, discretion = get_vocabulary(), discretion_over()
    of_area = of_them & Q(corrected_at__isnull=True)
    names = set(RecordedFact.objects.filter(of_area).values_list("name", flat=True).distinct())
    columns: list[Column] = [
        (_header_of(fact), of_fact(name))
        for name, fact in vocabulary.facts.items()
        if name in names and not discretion.hides_fact(name) and not fact.entry.aggregate
    ]
    in_payment = set(Receipt.objects.filter(of_area).values_list("benefit", flat=True).distinct())
    for name in vocabulary.facts:
        benefit = name.removeprefix("receives.").removesuffix(".amount")
        if name == f"receives.{benefit}.amount" and benefit in in_payment and not discretion.hides_benefit(benefit):
            columns.append((name, paid(benefit)))
    return columns


def _header_of(fact: Fact) -> str:
    """The fact's label, or its name where ledgers use such a header with words of their own."""
    return fact.name if get_column_table().find(fact.zh) is not None else fact.zh


WHO: Sequence[Column] = (
    ("全国系统编号", of_child("national_number")),
    ("姓名", of_child("name")),
    ("身份证号", of_child("identity_number")),
    ("性别", sex),
    ("出生日期", birth),
    ("民族", nationality),
    ("户籍地", place("hukou")),
    ("现住地", place("residence")),
    ("联系电话", of_child("phone")),
    ("父亲姓名", of_kin("father", "name")),
    ("父亲身份证号", of_kin("father", "identity_number")),
    ("母亲姓名", of_kin("mother", "name")),
    ("母亲身份证号", of_kin("mother", "identity_number")),
    ("监护人姓名", of_kin("guardian", "name")),
    ("监护人电话", of_kin("guardian", "phone")),
)
NATIONAL: Sequence[Column] = (*((field.header, field.ours) for field in FIELDS), HAS_ENTERED)


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
