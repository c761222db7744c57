"""Birth date and places are facts with days and sources, and columns of the file, which mirror what is believed now."""

from datetime import date, datetime

from hutong.children.changing import day_of, write_columns
from hutong.children.columns import BIRTH, FACT_OF_BIRTH, FACTS_OF_COLUMNS, column_text
from hutong.children.fact_values import BETWEEN
from hutong.children.models import Child, RecordedFact
from hutong.lib.dates import parse_date
from hutong.places.models import holding
from hutong.staff.models import Worker


def say_column(child: Child, name: str) -> None:
    """What only a column said becomes a fact, before another one speaks for some of its days."""
    if name not in FACTS_OF_COLUMNS or RecordedFact.objects.filter(child=child, name=name).exists():
        return
    if text := column_text(child, name):
        RecordedFact.objects.create(
            child=child, name=name, value=text, recorded_at=child.made_at, recorded_by_id=child.made_by_id
        )


def mirror_in_columns(child: Child, name: str, *, by: Worker | None, at: datetime) -> list[str]:
    """Facts that are also columns: the column says what is believed now; the columns that were written."""
    if name not in FACTS_OF_COLUMNS:
        return []
    believed = RecordedFact.objects.filter(
        holding(day_of(at)), child=child, name=name, corrected_at__isnull=True, is_collected=True
    )
    fact = believed.order_by("is_preferred", "recorded_at", "pk").last()
    return write_columns(child=child, columns=_columns_of(name, fact.value if fact else ""), by=by, at=at)


def birth_columns(text: str) -> dict[str, date | None]:
    """The columns for a birth date as a fact holds it."""
    if not text:
        return dict.fromkeys(BIRTH)
    ends = text.split(BETWEEN)
    first, last = parse_date(ends[0]).first, parse_date(ends[-1]).last
    known = first == last
    return {
        "born": first if known else None,
        "born_earliest": None if known else first,
        "born_latest": None if known else last,
    }


def _columns_of(name: str, text: str) -> dict[str, object]:
    return {**birth_columns(text)} if name == FACT_OF_BIRTH else {name: text}
