"""The same act on many files at once: each file by itself is written whole or refused with the reason.

``look`` says what would happen and writes nothing; ``do`` locks the files, looks again and writes. Scope, level, the
second pair of eyes and what the screen had shown (the revision) are asked of every file, by the very checks of the act
on one file.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction

from hutong.children.changing import Doing, begin_changes, check_may_change, day_of
from hutong.children.errors import FileError, StaleFile
from hutong.children.models import Child
from hutong.staff.models import Worker
from hutong.staff.scope import NotAllowed

MOST = 500
"""Files in one act; more are done in several."""
Chosen = Mapping[UUID, int | None]
"""The files with the revision that was on the screen; None where nobody saw one."""


@dataclass(frozen=True)
class Refusal:
    """A file with which it cannot be done, and why."""

    child: Child
    why: FileError | NotAllowed


@dataclass(frozen=True)
class Parted:
    """The files with which it can be done, or was, and those with which it cannot."""

    ready: Sequence[Child]
    refused: Sequence[Refusal] = ()
    unseen: int = 0
    """Files that were chosen and may not be seen now."""


@dataclass(frozen=True)
class ManyAct:
    """An act as it is done to many files: what it must know of them, what keeps it from one, how it writes."""

    even_fixed: ClassVar[bool] = False

    @property
    def what(self) -> str:
        """The change's name, the same as the one of the act on one file."""
        raise NotImplementedError

    def read(self, pks: Collection[int]) -> Mapping[int, Any]:
        """What the check needs, in one question for all files."""
        return {}

    def check(self, child: Child, held: Any, *, by: Worker, on: date) -> None:
        """Raises FileError, NotAllowed."""

    def write(self, children: Sequence[Child], held: Mapping[int, Any], doing: Doing) -> None:
        """Set by set; every file was checked."""


@dataclass
class _Asking:
    act: ManyAct
    by: Worker
    on: date
    held: Mapping[int, Any] = field(default_factory=dict)

    def part(self, children: Sequence[Child], chosen: Chosen) -> Parted:
        self.held = self.act.read([child.pk for child in children])
        ready, refused = [], []
        for child in children:
            why = self._refusal(child, chosen[child.uid])
            if why is None:
                ready.append(child)
            else:
                refused.append(Refusal(child, why))
        return Parted(ready, refused, len(chosen) - len(children))

    def _refusal(self, child: Child, seen: int | None) -> FileError | NotAllowed | None:
        try:
            if seen is not None and seen != child.revision:
                raise StaleFile
            check_may_change(child, even_fixed=self.act.even_fixed)
            self.act.check(child, self.held.get(child.pk), by=self.by, on=self.on)
        except (FileError, NotAllowed) as error:
            return error
        return None


def look(*, chosen: Chosen, act: ManyAct, worker: Worker, on: date) -> Parted:
    """What would happen, file by file; nothing is written."""
    return _Asking(act, worker, on).part(list(list_chosen(chosen)), chosen)


@transaction.atomic
def do(*, chosen: Chosen, act: ManyAct, by: Worker, at: datetime) -> Parted:
    """Do it where it can be done, with one change for each file; what was refused comes back with the reason."""
    asking = _Asking(act, by, day_of(at))
    parted = asking.part(list(list_chosen(chosen).select_for_update()), chosen)
    if parted.ready:
        begin_changes(children=parted.ready, what=act.what, by=by, at=at)
        act.write(parted.ready, asking.held, Doing(by, at))
    return parted


def list_chosen(chosen: Iterable[UUID]) -> Any:
    """The chosen files that may be seen, in the order of lists."""
    return Child.objects.filter(uid__in=list(chosen)[:MOST]).order_by("area", "name", "pk")
