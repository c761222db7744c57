"""A ledger's rows as contents of files: what the room of ledgers reads of facts, and what else the cells say."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from hutong.children.bulk import Kin
from hutong.exchange.areas import Charges
from hutong.exchange.contents import Content, FaultSaid, Given, ReceiptSaid
from hutong.exchange.particulars import read_nationality, read_relation
from hutong.ledgers.cells import Cell, RawRow, RawSheet, get_text, is_not_collected
from hutong.ledgers.faults import CellFault
from hutong.ledgers.limits import DEFAULT_LIMITS
from hutong.ledgers.mapping import LedgerMapping
from hutong.ledgers.opening import list_raw_sheets
from hutong.ledgers.reading import Ledger, read_ledger
from hutong.ledgers.rows import EVENTS, GoodRow, RefusedRow
from hutong.ledgers.who import FEMALE, MALE
from hutong.lib.dates import DateSpan, parse_date
from hutong.lib.identity_number import IdentityNumberRefused, parse_identity_number
from hutong.lib.money import fen_from_yuan
from hutong.places.codes import full_code
from hutong.vocabulary.facts import Facts

BIRTH, HUKOU, RESIDENCE, HAS_HUKOU = "birth_date", "hukou_place", "residence_place", "has_hukou"
RECEIVES, AMOUNT = "receives.", ".amount"
COLUMNS_OF_FILE = frozenset({BIRTH, HUKOU, RESIDENCE})
LONGEST = {"name": 60, "phone": 40, "hukou_address": 300, "residence_address": 300, "national_number": 40}
LONGEST_VALUE = 200
SEX = {"male": "1", "female": "2"}
NO_NAME = "（未填姓名）"
OF_KIN = ("father", "mother", "guardian", "carer")


@dataclass
class Reader:
    """Reads all rows of one ledger file after one mapping."""

    path: Path
    mapping: LedgerMapping
    particulars: Mapping[str, str]
    facts: Facts
    on: date
    charges: Charges
    sheets: list[RawSheet] = field(init=False)
    """The file, opened once: opening a large workbook takes as long as reading it."""
    ledger: Ledger = field(init=False)

    def __post_init__(self) -> None:
        self.sheets = list_raw_sheets(self.path, limits=DEFAULT_LIMITS)
        self.ledger = read_ledger(self.path, self.mapping, facts=self.facts, on=self.on, raw_sheets=self.sheets)

    @property
    def count(self) -> int:
        """Rows that are, or should be, a child."""
        return self.ledger.count

    def list_rows(self, *, after: int = 0) -> Iterator[tuple[int, str, int, Content]]:
        """Number, sheet, row and content, in the order of the file; those up to ``after`` are passed over."""
        good = {(row.sheet, row.row): row for row in self.ledger.rows}
        refused = {(row.sheet, row.row): row for row in self.ledger.refused}
        number = 0
        for sheet, row in self.list_cells():
            place = sheet, row.number
            if place not in good and place not in refused:
                continue
            number += 1
            if number > after:
                is_good = place in good
                content = self._fill(good[place], row) if is_good else self._refuse(refused[place], row)
                yield number, sheet, row.number, content

    def list_cells(self) -> Iterator[tuple[str, RawRow]]:
        """Every row of every sheet that has a header."""
        kept = {read.name for read in self.ledger.sheets}
        for sheet in self.sheets:
            if sheet.name in kept:
                for row in sheet.rows:
                    yield sheet.name, row

    # ---- One row

    def _refuse(self, refused: RefusedRow, row: RawRow) -> Content:
        content = Content(faults=[_as_said(fault) for fault in refused.faults])
        name = self._by_role(refused.sheet, row, "name")
        content.fields["name"] = name or NO_NAME
        return content

    def _fill(self, good: GoodRow, row: RawRow) -> Content:
        content = Content()
        cells = self._cells(good.sheet, row)
        said = {key: get_text(cells[header]).strip() for header, key in self.particulars.items() if header in cells}
        said = {key: text for key, text in said.items() if not is_not_collected(text)}
        self._fill_who(content, good, row)
        self._fill_places(content, good.facts, cells, said)
        self._fill_facts(content, good.facts)
        self._fill_particulars(content, said)
        content.fields = {name: text[: LONGEST.get(name, len(text))] for name, text in content.fields.items() if text}
        content.fields.setdefault("name", NO_NAME)
        return content

    def _fill_who(self, content: Content, good: GoodRow, row: RawRow) -> None:
        fields = content.fields
        fields["name"] = good.name
        word = self._by_role(good.sheet, row, "sex").casefold()
        fields["sex"] = "1" if word in MALE else "2" if word in FEMALE else ""
        try:
            identity = parse_identity_number(self._by_role(good.sheet, row, "identity"), latest=self.on)
        except IdentityNumberRefused:
            pass  # the reader of ledgers let it pass: there is none
        else:
            fields["identity_number"] = identity.text
            fields["identity_kind"] = "resident"
            fields["sex"] = fields["sex"] or SEX[identity.sex]
        born = good.facts.get(BIRTH)
        if isinstance(born, dict):
            fields["born_earliest"], fields["born_latest"] = str(born.get("from", "")), str(born.get("to", ""))
        elif born is not None:
            fields["born"] = str(born)

    def _fill_places(
        self, content: Content, facts: Mapping[str, Any], cells: Mapping[str, Cell], said: Mapping[str, str]
    ) -> None:
        fields = content.fields
        written = {fact: self._written(fact, cells) for fact in (HUKOU, RESIDENCE)}
        own = said.get("township", "") + said.get("village", "")
        fields["area"] = self.charges.find(own, written[RESIDENCE], written[HUKOU])
        for fact, column in ((HUKOU, "hukou"), (RESIDENCE, "residence")):
            text, code = written[fact], facts.get(fact)
            if text and not text.isdigit():
                fields[f"{column}_address"] = text
            near = self.charges.find(text) if text else ""
            if near and near != self.charges.area and (code is None or near.startswith(str(code)[:6])):
                fields[f"{column}_place"] = near
            elif code is not None:
                fields[f"{column}_place"] = full_code(str(code))
        if facts.get(HAS_HUKOU) is False:
            fields["hukou_kind"] = "none"

    def _written(self, fact: str, cells: Mapping[str, Cell]) -> str:
        headers = [rule.header for rule in self.mapping.columns if rule.fact == fact]
        parts = (get_text(cells[header]).strip() for header in headers if header in cells)
        return "".join(part for part in parts if not is_not_collected(part))

    def _fill_facts(self, content: Content, facts: Mapping[str, Any]) -> None:
        receipts: dict[str, ReceiptSaid] = {}
        for name, value in facts.items():
            if name in COLUMNS_OF_FILE or name == EVENTS:
                continue
            if name.startswith(RECEIVES):
                self._note_receipt(content, receipts, name, value)
            else:
                content.facts += list_given(name, value)
        content.receipts = list(receipts.values())

    def _note_receipt(self, content: Content, receipts: dict[str, ReceiptSaid], name: str, value: Any) -> None:
        """What is received becomes a receipt; that it is not received is a fact like any other."""
        given = list_given(name, value)
        benefit = name.removeprefix(RECEIVES).removesuffix(AMOUNT)
        if "." in benefit:
            content.facts += given
            return
        for _, text, since, until in given:
            if name.endswith(AMOUNT):
                fen = fen_from_yuan(text)
                if fen:
                    receipts.setdefault(benefit, ReceiptSaid(benefit)).fen = fen
            elif text == "true":
                one = receipts.setdefault(benefit, ReceiptSaid(benefit))
                one.since, one.until = since or one.since, until or one.until
            else:
                content.facts.append((name, text, since, until))

    def _fill_particulars(self, content: Content, said: Mapping[str, str]) -> None:
        for key in ("national_number", "phone"):
            content.fields[key] = said.get(key, "")
        content.fields["nationality_group"] = read_nationality(said.get("nationality_group", ""))
        content.former_name = said.get("former_name", "")[: LONGEST["name"]]
        by_relation: dict[str, Kin] = {}
        for one in OF_KIN:
            if said.get(f"{one}.name") or said.get(f"{one}.identity"):
                _note_kin(by_relation, one, said)
        content.kin = list(by_relation.values())

    def _cells(self, sheet: str, row: RawRow) -> dict[str, Cell]:
        names = self.ledger.get_sheet(sheet).header.names
        return {name: cell for name, cell in zip(names, row.cells, strict=False) if name}

    def _by_role(self, sheet: str, row: RawRow, role: str) -> str:
        headers = {rule.header for rule in self.mapping.columns if rule.role == role}
        for name, cell in zip(self.ledger.get_sheet(sheet).header.names, row.cells, strict=False):
            if name in headers and not is_not_collected(cell):
                return get_text(cell).strip()
        return ""


def _note_kin(by_relation: dict[str, Kin], one: str, said: Mapping[str, str]) -> None:
    """A guardian who is the father is one person, not two."""
    relation = one if one in ("father", "mother") else read_relation(said.get(f"{one}.relation", ""))
    name = said.get(f"{one}.name", "")[: LONGEST["name"]]
    if relation == "other":
        relation = next((known for known, kin in by_relation.items() if name and kin.name == name), relation)
    kin = by_relation.setdefault(relation, Kin(relation))
    kin.name = kin.name or name
    kin.phone = kin.phone or said.get(f"{one}.phone", "")[: LONGEST["phone"]]
    kin.identity = kin.identity or _identity(said.get(f"{one}.identity", ""))
    kin.is_guardian = kin.is_guardian or one == "guardian"
    kin.is_carer = kin.is_carer or one == "carer"


def _identity(text: str) -> str:
    """A number of kin that cannot be one is left out: the child's row is not held up by it."""
    try:
        return parse_identity_number(text).text
    except IdentityNumberRefused:
        return ""


def list_given(name: str, value: Any) -> list[Given]:
    """A value, dated or not, as text with its days."""
    if isinstance(value, list) and value and all(isinstance(one, dict) and "value" in one for one in value):
        return [given for one in value for given in list_given(name, one)]
    if isinstance(value, dict) and "value" in value:
        since, until = (str(value.get(key) or "") for key in ("since", "until"))
        return [(name, as_text(value["value"]), since, until)]
    return [(name, as_text(value), "", "")]


def as_text(value: Any) -> str:
    """A value as facts are recorded: as in JSON, without quotes; a month or a year as such."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | date):
        return str(value)[:LONGEST_VALUE]
    if isinstance(value, dict) and set(value) == {"from", "to"}:
        first, last = value["from"], value["to"]
        for shape in ("%Y-%m", "%Y"):
            if parse_date(first.strftime(shape)) == DateSpan(first, last):
                return str(first.strftime(shape))
    return json.dumps(value, ensure_ascii=False, default=str)[:LONGEST_VALUE]


def _as_said(fault: CellFault) -> FaultSaid:
    details = {
        key: value if isinstance(value, str | int | float) else str(value) for key, value in fault.details.items()
    }
    return FaultSaid(fault.header, fault.value, fault.kind, details)
