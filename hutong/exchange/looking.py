"""The first look at a ledger: its columns, what each probably says, and what was said of them here before."""

import json
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from hutong.children.words import get_vocabulary
from hutong.exchange.errors import MappingFaulty
from hutong.exchange.models import ColumnMeaning, Import
from hutong.exchange.particulars import propose_particulars
from hutong.exchange.sealed_files import opened_file
from hutong.ledgers.cells import RawSheet, get_text, is_blank
from hutong.ledgers.columns import get_column_table
from hutong.ledgers.errors import HeaderMissing, LedgerError, MappingUnusable
from hutong.ledgers.headers import Header, find_header
from hutong.ledgers.limits import DEFAULT_LIMITS
from hutong.ledgers.mapping import ColumnRule, LedgerMapping, read_mapping, render_mapping
from hutong.ledgers.opening import list_raw_sheets
from hutong.ledgers.proposing import propose_for_headers
from hutong.ledgers.who import mask_long_numbers
from hutong.places.codes import ancestors, county_of
from hutong.staff.models import Worker
from hutong.vocabulary.divisions import DivisionError, get_division_name

SAMPLES, ROWS_SAMPLED, LONGEST_SAMPLE = 3, 60, 24
PARTICULAR, IGNORED = "particular", "ignored"


@dataclass
class Column:
    """A column of the ledger with a few of its cells."""

    header: str
    samples: list[str] = field(default_factory=list)


@dataclass
class Look:
    """What the first look saw."""

    columns: list[Column] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    skipped_sheets: list[str] = field(default_factory=list)
    rows: int = 0

    def dump(self) -> str:
        """As text to be sealed."""
        columns = [[one.header, one.samples] for one in self.columns]
        told = {"columns": columns, "sheets": self.sheets, "skipped": self.skipped_sheets}
        return json.dumps(told, ensure_ascii=False)

    @classmethod
    def load(cls, text: str) -> "Look":
        """What ``dump`` wrote."""
        told = json.loads(text or '{"columns": [], "sheets": [], "skipped": []}')
        return cls([Column(header, samples) for header, samples in told["columns"]], told["sheets"], told["skipped"])


def look_at(batch: Import) -> None:
    """Read the file once and propose a meaning for every column; a file that is no ledger is refused. Saves nothing."""
    try:
        with opened_file(batch.file, called=batch.file_name) as path:
            look, proposed = _read_headers(path)
    except LedgerError as error:
        set_refused(batch, error)
        return
    headers = [column.header for column in look.columns]
    batch.look = look.dump()
    batch.total = look.rows
    mapping, particulars = _with_memory(batch, proposed, headers)
    batch.mapping, batch.particulars = render_mapping(mapping, remarks={}), particulars
    batch.state = Import.State.MAPPING


def set_refused(batch: Import, error: LedgerError) -> None:
    """The file cannot be used; the import says why in both languages."""
    batch.problem = json.dumps({lang: error.render(lang)[:280] for lang in ("zh", "en")}, ensure_ascii=False)
    batch.state = Import.State.REFUSED


def get_mapping(batch: Import) -> LedgerMapping:
    """Which column says which fact, as kept with the import."""
    return parse_mapping(batch.mapping)


def parse_mapping(text: str) -> LedgerMapping:
    """A mapping from its text. Raises MappingFaulty."""
    with tempfile.TemporaryDirectory(prefix="hutong-") as folder:
        file = Path(folder) / "mapping.toml"
        file.write_text(text, encoding="utf-8")
        try:
            mapping = read_mapping(file, facts=get_vocabulary().facts)
        except MappingUnusable as error:
            raise MappingFaulty(faults="；".join(f"{one.line}: {one.message}" for one in error.faults)) from error
    return LedgerMapping(mapping.columns, mapping.within)


def within_of(area: str) -> str:
    """The county in which bare names of towns and villages lie; "" where none is known."""
    county = county_of(area)
    try:
        get_division_name(county)
    except (DivisionError, KeyError):
        return ""
    return county


@transaction.atomic
def remember_meanings(batch: Import, *, by: Worker, at: datetime) -> None:
    """Keep what every column of this ledger was said to mean, for the next ledger of the place."""
    rules = {rule.header: rule for rule in get_mapping(batch).columns}
    rows = [
        ColumnMeaning(
            place=batch.area,
            header=column.header[:200],
            rule=_as_kept(rules.get(column.header), batch.particulars.get(column.header)),
            at=at,
            by=by,
        )
        for column in Look.load(batch.look).columns
    ]
    ColumnMeaning.objects.bulk_create(
        rows, update_conflicts=True, update_fields=["rule", "at", "by"], unique_fields=["place", "header"]
    )


def _as_kept(rule: ColumnRule | None, particular: str | None) -> dict[str, Any]:
    if rule is not None:
        return rule.model_dump(mode="json", exclude_defaults=True)
    return {PARTICULAR: particular} if particular else {IGNORED: True}


def _with_memory(
    batch: Import, proposed: LedgerMapping, headers: Iterable[str]
) -> tuple[LedgerMapping, dict[str, str]]:
    """The proposal, and over it what this place or a wider one said of columns of the same name."""
    names = list(headers)
    rules = {rule.header: rule for rule in proposed.columns}
    particulars = propose_particulars(name for name in names if name not in rules)
    places = list(ancestors(batch.area))
    held = ColumnMeaning.objects.filter(place__in=places, header__in=names)
    for meaning in sorted(held, key=lambda one: places.index(one.place), reverse=True):
        _recall(meaning.header, meaning.rule, rules, particulars)
    kept = tuple(rules[name] for name in names if name in rules and _refers(rules[name], rules))
    return LedgerMapping(kept, within_of(batch.area)), particulars


def _recall(header: str, kept: Mapping[str, Any], rules: dict[str, ColumnRule], particulars: dict[str, str]) -> None:
    rules.pop(header, None)
    particulars.pop(header, None)
    if PARTICULAR in kept:
        particulars[header] = str(kept[PARTICULAR])
    elif IGNORED not in kept:
        facts = get_vocabulary().facts
        rule = ColumnRule.model_validate(kept)
        if all(name in facts for name in rule.list_facts()):
            rules[header] = rule


def _refers(rule: ColumnRule, rules: Mapping[str, ColumnRule]) -> bool:
    """A column of ends needs the column whose end it is."""
    target = rule.ends or rule.begins
    return not target or target in rules


def _read_headers(path: Path) -> tuple[Look, LedgerMapping]:
    """The headers with a few cells, and what they probably mean; the rows themselves are only counted.

    Raises LedgerError.
    """
    look, headers, columns = Look(), [], dict[str, Column]()
    sheets = list_raw_sheets(path, limits=DEFAULT_LIMITS)
    for sheet in sheets:
        header = find_header(sheet, is_known=_is_known, within_rows=DEFAULT_LIMITS.header_within_rows)
        if header is None:
            look.skipped_sheets.append(sheet.name)
            continue
        headers.append((sheet.name, header))
        columns |= {name: columns.get(name) or Column(name) for name in header.names if name}
        look.rows += _sample(sheet, header, columns)
    if not headers:
        raise HeaderMissing(file=path, sheets="、".join(sheet.name for sheet in sheets) or "—")
    look.sheets, look.columns = [name for name, _ in headers], list(columns.values())
    mapping, _ = propose_for_headers(headers, facts=get_vocabulary().facts, file_name=path.stem)
    return look, mapping


def _is_known(name: str) -> bool:
    return name in get_vocabulary().facts or name in _labels() or get_column_table().find(name) is not None


@cache
def _labels() -> frozenset[str]:
    return frozenset(label for fact in get_vocabulary().facts.values() for label in (fact.zh, fact.en.casefold()))


def _sample(sheet: RawSheet, header: Header, columns: dict[str, Column]) -> int:
    count = 0
    for row in sheet.rows:
        if row.number <= header.last_row or all(map(is_blank, row.cells)):
            continue
        count += 1
        if count > ROWS_SAMPLED:
            continue
        for name, cell in zip(header.names, row.cells, strict=False):
            if name and not is_blank(cell):
                _add_sample(columns[name], mask_long_numbers(get_text(cell).strip())[:LONGEST_SAMPLE])
    return count


def _add_sample(column: Column, text: str) -> None:
    if len(column.samples) < SAMPLES and text not in column.samples:
        column.samples.append(text)
