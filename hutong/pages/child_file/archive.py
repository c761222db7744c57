"""The whole file of a child for a transfer: as JSON, and as pages for paper."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import typst
from django.db import models

from hutong.children.changing import day_of
from hutong.children.discretion import PLACEMENTS, RELATIONS
from hutong.children.models import ChildName, Receipt
from hutong.lib.money import yuan_from_fen
from hutong.lib.translating import marked
from hutong.pages.child_file.file_on_day import FileOnDay
from hutong.pages.choices import name_choice
from hutong.pages.masks import MASKS
from hutong.places.queries import get_full_name
from hutong.policy.as_json import determination_as_json

FORMAT = 1
TEMPLATE = Path(__file__).with_name("archive.typ")
LEFT_OUT = frozenset({"id", "child", "identity_mark", "merged_into", "file"})
WORKERS = frozenset({"made_by", "recorded_by", "by", "confirmed_by"})


def archive_as_json(file: FileOnDay, *, at: datetime, with_numbers: bool = False) -> dict[str, Any]:
    """Everything that the file holds, with what was corrected; what may not be named to whoever asks is left out.

    Numbers, telephones and addresses are masked unless they were asked for.
    """
    row = _row if with_numbers else _masked_row
    child, hides = file.child, file.names.discretion
    receipts = [
        row for row in Receipt.objects.filter(child=child).order_by("pk") if not hides.hides_benefit(row.benefit)
    ]
    return {
        "format": FORMAT,
        "made_at": at.isoformat(),
        "child": row(child),
        "names": _rows(ChildName.objects.filter(child=child)),
        "family": [
            {**_row(one), "relation": file.names.relation(one.relation), "person": row(one.person)}
            if one.relation in RELATIONS
            else {**_row(one), "person": row(one.person)}
            for one in file.kin
        ],
        "placements": [
            {**_row(one), "kind": file.names.placement(one.kind)} if one.kind in PLACEMENTS else _row(one)
            for one in file.placements
        ],
        "facts": _rows(row for row in file.history if not hides.hides_fact(row.name)),
        "receipts": _rows(receipts),
        "events": _rows(file.told_events),
        "labels": _rows(file.labels),
        "steps": _rows(file.steps),
        "papers": _rows(file.papers),
        "departures": _rows(file.departures),
        "determination": _determination(file),
    }


def _determination(file: FileOnDay) -> dict[str, Any]:
    hides = file.names.discretion
    shown = replace(file.determination, findings=tuple(file.findings))
    told = determination_as_json(shown, file.library, lang=file.names.lang)
    words = file.library.vocabulary
    hidden = [name for name in words.facts if hides.hides_fact(name)]
    hidden += [slug for slug in words.benefits if hides.hides_benefit(slug)]
    for finding in told["findings"]:
        finding["because"] = [one for one in finding["because"] if not _says_of(one, hidden)]
        finding["missing"] = [name for name in finding["missing"] if not hides.hides_fact(name)]
        for beside in ("covered_by", "excluded_by", "alternatives"):
            finding[beside] = [slug for slug in finding[beside] if not hides.hides_benefit(slug)]
    told["ask_next"] = [one for one in told["ask_next"] if not hides.hides_fact(one["fact"])]
    for question in told["ask_next"]:
        question["benefits"] = [slug for slug in question["benefits"] if not hides.hides_benefit(slug)]
    told.pop("categories")
    # A duty whose event or condition tells what is told by grant alone stays out.
    told_clauses = {one.obligation.rule.address for one in file.open_duties}
    told["duties"] = [one for one in told["duties"] if one["clause"] in told_clauses]
    for duty in told["duties"]:
        duty["missing"] = [name for name in duty["missing"] if not hides.hides_fact(name)]
    return told


def _says_of(reason: Mapping[str, Any], hidden: Iterable[str]) -> bool:
    """Whether a reason, or a definition it goes through, reads a fact or a benefit that is not told."""
    texts = [reason["condition"], reason["frame"] or "", *(one["condition"] for one in reason["through"])]
    read = {*reason["facts"], *(name for one in reason["through"] for name in one["facts"])}
    return any(name in read or any(name in text for text in texts) for name in hidden)


def _rows(rows: Iterable[models.Model]) -> list[dict[str, Any]]:
    return [_row(row) for row in rows]


def _row(row: models.Model) -> dict[str, Any]:
    """The columns of a row; people who wrote by name, other rows by their numbers."""
    found: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        if field.name in LEFT_OUT:
            continue
        if field.name in WORKERS:
            found[field.name] = str(getattr(row, field.name) or "")
        else:
            found[field.name] = _plain(getattr(row, field.attname))
    return found


def _masked_row(row: models.Model) -> dict[str, Any]:
    """The columns of a row, numbers, telephones and addresses masked."""
    return {name: MASKS[name](value) if name in MASKS else value for name, value in _row(row).items()}


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return "" if value == b"" else value


@cache
def _compiler() -> typst.Compiler:
    """Kept: its first page takes half a second, the next ones a hundredth."""
    return typst.Compiler(str(TEMPLATE))


def archive_as_pdf(file: FileOnDay, *, at: datetime, taken_by: str, with_numbers: bool = False) -> bytes:
    """The file on paper; on every page stands who took it. What is printed is data, never source."""
    data = json.dumps(
        _for_paper(file, at=at, taken_by=taken_by, with_numbers=with_numbers), ensure_ascii=False, default=str
    )
    made = _compiler().compile(format="pdf", sys_inputs={"file": data})
    assert isinstance(made, bytes)
    return made


def _for_paper(file: FileOnDay, *, at: datetime, taken_by: str, with_numbers: bool = False) -> Mapping[str, Any]:
    child, say, lang = file.child, file.names.say, file.names.lang

    def place(code: str) -> str:
        return get_full_name(code, on=file.on, lang=lang) if code else ""

    def shown(name: str) -> str:
        text = str(getattr(child, name))
        return text if with_numbers else MASKS[name](text)

    born = child.born.isoformat() if child.born else ""
    return {
        "lang": "zh" if lang == "zh" else "en",
        "title": say("The child's file"),
        "name": child.name,
        "made": f"{at:%Y-%m-%d %H:%M} · {taken_by}",
        "who": [
            [say("Sex"), name_choice("sex", child.sex, lang)],
            [say("Born on"), born],
            [
                say("Identity number"),
                shown("identity_number") or name_choice("identity_kind", child.identity_kind, lang),
            ],
            [say("Telephone"), shown("phone")],
            [say("State of the file"), name_choice("state", child.state, lang)],
            [say("Village or township in charge"), place(child.area)],
            [say("Registered in"), f"{place(child.hukou_place)} {shown('hukou_address')}".strip()],
            [say("Lives in"), f"{place(child.residence_place)} {shown('residence_address')}".strip()],
        ],
        "parts": [[say(title), rows] for title, rows in _parts(file)],
    }


def _parts(file: FileOnDay) -> list[tuple[str, list[list[str]]]]:
    """Headings with rows of three cells."""
    names = file.names
    comma, semicolon = names.say(", "), names.say("; ")
    members = [
        [one.relation, one.kinship.person.name, comma.join((*one.roles, *one.situations))] for one in file.members
    ]
    owed = [[one.name, semicolon.join(one.amounts), semicolon.join(one.clauses)] for one in file.owed]
    paid = [
        [names.benefit(one.benefit), "" if one.fen is None else yuan_from_fen(one.fen), str(one.since or "")]
        for one in file.paid
    ]
    told = [row for row in file.facts if not names.discretion.hides_fact(row.name)]
    return [
        (marked("Family"), members),
        (marked("What the child is owed"), owed),
        (marked("What is received"), paid),
        (marked("What is recorded"), [[names.fact(row.name), names.value_of(row), _basis(row)] for row in told]),
        (marked("Papers"), [[one.title, one.reference, f"{day_of(one.made_at)}"] for one in file.papers]),
        (marked("What happened"), [[one.on.isoformat(), one.text, one.who] for one in file.timeline]),
    ]


def _basis(row: Any) -> str:
    return f"{day_of(row.recorded_at)} {row.evidence.title if row.evidence else ''}".strip()
