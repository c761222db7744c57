"""What the columns of a population are, before anything is computed: facts, names to correct, columns of others."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import pyarrow as pa

from hutong.lib.translating import marked, translator
from hutong.screening.column_readers import reader_of
from hutong.screening.columns import Reading
from hutong.screening.errors import ColumnTwice, ColumnUnknown, FactsMissing
from hutong.screening.populations.opening import is_fact_column
from hutong.screening.populations.pieces import PopulationFile
from hutong.screening.tables import CHILD
from hutong.vocabulary.facts import Facts

HOW_NEAR = 0.82
PLACES = ("hukou_place", "residence_place", "event_place")


@dataclass(frozen=True)
class Note:
    """Something about the columns that is no fault, as a sentence with its blanks."""

    sentence: str
    details: tuple[tuple[str, str], ...] = ()

    def render(self, lang: str) -> str:
        """The sentence in the language."""
        return translator(lang)(self.sentence).format(**dict(self.details))


@dataclass(frozen=True)
class ColumnsFound:
    """The columns that are read, and what is to be said of the others."""

    used: tuple[str, ...]
    notes: tuple[Note, ...]


def check_columns(files: Sequence[PopulationFile], reading: Reading, *, ignore: bool = False) -> ColumnsFound:
    """The columns to be read. Raises ColumnsUnusable; with ``ignore`` misspelt names are left out."""
    facts = reading.facts
    fields = [field for file in files for field in file.schema]
    for file in files:
        _check_once(file.schema.names)
    names = dict.fromkeys(field.name for field in fields)
    used = [name for name in names if name == CHILD or _is_read(name, facts)]
    others = [name for name in names if name not in used]
    if set(used) <= {CHILD}:
        _check_near(others, facts)
        raise FactsMissing(file=files[0].path.name, columns=", ".join(list(names)[:20]))
    if not ignore:
        _check_near(others, facts)
    for field in dict.fromkeys(field for field in fields if field.name in used):
        _check_type(field, reading)
    return ColumnsFound(tuple(used), tuple(_list_notes(used, others, facts)))


def _check_once(names: Sequence[str]) -> None:
    for name, count in Counter(names).items():
        if count > 1:
            raise ColumnTwice(name=name)


def _is_read(name: str, facts: Facts) -> bool:
    if name not in facts:
        return is_fact_column(name, facts)
    entry = facts[name].entry
    return entry.derive is None and (facts[name].type != "list" or bool(entry.members))


def _check_near(names: Iterable[str], facts: Facts) -> None:
    known = [*facts, *(f"{name}{end}" for name in facts if facts[name].type == "date" for end in (".from", ".to"))]
    for name in names:
        if name in facts:
            continue
        near = get_close_matches(name.strip().casefold(), known, n=1, cutoff=HOW_NEAR)
        if near:
            raise ColumnUnknown(name=name, nearest=near[0])


def _check_type(field: pa.Field, reading: Reading) -> None:
    """Raises ColumnWrong."""
    reader_of(field.name, field.type, reading)


def _list_notes(used: Sequence[str], others: Sequence[str], facts: Facts) -> Iterable[Note]:
    foreign = [name for name in others if name not in facts]
    if foreign:
        shown = ", ".join(foreign[:10]) + (" …" if len(foreign) > 10 else "")
        yield Note(marked("Columns that are no facts and are left out: {columns}"), (("columns", shown),))
    for name in others:
        derive = facts[name].entry.derive if name in facts else None
        if derive is not None:
            details = (("name", name), ("source", derive.source))
            yield Note(marked("'{name}' is left out: it follows from '{source}'; give that column"), details)
        elif name in facts:
            yield Note(marked("'{name}' is left out: a list of persons is no column"), (("name", name),))
    if not set(PLACES) & set(used):
        yield Note(
            marked("There is no column of places (hukou_place, residence_place): only national texts can speak.")
        )
