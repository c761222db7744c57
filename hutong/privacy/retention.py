"""For how long former posts still see a file that is over: a table that a place may have of its own."""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from hutong.privacy.errors import TableWrong

USUAL = Path(__file__).parent / "retention.toml"
MOST_DAYS = 3650


@dataclass(frozen=True)
class Retention:
    """Days after which a file is sealed, by why it is over."""

    closed: int
    of_age: int
    transferred: int


def read_retention(file: Path | None = None) -> Retention:
    """The table, with what a place says differently. Raises TableWrong."""
    told = _read(USUAL) | (_read(file) if file else {})
    known = {one.name for one in fields(Retention)}
    for name, days in told.items():
        if name not in known or not isinstance(days, int) or isinstance(days, bool) or not 0 <= days <= MOST_DAYS:
            raise TableWrong(file=file or USUAL, line=f"{name} = {days!r}", known=sorted(known), most=MOST_DAYS)
    return Retention(**told)


def _read(file: Path) -> dict[str, Any]:
    try:
        told = tomllib.loads(file.read_text("utf-8")).get("seal_after_days", {})
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise TableWrong(file=file, line=str(error), known=[], most=MOST_DAYS) from error
    return dict(told)
