"""A row of an import for the screen: what it would do and why, in words, with numbers masked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hutong.children.models import Child, RecordedFact
from hutong.exchange.comparing import FACT, FIELD, KIN
from hutong.exchange.contents import Content, Told
from hutong.exchange.models import ImportRow
from hutong.exchange.row_faults import as_fault
from hutong.lib.translating import marked
from hutong.pages.choices import name_choice
from hutong.pages.masks import mask_identity, mask_phone
from hutong.pages.names import Names
from hutong.places.queries import get_full_name

FIELDS = {
    "name": marked("Name"),
    "sex": marked("Sex"),
    "born": marked("Born on"),
    "born_earliest": marked("Born not before"),
    "born_latest": marked("Born not after"),
    "identity_number": marked("Identity number"),
    "national_number": marked("Number in the national system"),
    "nationality_group": marked("Nationality group"),
    "phone": marked("Telephone"),
    "hukou_kind": marked("Household registration"),
    "hukou_place": marked("Registered in"),
    "hukou_address": marked("Address of the registration"),
    "residence_place": marked("Lives in"),
    "residence_address": marked("Address"),
}
PLANS = {
    "create": marked("new file"),
    "update": marked("changes a file"),
    "same": marked("says nothing new"),
    "doubtful": marked("perhaps a file that is there"),
    "refused": marked("cannot be read"),
}
HIDDEN = "···"
PLAN_TAGS = {"create": "yes", "update": "", "same": "no", "doubtful": "open", "refused": "bad"}
DONE = {
    "made": marked("file made"),
    "changed": marked("file changed"),
    "unchanged": marked("nothing to change"),
    "left_out": marked("left out"),
    "handed_back": marked("handed back"),
    "undone": marked("undone"),
    "kept": marked("not undone: changed since"),
}
DONE_TAGS = {
    "made": "yes", "changed": "", "unchanged": "no", "left_out": "no", "handed_back": "bad", "undone": "no",
    "kept": "open",
}  # fmt: skip
SHOWN = {
    "create": marked("new files"),
    "update": marked("changed files"),
    "conflicts": marked("conflicts"),
    "doubtful": marked("perhaps there already"),
    "refused": marked("cannot be read"),
    "same": marked("nothing new"),
    "made": marked("files made"),
    "changed": marked("files changed"),
    "unchanged": marked("nothing to change"),
    "left_out": marked("left out"),
    "handed_back": marked("handed back"),
    "undone": marked("undone"),
    "kept": marked("not undone"),
}


@dataclass(frozen=True)
class Line:
    """A difference in words."""

    label: str
    old: str
    new: str
    is_conflict: bool


@dataclass(frozen=True)
class ToldFault:
    """A fault with its remedy."""

    where: str
    value: str
    message: str
    remedy: str


@dataclass(frozen=True)
class ToldRow:
    """A row as the page shows it."""

    row: ImportRow
    name: str
    born: str
    number: str
    label: str
    tag: str
    lines: Sequence[Line]
    faults: Sequence[ToldFault]
    twins: Sequence[Child]
    twin_rows: Sequence[str]


class RowTeller:
    """Tells rows in one language; the files they may be about were fetched before, in one query."""

    def __init__(self, names: Names, children: dict[str, Child], *, on: date) -> None:
        self.names, self.children, self.on = names, children, on

    def tell(self, row: ImportRow, content: Content) -> ToldRow:
        """One row."""
        is_done = bool(row.done)
        label, tag = (DONE[row.done], DONE_TAGS[row.done]) if is_done else (PLANS[row.plan], PLAN_TAGS[row.plan])
        fields = content.fields
        return ToldRow(
            row=row,
            name=content.name,
            born=fields.get("born") or "–".join(filter(None, (fields.get("born_earliest"), fields.get("born_latest")))),
            number=mask_identity(fields["identity_number"]) if "identity_number" in fields else "",
            label=label,
            tag=tag,
            lines=[self._line(told) for told in content.told],
            faults=[self._fault(row, content, at) for at in range(len(content.faults))],
            twins=[self.children[uid] for uid in content.twins if uid in self.children],
            twin_rows=content.twin_rows,
        )

    def _fault(self, row: ImportRow, content: Content, at: int) -> ToldFault:
        said = content.faults[at]
        fault, lang = as_fault(said, sheet=row.sheet, row=row.row), self.names.lang
        return ToldFault(said.header, said.value, fault.message(lang), fault.remedy(lang))

    def _line(self, told: Told) -> Line:
        kind, _, name = told.what.partition(":")
        if kind == FACT:
            return Line(self.names.fact(name), self._fact(name, told.old), self._fact(name, told.new), told.is_conflict)
        if kind == FIELD:
            label = self.names.say(FIELDS[name])
            return Line(label, self._field(name, told.old), self._field(name, told.new), told.is_conflict)
        if kind == KIN:
            return Line(self.names.relation(name), told.old, told.new, told.is_conflict)
        # The amount of what is not named would name it.
        old, new = (HIDDEN, HIDDEN) if self.names.discretion.hides_benefit(name) else (told.old, told.new)
        return Line(self.names.benefit(name), old, new, told.is_conflict)

    def _fact(self, name: str, value: str) -> str:
        return self.names.value_of(RecordedFact(name=name, value=value)) if value else ""

    def _field(self, name: str, value: str) -> str:
        if not value:
            return ""
        if name == "identity_number":
            return mask_identity(value)
        if name == "phone":
            return mask_phone(value)
        if name.endswith("_place"):
            return get_full_name(value, on=self.on, lang=self.names.lang)
        return name_choice(name, value, self.names.lang) if name in ("sex", "hukou_kind") else value
