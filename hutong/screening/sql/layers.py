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


@dataclass
class Layers:
    """Parts by name, above columns of a source."""

    source_columns: frozenset[str]
    parts: dict[str, Part] = field(default_factory=dict)

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
        self.levels: dict[str, int] = {}
        # Outputs are written at the top, whatever reads them besides.
        self.named = {name for name, uses in self.uses.items() if uses > 1 and name in layers.parts}

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
            return 0
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
        top = max([top, *(self.level(name) + 1 for name in self.named)])
        # Who is left out is left out as early as it can be told.
        filtered = self.level(where) if where else -1
        top = max(top, filtered)
        below = source
        for level in range(top):
            kept = [name for name, last in last_use.items() if last > level and self._exists_below(name, level)]
            made = [name for name in sorted(self.named) if self.level(name) == level]
            select = exp.Select(
                expressions=[column(name) for name in kept]
                + [exp.alias_(self.written(name), name, quoted=True) for name in made]
            ).from_(below)
            if where and level == filtered:
                select = select.where(self.expression(where))
            below = _subquery(select, level, fenced=fenced)
        select = exp.Select(
            expressions=[exp.alias_(self.expression(name), new, quoted=True) for new, name in outputs.items()]
        ).from_(below)
        return select.where(self.expression(where)) if where and filtered == top else select

    def _exists_below(self, name: str, level: int) -> bool:
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
        return last


def _subquery(select: exp.Select, level: int, *, fenced: bool) -> exp.Subquery:
    if fenced:
        select = select.offset(0)
    return select.subquery(f"l{level}")
