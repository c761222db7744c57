"""What all parts come to together, and the files that say so."""

import csv
import importlib.metadata
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from hutong.lib.translating import marked, translator
from hutong.policy.library import Library
from hutong.screening.codes import missing_order
from hutong.screening.runs.folders import LISTS, NOTES, Identity, PartDone, RunFolder
from hutong.screening.runs.orders import Order
from hutong.screening.runs.tallies import TALLIED, Tallies
from hutong.screening.runs.whole_files import checksum, write_table, written_whole
from hutong.screening.tables import SUMMARY
from hutong.vocabulary.divisions import DivisionError, get_division_name

FORMAT = 1
HIGHEST = "highest"
OF_FINDINGS = ("lacking", "deciding", "lists")
"""What is counted only while findings are made."""

HEADERS = {
    "benefit": marked("Benefit"),
    "place": marked("Place"),
    "entitled": marked("Owed"),
    "covered": marked("Covered by something better"),
    "unknown": marked("Cannot be told"),
    "not_offered": marked("Not offered here"),
    "not_entitled": marked("Not owed"),
    "rests_on_absence": marked("Rests on lists"),
    "owed_not_received": marked("Owed, not received"),
    "received_not_owed": marked("Received, not owed"),
    "undetermined": marked("Received or not, cannot be told"),
}


def merge(folder: RunFolder, parts: Sequence[PartDone]) -> Tallies:
    """The sums of all parts, and the refused rows in their order."""
    tallies = Tallies()
    for part in sorted(parts, key=lambda one: one.part):
        notes = folder.path / NOTES
        tallies.add({name: pq.read_table(notes / f"part-{part.part:05}.{name}.parquet") for name in TALLIED})
    return tallies


def write_sums(order: Order, tables: Mapping[str, pa.Table], library: Library, *, sensitive: bool) -> dict[str, Any]:
    """The files of the whole run; each with its checksum."""
    written = {}
    for name, table in tables.items():
        if name in OF_FINDINGS and "findings" not in order.wanted:
            continue
        path = order.folder / f"{name}.parquet"
        write_table(path, table)
        written[path.name] = checksum(path, rows=table.num_rows)._asdict()
    path = order.folder / "summary.csv"
    rows = write_summary(order, tables["summary"], library, sensitive=sensitive)
    written[path.name] = checksum(path, rows=rows)._asdict()
    return written


def write_summary(order: Order, summary: pa.Table, library: Library, *, sensitive: bool) -> int:
    """The summary as people read it; benefits of the highest sensitivity only when asked for."""
    say, benefits = translator(order.lang), library.vocabulary.benefits
    rows = 0
    with (
        written_whole(order.folder / "summary.csv") as temporary,
        temporary.open("w", encoding="utf-8-sig", newline="") as file,
    ):
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([say(HEADERS[name]) for name in SUMMARY.names])
        for line in summary.to_pylist():
            benefit = benefits[line["benefit"]]
            if sensitive or benefit.sensitivity != HIGHEST:
                named = line | {
                    "benefit": benefit.label(order.lang),
                    "place": get_place_name(line["place"], order.lang),
                }
                writer.writerow(list(named.values()))
                rows += 1
    return rows


def get_place_name(code: str | None, lang: str) -> str:
    """The name of a place; its code where it has none."""
    say = translator(lang)
    if code is None:
        return say("place unknown")
    try:
        return get_division_name(code)
    except DivisionError:
        return code


def tell_run(
    identity: Identity, parts: Sequence[PartDone], files: Mapping[str, Any], library: Library, refused: int
) -> dict[str, Any]:
    """What ``run.json`` says: the same for the same run, whenever and with however many workers it was done."""
    counted = [part.repeated for part in parts if part.repeated is not None]
    return {
        "format": FORMAT,
        "software": get_version(),
        "begun_with": identity,
        "counts": {
            "children": sum(part.children for part in parts),
            "refused": refused,
            "repeated_ids": sum(counted) if len(counted) == len(parts) else None,
            **{kind: sum(part.rows(kind) for part in parts) for kind in LISTS},
        },
        "missing_order": list(missing_order(library.vocabulary.facts)),
        "files": {**files, **{name: one._asdict() for part in parts for name, one in _lists(part).items()}},
    }


def _lists(part: PartDone) -> Mapping[str, Any]:
    return {name: one for name, one in part.files.items() if not name.startswith(NOTES)}


def get_version() -> str:
    """The version of this software."""
    return importlib.metadata.version("hutong")
