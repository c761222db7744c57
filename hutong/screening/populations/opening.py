"""Which kind of population a path is, by its first bytes and then by its name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hutong.ledgers.columns import get_column_table
from hutong.screening.errors import PopulationEmpty, PopulationMissing, PopulationStrange
from hutong.screening.populations.arrow_files import FILE_MAGIC, open_arrow
from hutong.screening.populations.csv_files import CsvPopulation
from hutong.screening.populations.parquet_files import ParquetPopulation
from hutong.screening.populations.pieces import PopulationFile
from hutong.screening.tables import CHILD
from hutong.vocabulary.facts import Facts

PARQUET = (".parquet", ".pq")
ARROW = (".arrow", ".arrows", ".feather", ".ipc")
CSV = (".csv", ".tsv", ".txt")
LEDGERS = (".xlsx", ".xlsm", ".xls", ".et", ".ods", ".json", ".jsonl")
PARQUET_MAGIC, OLD_FEATHER, ZIP = b"PAR1", b"FEA1", b"PK\x03\x04"
RANGE_ENDS = (".from", ".to")
DATED_ENDS = (".since", ".until")


@dataclass(frozen=True)
class Population:
    """The files of a population, or the ledger that has first to be read row by row."""

    path: Path
    files: tuple[PopulationFile, ...]
    is_ledger: bool = False


def open_population(path: Path, facts: Facts, *, mapping: Path | None = None) -> Population:
    """The population at a path. Raises PopulationUnreadable with what is wrong with the file."""
    if path.is_dir():
        return Population(path, tuple(_open_folder(path)))
    _check_there(path)
    suffix = path.suffix.casefold()
    if suffix in LEDGERS or mapping is not None:
        return Population(path, (), is_ledger=True)
    if suffix in CSV:
        file = CsvPopulation(path)
        is_ledger = file.encoding.startswith("utf-16") or not names_facts(file.header, facts)
        return Population(path, () if is_ledger else (file,), is_ledger=is_ledger)
    return Population(path, (_open_columns(path),))


def _check_there(path: Path) -> None:
    if not path.is_file():
        raise PopulationMissing(file=path)
    if path.stat().st_size == 0:
        raise PopulationEmpty(file=path.name)


def _open_folder(folder: Path) -> Iterable[PopulationFile]:
    """Every Parquet or Arrow file in a folder, by name; names that begin with a dot or a line are notes of others."""
    found = [
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix.casefold() in (*PARQUET, *ARROW)
        and path.is_file()
        and not any(part.startswith((".", "_")) for part in path.relative_to(folder).parts)
    ]
    if not found:
        raise PopulationEmpty(file=folder)
    return [_open_columns(path, under=folder) for path in found]


def _open_columns(path: Path, *, under: Path | None = None) -> PopulationFile:
    _check_there(path)
    with path.open("rb") as file:
        start = file.read(8)
    suffix = path.suffix.casefold()
    if suffix in PARQUET or start.startswith(PARQUET_MAGIC):
        if not start.startswith(PARQUET_MAGIC):
            raise PopulationStrange(file=path.name, found=_found(start))
        return ParquetPopulation(path, under=under)
    if suffix in ARROW or start.startswith(FILE_MAGIC):
        if start.startswith((OLD_FEATHER, ZIP, PARQUET_MAGIC)):
            raise PopulationStrange(file=path.name, found=_found(start))
        return open_arrow(path)
    raise PopulationStrange(file=path.name, found=_found(start))


def _found(start: bytes) -> str:
    kinds = {ZIP: "zip", OLD_FEATHER: "Feather 1", PARQUET_MAGIC: "Parquet", FILE_MAGIC: "Arrow", b"%PDF": "PDF"}
    return next((name for magic, name in kinds.items() if start.startswith(magic)), start[:8].hex(" "))


def names_facts(header: Sequence[str], facts: Facts) -> bool:
    """Whether the columns are named as facts are; otherwise they are those of a ledger."""
    table = get_column_table()
    if not any(is_fact_column(name, facts) for name in header):
        return False
    for name in header:
        known = None if name == CHILD or is_fact_column(name, facts) else table.find(name)
        if known is not None and (known.fact or known.choices or known.reads or known.role == "identity"):
            return False
    return True


def is_fact_column(name: str, facts: Facts) -> bool:
    """A fact, one end of the days between which a date lies, or the first or last day of a value."""
    if name in facts:
        return True
    base, dot, end = name.rpartition(".")
    if f"{dot}{end}" in DATED_ENDS:
        return base in facts
    return f"{dot}{end}" in RANGE_ENDS and base in facts and facts[base].type == "date"
