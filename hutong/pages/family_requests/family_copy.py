"""The copy of a file for the family: the child's own data; other persons and who reported stay out or are masked."""

from collections.abc import Iterator

from hutong.children.changing import day_of
from hutong.children.models import RecordedFact
from hutong.lib.money import yuan_from_fen
from hutong.lib.translating import marked
from hutong.pages.child_file.file_on_day import FileOnDay
from hutong.pages.choices import name_choice
from hutong.pages.letters.writing import Letter, Part, facts, heading, table, text
from hutong.pages.masks import mask_identity, mask_phone
from hutong.places.queries import get_full_name
from hutong.privacy.models import FamilyRequest
from hutong.vocabulary.secrecy import ADOPTION, DETAINED_PARENT, REPORTER, VICTIM

STAYS_OUT = frozenset({REPORTER, ADOPTION, DETAINED_PARENT, VICTIM})
"""What tells of third persons, or endangers the child where the wrong person reads it; asked for in person."""
PARENTS = {"father": "father.", "mother": "mother."}
TITLE = marked("Copy of what is kept on the child")
SAID = marked(
    "Given on the family's request. Data of other persons and of who reported is masked or left out; numbers are "
    "masked and can be compared at the window. What concerns the child's safety is told in person."
)
EXPLAINED = marked(
    "How a decision comes about: the facts above are compared with the clauses named here. The computer only proposes; "
    "a person decides, and may depart from it with a reason. You may object, and ask that a person looks again."
)


def write_copy(file: FileOnDay, asked: FamilyRequest, *, sender: str) -> Letter:
    """The copy on the day, as far as whoever makes it may be told themselves."""
    say = file.names.say
    return Letter(
        title=say(TITLE),
        parts=[text(say(SAID)), *_parts(file, asked)],
        sender=sender,
        day=file.on.isoformat(),
        lang=file.names.lang,
        number=asked.number,
        to=asked.asker_name,
        footer=f"{asked.number} · {file.on}",
    )


def _parts(file: FileOnDay, asked: FamilyRequest) -> Iterator[Part]:
    say, names = file.names.say, file.names
    yield facts(_who(file))
    yield heading(say("Family"))
    family = [[one.relation, _named(one.kinship.person.name, asked), say(", ").join(one.roles)] for one in file.members]
    yield table([say("Relation"), say("Name"), say("Role")], family)
    yield heading(say("What is recorded"))
    told = [row for row in file.facts if is_told(row, file, asked)]
    rows = [[names.fact(row.name), names.value_of(row), f"{day_of(row.recorded_at)}"] for row in told]
    yield table([say("What"), say("Value"), say("Recorded on")], rows)
    yield heading(say("What the child is owed"))
    owed = [[one.name, say("; ").join(one.amounts), say("; ").join(one.clauses)] for one in file.owed]
    yield table([say("Benefit"), say("Amount"), say("Clause")], owed)
    yield text(say(EXPLAINED))
    yield heading(say("What is received"))
    paid = [
        [names.benefit(one.benefit), "" if one.fen is None else yuan_from_fen(one.fen), str(one.since or "")]
        for one in file.paid
    ]
    yield table([say("Benefit"), say("Amount"), say("Since")], paid)
    yield heading(say("Papers"))
    hidden = {row.evidence_id for row in file.history if not is_told(row, file, asked)}
    papers = [one for one in file.papers if one.pk not in hidden]
    yield table([say("Paper"), say("Day")], [[one.title, f"{day_of(one.made_at)}"] for one in papers])


def is_told(row: RecordedFact, file: FileOnDay, asked: FamilyRequest) -> bool:
    """Whether a fact stands in the copy: the child's own, or of the parent who asks, and of no class that stays out."""
    if file.names.discretion.hides_fact(row.name) or row.name not in file.library.vocabulary.facts:
        return False
    of = next((who for who, start in PARENTS.items() if row.name.startswith(start)), "")
    if of and asked.asker_relation != of:
        return False
    secrecy = file.library.vocabulary.facts[row.name].entry.secrecy
    return STAYS_OUT.isdisjoint(secrecy) or bool(of)


def _named(name: str, asked: FamilyRequest) -> str:
    """The asker's own name; of others the first character."""
    return name if name == asked.asker_name else f"{name[:1]}{'＊' * max(len(name) - 1, 1)}"


def _who(file: FileOnDay) -> list[list[str]]:
    child, say, lang = file.child, file.names.say, file.names.lang

    def place(code: str) -> str:
        return get_full_name(code, on=file.on, lang=lang) if code else ""

    return [
        [say("Name"), child.name],
        [say("Sex"), name_choice("sex", child.sex, lang)],
        [say("Born on"), child.born.isoformat() if child.born else ""],
        [say("Identity number"), mask_identity(child.identity_number)],
        [say("Telephone"), mask_phone(child.phone)],
        [say("Village or township in charge"), place(child.area)],
        [say("Registered in"), f"{place(child.hukou_place)} {child.hukou_address}".strip()],
        [say("Lives in"), f"{place(child.residence_place)} {child.residence_address}".strip()],
        [say("State of the file"), name_choice("state", child.state, lang)],
    ]
