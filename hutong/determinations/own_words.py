"""What the file says in its own columns and tables – birth, places, care, payments – in the words of the facts."""

from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Any

from hutong.children.models import HukouKind, PlacementKind, Relation
from hutong.determinations.claims import INFERRED, Claim
from hutong.determinations.files import COUNTY_DIGITS, FileRows, KinRow, PlacementRow, ReceiptRow, holds
from hutong.lib.money import yuan_from_fen
from hutong.vocabulary.facts import Facts

MAPPED: dict[str, str] = {
    "birth_date": "Child.born, born_earliest, born_latest",
    "has_hukou": "Child.hukou_kind, hukou_place",
    "hukou_place": "Child.hukou_kind, hukou_place, area",
    "residence_place": "Child.residence_place",
    "event_place": "Child.event_place, RecordedEvent.place",
    "placement_type": "Placement.kind, body, carer",
    "raised_in_welfare_institution": "Placement.kind, body",
    "adoption_established": "Placement.kind",
    "entrusted_care": "Placement.kind",
    "entrusted_care.agreement": "Placement.agreed_on",
    "guardian_type": "Kinship.is_guardian",
    "father.current_guardian": "Kinship.is_guardian",
    "mother.current_guardian": "Kinship.is_guardian",
    "father.imprisoned_until": "RecordedFact.until of father.imprisoned",
    "mother.imprisoned_until": "RecordedFact.until of mother.imprisoned",
    "father.compulsory_rehab_until": "RecordedFact.until of father.compulsory_rehab",
    "mother.compulsory_rehab_until": "RecordedFact.until of mother.compulsory_rehab",
}
"""Facts that the file tells in other ways too; the test of the vocabulary holds this list against what is done.

``receives.<benefit>`` and its amount come from receipts. Every other fact is told by a recorded fact alone.
"""
ENDING = {
    f"{parent}.{fact}": f"{parent}.{fact}_until"
    for parent in ("father", "mother")
    for fact in ("imprisoned", "compulsory_rehab")
}
WELFARE_HOMES = frozenset({"child_welfare_institution", "social_welfare_institution", "district_welfare_home"})
SHELTERS = frozenset({"rescue_protection_institution", "child_protection_institution"})
PLACEMENT_TYPES: dict[str, str] = {
    PlacementKind.OWN_HOME: "own_home",
    PlacementKind.KINSHIP: "kinship",
    PlacementKind.INSTITUTION: "institution",
    PlacementKind.FOSTER: "foster",
    PlacementKind.ADOPTION: "adoption",
    PlacementKind.ENTRUSTED: "entrusted",
}
NOT_IN_A_HOME = frozenset(
    {PlacementKind.OWN_HOME, PlacementKind.KINSHIP, PlacementKind.ADOPTION, PlacementKind.ENTRUSTED}
)
GUARDIANS: dict[str, str] = {
    Relation.FATHER: "birth_parent",
    Relation.MOTHER: "birth_parent",
    Relation.ADOPTIVE_FATHER: "adoptive_parent",
    Relation.ADOPTIVE_MOTHER: "adoptive_parent",
    Relation.STEPFATHER: "other_adult",
    Relation.STEPMOTHER: "other_adult",
    Relation.PATERNAL_GRANDFATHER: "relative",
    Relation.PATERNAL_GRANDMOTHER: "relative",
    Relation.MATERNAL_GRANDFATHER: "relative",
    Relation.MATERNAL_GRANDMOTHER: "relative",
    Relation.SIBLING: "relative",
    Relation.OTHER_RELATIVE: "relative",
    Relation.OTHER: "other_adult",
}


def claims_of_file(file: FileRows, *, on: date, facts: Facts) -> Iterator[Claim]:
    """Everything but the recorded facts, as claims about facts."""
    if not file.is_known:
        return
    told = (_of_child(file), _of_care(file, on), _of_receipts(file, on), _of_endings(file, on), _of_events(file, on))
    for claim in chain.from_iterable(told):
        if claim.fact in facts:
            yield claim


def _of_child(file: FileRows) -> Iterator[Claim]:
    """The columns. Of birth and places they only mirror what is recorded: where a fact is, it speaks for itself."""
    recorded = {row.name for row in file.facts}
    born, first, last = (file.text(name) for name in ("born", "born_earliest", "born_latest"))
    has_hukou, hukou = _hukou(file)
    said: dict[str, Any] = {
        "birth_date": born or ({"from": first, "to": last} if first and last else None),
        "hukou_place": hukou[:COUNTY_DIGITS],
        "residence_place": file.text("residence_place")[:COUNTY_DIGITS],
        "event_place": file.text("event_place")[:COUNTY_DIGITS],
    }
    for name, value in said.items():
        if value and name not in recorded:
            yield Claim(name, value, weight=INFERRED)
    if has_hukou is not None:
        yield Claim("has_hukou", has_hukou, weight=INFERRED)


def _hukou(file: FileRows) -> tuple[bool | None, str]:
    """Whether there is a household registration, and where: "here" without a place is where the file is."""
    place = file.text("hukou_place")
    match file.text("hukou_kind"):
        case HukouKind.NONE:
            return False, ""
        case HukouKind.NOT_COLLECTED:
            return True if place else None, place
        case HukouKind.HERE:
            return True, place or file.text("area")
        case _:
            return True, place


def _of_care(file: FileRows, on: date) -> Iterator[Claim]:
    placements = [row for row in file.placements if holds(row, on)]
    kin = [row for row in file.kin if holds(row, on)]
    if placements:
        # The latest to begin is where the child is.
        yield from _of_placement(max(placements, key=lambda row: row.since or date.min), kin)
    guardians = [row for row in kin if row.is_guardian]
    kinds = {GUARDIANS[row.relation] for row in guardians if row.relation in GUARDIANS}
    if len(kinds) == 1:
        yield Claim("guardian_type", kinds.pop(), weight=INFERRED)
    for row in guardians:
        if row.relation in (Relation.FATHER, Relation.MOTHER):
            yield Claim(f"{row.relation}.current_guardian", True, weight=INFERRED)


def _of_placement(row: PlacementRow, kin: list[KinRow]) -> Iterator[Claim]:
    kind = _temporary(row, kin) if row.kind == PlacementKind.TEMPORARY else PLACEMENT_TYPES.get(row.kind, "")
    said: dict[str, Any] = {"placement_type": kind or None}
    if row.kind == PlacementKind.INSTITUTION and row.body_kind in (None, *WELFARE_HOMES):
        said["raised_in_welfare_institution"] = True
    elif row.kind in NOT_IN_A_HOME:
        said["raised_in_welfare_institution"] = False
    if row.kind == PlacementKind.ADOPTION:
        said["adoption_established"] = True
    if row.kind == PlacementKind.ENTRUSTED:
        said["entrusted_care"] = True
        said["entrusted_care.agreement"] = True if row.agreed_on else None
    for fact, value in said.items():
        yield Claim(fact, value, since=row.since, until=row.until, weight=INFERRED)


def _temporary(row: PlacementRow, kin: list[KinRow]) -> str:
    """Which of the temporary ways of care; "" where the file does not tell."""
    if row.body_kind in SHELTERS:
        return "temporary_shelter"
    if row.body_kind in WELFARE_HOMES:
        return "temp_institution"
    if row.body_kind == "village_committee":
        return "temp_village"
    related = {one.person for one in kin if one.relation != Relation.OTHER}
    return "temp_relative" if row.body_kind is None and row.carer in related else ""


def _of_receipts(file: FileRows, on: date) -> Iterator[Claim]:
    """A payment that has ended is not a no: the benefit may be paid from elsewhere."""
    sums: dict[tuple[str, str], dict[str, ReceiptRow]] = {}
    for row in file.receipts:
        if holds(row, on):
            # A source's newer line about one payer stands for its older one.
            sums.setdefault((row.benefit, row.source), {})[row.payer_place] = row
    for (benefit, source), by_payer in sums.items():
        rows = list(by_payer.values())
        since = min((row.since for row in rows if row.since), default=None)
        at = max(row.recorded_at for row in rows)
        yield Claim(f"receives.{benefit}", True, source, since, None, at)
        fen = [row.fen for row in rows if row.fen is not None]
        if len(fen) == len(rows):
            yield Claim(f"receives.{benefit}.amount", yuan_from_fen(sum(fen)), source, since, None, at)


def _of_events(file: FileRows, on: date) -> Iterator[Claim]:
    """Where the last thing happened that is not over: nearer than the column, which speaks of no day."""
    if any(row.name == "event_place" for row in file.facts):
        return
    for row in file.events:
        if row.place and holds(row, on):
            yield Claim(
                "event_place", row.place[:COUNTY_DIGITS], since=row.since, recorded_at=row.recorded_at, weight=INFERRED
            )


def _of_endings(file: FileRows, on: date) -> Iterator[Claim]:
    """A fact whose last day is recorded tells when a sentence or a rehabilitation ends."""
    for row in file.facts:
        if row.until is not None and row.name in ENDING and row.value.lower() == "true" and holds(row, on):
            yield Claim(ENDING[row.name], row.until.isoformat(), row.source, weight=INFERRED)
