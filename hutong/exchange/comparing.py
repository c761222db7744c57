"""What a row would change in a child's file: what is new, what differs, where a person has to decide."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hutong.children.bulk import Fact, FileWriting, Kin, Paid
from hutong.children.models import Child, Kinship, Receipt, RecordedFact, State
from hutong.exchange.contents import Content, Given, ReceiptSaid, Told, as_day
from hutong.lib.money import yuan_from_fen

DAYS = frozenset({"born", "born_earliest", "born_latest"})
OF_THE_CHILD = ("name", "sex", "born", "identity_number", "national_number")
"""Where the file says otherwise in these, a person decides; in the others the newer ledger is taken."""
SIMPLY_NEWER = (
    "born_earliest", "born_latest", "nationality_group", "phone", "hukou_kind", "hukou_place", "hukou_address",
    "residence_place", "residence_address",
)  # fmt: skip
UNKNOWN = {"sex": "0", "identity_kind": "not_collected", "hukou_kind": "not_collected"}
IMPORT_UNDONE = "import undone"
FIELD, FACT, RECEIPT, KIN = "field", "fact", "receipt", "kin"
ONE_DAY = timedelta(days=1)


@dataclass
class Known:
    """A file as it is: the child and what is believed of it."""

    child: Child
    facts: dict[str, list[RecordedFact]] = field(default_factory=dict)
    receipts: dict[str, Receipt] = field(default_factory=dict)
    kin: dict[str, Kinship] = field(default_factory=dict)

    @property
    def is_taken_back(self) -> bool:
        """The file was made by an import that was undone: a row for it makes it anew."""
        return self.child.state == State.CLOSED and self.child.closed_because == IMPORT_UNDONE


@dataclass
class Difference:
    """What there is to write, what there is to decide, and both in words."""

    told: list[Told] = field(default_factory=list)
    fields: dict[str, Any] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    receipts: list[Paid] = field(default_factory=list)
    kin: list[Kin] = field(default_factory=list)

    @property
    def is_nothing(self) -> bool:
        """The file says all of it already."""
        return not self.told

    def write_to(self, child: Child) -> FileWriting:
        """As the room of files takes it."""
        return FileWriting(child, self.fields, self.facts, self.receipts, self.kin)


def compare(content: Content, known: Known, *, as_of: date, takes_ledger: bool) -> Difference:
    """The difference between a row and a file; without ``takes_ledger`` the file stands where both are in conflict."""
    difference = Difference()
    _compare_fields(difference, content, known.child, takes_ledger=takes_ledger)
    for given in content.facts:
        _compare_fact(difference, given, known.facts.get(given[0], ()), as_of=as_of, takes_ledger=takes_ledger)
        _end_receipt(difference, given, known, as_of=as_of)
    for said in content.receipts:
        _compare_receipt(difference, said, known.receipts.get(said.benefit), as_of=as_of)
    for kin in content.kin:
        _compare_kin(difference, kin, known.kin.get(kin.relation))
    if known.is_taken_back:
        difference.fields |= {"state": State.CANDIDATE, "closed_on": None, "closed_because": ""}
    return difference


def writing_of_new(content: Content, *, state: str, uid: UUID) -> FileWriting:
    """A row as a file that is not there yet."""
    fields = {name: as_value(name, text) for name, text in content.fields.items()}
    facts = [Fact(name, value, as_day(since), as_day(until)) for name, value, since, until in content.facts]
    paid = [Paid(one.benefit, one.fen, as_day(one.since), as_day(one.until)) for one in content.receipts]
    child = Child(uid=uid, state=state, area=content.fields["area"])
    return FileWriting(child, fields, facts, paid, [one for one in content.kin], content.former_name)


def as_value(name: str, text: str) -> Any:
    """A column's text as its value."""
    return as_day(text) if name in DAYS else text


def as_words(value: Any) -> str:
    """A column's value as its text."""
    return "" if value is None else str(value)


def _compare_fields(difference: Difference, content: Content, child: Child, *, takes_ledger: bool) -> None:
    for name in (*OF_THE_CHILD, *SIMPLY_NEWER):
        new, old = content.fields.get(name, ""), as_words(getattr(child, name))
        is_unknown = not old or old == UNKNOWN.get(name)
        if not new or new == old or (name in ("born_earliest", "born_latest") and child.born):
            continue
        is_conflict = name in OF_THE_CHILD and not is_unknown
        difference.told.append(Told(f"{FIELD}:{name}", "" if is_unknown else old, new, is_conflict))
        if not is_conflict or takes_ledger:
            difference.fields[name] = as_value(name, new)
    if "identity_number" in difference.fields:
        difference.fields["identity_kind"] = "resident"
    if difference.fields.get("born"):
        for name in ("born_earliest", "born_latest"):
            if old := as_words(getattr(child, name)):
                difference.fields[name] = None
                difference.told.append(Told(f"{FIELD}:{name}", old, ""))


def _compare_fact(
    difference: Difference, given: Given, known: Sequence[RecordedFact], *, as_of: date, takes_ledger: bool
) -> None:
    name, value, since_text, until_text = given
    since, until = as_day(since_text), as_day(until_text)
    held = [fact for fact in known if _holds(fact.since, fact.until, since or as_of)]
    if any(fact.is_collected and fact.value == value and _says_days(fact, since, until) for fact in held):
        return
    old = max(held, key=lambda fact: (fact.is_preferred, fact.recorded_at, fact.pk), default=None)
    if old is None:
        difference.told.append(Told(f"{FACT}:{name}", "", value))
        difference.facts.append(Fact(name, value, since, until))
        return
    is_same = old.is_collected and old.value == value
    begins = since or as_of
    may_shorten = old.since is None or old.since < begins
    is_conflict = not is_same and old.is_collected and (old.is_preferred or not may_shorten)
    difference.told.append(Told(f"{FACT}:{name}", old.value if old.is_collected else "", value, is_conflict))
    if is_same:
        difference.facts.append(Fact(name, value, since or old.since, until or old.until, ends=old))
    elif not is_conflict:
        difference.facts.append(Fact(name, value, begins, until, ends=old, shortens=old.is_collected))
    elif takes_ledger:
        # Side by side with what the file says, until somebody looks at both papers.
        difference.facts.append(Fact(name, value, since, until))


def _holds(since: date | None, until: date | None, on: date) -> bool:
    return (since is None or since <= on) and (until is None or on <= until)


def _says_days(fact: RecordedFact | Receipt, since: date | None, until: date | None) -> bool:
    """Whether the days that the ledger tells are those of the file; a ledger that tells none agrees."""
    return (since is None or fact.since == since) and (until is None or fact.until == until)


def _compare_receipt(difference: Difference, said: ReceiptSaid, old: Receipt | None, *, as_of: date) -> None:
    since, until = as_day(said.since), as_day(said.until)
    if old is not None and said.fen in (None, old.fen) and _says_days(old, since, until):
        return
    new_words = _yuan(said.fen)
    difference.told.append(Told(f"{RECEIPT}:{said.benefit}", _yuan(old.fen) if old else "", new_words))
    if old is None:
        difference.receipts.append(Paid(said.benefit, said.fen, since, until))
    elif said.fen in (None, old.fen):
        days = since or old.since, until or old.until
        difference.receipts.append(Paid(said.benefit, old.fen, *days, ends=old, shortens=False))
    else:
        begins = since if since and (old.since is None or since > old.since) else as_of
        difference.receipts.append(Paid(said.benefit, said.fen, begins, until, ends=old))


def _end_receipt(difference: Difference, given: Given, known: Known, *, as_of: date) -> None:
    """The ledger says that a benefit is not received which the file has in payment."""
    name, value, *_ = given
    old = known.receipts.get(name.removeprefix("receives.")) if name.startswith("receives.") else None
    if old is not None and value == "false":
        difference.told.append(Told(f"{RECEIPT}:{old.benefit}", _yuan(old.fen), ""))
        difference.receipts.append(Paid(old.benefit, since=as_of, ends=old, is_over=True))


def _yuan(fen: int | None) -> str:
    return yuan_from_fen(fen) if fen is not None else "?"


def _compare_kin(difference: Difference, said: Kin, old: Kinship | None) -> None:
    """Kin who are there stay as they are: a family is put right by hand, in the file."""
    if old is None:
        difference.told.append(Told(f"{KIN}:{said.relation}", "", said.name))
        difference.kin.append(said)
    elif said.name and old.person.name and said.name != old.person.name:
        difference.told.append(Told(f"{KIN}:{said.relation}", old.person.name, said.name, is_conflict=True))


def read_known(children: Iterable[Child], *, as_of: date) -> dict[int, Known]:
    """The files of these children, by their keys: three queries."""
    found = {child.pk: Known(child) for child in children}
    for fact in RecordedFact.objects.filter(child__in=found, corrected_at__isnull=True):
        found[fact.child_id].facts.setdefault(fact.name, []).append(fact)
    for receipt in Receipt.objects.filter(child__in=found, corrected_at__isnull=True).order_by("pk"):
        if _holds(receipt.since, receipt.until, as_of):
            found[receipt.child_id].receipts[receipt.benefit] = receipt
    for kin in Kinship.objects.filter(child__in=found, until__isnull=True).select_related("person").order_by("pk"):
        found[kin.child_id].kin.setdefault(kin.relation, kin)
    return found
