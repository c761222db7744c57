"""A screening from beginning to end: look at the columns, plan the parts, do what is not done, add it all up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from hutong.ledgers.reading import Ledger
from hutong.policy.library import Library
from hutong.screening.column_checks import Note, check_columns
from hutong.screening.columns import Reading
from hutong.screening.errors import Interrupted, PopulationEmpty
from hutong.screening.populations.arrow_files import open_arrow
from hutong.screening.populations.ledger_files import LedgerRows, read_rows, write_rows
from hutong.screening.populations.opening import Population, open_population
from hutong.screening.populations.pieces import Part, plan_parts
from hutong.screening.runs import fingerprints
from hutong.screening.runs.earlier import check_earlier, open_earlier
from hutong.screening.runs.finishing import get_version, merge, tell_run, write_refused, write_sums
from hutong.screening.runs.folders import FINISHED, KEPT_FOLDER, NOTES, Identity, PartDone, RunFolder, read_run
from hutong.screening.runs.going_on import begin_going_on, end_going_on, read_changed
from hutong.screening.runs.keeping import RULES, write_rules
from hutong.screening.runs.orders import ARROW, Order
from hutong.screening.runs.sql_runs import SqlRun
from hutong.screening.runs.tallies import with_all
from hutong.screening.runs.whole_files import written_whole
from hutong.screening.runs.working import Here, Watcher, Workers
from hutong.screening.tables import LISTS, REFUSED

FEW_CHILDREN = 5_000_000
"""Up to so many children, ids that come twice are counted."""


@dataclass(frozen=True)
class RunDone:
    """A finished run: what it says of itself, its totals, its documents, its ledger if it had one."""

    told: dict[str, Any]
    summary: pa.Table
    lists: pa.Table
    library: Library
    ledger: Ledger | None = None
    changed: pa.Table | None = None
    """What is different since an earlier run, counted; None when this one did not go on from any."""


@dataclass
class Running:
    """One call. ``notice`` is told what is no fault but should be known."""

    order: Order
    watcher: Watcher
    notice: Callable[[Note], None]
    workers: int = 1
    resume: bool = False
    sensitive: bool = False

    def run(self) -> RunDone:
        """Screen the population, or what is left of it. Raises ScreeningError, PolicyError, LedgerError."""
        self.library, self.absences = self.order.load()
        given = open_population(self.order.population, self.library.vocabulary.facts, mapping=self.order.mapping)
        if given.is_ledger:
            return self._run_ledger(given)
        columns = self._check_columns(given)
        if self.order.since is not None:
            check_earlier(open_earlier(self.order.since), self.order)
        if self.order.engine != ARROW:
            return self._run_sql(given)
        parts = plan_parts(given.files, part_children=self.order.part_children)
        if not parts:
            raise PopulationEmpty(file=self.order.population.name)
        identity, folder = self._identity(given), RunFolder(self.order.folder)
        if not folder.begin(identity, resume=self.resume):
            return self._done_before()
        done = self._screen(folder, replace(self.order, columns=columns), parts)
        return self._finish(folder, identity, done)

    def _run_ledger(self, given: Population) -> RunDone:
        """Its rows become one Arrow file of the run, which is screened like any other."""
        rows = read_rows(self.order.population, self.order.mapping, library=self.library, on=self.order.on)
        if not rows.children and not rows.ledger.refused:
            raise PopulationEmpty(file=self.order.population.name)
        identity, folder = self._identity(given), RunFolder(self.order.folder)
        if not folder.begin(identity, resume=self.resume):
            return self._done_before(rows.ledger)
        path = folder.path / NOTES / "population.arrow"
        with written_whole(path) as temporary:
            write_rows(rows.children, temporary, self.library.vocabulary.facts)
        file = open_arrow(path)
        order = replace(self.order, population=path, columns=tuple(file.schema.names))
        done = self._screen(folder, order, plan_parts((file,), part_children=order.part_children))
        return self._finish(folder, identity, done, rows)

    def _run_sql(self, given: Population) -> RunDone:
        sql = SqlRun(self.order, self.library, given)
        engine, identity, folder = sql.open(), self._identity(given), RunFolder(self.order.folder)
        if not folder.begin(identity, resume=self.resume):
            return self._done_before()
        done, totals, refused = sql.screen(engine, folder)
        return self._conclude(folder, identity, [done], with_all(totals), refused)

    def _finish(
        self, folder: RunFolder, identity: Identity, done: list[PartDone], rows: LedgerRows | None = None
    ) -> RunDone:
        done.sort(key=lambda one: one.part)
        before = rows.refused(self.order.lang) if rows else REFUSED.empty_table()
        return self._conclude(folder, identity, done, merge(folder, done), before, rows.ledger if rows else None)

    def _conclude(
        self,
        folder: RunFolder,
        identity: Identity,
        done: Sequence[PartDone],
        tables: Mapping[str, pa.Table],
        refused_before: pa.Table,
        ledger: Ledger | None = None,
    ) -> RunDone:
        files = write_sums(self.order, tables, self.library, sensitive=self.sensitive)
        files |= write_refused(folder, done, refused_before)
        refused = sum(part.refused for part in done) + (len(ledger.refused) if ledger else 0)
        changed, more = self._over_time(folder, done)
        told = tell_run(identity, done, files | more, self.library, refused)
        folder.finish(told)
        return RunDone(told, tables["summary"], tables["lists"], self.library, ledger, changed)

    def _over_time(self, folder: RunFolder, done: Sequence[PartDone]) -> tuple[pa.Table | None, dict[str, Any]]:
        """What the next run needs of this one, and what is different since the one that this went on from."""
        files: dict[str, Any] = {}
        kept = [folder.path / name for part in done for name in part.files if name.startswith(f"{KEPT_FOLDER}/")]
        if kept:
            files[RULES] = write_rules(self.order, kept, self.library, self.absences)._asdict()
        if self.order.since is None:
            return None, files
        more, changed = end_going_on(self.order, done, self.library, sensitive=self.sensitive)
        return changed, files | more

    def _check_columns(self, given: Population) -> tuple[str, ...]:
        reading = Reading(self.library.vocabulary.facts, self.order.on, self.order.lang)
        found = check_columns(given.files, reading, ignore=self.order.ignore_columns)
        for note in found.notes:
            self.notice(note)
        return found.used

    def _identity(self, given: Population) -> Identity:
        order = self.order
        paths = [file.path for file in given.files] or [order.population]
        return {
            "software": get_version(),
            "day": order.on.isoformat(),
            "documents": fingerprints.of_documents((order.folder_of_policies, *order.also)),
            "population": fingerprints.of_files(paths, under=order.population),
            "absence": fingerprints.of_file(order.absence) if order.absence else "",
            "mapping": fingerprints.of_file(order.mapping) if order.mapping else "",
            **({"since": fingerprints.of_file(order.since / FINISHED)} if order.since else {}),
            "options": {
                "engine": order.engine,
                "only": sorted(order.wanted),
                "lang": order.lang,
                "sensitive": self.sensitive,
                "ignore_columns": order.ignore_columns,
                "part_children": order.part_children,
            },
        }

    def _screen(self, folder: RunFolder, order: Order, parts: Sequence[Part]) -> list[PartDone]:
        done = list(folder.list_done(parts))
        children, before = sum(part.children for part in parts), sum(part.children for part in done)
        order = replace(order, count_repeated=children <= FEW_CHILDREN)
        numbers = {part.part for part in done}
        left = [part for part in parts if part.number not in numbers]
        if order.since is not None:
            begin_going_on(order, parts, self.library)
        self.watcher.begin(children=children, done=before)
        several = min(self.workers, len(left)) > 1
        road = Workers(order, self.watcher, before, self.workers) if several else Here(order, self.watcher, before)
        try:
            for one in road.screen(left):
                done.append(one)
        except KeyboardInterrupt:
            kept = sum(part.children for part in done)
            raise Interrupted(done=kept, all=children, folder=order.folder) from None
        return done

    def _done_before(self, ledger: Ledger | None = None) -> RunDone:
        told, folder = read_run(self.order.folder), self.order.folder
        lists = pq.read_table(folder / "lists.parquet") if "lists.parquet" in told["files"] else LISTS.empty_table()
        summary, changed = pq.read_table(folder / "summary.parquet"), read_changed(folder)
        return RunDone(told, summary, lists, self.library, ledger, changed)
