"""What the commands ask of the record in the database. Reads the clock and the settings."""

from pathlib import Path

from django.conf import settings
from django.utils import timezone

from hutong.audit.acting import SYSTEM, acted_by, through
from hutong.audit.actions import note_act
from hutong.audit.exporting import Exported, export_record, list_seals
from hutong.audit.jobs import get_seal_key, make_months_ahead, seal_now
from hutong.audit.keeping import list_taken_away, months_past, take_away_month
from hutong.audit.rows import DatabaseRows
from hutong.audit.seals import SealKey, SealMade, read_seals, write_seal_key
from hutong.audit.verifying import Fault, Verified, compare_seals, verify


def seal_waiting() -> int:
    """Seal what stands firm now; how many rows. Raises StillWritten."""
    make_months_ahead()
    return seal_now()


def export_now(folder: Path, *, since: str, until: str) -> Exported:
    """Rows and seals as files; that they were taken is on record."""
    done = export_record(folder, since=since, until=until)
    with acted_by(SYSTEM), through("audit export"):
        note_act(at=timezone.now(), act="record exported", rows=done.rows, about=f"{since or '-'} {until or '-'}")
    return done


def verify_here(*, seals_file: Path | None, key: SealKey | None, since: str, until: str, jobs: int) -> Verified:
    """The record in the database against its seals, and against those that were put aside. Raises SealsUnusable."""
    seals = list(list_seals())
    faults: list[Fault] = compare_seals(seals, read_seals(seals_file)) if seals_file else []
    found = verify(
        _together(seals, seals_file, faults), DatabaseRows(), key=key or get_seal_key(), since=since, until=until,
        jobs=jobs, taken_away=list_taken_away(),
    )  # fmt: skip
    found.faults = [*faults, *found.faults]
    return found


def take_away(month: str, *, seals_file: Path) -> int:
    """A month's rows after their time; how many. Raises AuditError."""
    with acted_by(SYSTEM), through("audit take-away"):
        return take_away_month(month, seals_file=seals_file, years=settings.RECORD_YEARS, at=timezone.now())


def list_past() -> list[str]:
    """The months that may be taken away now."""
    return months_past(years=settings.RECORD_YEARS, at=timezone.now())


def write_key(file: Path) -> None:
    """The key that checks seals, for an auditor; that it was taken is on record."""
    write_seal_key(get_seal_key(), file)
    with acted_by(SYSTEM), through("audit key"):
        note_act(at=timezone.now(), act="seal key taken")


def _together(seals: list[SealMade], file: Path | None, faults: list[Fault]) -> list[SealMade]:
    """Where seals are gone from the database, those put aside say which rows there were."""
    if not faults or file is None:
        return seals
    exported = read_seals(file)
    return exported + [one for one in seals if one.number > exported[-1].number] if exported else seals
