"""Reading what is known of the national system: one child's sheet, lists with their clock, an overview of a place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from hutong.children.models import Child
from hutong.exchange.errors import ImportUnknown
from hutong.exchange.models import Import, NationalDecision, NationalEntry
from hutong.exchange.national.clock import Clock, limits, read_clocks
from hutong.exchange.national.comparing import TO_BE_ENTERED
from hutong.exchange.national.differences import Difference, is_same, list_differences, load_theirs
from hutong.exchange.national.form import SCREENS, Screen, ScreenField, list_ours
from hutong.exchange.queries import MOST_LISTED
from hutong.exchange.told import tell
from hutong.ledgers.cells import is_not_collected
from hutong.places.models import inside

PAGE = 50
NOT_ENTERED, DUE_SOON, OVERDUE = "not_entered", "due_soon", "overdue"
DIFFERENT, ENTERED = "different", "entered"
SHOWN = (OVERDUE, DUE_SOON, NOT_ENTERED, DIFFERENT, ENTERED)


@dataclass(frozen=True)
class SheetLine:
    """A field of a screen: what it should hold, what it is known to hold."""

    field: ScreenField
    ours: str
    theirs: str | None
    """None: nobody knows."""
    is_withheld: bool = False
    """Whoever looks is not told it."""

    @property
    def is_known(self) -> bool:
        """Whether the file says anything that could be typed."""
        return not is_not_collected(self.ours)

    @property
    def is_copied(self) -> bool:
        """Whether what should stand there is known to stand there."""
        return self.theirs is not None and is_same(self.field, self.ours, self.theirs)

    @property
    def differs(self) -> bool:
        return self.theirs is not None and not self.is_copied


@dataclass(frozen=True)
class Sheet:
    """A child as the screens want it, and how it stands there."""

    child: Child
    entry: NationalEntry
    screens: Sequence[tuple[Screen, Sequence[SheetLine]]]
    differences: Sequence[Difference]
    clock: Clock | None

    @property
    def state(self) -> str:
        """``not_entered``, ``entered`` or ``different``."""
        if not self.child.national_number:
            return NOT_ENTERED
        is_settled = all(one.stage.value == "left" for one in self.differences)
        return ENTERED if is_settled else DIFFERENT


@dataclass(frozen=True)
class Listed:
    """A child of the list."""

    child: Child
    entry: NationalEntry | None
    clock: Clock | None

    @property
    def state(self) -> str:
        if not self.child.national_number:
            return NOT_ENTERED
        open_ones = self.entry.open_count + self.entry.type_count if self.entry else 0
        return DIFFERENT if open_ones else ENTERED


@dataclass(frozen=True)
class Page:
    """Some of the list, and after which child the next begin."""

    rows: Sequence[Listed]
    after: UUID | None


def read_entry(child: Child) -> NationalEntry:
    """What is known of the child there; an unsaved row where nothing is."""
    return NationalEntry.objects.filter(child=child).first() or NationalEntry(child=child)


def read_sheet(child: Child, *, on: date) -> Sheet:
    """One child, compared as both sides stand now."""
    told = next(iter(tell([child], on)))
    ours, entry = list_ours(told), read_entry(child)
    theirs = load_theirs(entry.theirs)
    decisions = NationalDecision.objects.filter(child=child).select_related("by").order_by("-pk")
    screens = [(screen, [_line(field, ours, theirs) for field in screen.fields]) for screen in SCREENS]
    return Sheet(child, entry, screens, list_differences(ours, theirs, decisions), clock_of(child, on=on))


def _line(field: ScreenField, ours: Mapping[str, str], theirs: Mapping[str, str]) -> SheetLine:
    if field.key not in ours:
        return SheetLine(field, "", None, is_withheld=True)
    return SheetLine(field, ours[field.key], theirs.get(field.key))


def clock_of(child: Child, *, on: date) -> Clock | None:
    """The clock of a child that is registered and not entered; None where none runs."""
    if child.registered_on is None or child.national_number or child.state not in TO_BE_ENTERED:
        return None
    return read_clocks([child.registered_on], on=on)[child.registered_on]


def to_be_entered(place: str) -> QuerySet[Child]:
    """The registered children of a place: those that belong in the national system."""
    return Child.objects.filter(inside(place, field="area"), merged_into__isnull=True, state__in=TO_BE_ENTERED)


def narrowed(shown: str, *, on: date) -> Q:
    """The children that a word of the address shows."""
    missing = Q(national_number="")
    differs = Exists(
        NationalEntry.objects.filter(child=OuterRef("pk")).filter(Q(open_count__gt=0) | Q(type_count__gt=0))
    )
    if shown in (OVERDUE, DUE_SOON):
        overdue, soon = limits(on=on)
        if shown == OVERDUE:
            return missing & Q(registered_on__lte=overdue)
        return missing & Q(registered_on__gt=overdue, registered_on__lte=soon)
    return {NOT_ENTERED: missing, DIFFERENT: ~missing & Q(differs), ENTERED: ~missing & ~Q(differs)}[shown]


def list_children(place: str, *, shown: str, on: date, after: UUID | None = None, limit: int = PAGE) -> Page:
    """A page of the children of a place of one kind, the longest registered first. Three questions and the calendar."""
    rows = to_be_entered(place).filter(narrowed(shown, on=on))
    last = Child.objects.filter(uid=after).first() if after else None
    if last is not None and last.registered_on is not None:
        same = Q(registered_on=last.registered_on, pk__gt=last.pk)
        rows = rows.filter(same | Q(registered_on__gt=last.registered_on) | Q(registered_on__isnull=True))
    elif last is not None:
        rows = rows.filter(registered_on__isnull=True, pk__gt=last.pk)
    children = list(rows.order_by(F("registered_on").asc(nulls_last=True), "pk")[: limit + 1])
    found = to_listed(children[:limit], on=on)
    return Page(found, children[limit - 1].uid if len(children) > limit else None)


def to_listed(children: Sequence[Child], *, on: date) -> list[Listed]:
    """Children with their clocks and entries; one question each for all."""
    entries = {one.child_id: one for one in NationalEntry.objects.filter(child__in=children)}
    running = [one for one in children if one.registered_on and not one.national_number and one.state in TO_BE_ENTERED]
    clocks = read_clocks([one.registered_on for one in running if one.registered_on], on=on)
    due = {one.pk: clocks[one.registered_on] for one in running if one.registered_on}
    return [Listed(one, entries.get(one.pk), due.get(one.pk)) for one in children]


def count_place(place: str, *, on: date) -> Mapping[str, int]:
    """How many children of a place are how far; one question and the calendar."""
    counts = {shown: Count("pk", filter=narrowed(shown, on=on)) for shown in SHOWN}
    return {shown: int(count) for shown, count in to_be_entered(place).aggregate(**counts).items()}


def get_comparison(uid: UUID) -> Import:
    """An export that was compared. Raises ImportUnknown."""
    found = Import.objects.select_related("made_by").filter(uid=uid, kind=Import.Kind.NATIONAL).first()
    if found is None:
        raise ImportUnknown
    return found


def list_comparisons(*, limit: int = MOST_LISTED) -> list[Import]:
    """The exports of one's areas that were compared, the newest first."""
    found = Import.objects.filter(kind=Import.Kind.NATIONAL).exclude(state=Import.State.DROPPED)
    return list(found.select_related("made_by").order_by("-pk")[:limit])
