"""For how long files that are over are seen and kept, and clocks that no law names: tables that a place may have."""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings

from hutong.privacy.errors import TableWrong

USUAL = Path(__file__).parent / "retention.toml"
MOST = {"seal_after_days": 3650, "erase_after_years": 150, "local_clocks": 3650}
Table = TypeVar("Table")


@dataclass(frozen=True)
class Retention:
    """Days after which a file is sealed, by why it is over."""

    closed: int
    of_age: int
    transferred: int


@dataclass(frozen=True)
class ErasedAfter:
    """Whole years after which a file may be erased, by why it is over."""

    closed: int
    of_age: int
    transferred: int


@dataclass(frozen=True)
class LocalClocks:
    """Local settings where the law says "at once" or "in time"."""

    answer_working_days: int
    ask_again_days_ahead: int
    breach_authority_hours: int
    breach_families_hours: int
    audit_report_days: int


def read_retention(file: Path | None = None) -> Retention:
    """The table of sealing, with what a place says differently. Raises TableWrong."""
    return _read_as(Retention, "seal_after_days", file)


def read_erased_after(file: Path | None = None) -> ErasedAfter:
    """The table of erasing. Raises TableWrong."""
    return _read_as(ErasedAfter, "erase_after_years", file)


def get_clocks() -> LocalClocks:
    """The clocks of this place. Raises TableWrong."""
    return _read_as(LocalClocks, "local_clocks", settings.RETENTION)


def _read_as(kind: type[Table], section: str, file: Path | None) -> Table:
    told = _read(USUAL, section) | (_read(file, section) if file else {})
    known, most = {one.name for one in fields(kind)}, MOST[section]  # type: ignore[arg-type]
    for name, count in told.items():
        if name not in known or not isinstance(count, int) or isinstance(count, bool) or not 0 <= count <= most:
            raise TableWrong(file=file or USUAL, line=f"{name} = {count!r}", known=sorted(known), most=most)
    return kind(**told)


def _read(file: Path, section: str) -> dict[str, Any]:
    try:
        told = tomllib.loads(file.read_text("utf-8")).get(section, {})
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise TableWrong(file=file, line=str(error), known=[], most=MOST[section]) from error
    return dict(told)
