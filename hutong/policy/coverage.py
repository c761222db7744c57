"""``policy coverage``: every provision of the inventory (entries.csv) against what carries it in the documents."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from hutong.lib.checked_toml import suggest
from hutong.lib.faults import Fault
from hutong.policy.carriers import SUFFICING, Carrier, list_carriers
from hutong.policy.documents import Document
from hutong.policy.errors import EntriesUnusable, EntryUnknown
from hutong.policy.library import Library

COLUMNS = ("id", "kind", "system")


@dataclass(frozen=True, slots=True)
class Provision:
    """One provision of the inventory: its id ``cz2017-3/2.1/a``, its kind, the area of work, its line in the list."""

    id: str
    kind: str
    system: str
    line: int

    @property
    def inventory(self) -> str:
        """The document key, before the first slash."""
        return self.id.partition("/")[0]


@dataclass(frozen=True)
class Coverage:
    """Provisions with their carriers, and what is wrong."""

    provisions: Mapping[str, Provision]
    carriers: Mapping[str, tuple[Carrier, ...]]
    faults: tuple[Fault, ...]

    def count(self) -> dict[tuple[str, str], Counter[str]]:
        """How many provisions of each (document, kind) each carrier carries; a provision counts once per carrier."""
        counts: dict[tuple[str, str], Counter[str]] = {}
        for provision in self.provisions.values():
            row = counts.setdefault((provision.inventory, provision.kind), Counter())
            row["provisions"] += 1
            row.update({carrier.kind for carrier in self.carriers.get(provision.id, ())})
        return counts

    def count_planned(self) -> Counter[str]:
        """How many provisions wait for each later room."""
        return Counter(
            room
            for provision in self.provisions
            for room in {carrier.room for carrier in self.carriers.get(provision, ()) if carrier.room}
        )

    def get_provision(self, id: str) -> Provision:
        """The provision of an id. Raises EntryUnknown."""
        if id not in self.provisions:
            advice = suggest(
                id, self.provisions, otherwise="an id reads document/clause/letter, such as cz2017-3/2.1/a"
            )
            raise EntryUnknown(id, advice)
        return self.provisions[id]


def cover(library: Library, entries: Path) -> Coverage:
    """The provisions of a list against the documents of a library. Raises EntriesUnusable."""
    provisions, faults = _read_entries(entries)
    documents = _accountable(library, provisions)
    carriers: dict[str, list[Carrier]] = {}
    for document in documents:
        for id, carrier in list_carriers(document):
            carriers.setdefault(id, []).append(carrier)
    faults += _unknown(carriers, provisions)
    faults += _uncarried(carriers, provisions, entries)
    return Coverage(provisions, {id: tuple(held) for id, held in carriers.items()}, tuple(faults))


def _read_entries(entries: Path) -> tuple[dict[str, Provision], list[Fault]]:
    provisions: dict[str, Provision] = {}
    faults: list[Fault] = []
    for provision in _read_rows(entries):
        fault = _entry_fault(provision, provisions)
        if fault:
            faults.append(Fault(fault[0], entries, fault[1], fault[2], provision.line, 1, text=provision.id))
        else:
            provisions[provision.id] = provision
    return provisions, faults


def _read_rows(entries: Path) -> list[Provision]:
    if not entries.is_file():
        raise EntriesUnusable(entries, "is missing")
    try:
        # A spreadsheet that saved the list put a mark before the first column's name.
        reader = csv.DictReader(entries.read_text(encoding="utf-8-sig").splitlines())
        rows = [_provision(row, reader.line_num) for row in reader]
    except UnicodeDecodeError as error:
        raise EntriesUnusable(entries, f"is not UTF-8 text (byte {error.start})") from error
    except csv.Error as error:
        raise EntriesUnusable(entries, f"is not a list of comma-separated values ({error})") from error
    if missing := [column for column in COLUMNS if column not in (reader.fieldnames or ())]:
        raise EntriesUnusable(entries, f"has no column {' and no column '.join(missing)}")
    return rows


def _provision(row: Mapping[str, str | None], line: int) -> Provision:
    return Provision(row.get("id") or "", row.get("kind") or "", row.get("system") or "", line)


def _entry_fault(provision: Provision, known: Mapping[str, Provision]) -> tuple[str, str, str] | None:
    if provision.id.count("/") != 2:
        return "entry-id", f"'{provision.id}' is not an id", "write document/clause/letter, such as cz2017-3/2.1/a"
    if provision.id in known:
        return "entry-twice", f"'{provision.id}' also stands in line {known[provision.id].line}", "take one of them out"
    if provision.kind not in SUFFICING:
        return "entry-kind", f"'{provision.kind}' is not a kind", f"write one of {', '.join(SUFFICING)}"
    return None


def _accountable(library: Library, provisions: Mapping[str, Provision]) -> list[Document]:
    """The documents that the inventory takes apart; the national rules beside them have no ids to account for."""
    listed = {provision.inventory for provision in provisions.values()}
    return [document for document in library.list_documents() if document.inventory in listed]


def _unknown(carriers: Mapping[str, Iterable[Carrier]], provisions: Mapping[str, Provision]) -> Iterator[Fault]:
    for id, held in carriers.items():
        if id in provisions:
            continue
        for carrier in held:
            yield Fault(
                "unknown-entry", carrier.file, f"the inventory has no provision '{id}'",
                suggest(id, provisions, otherwise="correct the letter in entries, or the heading above it"),
                carrier.line,
            )  # fmt: skip


def _uncarried(
    carriers: Mapping[str, Iterable[Carrier]], provisions: Mapping[str, Provision], entries: Path
) -> Iterator[Fault]:
    for id, provision in provisions.items():
        held = tuple(carriers.get(id, ()))
        wanted = ", ".join(sorted(SUFFICING[provision.kind]))
        if not held:
            message = f"nothing carries '{id}', which is of kind {provision.kind}"
            yield Fault("no-carrier", entries, message, f"name it in the entries of one of: {wanted}", provision.line)
            continue
        wrong = [carrier for carrier in held if not carrier.is_allowed(provision.kind)]
        if not any(carrier.suffices(provision.kind) for carrier in held):
            wrong = list(held)
        for carrier in wrong:
            message = f"'{id}' is of kind {provision.kind}: {carrier.kind} does not carry it"
            yield Fault("carrier", carrier.file, message, f"carry it by one of: {wanted}", carrier.line)
