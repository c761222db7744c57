"""A rehearsal: the same children screened without and with a draft, only as far as the two can differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa

from hutong.policy.absence import Absence
from hutong.policy.collection import Library
from hutong.screening.ahead.comparing import Comparing
from hutong.screening.ahead.differing_rules import DifferingRules, find_differing
from hutong.screening.ahead.drafts import Draft, read_drafts, with_draft
from hutong.screening.ahead.listing import Listed, as_table, list_changed
from hutong.screening.ahead.lots import Lot
from hutong.screening.ahead.needed_columns import Needed, find_needed
from hutong.screening.ahead.places_in_scope import Scope, in_scope
from hutong.screening.ahead.reading import Asked, Given, Reader
from hutong.screening.ahead.sides import Side, screen_side, with_other_figures
from hutong.screening.ahead.tables import CHANGED, OWED, STANDING
from hutong.screening.ahead.totals import Totals
from hutong.screening.arrow import ArrowEngine
from hutong.screening.bits import WORD, count, unpack
from hutong.screening.columns import UsableBlock
from hutong.screening.runs.orders import Order
from hutong.screening.runs.tallies import Tally
from hutong.screening.runs.whole_files import write_table

Loaded: TypeAlias = tuple[Library, tuple[Absence, ...]]
BEFORE, AFTER = "before", "after"
SCHEMAS = {"standing": STANDING, "owed": OWED, "changed": CHANGED}


@dataclass(frozen=True)
class Documents:
    """Which documents to read, and which lists say no by silence."""

    policies: Path | None = None
    also: tuple[Path, ...] = ()
    absence: Path | None = None

    def load(self, asked: Asked) -> Loaded:
        """The documents and the declarations of absence. Raises PolicyError."""
        order = Order(asked.population, asked.on, Path(), policies=self.policies, also=self.also, absence=self.absence)
        return order.load()


@dataclass(frozen=True)
class Rehearsal:
    """What is to be rehearsed. ``place`` narrows it to one place; ``changes`` is a folder for the lists, if any."""

    asked: Asked
    documents: Documents
    draft: Path
    place: str = ""
    changes: Path | None = None


class Prepared:
    """A rehearsal with its documents read: what differs, which columns decide it, whom it concerns.

    Raises PolicyError.
    """

    def __init__(self, rehearsal: Rehearsal) -> None:
        self.rehearsal = rehearsal
        library, self.absences = rehearsal.documents.load(rehearsal.asked)
        self.draft: Draft = with_draft(library, read_drafts(rehearsal.draft), on=rehearsal.asked.on)
        self.differing: DifferingRules = find_differing(self.draft)

    @cached_property
    def needed(self) -> Needed:
        """The columns that decide what differs."""
        libraries = self.draft.before, self.draft.after
        return find_needed(libraries, self.differing.benefits, self.absences, besides=self.differing.computed)

    @property
    def scope(self) -> Scope:
        """Whom it concerns: where the draft speaks, and who may live there for all we know."""
        place = self.rehearsal.place
        return Scope(frozenset({place}), False) if place else Scope(self.draft.places, True)


@dataclass
class Seen:
    """What some children came to; it adds up."""

    refused: int = 0
    looked_at: int = 0
    tables: Mapping[str, pa.Table] = field(default_factory=dict)


@dataclass
class Adding:
    """What all come to."""

    refused: int = 0
    looked_at: int = 0
    tallies: dict[str, Tally] = field(default_factory=lambda: {name: Tally(one) for name, one in SCHEMAS.items()})

    def add(self, seen: Seen) -> None:
        """Take in some more."""
        self.refused += seen.refused
        self.looked_at += seen.looked_at
        for name, table in seen.tables.items():
            self.tallies[name].add(table)

    def tables(self) -> dict[str, pa.Table]:
        """All totals."""
        return {name: tally.table() for name, tally in self.tallies.items()}


class Engines:
    """Screens children without and with a draft; once, where nothing but figures differs."""

    def __init__(self, draft: Draft, differing: DifferingRules, absences: Sequence[Absence]) -> None:
        self.is_same_rules = differing.is_same_rules
        self.alike = differing.benefits - frozenset(differing.bearing)
        self.before, self.after = (
            ArrowEngine(library, draft.on, absences=absences, only=differing.computed)
            for library in (draft.before, draft.after)
        )
        self.after.dictionaries = self.before.dictionaries
        if self.is_same_rules:
            # The same verdicts with other figures: places keep the numbers that they were given.
            self.after.places = self.before.places

    def screen(self, batch: pa.RecordBatch) -> tuple[Side, Side]:
        """Both sides of a batch. Raises ColumnWrong."""
        before = screen_side(self.before, batch)
        if self.is_same_rules:
            return before, with_other_figures(before, self.after)
        return before, screen_side(self.after, batch, before, self.alike)


class Rehearser:
    """Rehearses lot after lot. A worker process has one and keeps it; ``prepared`` spares it reading the documents."""

    def __init__(self, rehearsal: Rehearsal, given: Given, prepared: Prepared | None = None) -> None:
        self.prepared = prepared or Prepared(rehearsal)
        draft, self.differing = self.prepared.draft, self.prepared.differing
        self.scope = self.prepared.scope
        self.reader = Reader(draft.before, rehearsal.asked, given, self.prepared.needed, self.scope)
        self.engines = Engines(draft, self.differing, self.prepared.absences)
        self.changes = rehearsal.changes

    def look(self, lot: Lot) -> Seen:
        """Rehearse a lot. Raises ScreeningError."""
        seen, totals, lists = Seen(), Totals(), list[pa.Table]()
        for block in self.reader.read(lot):
            if not block.batch.num_rows:
                seen.refused += block.refused.num_rows
                continue
            comparing = Comparing(*self.engines.screen(block.batch), self.differing.benefits)
            keys = comparing.list_keys()
            totals.add_side(BEFORE, comparing.before, keys)
            totals.add_side(AFTER, comparing.after, keys)
            for changed in comparing.find():
                listed = list_changed(changed, comparing, self.differing)
                self._count(totals, listed)
                if self.changes is not None:
                    lists.append(self._in_place(as_table(listed, comparing, block)))
            seen.refused += _count_refused(block, comparing)
            seen.looked_at += block.batch.num_rows
        if self.changes is not None and lists:
            write_table(self.changes / f"{lot.name}.parquet", pa.concat_tables(lists).unify_dictionaries())
        tables = totals.tables()
        # Of other places only some children were looked at: what they come to would say nothing.
        seen.tables = {
            "changed": self._in_place(tables["changed"]),
            **{name: self._in_scope(tables[name]) for name in ("standing", "owed")},
        }
        return seen

    def _count(self, totals: Totals, listed: Listed) -> None:
        changed = listed.changed
        what = ("", changed.key.benefit, changed.change, changed.before, changed.after)
        chosen, fen = listed.differences()
        totals.add_change((*what, ""), listed.counties, listed.counties[chosen], fen)
        for clause, words in listed.clauses.items():
            mine = unpack(words, len(words) * WORD)[listed.rows]
            both = mine[chosen]
            if mine.any():
                totals.add_change((*what, clause), listed.counties[mine], listed.counties[chosen][both], fen[both])

    def _in_place(self, table: pa.Table) -> pa.Table:
        """Only what is put down at the place asked about, if one is."""
        return self._in_scope(table) if self.prepared.rehearsal.place else table

    def _in_scope(self, table: pa.Table) -> pa.Table:
        return in_scope(table, self.scope, self.prepared.draft.before)


def _count_refused(block: UsableBlock, comparing: Comparing) -> int:
    unusable: int = block.batch.num_rows - count(comparing.usable)
    refused: int = block.refused.num_rows
    return refused + unusable
