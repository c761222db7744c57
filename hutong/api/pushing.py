"""A department's list becomes facts and payments of files: each row wholly or not at all, as that department's word."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, TypeVar

from django.db import transaction

from hutong.api.models import Token
from hutong.api.persons import Persons, Who
from hutong.api.refusing import RowRefused
from hutong.api.schemas import ListAnswer, PartAnswer, RowAnswer, Source, State
from hutong.children.actions import add_evidence
from hutong.children.errors import FileError
from hutong.children.models import WORDS, Child, Evidence
from hutong.lib.translating import translator

Part = TypeVar("Part")


@dataclass
class Sending:
    """What is the same for every row: whose word it is, where it stands, when it came, who reads the answer."""

    token: Token
    source: Source
    at: datetime
    on: date
    lang: str
    kept: dict[int, Evidence] = field(default_factory=dict)

    @property
    def body(self) -> str:
        """The kind of body whose word it is."""
        return self.token.body.kind

    def evidence_for(self, child: Child) -> Evidence:
        """The list as a paper of the file, once however many of its facts come from it."""
        if child.pk not in self.kept:
            named = f"{self.source.reference} ({self.source.as_of.isoformat()}; {self.token.name})".strip()[:WORDS]
            title = self.source.title
            held = Evidence.objects.filter(child=child, title=title, reference=named, made_by__isnull=True).first()
            self.kept[child.pk] = held or add_evidence(child=child, title=title, reference=named, by=None, at=self.at)
        return self.kept[child.pk]


class RowWriter(Generic[Part]):
    """Writes the parts of one row; each kind of list has its own."""

    def __init__(self, sending: Sending) -> None:
        self.sending = sending

    def name(self, part: Part) -> str:
        raise NotImplementedError

    def write(self, child: Child, part: Part) -> State:
        """Write a part; whether it is new, known, or differs from another source. Raises RowRefused, FileError."""
        raise NotImplementedError

    def write_row(self, number: int, child: Child, parts: Sequence[Part]) -> RowAnswer:
        """All parts or none."""
        try:
            with transaction.atomic():
                answers = [PartAnswer(name=self.name(one), state=self.write(child, one)) for one in parts]
        except RowRefused as refused:
            self.sending.kept.pop(child.pk, None)  # it went with the row
            return self._refused(number, refused.reason, refused.told(self.sending.lang))
        except FileError as error:
            self.sending.kept.pop(child.pk, None)
            reason = RowRefused.reason_of(error)
            return self._refused(number, reason, error.told(self.sending.lang))
        return RowAnswer(row=number, state=_state_of(answers), child=str(child.uid), parts=answers)

    def _refused(self, number: int, reason: str, told: str) -> RowAnswer:
        return RowAnswer.model_validate({"row": number, "state": "refused", "reason": reason, "told": told})


def write_list(writer: RowWriter[Part], rows: Sequence[tuple[Who, Sequence[Part]]]) -> ListAnswer:
    """Every row in turn; files in the order of their numbers, so that two lists at once never wait for each other."""
    sending = writer.sending
    persons = Persons([who for who, _ in rows], on=sending.on)
    found = [(number, persons.find(who), parts) for number, (who, parts) in enumerate(rows)]
    answers: dict[int, RowAnswer] = {}
    for number, child, parts in sorted(found, key=lambda one: one[1].pk if one[1] else 0):
        if child is None:
            is_mistyped = persons.is_mistyped(rows[number][0])
            answers[number] = _unknown(number, is_mistyped=is_mistyped, lang=sending.lang)
        else:
            answers[number] = writer.write_row(number, child, parts)
    counted = Counter(one.state for one in answers.values())
    return ListAnswer(
        created=counted["created"],
        unchanged=counted["unchanged"],
        conflict=counted["conflict"],
        refused=counted["refused"],
        rows=[answers[number] for number in sorted(answers)],
    )


def _unknown(number: int, *, is_mistyped: bool, lang: str) -> RowAnswer:
    """The same answer for a child who has no file, and for one whose file may not be seen."""
    refused = RowRefused("number-mistyped" if is_mistyped else "person-not-found")
    return RowAnswer(row=number, state="refused", reason=refused.reason, told=translator(lang)(refused.sentence))


def _state_of(parts: Sequence[PartAnswer]) -> State:
    states = {one.state for one in parts}
    order: tuple[State, ...] = ("conflict", "created", "unchanged")
    return next(one for one in order if one in states)
