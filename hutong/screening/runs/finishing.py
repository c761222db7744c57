"""What all parts come to together, and the files that say so."""

import csv
import importlib.metadata
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from hutong.lib.csv_cells import disarmed
from hutong.lib.translating import marked, translator
from hutong.policy.library import Library
from hutong.screening.codes import missing_order
from hutong.screening.runs.folders import LISTS, NOTES, Identity, PartDone, RunFolder
from hutong.screening.runs.orders import Order
from hutong.screening.runs.tallies import SUMS, Tallies
from hutong.screening.runs.whole_files import COMPRESSION, checksum, write_table, written_whole
from hutong.screening.tables import REFUSED, SUMMARY
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


def merge(folder: RunFolder, parts: Sequence[PartDone]) -> dict[str, pa.Table]:
    """The totals of all parts."""
    tallies = Tallies()
    for part in parts:
        tallies.add({name: pq.read_table(note_of(folder, part, name)) for name in SUMS})
    return {name: tally.table() for name, tally in tallies.sums.items()}


def note_of(folder: RunFolder, part: PartDone, name: str) -> Path:
    """Where a part keeps a table until the run is finished."""
    return folder.path / NOTES / f"part-{part.part:05}.{name}.parquet"


def write_sums(order: Order, tables: Mapping[str, pa.Table], library: Library, *, sensitive: bool) -> dict[str, Any]:
    """The totals of the whole run, each with its checksum; the summary as people read it, too."""
    written = {}
    for name, table in tables.items():
        if name not in OF_FINDINGS or "findings" in order.wanted:
            path = order.folder / f"{name}.parquet"
            write_table(path, table)
            written[path.name] = checksum(path, rows=table.num_rows)._asdict()
    path = order.folder / "summary.csv"
    rows = write_summary(order, tables["summary"], library, sensitive=sensitive)
    written[path.name] = checksum(path, rows=rows)._asdict()
    return written


def write_refused(folder: RunFolder, parts: Sequence[PartDone], before: pa.Table) -> dict[str, Any]:
    """The refused rows, one part after another: there may be more than memory holds."""
    path, rows = folder.path / "refused.parquet", before.num_rows
    with written_whole(path) as temporary, pq.ParquetWriter(temporary, REFUSED, compression=COMPRESSION) as writer:
        writer.write_table(before)
        for part in parts:
            # The SQL engines hand all refused rows over at once.
            note = note_of(folder, part, "refused")
            table = pq.read_table(note) if note.exists() else REFUSED.empty_table()
            writer.write_table(table)
            rows += table.num_rows
    return {path.name: checksum(path, rows=rows)._asdict()}


def write_summary(order: Order, summary: pa.Table, library: Library, *, sensitive: bool) -> int:
    """The summary as people read it; benefits of the highest sensitivity only when asked for."""
    say, benefits = translator(order.lang), library.vocabulary.benefits
    listed = [slug for slug, benefit in benefits.items() if sensitive or benefit.sensitivity != HIGHEST]
    table = summary.filter(pc.is_in(summary["benefit"].cast(pa.string()), pa.array(listed, pa.string())))
    table = _renamed(table, "benefit", lambda slug: disarmed(benefits[slug or ""].label(order.lang)))
    table = _renamed(table, "place", lambda code: disarmed(get_place_name(code, order.lang) or ""))
    with written_whole(order.folder / "summary.csv") as temporary, temporary.open("wb") as file:
        # With its mark, so that spreadsheet programs take it for UTF-8.
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        csv.writer(text, lineterminator="\n").writerow([say(HEADERS[name]) for name in SUMMARY.names])
        text.flush()
        pa_csv.write_csv(table, file, pa_csv.WriteOptions(include_header=False, quoting_style="needed"))
        text.detach()
    return int(table.num_rows)


def _renamed(table: pa.Table, name: str, label: Callable[[str | None], str]) -> pa.Table:
    """The column with every word in the reader's language."""
    words = table[name].cast(pa.string()).combine_chunks().dictionary_encode(null_encoding="encode")
    labels = pa.array([label(word) for word in words.dictionary.to_pylist()], pa.string())
    return table.set_column(table.schema.get_field_index(name), name, labels.take(words.indices))


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
