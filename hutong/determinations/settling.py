"""Determinations of a chunk of files made anew and kept: facts read once for all, only what changed written."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256
from itertools import islice
from typing import NamedTuple, TypeVar

from django.db import connection
from django.db.models import Max, OuterRef, QuerySet, Subquery

from hutong.children.inserting import insert_objects, insert_rows
from hutong.children.models import Change, Child, Labelled
from hutong.children.states import FIXED
from hutong.determinations.bundles import current_library, engine_version, keep_bundle
from hutong.determinations.coming import Due, list_due
from hutong.determinations.concluding import DutyLine, Kept, Line
from hutong.determinations.files import FileRows, read_evidence, read_files
from hutong.determinations.models import Concluded, Determination, DueAgain, DutySpan, FindingSpan, PolicyBundle
from hutong.determinations.screened import Many
from hutong.determinations.translating import Translation, translate_file
from hutong.policy.library import Library
from hutong.policy.situation import Situation
from hutong.staff.models import Worker

IN_ONE_STATEMENT = 900
DUTY_COLUMNS = ("child_id", "since", "begun_with_id", *DutyLine._fields)
SPAN_COLUMNS = ("child_id", "since", "begun_with_id", *Line._fields)
LABEL_COLUMNS = ("child_id", "label", "basis", "since", "recorded_at", "secrecy")
DUE_COLUMNS = ("child_id", *Due._fields)
Item = TypeVar("Item")


class Last(NamedTuple):
    """A file's last determination."""

    pk: int
    checksum: str
    on: date


@dataclass
class Settling:
    """What stays the same from chunk to chunk: the day, the instant, who, the documents."""

    on: date
    at: datetime
    by: Worker | None = None
    library: Library = field(default_factory=current_library)
    many: Many | None = None
    as_known_then: bool = False
    """Read the files as far as they were known at that instant; else as they are believed now."""

    @cached_property
    def bundle(self) -> PolicyBundle:
        return keep_bundle(library=self.library, at=self.at)

    def conclude(self, situations: Sequence[Situation]) -> list[Kept]:
        """What is kept of each child, in their order."""
        self.many = self.many or Many(self.library, self.on)
        return self.many.conclude(situations)


@dataclass
class Chunk:
    """Some files that are settled together, in one transaction that the caller opens."""

    settling: Settling
    children: Sequence[Child]
    because: Mapping[int, str]
    later: dict[int, date] = field(default_factory=dict)
    """Files that were settled for a later day: they are left as they are."""
    made: dict[int, Determination] = field(default_factory=dict)
    begun_with: dict[int, int] = field(default_factory=dict)
    """By file the determination with which its new spans begin."""

    @classmethod
    def locked(
        cls, settling: Settling, pks: Iterable[int], because: Mapping[int, str], *, passes_held: bool = False
    ) -> "Chunk":
        """The files with these numbers, held until the transaction ends; ``passes_held``: but those held elsewhere."""
        skips = passes_held and connection.features.has_select_for_update_skip_locked
        children = Child.objects.select_for_update(skip_locked=skips).filter(pk__in=list(pks)).order_by("pk")
        return cls(settling, list(children), because)

    def settle(self) -> None:
        """Make and keep what is new."""
        seen = list(Change.objects.filter(child__in=self._pks(self.children)).values_list("pk", "child_id"))
        last = self._last()
        self.later = {pk: one.on for pk, one in last.items() if one.on > self.settling.on}
        children = [child for child in self.children if child.pk not in self.later]
        living = [child for child in children if child.state not in FIXED and child.merged_into_id is None]
        known_at = self.settling.at if self.settling.as_known_then else None
        files = [file for file in read_files(living, known_at=known_at) if file.is_known]
        read_evidence(files)
        facts = self.settling.library.vocabulary.facts
        translations = [translate_file(file, on=self.settling.on, facts=facts) for file in files]
        new = self._keep_determinations(files, translations, last)
        kept: dict[int, Kept] = dict(
            zip(new, self.settling.conclude([one.situation for one in new.values()]), strict=True)
        )
        over = {child.pk for child in children} - {child.pk for child in living}
        kept |= {pk: Kept() for pk in over}
        self._keep_lines(kept)
        self._keep_labels(kept)
        self._keep_duties(kept)
        self._leave_word(kept)
        self._keep_due(files, translations, over)
        left = [] if self.settling.as_known_then else [pk for pk, child in seen if child not in self.later]
        for part in cut(left, IN_ONE_STATEMENT):
            Change.objects.filter(pk__in=part).delete()

    @staticmethod
    def _pks(children: Iterable[Child]) -> list[int]:
        return [child.pk for child in children]

    def _last(self) -> dict[int, Last]:
        """Of each file its last determination."""
        newest = Determination.objects.filter(child__in=self._pks(self.children)).order_by().values("child_id")
        pks = [one["last"] for one in newest.annotate(last=Max("pk"))]
        rows = Determination.objects.filter(pk__in=pks).values_list("child_id", *Last._fields)
        return {child: Last._make(rest) for child, *rest in rows}

    def _keep_determinations(
        self, files: Sequence[FileRows], translations: Sequence[Translation], last: Mapping[int, Last]
    ) -> dict[int, Translation]:
        """Store those that are not the same as the last; what is to be concluded anew, by file."""
        settling, rows = self.settling, []
        new: dict[int, Translation] = {}
        same: dict[int, Translation] = {}
        for file, translation in zip(files, translations, strict=True):
            pk, facts = file.child.pk, json.dumps(translation.given, ensure_ascii=False, sort_keys=True)
            checksum = checksum_of(facts, on=settling.on, bundle=settling.bundle.checksum, engine=engine_version())
            if pk in last and last[pk].checksum == checksum:
                same[pk] = translation
                continue
            new[pk] = translation
            rows.append(
                Determination(
                    child=file.child,
                    on=settling.on,
                    made_at=settling.at,
                    made_by=settling.by,
                    because=self.because.get(pk, "change"),
                    bundle=settling.bundle,
                    engine=engine_version(),
                    facts=facts,
                    checksum=checksum,
                )  # fmt: skip
            )
        insert_objects(Determination, rows)
        self.made = {one.child_id: one for one in rows}
        self.begun_with = {pk: one.pk for pk, one in self.made.items()}
        return new | self._opened_again(same, last)

    def _opened_again(self, same: dict[int, Translation], last: Mapping[int, Last]) -> dict[int, Translation]:
        """Files that were closed, which ended their spans, and are open again with nothing else changed."""
        if not same:
            return {}
        held = FindingSpan.objects.filter(child__in=list(same), until__isnull=True).values_list("child_id", flat=True)
        again = {pk: same[pk] for pk in same.keys() - set(held.distinct())}
        self.begun_with |= {pk: last[pk].pk for pk in again}
        return again

    def _keep_lines(self, kept: Mapping[int, Kept]) -> None:
        """End the spans that are no longer so, begin those that are new."""
        ended: list[int] = []
        left = {pk: dict(one.lines) for pk, one in kept.items()}
        names = ("pk", "child_id", *Line._fields)
        for pk, child, *rest in FindingSpan.objects.filter(child__in=list(kept), until__isnull=True).values_list(
            *names
        ):
            line = Line._make(rest)
            if left[child].get((line.benefit, line.place)) == line:
                del left[child][line.benefit, line.place]
            else:
                ended.append(pk)
        for part in cut(ended, IN_ONE_STATEMENT):
            self._end_spans(FindingSpan.objects.filter(pk__in=part))
        since = self.settling.on
        begun = (
            (child, since, self.begun_with[child], *line) for child, lines in left.items() for line in lines.values()
        )
        insert_rows(FindingSpan, SPAN_COLUMNS, begun)

    def _end_spans(self, spans: QuerySet[FindingSpan]) -> None:
        """Spans end with the determination that ends them; with none where the file itself is closed."""
        more = {}
        if self.made:
            made = Determination.objects.filter(pk__in=[one.pk for one in self.made.values()])
            more = {"ended_with": Subquery(made.filter(child=OuterRef("child")).values("pk")[:1])}
        spans.update(until=self.settling.on, **more)

    def _keep_labels(self, kept: Mapping[int, Kept]) -> None:
        """The categories that the documents see the child in; what a person confirmed is not touched."""
        ended: list[int] = []
        otherwise: dict[int, list[int]] = defaultdict(list)
        left = {pk: set(one.labels) for pk, one in kept.items()}
        held = Labelled.objects.filter(child__in=list(kept), until__isnull=True, basis=Labelled.Basis.DETERMINED)
        for pk, child, label, secrecy in held.values_list("pk", "child_id", "label", "secrecy"):
            if label not in left[child]:
                ended.append(pk)
                continue
            left[child].discard(label)
            if secrecy != (now := kept[child].label_secrecy.get(label, 0)):
                otherwise[now].append(pk)
        for secrecy, pks in otherwise.items():
            for part in cut(pks, IN_ONE_STATEMENT):
                Labelled.objects.filter(pk__in=part).update(secrecy=secrecy)
        for part in cut(ended, IN_ONE_STATEMENT):
            Labelled.objects.filter(pk__in=part).update(until=self.settling.on)
        on, at = self.settling.on, self.settling.at
        begun = (
            (child, label, Labelled.Basis.DETERMINED.value, on, at, kept[child].label_secrecy.get(label, 0))
            for child, labels in left.items()
            for label in sorted(labels)
        )
        insert_rows(Labelled, LABEL_COLUMNS, begun)

    def _keep_duties(self, kept: Mapping[int, Kept]) -> None:
        """The duties that call for something to be done: those over end, those new begin."""
        ended: list[int] = []
        left = {pk: set(one.duties) for pk, one in kept.items()}
        held = DutySpan.objects.filter(child__in=list(kept), until__isnull=True)
        for pk, child, *rest in held.values_list("pk", "child_id", *DutyLine._fields):
            line = DutyLine._make(rest)
            if line in left[child]:
                left[child].discard(line)
            else:
                ended.append(pk)
        for part in cut(ended, IN_ONE_STATEMENT):
            DutySpan.objects.filter(pk__in=part).update(until=self.settling.on)
        since = self.settling.on
        begun = ((child, since, self.begun_with[child], *line) for child, lines in left.items() for line in lines)
        insert_rows(DutySpan, DUTY_COLUMNS, begun)

    def _leave_word(self, kept: Mapping[int, Kept]) -> None:
        """What follows in other rooms is pulled from here."""
        rows = [Concluded(child_id=pk, on=self.settling.on) for pk in kept]
        Concluded.objects.bulk_create(rows, ignore_conflicts=True, batch_size=IN_ONE_STATEMENT)

    def _keep_due(self, files: Sequence[FileRows], translations: Sequence[Translation], over: set[int]) -> None:
        """The days ahead; what is past or no longer comes goes off the list."""
        wanted: dict[int, set[Due]] = defaultdict(set)
        for file, translation in zip(files, translations, strict=True):
            wanted[file.child.pk] = list_due(
                file, translation.situation, library=self.settling.library, after=self.settling.on
            )
        gone: list[int] = []
        among = [*wanted, *over]
        for pk, child, on, why in DueAgain.objects.filter(child__in=among).values_list("pk", "child_id", "on", "why"):
            if (due := Due(on, why)) in wanted[child]:
                wanted[child].discard(due)
            else:
                gone.append(pk)
        for part in cut(gone, IN_ONE_STATEMENT):
            DueAgain.objects.filter(pk__in=part).delete()
        new = ((child, *due) for child, days in wanted.items() for due in days)
        insert_rows(DueAgain, DUE_COLUMNS, new)


def checksum_of(facts: str, *, on: date, bundle: str, engine: str) -> str:
    """The checksum of what a determination was made from."""
    return sha256("\x00".join((facts, on.isoformat(), bundle, engine)).encode()).hexdigest()


def cut(items: Iterable[Item], most: int) -> Iterator[list[Item]]:
    """The items in lists of at most so many."""
    rest = iter(items)
    while part := list(islice(rest, most)):
        yield part
