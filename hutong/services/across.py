"""跨省通办: received anywhere, decided where the household is. Two places, two clocks; the days stand in the document.

The table below says who takes which step and which clock it starts; the receiving place sees how far it is, and the
place of the household sees the material.
"""

import base64
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction

from hutong.audit.actions import note_act
from hutong.children.actions import add_evidence, record_event
from hutong.children.changing import day_of, may_write
from hutong.children.content import is_what_it_says
from hutong.children.models import WORDS, Child
from hutong.determinations.bundles import current_library
from hutong.lib.translating import marked, translator
from hutong.places.codes import full_code, level_of
from hutong.policy.blocks import Procedure
from hutong.services.acting import MOST_WORDS, check_words, new_number
from hutong.services.addressees import address_window
from hutong.services.errors import CrossNeeds, CrossNotYours, NotThisWay, RequestUnknown, StaleRequest
from hutong.services.leading import ACROSS
from hutong.services.models import CrossApplication, CrossPaper, CrossStage, CrossStep
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, NotAllowed, acting_as, get_scope
from hutong.tasks.actions import open_task, take_step, withdraw_cause
from hutong.tasks.addressing import Addressee, resolve
from hutong.tasks.clocks import Counts, Deadline
from hutong.tasks.models import Task
from hutong.tasks.opening import NewCause

HERE, THERE, THERE_COUNTY = "receiving", "household", "household_county"
AT_ONCE = "及时"
TOWNSHIP = 4
MOST_BYTES = 4 << 20
RECEIVED, INCOMPLETE, COMPLETE, PUSHED = (
    CrossStage.RECEIVED, CrossStage.INCOMPLETE, CrossStage.COMPLETE, CrossStage.PUSHED,
)  # fmt: skip
EXAMINED, DECIDED, TOLD, PAID = CrossStage.EXAMINED, CrossStage.DECIDED, CrossStage.TOLD, CrossStage.PAID


class Turn(NamedTuple):
    """A step: where from, where to, whose it is, and what comes next: whose clock, for how many days."""

    step: str
    before: tuple[str, ...]
    after: str
    whose: str
    next_of: str = ""
    days: str = ""
    """Of which part of the procedure the days are; "" for the setting for 及时."""
    clause: str = ""
    needs_words: bool = False


TURNS = (
    #    step          from                              to          whose         next of       days         clause
    Turn("tell_missing", (RECEIVED, INCOMPLETE), INCOMPLETE, HERE, HERE, "", f"{ACROSS}#2.2/a"),
    Turn("complete", (RECEIVED, INCOMPLETE), COMPLETE, HERE, HERE, "accepting", f"{ACROSS}#2.2/b"),
    Turn("push", (COMPLETE,), PUSHED, HERE, THERE, "verifying", f"{ACROSS}#2.2/c"),
    Turn("send_back", (PUSHED,), INCOMPLETE, THERE, HERE, "", f"{ACROSS}#2.2/a", needs_words=True),
    Turn("examine", (PUSHED,), EXAMINED, THERE, THERE_COUNTY, "confirming", f"{ACROSS}#2.2/d", needs_words=True),
    Turn("decide", (EXAMINED,), DECIDED, THERE_COUNTY, HERE, "telling", f"{ACROSS}#2.2/e", needs_words=True),
    Turn("tell", (DECIDED,), TOLD, HERE, THERE_COUNTY, "", f"{ACROSS}#2.2/g"),
    Turn("pay", (TOLD,), PAID, THERE_COUNTY),
)
SAID = {
    INCOMPLETE: marked("Application from here to another province: get the missing material."),
    COMPLETE: marked("Application from here to another province: enter it and send it to the household's township."),
    PUSHED: marked("Application received in another province: give your opinion."),
    EXAMINED: marked("Application received in another province: decide, and answer the place that received it."),
    DECIDED: marked("Application from here to another province: tell the applicant what was decided."),
    TOLD: marked("Application received in another province: it was granted; pay."),
    RECEIVED: marked("Application from here to another province: check the form of the papers."),
}
WHEN_DONE = marked("The next step of the application is taken.")
GONE_ON = "本环节已完成，转入下一环节。"
WORDS_OF_STAGES = {
    RECEIVED: marked("taken"),
    INCOMPLETE: marked("waiting for material"),
    COMPLETE: marked("complete"),
    PUSHED: marked("sent to the place of the household"),
    EXAMINED: marked("examined"),
    DECIDED: marked("decided"),
    TOLD: marked("told to the applicant"),
    PAID: marked("paid"),
    CrossStage.WITHDRAWN: marked("withdrawn"),
}
NEEDS_FILE = marked("the child's file at the place of the household; look for it or begin it")
NEEDS_BENEFIT = marked("a benefit that is applied for in any province")
NEEDS_PLACE = marked("the township of the household, in another county")
NEEDS_NAME = marked("the child's name, and who applies with a telephone number")
NEEDS_PAPERS = marked("every paper that was named as missing")
NEEDS_VERDICT = marked("whether it is granted")
NEEDS_SMALL = marked("a smaller file: at most 4 MB")


def list_offered(*, on: date) -> tuple[str, ...]:
    """The benefits that can be applied for in any province on a day."""
    return tuple(benefit for benefit, days in _procedures(on).items() if days)


def _procedures(on: date) -> Mapping[str, Mapping[str, int]]:
    """Of each benefit the working days of each part, as the document says; nothing while it is not in force."""
    known = {one.address: one for one in current_library().list_documents()}
    document = known.get(ACROSS)
    if document is None or not document.is_in_force(on):
        return {}
    blocks = [rule.block for rule in document.list_rules() if isinstance(rule.block, Procedure)]
    return {one.benefit: _parts(one) for one in blocks}


def _parts(block: Procedure) -> Mapping[str, int]:
    named = {"accepting": block.accepting, "verifying": block.verifying, "confirming": block.confirming}
    days = {name: step.working_days for name, step in named.items() if step is not None and step.working_days}
    told = [step.working_days for step in block.steps if step.working_days]
    return days | ({"telling": told[-1]} if told else {})


@transaction.atomic
def begin_cross(
    *,
    benefit: str,
    from_area: str,
    to_area: str,
    particulars: Mapping[str, str],
    missing: Iterable[str],
    by: Worker,
    at: datetime,
    sent_as: str = "",
) -> CrossApplication:
    """An application is received here for a child whose household is elsewhere; the form of the papers is checked.

    The same form sent twice is one application. Raises NotAllowed, CrossNeeds.
    """
    if sent_as and (before := CrossApplication.objects.filter(sent_as=sent_as).first()) is not None:
        return before
    from_area, to_area = full_code(from_area), full_code(to_area)
    level = get_scope().level_at(from_area)
    if level is None or level > TOWNSHIP or level_of(from_area) > TOWNSHIP:
        raise NotAllowed(act="receive an application here")
    _check_new(benefit, from_area, to_area, particulars, on=day_of(at))
    application = CrossApplication(
        number=new_number(from_area, at=at), benefit=benefit, from_area=from_area, to_area=to_area,
        particulars=json.dumps(dict(particulars), ensure_ascii=False), received_at=at, received_by=by, stage_since=at,
        sent_as=sent_as or None,
    )  # fmt: skip
    application.save(force_insert=True)
    papers = [
        CrossPaper(application=application, title=title, is_missing=True, added_at=at, added_by=by)
        for title in dict.fromkeys(one.strip()[:WORDS] for one in missing if one.strip())
    ]
    for paper in papers:
        paper.save(force_insert=True)
    _note(application, "receive", "", by=by, at=at)
    if papers:
        application.told_missing_at = at
        application.save(update_fields=["told_missing_at"])
    return advance(application=application, step="tell_missing" if papers else "complete", by=by, at=at)


def _check_new(benefit: str, from_area: str, to_area: str, particulars: Mapping[str, str], *, on: date) -> None:
    if benefit not in list_offered(on=on):
        raise CrossNeeds(what=NEEDS_BENEFIT)
    if level_of(to_area) < TOWNSHIP or to_area[:6] == from_area[:6]:
        raise CrossNeeds(what=NEEDS_PLACE)
    if not all(particulars.get(name, "").strip() for name in ("child_name", "applicant", "phone")):
        raise CrossNeeds(what=NEEDS_NAME)


@transaction.atomic
def advance(
    *,
    application: CrossApplication,
    step: str,
    by: Worker,
    at: datetime,
    words: str = "",
    is_granted: bool | None = None,
    reference: str = "",
    first_month: str = "",
    revision: int | None = None,
) -> CrossApplication:
    """The next step, by the place whose turn it is; its clock stops, the other's begins.

    Raises RequestUnknown, StaleRequest, NotThisWay, CrossNotYours, CrossNeeds, RequestNeeds.
    """
    held = _begin(application, revision=revision)
    turn = find_turn(step, held)
    if not may_take_turn(held, turn):
        raise CrossNotYours
    said = check_words(words) if turn.needs_words else words.strip()[:MOST_WORDS]
    _check_step(held, step, is_granted)
    if step == "examine":
        held.opinion = said
    if step == "decide":
        held.is_granted, held.decision, held.reference = is_granted, said, reference.strip()[:WORDS]
        held.first_month = first_month.strip()[:7]
        _note_decision(held, by=by, at=at)
    _go(held, turn, by=by, at=at, words=said)
    return held


def find_turn(step: str, application: CrossApplication) -> Turn:
    """The row of the table. Raises NotThisWay."""
    for turn in TURNS:
        if turn.step == step and application.stage in turn.before:
            return turn
    raise NotThisWay(state=WORDS_OF_STAGES[CrossStage(application.stage)])


def list_turns(application: CrossApplication) -> list[Turn]:
    """The steps that who acts may take now."""
    found = [turn for turn in TURNS if application.stage in turn.before and may_take_turn(application, turn)]
    return [turn for turn in found if turn.step != "pay" or application.is_granted]


def may_take_turn(application: CrossApplication, turn: Turn) -> bool:
    """Whether it is the place of whoever acts: of the county alone where the county decides."""
    scope = get_scope()
    if turn.whose == THERE_COUNTY:
        return scope.covers(application.to_area, roles=frozenset({Role.CIVIL_AFFAIRS}))
    return scope.level_at(application.from_area if turn.whose == HERE else application.to_area) is not None


def _check_step(held: CrossApplication, step: str, is_granted: bool | None) -> None:
    with acting_as(EVERYTHING):
        is_short = step == "complete" and CrossPaper.objects.filter(application=held, is_missing=True).exists()
    if is_short:
        raise CrossNeeds(what=NEEDS_PAPERS)
    if step == "examine" and held.child_id is None:
        raise CrossNeeds(what=NEEDS_FILE)
    if step == "decide" and is_granted is None:
        raise CrossNeeds(what=NEEDS_VERDICT)
    if step == "pay" and not held.is_granted:
        raise NotThisWay(state=marked("refused"))


def _note_decision(held: CrossApplication, *, by: Worker, at: datetime) -> None:
    """In the file: that it was confirmed or refused, which sets the duties of the document going."""
    child = Child.objects.filter(cross_applications=held).first()
    if child is None:
        raise CrossNeeds(what=NEEDS_FILE)
    name = "benefit_confirmed" if held.is_granted else "benefit_refused"
    record_event(child=child, name=name, on=day_of(at), place=child.area, by=by, at=at)


def _begin(application: CrossApplication, *, revision: int | None) -> CrossApplication:
    held = CrossApplication.objects.select_for_update(of=("self",)).filter(pk=application.pk).first()
    if held is None:
        raise RequestUnknown
    if revision is not None and held.revision != revision:
        raise StaleRequest
    return held


def _go(held: CrossApplication, turn: Turn, *, by: Worker | None, at: datetime, words: str = "") -> None:
    before, was_due = held.stage, held.due_at
    _finish_work(held, by=by, at=at)
    held.stage, held.stage_since, held.revision = turn.after, at, held.revision + 1
    is_open = bool(turn.next_of) and not (turn.after == TOLD and not held.is_granted)
    deadline = _clock(held, turn, at) if is_open else None
    held.due_at = deadline.due_from(at) if deadline else None
    held.save()
    _note(held, turn.step, before, by=by, at=at, words=words, was_due=was_due)
    if deadline is not None:
        _open_next(held, turn, deadline, by=by, at=at)


def _finish_work(held: CrossApplication, *, by: Worker | None, at: datetime) -> None:
    """The task of the stage that is over is done."""
    with acting_as(EVERYTHING):
        task = Task.objects.filter(causes__key=_key(held), ended_at__isnull=True).first()
        if task is not None:
            take_step(task=task, step="finish", by=by, at=at, words=GONE_ON, is_led=True)


def _clock(held: CrossApplication, turn: Turn, at: datetime) -> Deadline:
    days = _procedures(day_of(at)).get(held.benefit, {}).get(turn.days)
    where = held.from_area if turn.next_of == HERE else held.to_area
    return Deadline(working_days=days, label=turn.clause) if days else Counts().within(AT_ONCE, where)


def _open_next(held: CrossApplication, turn: Turn, deadline: Deadline, *, by: Worker | None, at: datetime) -> None:
    what = SAID[CrossStage(turn.after)]
    where = held.from_area if turn.next_of == HERE else held.to_area
    open_task(
        kind="referral", addressee=_addressee(held, turn.next_of, on=day_of(at)),
        cause=NewCause(_key(held), clause=turn.clause, benefit=held.benefit), place=where, what=what,
        what_zh=translator("zh")(what), done_when=WHEN_DONE, at=at, by=by, due=deadline,
    )  # fmt: skip


def _addressee(held: CrossApplication, whose: str, *, on: date) -> Addressee:
    if whose == HERE:
        return address_window(held.from_area, on=on)
    if whose == THERE:
        return resolve("township_government", level="township", place=held.to_area, on=on)
    return resolve("civil_affairs", level="county", place=held.to_area, on=on)


def _key(held: CrossApplication) -> str:
    """Of the stage since when it is there: sent back it comes there again, which is another cause."""
    return f"cross:{held.uid}:{held.stage}:{int(held.stage_since.timestamp())}"


def _note(
    held: CrossApplication, step: str, before: str, *, by: Worker | None, at: datetime, words: str = "",
    was_due: datetime | None = None,
) -> None:  # fmt: skip
    is_here = step in {turn.step for turn in TURNS if turn.whose == HERE} | {"receive"}
    place = held.from_area if is_here else held.to_area
    CrossStep.objects.create(
        application=held, step=step, before=before, after=held.stage, at=at, by=by, at_place=place, words=words,
        was_due_at=was_due,
    )  # fmt: skip
    note_act(at=at, act=f"cross {step}", place=place, about=str(held.uid), by=by.uid if by else None)


@transaction.atomic
def take_paper(
    *, application: CrossApplication, title: str, by: Worker, at: datetime, content: bytes = b"", media_type: str = "",
    reference: str = "",
) -> CrossPaper:  # fmt: skip
    """A paper is handed in at the receiving place; one that was missing is missing no longer.

    Raises CrossNotYours, CrossNeeds, NotThisWay.
    """
    held = _begin(application, revision=None)
    find_turn("complete", held)
    if get_scope().level_at(held.from_area) is None:
        raise CrossNotYours
    if len(content) > MOST_BYTES:
        raise CrossNeeds(what=NEEDS_SMALL)
    if not title.strip() or not (content or reference.strip()):
        raise CrossNeeds(what=marked("what the paper is, and a file or where it is to be found"))
    if content and not is_what_it_says(content, media_type):
        raise CrossNeeds(what=marked("a PDF or a picture"))
    found = CrossPaper.objects.filter(application=held, title=title.strip()).first()
    paper = found or CrossPaper(application=held, title=title.strip()[:WORDS])
    paper.content, paper.media_type, paper.size = base64.b64encode(content).decode(), media_type, len(content)
    paper.reference, paper.is_missing = reference.strip()[:WORDS], False
    paper.added_at, paper.added_by = at, by
    paper.save()
    note_act(at=at, act="cross paper", place=held.from_area, about=str(held.uid), by=by.uid)
    return paper


@transaction.atomic
def put_to_file(*, application: CrossApplication, child: Child, by: Worker, at: datetime) -> CrossApplication:
    """The child's file at the place of the household is found or begun; the papers go into it.

    Raises CrossNotYours, NotThisWay, NotAllowed, FileError.
    """
    held = _begin(application, revision=None)
    if held.stage != PUSHED or held.child_id is not None:
        raise NotThisWay(state=WORDS_OF_STAGES[CrossStage(held.stage)])
    if get_scope().level_at(held.to_area) is None:
        raise CrossNotYours
    if not may_write(child):
        raise NotAllowed(act="write to this file")
    for paper in held.papers.filter(is_missing=False):
        _move_paper(paper, child, by=by, at=at)
    record_event(
        child=child, name="cross_province_application", on=day_of(held.received_at), place=child.area, by=by, at=at
    )
    held.child, held.revision = child, held.revision + 1
    held.save(update_fields=["child", "revision"])
    _note(held, "put_to_file", held.stage, by=by, at=at)
    return held


def _move_paper(paper: CrossPaper, child: Child, *, by: Worker, at: datetime) -> None:
    content = base64.b64decode(paper.content) if paper.content else None
    paper.evidence = add_evidence(
        child=child, title=paper.title, reference=paper.reference or paper.application.number, content=content,
        media_type=paper.media_type, by=by, at=at,
    )  # fmt: skip
    paper.content = ""
    paper.save(update_fields=["evidence", "content"])


@transaction.atomic
def withdraw_cross(*, application: CrossApplication, words: str, by: Worker, at: datetime) -> CrossApplication:
    """The applicant takes it back, at the receiving place, before it is decided. Raises ServiceError."""
    held = _begin(application, revision=None)
    if held.stage in (DECIDED, TOLD, PAID, CrossStage.WITHDRAWN):
        raise NotThisWay(state=WORDS_OF_STAGES[CrossStage(held.stage)])
    if get_scope().level_at(held.from_area) is None:
        raise CrossNotYours
    because, before = check_words(words), held.stage
    withdraw_cause(key=_key(held), because=because, at=at)
    held.stage, held.stage_since, held.due_at = CrossStage.WITHDRAWN, at, None
    held.closed_because, held.revision = because[:WORDS], held.revision + 1
    held.save()
    _note(held, "withdraw", before, by=by, at=at, words=because)
    return held
