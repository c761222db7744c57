"""A child with what is believed of it on a day, for tables and sheets: a few questions for hundreds of children."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from hutong.children.models import Child, Kinship, Placement, Receipt, RecordedFact, Sex
from hutong.children.words import get_vocabulary
from hutong.determinations.discretion import discretion_over, discretions_over
from hutong.exchange.particulars import name_nationality
from hutong.lib.money import yuan_from_fen
from hutong.places.models import Level, holding
from hutong.places.queries import get_full_name, path_of
from hutong.policy.discretion import Discretion
from hutong.vocabulary.facts import FactType

NOT_COLLECTED = "未采集"


@dataclass
class Told:
    """A child with what is believed of it on the day."""

    child: Child
    on: date
    facts: dict[str, RecordedFact] = field(default_factory=dict)
    receipts: dict[str, Receipt] = field(default_factory=dict)
    kin: dict[str, Kinship] = field(default_factory=dict)
    placement: Placement | None = None
    discretion: Discretion = field(default_factory=discretion_over)

    def value(self, name: str) -> str:
        """A fact in words; "" where nothing is known."""
        if self.discretion.hides_fact(name):
            return ""
        fact = self.facts.get(name)
        if fact is None or not fact.is_collected:
            return NOT_COLLECTED if fact is not None else ""
        known = get_vocabulary().facts[name]
        value = fact.value == "true" if known.type is FactType.BOOL else fact.value
        return known.shown(value, "zh")

    def holds(self, name: str) -> bool:
        """Whether a fact of yes and no is believed to hold."""
        return self.word(name) == "true"

    def word(self, name: str) -> str:
        """A fact's value as it is recorded; "" where nothing is known."""
        fact = None if self.discretion.hides_fact(name) else self.facts.get(name)
        return fact.value if fact is not None and fact.is_collected else ""


Teller = Callable[[Told], str]


def tell(children: Iterable[Child], on: date) -> Iterator[Told]:
    """These children with what is believed of them; four questions."""
    rows = list(children)
    discretions = discretions_over(rows)
    told = {child.pk: Told(child, on, discretion=discretions[child.pk]) for child in rows}
    facts = RecordedFact.objects.filter(holding(on), child__in=told, corrected_at__isnull=True)
    for fact in facts.order_by("is_preferred", "recorded_at", "pk"):
        told[fact.child_id].facts[fact.name] = fact
    for receipt in Receipt.objects.filter(holding(on), child__in=told, corrected_at__isnull=True).order_by("pk"):
        told[receipt.child_id].receipts[receipt.benefit] = receipt
    for kin in Kinship.objects.filter(holding(on), child__in=told).select_related("person").order_by("pk"):
        _note_kin(told[kin.child_id], kin)
    for stay in Placement.objects.filter(holding(on), child__in=told).select_related("body").order_by("pk"):
        told[stay.child_id].placement = stay
    yield from told.values()


def _note_kin(told: Told, kin: Kinship) -> None:
    told.kin.setdefault(kin.relation, kin)
    if kin.is_guardian:
        told.kin.setdefault("guardian", kin)
        if kin.relation not in ("father", "mother"):
            told.kin.setdefault("other_guardian", kin)
    if kin.is_carer:
        told.kin.setdefault("carer", kin)


def of_child(name: str) -> Teller:
    """A column of the file."""
    return lambda told: str(getattr(told.child, name) or "")


def of_kin(relation: str, name: str) -> Teller:
    """A column of somebody of the family."""
    return lambda told: str(getattr(told.kin[relation].person, name)) if relation in told.kin else ""


def of_fact(name: str) -> Teller:
    """A fact in words."""
    return lambda told: told.value(name)


def paid(benefit: str) -> Teller:
    """What a benefit pays a month, in yuan."""

    def tell_paid(told: Told) -> str:
        receipt = told.receipts.get(benefit)
        if receipt is None or receipt.fen is None or told.discretion.hides_benefit(benefit):
            return ""
        return yuan_from_fen(receipt.fen)

    return tell_paid


def place(which: str) -> Teller:
    """A place of the child with all that it lies in."""
    return lambda told: get_full_name(getattr(told.child, f"{which}_place"), on=told.on)


def place_at(which: str, level: Level) -> Teller:
    """The part of a place of the child at one level."""

    def tell_level(told: Told) -> str:
        code = getattr(told.child, f"{which}_place")
        return next((one.name for one in path_of(code, on=told.on) if one.level == level), "") if code else ""

    return tell_level


def birth(told: Told) -> str:
    """The birth date; a month or a year where only that is known."""
    child = told.child
    if child.born is not None or child.born_earliest is None or child.born_latest is None:
        return str(child.born or "")
    is_month = child.born_earliest.month == child.born_latest.month
    return f"{child.born_earliest:%Y-%m}" if is_month else f"{child.born_earliest:%Y}"


def nationality(told: Told) -> str:
    """The nationality group by its name."""
    return name_nationality(told.child.nationality_group)


def sex(told: Told) -> str:
    """Boy or girl; "" where that is not known."""
    return str(Sex(told.child.sex).label) if told.child.sex in (Sex.MALE, Sex.FEMALE) else ""
