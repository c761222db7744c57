"""What people do with an import: bring a ledger in, say what its columns mean, decide, confirm, undo."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from django.db import transaction

from hutong.audit.actions import note_act
from hutong.children.models import Child
from hutong.exchange.contents import Content
from hutong.exchange.errors import BusyAlready, FileKindUnknown, FileTooLarge, MeaningUnknown, NotNow
from hutong.exchange.jobs import enqueue
from hutong.exchange.looking import get_mapping, parse_mapping, remember_meanings
from hutong.exchange.meanings import Meanings
from hutong.exchange.models import Import, ImportRow, Job
from hutong.exchange.sealed_files import forget_file, keep_file
from hutong.ledgers.limits import MEGABYTE
from hutong.ledgers.mapping import ColumnRule, LedgerMapping, render_mapping
from hutong.places.models import Level
from hutong.staff.models import Worker
from hutong.staff.scope import WRITES_FILES, NotAllowed, get_scope

MOST_MEGABYTES = 50
SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv", ".tsv", ".txt"})
LONGEST_STEM = 60
State, Plan, Decision, Kind = Import.State, ImportRow.Plan, ImportRow.Decision, Job.Kind
MAY_UNDO = (State.APPLIED,)


@transaction.atomic
def begin_import(*, area: str, as_of: date, name: str, content: bytes, by: Worker, at: datetime) -> Import:
    """Keep a ledger, sealed, and put the first look at it on the list.

    Raises NotAllowed, FileTooLarge, FileKindUnknown.
    """
    if not get_scope().covers(area, roles=WRITES_FILES):
        raise NotAllowed(act="import a ledger there")
    called = clean_name(name)
    if len(content) > MOST_MEGABYTES * MEGABYTE:
        raise FileTooLarge(found=len(content) // MEGABYTE + 1, limit=MOST_MEGABYTES)
    file = keep_file(content, suffix=Path(called).suffix)
    batch = Import.objects.create(
        area=area, as_of=as_of, file_name=called, size=len(content), file=file, made_at=at, made_by=by
    )
    enqueue(batch=batch, kind=Kind.LOOK, by=by, at=at)
    _note("import begun", batch, by=by, at=at)
    return batch


def clean_name(name: str) -> str:
    """A file's name without folders and marks that a file system minds. Raises FileKindUnknown."""
    path = Path(name.replace("\\", "/")).name
    suffix = Path(path).suffix.lower()
    if suffix not in SUFFIXES:
        raise FileKindUnknown(name=suffix or path[:LONGEST_STEM] or "—")
    stem = "".join(c for c in Path(path).stem if c.isalnum() or c in " -_（）()、·")[:LONGEST_STEM].strip()
    return (stem or "ledger") + suffix


@transaction.atomic
def set_meanings(*, batch: Import, meanings: Mapping[str, str], lang: str, by: Worker, at: datetime) -> None:
    """Say what columns mean, by the words of the list; columns that are not named keep their meaning.

    Raises NotNow, MeaningUnknown.
    """
    batch = _lock(batch, State.MAPPING, State.PLANNED)
    told = Meanings(lang)
    mapping, particulars = get_mapping(batch), dict(batch.particulars)
    rules = {rule.header: rule for rule in mapping.columns}
    for header, words in meanings.items():
        if words.strip() == told.words_of(rules.get(header), particulars.get(header)):
            continue
        rules.pop(header, None)
        particulars.pop(header, None)
        rule, particular = told.read(header, words)
        if rule is not None:
            rules[header] = rule
        if particular:
            particulars[header] = particular
    _save_mapping(batch, tuple(rules.values()), mapping.within, particulars)
    _note("import columns told", batch, by=by, at=at)
    remember_meanings(batch, by=by, at=at)


def list_unknown_meanings(*, batch: Import, meanings: Mapping[str, str], lang: str) -> dict[str, MeaningUnknown]:
    """The columns whose new meaning is none of the list."""
    told = Meanings(lang)
    rules = {rule.header: rule for rule in get_mapping(batch).columns}
    faulty = {}
    for header, words in meanings.items():
        if words.strip() == told.words_of(rules.get(header), batch.particulars.get(header)):
            continue
        try:
            told.read(header, words)
        except MeaningUnknown as error:
            faulty[header] = error
    return faulty


@transaction.atomic
def set_mapping_text(*, batch: Import, text: str, by: Worker, at: datetime) -> None:
    """Take the mapping as somebody wrote it. Raises NotNow, MappingFaulty."""
    batch = _lock(batch, State.MAPPING, State.PLANNED)
    mapping = parse_mapping(text)
    read = {rule.header for rule in mapping.columns}
    particulars = {header: key for header, key in batch.particulars.items() if header not in read}
    _save_mapping(batch, mapping.columns, mapping.within, particulars)
    _note("import columns told", batch, by=by, at=at)
    remember_meanings(batch, by=by, at=at)


def _save_mapping(batch: Import, columns: tuple[ColumnRule, ...], within: str, particulars: Mapping[str, str]) -> None:
    there = {rule.header for rule in columns}
    kept = tuple(rule for rule in columns if not (rule.ends or rule.begins) or (rule.ends or rule.begins) in there)
    batch.mapping = render_mapping(LedgerMapping(kept, within), remarks={})
    batch.particulars = dict(particulars)
    batch.save(update_fields=["mapping", "particulars"])


@transaction.atomic
def begin_trial(*, batch: Import, by: Worker, at: datetime) -> None:
    """Ask for the trial run; an earlier one is thrown away. Raises NotNow, BusyAlready."""
    batch = _lock(batch, State.MAPPING, State.PLANNED)
    batch.rows.all().delete()
    _note("import tried", batch, by=by, at=at)
    _begin(batch, State.PLANNING, Kind.PLAN, by=by, at=at)


@transaction.atomic
def decide(
    *,
    batch: Import,
    number: int,
    decision: str,
    by: Worker,
    at: datetime,
    twin: UUID | None = None,
    takes_ledger: bool = False,
) -> None:
    """Say what a row is to do: write to this file, make a new one, nothing. Raises NotNow, MeaningUnknown."""
    batch = _lock(batch, State.PLANNED)
    row = batch.rows.select_for_update().get(number=number)
    if decision not in Decision.values or row.plan == Plan.REFUSED:
        raise MeaningUnknown(meaning=decision)
    if decision == Decision.SAME_CHILD and row.plan == Plan.DOUBTFUL:
        _take_twin(row, twin)
    elif decision in (Decision.SAME_CHILD, Decision.NEW_CHILD) and row.plan != Plan.DOUBTFUL:
        raise MeaningUnknown(meaning=decision)
    row.decision, row.takes_ledger = decision, takes_ledger
    row.save(update_fields=["decision", "takes_ledger", "child", "revision"])
    _note("import row decided", batch, by=by, at=at)


def _take_twin(row: ImportRow, twin: UUID | None) -> None:
    content = Content.load(row.content)
    chosen = str(twin) if twin else str(row.child or "")
    child = Child.objects.filter(uid=chosen).first() if chosen in content.twins else None
    if child is None:
        raise MeaningUnknown(meaning=chosen)
    row.child, row.revision = child.uid, child.revision


@transaction.atomic
def decide_all(*, batch: Import, decision: str, by: Worker, at: datetime) -> int:
    """Say the same of every doubtful row nobody decided yet; how many. Raises NotNow, MeaningUnknown."""
    batch = _lock(batch, State.PLANNED)
    if decision not in (Decision.NEW_CHILD, Decision.LEAVE_OUT):
        raise MeaningUnknown(meaning=decision)
    _note("import rows decided", batch, by=by, at=at)
    return batch.rows.filter(plan=Plan.DOUBTFUL, decision=Decision.NONE).update(decision=decision)


@transaction.atomic
def confirm(*, batch: Import, by: Worker, at: datetime, is_registered: bool = False) -> None:
    """Let it be written. ``is_registered``: its children were confirmed before; the county's word.

    Raises NotNow, NotAllowed, BusyAlready.
    """
    batch = _lock(batch, State.PLANNED)
    if is_registered and not may_register(batch):
        raise NotAllowed(act="take children over as registered")
    batch.is_registered, batch.confirmed_at, batch.confirmed_by = is_registered, at, by
    batch.save(update_fields=["is_registered", "confirmed_at", "confirmed_by"])
    _note("import confirmed", batch, by=by, at=at)
    _begin(batch, State.APPLYING, Kind.APPLY, by=by, at=at)


def may_register(batch: Import) -> bool:
    """Whether whoever acts may take children over as registered: from the county on."""
    level = get_scope().level_at(batch.area)
    return level is not None and level <= Level.COUNTY


@transaction.atomic
def undo(*, batch: Import, by: Worker, at: datetime) -> None:
    """Ask for everything to be taken back. Raises NotNow, BusyAlready."""
    batch = _lock(batch, *MAY_UNDO)
    batch.total = batch.rows.filter(done__in=(ImportRow.Done.MADE, ImportRow.Done.CHANGED)).count()
    batch.save(update_fields=["total"])
    _note("import undone", batch, by=by, at=at)
    _begin(batch, State.UNDOING, Kind.UNDO, by=by, at=at)


@transaction.atomic
def drop(*, batch: Import, by: Worker, at: datetime) -> None:
    """Throw an import away that wrote nothing yet. Raises NotNow, BusyAlready."""
    batch = _lock(batch, State.MAPPING, State.PLANNED, State.REFUSED, State.LOOKING, State.PLANNING)
    if batch.state in (State.LOOKING, State.PLANNING) and batch.jobs.filter(finished_at__isnull=True).exists():
        raise BusyAlready
    _note("import dropped", batch, by=by, at=at)
    files = (batch.file, batch.refused_file)
    batch.rows.all().delete()
    batch.state, batch.look, batch.file, batch.refused_file = State.DROPPED, "", "", ""
    batch.save(update_fields=["state", "look", "file", "refused_file"])
    for name in files:
        transaction.on_commit(partial(forget_file, name))


def _note(act: str, batch: Import, *, by: Worker | None, at: datetime) -> None:
    note_act(at=at, act=act, about=str(batch.uid), rows=batch.total, place=batch.area, by=by.uid if by else None)


def _begin(batch: Import, state: Import.State, kind: Job.Kind, *, by: Worker, at: datetime) -> None:
    batch.state, batch.progress = state, 0
    batch.save(update_fields=["state", "progress"])
    enqueue(batch=batch, kind=kind, by=by, at=at)


def _lock(batch: Import, *states: Import.State) -> Import:
    """The import as it stands, held until the transaction ends. Raises NotNow, NotAllowed."""
    fresh = Import.objects.select_for_update().filter(pk=batch.pk).first()
    if fresh is None or fresh.state not in states:
        raise NotNow
    if not get_scope().covers(fresh.area, roles=WRITES_FILES):
        raise NotAllowed(act="work on this import")
    return fresh
