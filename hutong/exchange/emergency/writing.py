"""Writes the emergency lists: a page for each township that opens in any browser, without a server."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from hutong.audit.actions import note_look
from hutong.audit.models import Way
from hutong.exchange.emergency.keepers import list_keepers, locks_of
from hutong.exchange.emergency.listing import list_lines
from hutong.exchange.emergency.locks import FEWEST_KEEPERS, check_code, seal_list
from hutong.lib.whole_files import write_whole
from hutong.places.queries import get_full_name
from hutong.staff.sealed_fields import get_keyring

PAGE = Path(__file__).parent / "page.html"
HERE = "__SEALED__"


@dataclass(frozen=True)
class Written:
    """What became of a township's list: a file with so many children, or none, for too few keepers are ready."""

    area: str
    keepers: int
    children: int = 0
    file: Path | None = None


def write_lists(folder: Path, *, on: date, at: datetime) -> list[Written]:
    """A list for each township that has keepers, over the one of the day before. To be asked with the scope open."""
    areas = sorted(set(list_keepers().values_list("area", flat=True)))
    return [write_list(area, folder, on=on, at=at) for area in areas]


@transaction.atomic
def write_list(area: str, folder: Path, *, on: date, at: datetime) -> Written:
    """A township's list, whole or not at all; none while fewer than two keepers are ready."""
    keepers = locks_of(area, on=on)
    if len(keepers) < FEWEST_KEEPERS:
        return Written(area, len(keepers))
    lines = list_lines(area, on=on)
    note_look(at=at, way=Way.EXPORT, door="emergency-lists", rows=len(lines), place=area, purpose="emergency list")
    told = {"place": get_full_name(area, on=on), "made": f"{timezone.localtime(at):%Y-%m-%d %H:%M}", "rows": lines}
    keyring = get_keyring().now
    sealed = seal_list(told, [lock for _, lock in keepers], keyring)
    shown = {
        **sealed,
        "place": told["place"],
        "made": told["made"],
        "names": [name for name, _ in keepers],
        "code": check_code(keyring),
    }
    # "<" is written so that nothing in the text ends the element that holds it.
    page = PAGE.read_text("utf-8").replace(HERE, json.dumps(shown, ensure_ascii=False).replace("<", "\\u003c"))
    file = folder / f"{area}.html"
    write_whole(file, page.encode())
    return Written(area, len(keepers), len(lines), file)
