"""Named columns in layers: one subquery per level of dependency, so that no engine computes a shared part twice.

What is read once is written where it is read; what is read more often becomes a column of its own. DuckDB re-expands
lateral aliases and PostgreSQL flattens what it can: hence real subqueries, with a fence where an engine needs one.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlglot import exp

from hutong.screening.sql.expressions import Expr, column

Read = Callable[[str], Expr]


@dataclass(frozen=True)
class Part:
    """A named expression: the names it reads, and how to write it once it is known how each of them is read."""

    reads: tuple[str, ...]
    write: Callable[[Read], Expr]


@dataclass(frozen=True)
class Lookup:
    """A column of a table that is joined where the rows have become narrow: ``key`` is a part, ``by`` its column."""

    table: str
    alias: str
    by: str
    key: str
    column: str


@dataclass
class Layers:
    """Parts by name, above columns of a source; ``lookups`` are read like columns."""

    source_columns: frozenset[str]
    parts: dict[str, Part] = field(default_factory=dict)
    lookups: dict[str, Lookup] = field(default_factory=dict)

    def add(self, name: str, reads: tuple[str, ...], write: Callable[[Read], Expr]) -> str:
        """Add a part unless it is there; its name."""
        if name not in self.parts:
            self.parts[name] = Part(reads, write)
        return name

    def add_written(self, name: str, whole: Expr) -> str:
        """Add a part that reads columns of the source only."""
        reads = tuple(dict.fromkeys(one.name for one in whole.find_all(exp.Column)))
        return self.add(name, reads, lambda read: whole.copy())

    def select(
        self, source: Expr, outputs: dict[str, str], *, where: str | None = None, fenced: bool = False
    ) -> exp.Select:
        """The outputs (new name by part's name) from the source, level upon level."""
        return _Writing(self, [*outputs.values(), *([where] if where else [])]).write(source, outputs, where, fenced)


class _Writing:
    def __init__(self, layers: Layers, wanted: list[str]) -> None:
        self.layers = layers
        self.uses = Counter(wanted)
        self._count(set(wanted))
        self.lookups = {name: one for name, one in layers.lookups.items() if self.uses[name]}
        keys = {one.key for one in self.lookups.values()}
        unread = {name for name in keys if not self.uses[name]}
        self.uses.update(keys)
        self._count(unread)
        self.levels: dict[str, int] = {}
        # Outputs are written at the top, whatever reads them besides.
        self.named = {name for name, uses in self.uses.items() if (uses > 1 or name in keys) and name in layers.parts}
        self.looked_up_at = 0
        self.looked_up_at = self._level_of_lookups()

    def _level_of_lookups(self) -> int:
        """Where everything is done that can be done without: a join moves every column that is still needed."""
        if not self.lookups:
            return 0
        late = {name: True for name in self.lookups}
        level = max([self.level(name) + 1 for name in self.named if not self._is_late(name, late)], default=0)
        self.levels.clear()
        return level

    def _is_late(self, name: str, known: dict[str, bool]) -> bool:
        """Whether a part reads what is looked up, itself or through others."""
        if name not in known:
            part = self.layers.parts.get(name)
            known[name] = part is not None and any(self._is_late(read, known) for read in part.reads)
        return known[name]

    def _count(self, wanted: set[str]) -> None:
        waiting = list(wanted)
        seen = set(waiting)
        while waiting:
            part = self.layers.parts.get(waiting.pop())
            for read in part.reads if part else ():
                self.uses[read] += 1
                if read not in seen:
                    seen.add(read)
                    waiting.append(read)

    def level(self, name: str) -> int:
        """The level on which a part can be written: above every named part it reads."""
        if name not in self.layers.parts:
            return self.looked_up_at if name in self.lookups else 0
        if name not in self.levels:
            below = [self.level(read) + (read in self.named) for read in self.layers.parts[name].reads]
            self.levels[name] = max(below, default=0)
        return self.levels[name]

    def expression(self, name: str) -> Expr:
        """A part where it is read: its column, or written out."""
        return column(name) if name in self.named or name not in self.layers.parts else self.written(name)

    def written(self, name: str) -> Expr:
        part = self.layers.parts[name]
        return part.write(self.expression)

    def write(self, source: Expr, outputs: dict[str, str], where: str | None, fenced: bool) -> exp.Select:
        last_use = self._last_uses(outputs, where)
        top = max([self.level(name) for name in outputs.values()], default=0)
        top = max([top, self.looked_up_at, *(self.level(name) + 1 for name in self.named)])
        # Who is left out is left out as early as it can be told.
        filtered = self.level(where) if where else -1
        top = max(top, filtered)
        # One copy is enough: SQLGlot would else copy all below again for every level.
        below = source.copy()
        for level in range(top):
            kept = [name for name, last in last_use.items() if last > level and self._exists_below(name, level)]
            made = [name for name in sorted(self.named) if self.level(name) == level]
            select = exp.Select(
                expressions=[column(name) for name in kept]
                + [exp.alias_(self.written(name), name, quoted=True, copy=False) for name in made]
            )
            select = self._from(select, below, level)
            if where and level == filtered:
                select = select.where(self.expression(where), copy=False)
            below = _subquery(select, level, fenced=fenced)
        select = exp.Select(
            expressions=[
                exp.alias_(self.expression(name), new, quoted=True, copy=False) for new, name in outputs.items()
            ]
        )
        select = self._from(select, below, top)
        return select.where(self.expression(where), copy=False) if where and filtered == top else select

    def _from(self, select: exp.Select, below: Expr, level: int) -> exp.Select:
        select = select.from_(below, copy=False)
        if level != self.looked_up_at:
            return select
        by_alias: dict[str, dict[str, Lookup]] = {}
        for name, one in self.lookups.items():
            by_alias.setdefault(one.alias, {})[name] = one
        for alias, columns in by_alias.items():
            select = _joined(select, alias, columns)
        return select

    def _exists_below(self, name: str, level: int) -> bool:
        if name in self.lookups:
            return level >= self.looked_up_at
        return name not in self.layers.parts or self.level(name) < level

    def _last_uses(self, outputs: dict[str, str], where: str | None) -> dict[str, int]:
        """The highest level on which each column is read: source columns and named parts."""
        last: dict[str, int] = {}
        top = len(self.layers.parts) + 1

        def read(name: str, level: int) -> None:
            if name in self.named or name not in self.layers.parts:
                last[name] = max(last.get(name, -1), level)
            else:
                for one in self.layers.parts[name].reads:
                    read(one, level)

        for name in outputs.values():
            read(name, top)
        if where:
            read(where, self.level(where))
        for name in self.named:
            for one in self.layers.parts[name].reads:
                read(one, self.level(name))
        for lookup in self.lookups.values():
            read(lookup.key, self.looked_up_at)
        return last


def _joined(select: exp.Select, alias: str, columns: dict[str, Lookup]) -> exp.Select:
    """With columns looked up in one table by one key; nothing of it is named as anything of the rows is."""
    one = next(iter(columns.values()))
    by = f"{one.by} of {alias}"
    named = {by: one.by} | {name: lookup.column for name, lookup in columns.items()}
    listed = exp.Select(expressions=[exp.alias_(column(old), new, quoted=True) for new, old in named.items()])
    looked_up = listed.from_(exp.to_table(one.table)).subquery(alias, copy=False)
    on = exp.EQ(this=column(one.key), expression=column(by))
    return select.join(looked_up, on=on, join_type="left", copy=False)


def _subquery(select: exp.Select, level: int, *, fenced: bool) -> exp.Subquery:
    if fenced:
        select = select.offset(0, copy=False)
    return select.subquery(f"l{level}", copy=False)
