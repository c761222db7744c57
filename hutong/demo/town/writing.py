"""Writes a county's families into the database, table by table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from hutong.children.changing import day_of
from hutong.children.columns import FACTS_OF_COLUMNS, column_text
from hutong.children.models import (
    Assignment,
    Change,
    Child,
    Evidence,
    HukouKind,
    IdentityKind,
    Kinship,
    NameKey,
    Person,
    Placement,
    PlacementKind,
    Receipt,
    RecordedFact,
    Sex,
    State,
    Step,
)
from hutong.children.names import list_keys
from hutong.demo.people import Child as Story
from hutong.demo.town.bodies import Bodies
from hutong.demo.town.families import Home, Kin
from hutong.demo.town.known import Known
from hutong.demo.town.past import Past, Told
from hutong.demo.town.places import TownCounty
from hutong.demo.town.workers import Staff
from hutong.places.codes import full_code
from hutong.places.models import Level
from hutong.places.queries import Place
from hutong.staff.models import Worker
from hutong.vocabulary.divisions import get_division_code

BATCH = 1_000
NUMBER_OF_SEX = {"男": Sex.MALE, "女": Sex.FEMALE}
HAN, OF_THE_COUNTY = "01", {"yizhang": "13", "qijiang": "06"}
LEVELS = {"village": Level.VILLAGE, "township": Level.TOWNSHIP, "county": Level.COUNTY}
PAPERS = {
    "father.dead": "死亡证明", "mother.dead": "死亡证明", "father.imprisoned": "刑事判决书", "dibao": "低保证",
    "mother.imprisoned": "刑事判决书", "disability.certified": "残疾人证", "orphan_recognised": "孤儿认定审批表",
    "de_facto_recognised": "事实无人抚养儿童认定表", "serious_illness": "诊断证明书", "father.lost_contact": "报警回执",
}  # fmt: skip
CLOSED_BECAUSE = "年满18周岁"


@dataclass
class Rows:
    """Rows of every table, not saved yet."""

    people: list[Person] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)
    keys: list[NameKey] = field(default_factory=list)
    kin: list[Kinship] = field(default_factory=list)
    placements: list[Placement] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    facts: list[RecordedFact] = field(default_factory=list)
    mistakes: list[RecordedFact] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def save(self) -> None:
        """All of them, what others point to first."""
        tables: Iterable[tuple[Any, list[Any]]] = (
            (Person, self.people), (Child, self.children), (NameKey, self.keys), (Kinship, self.kin),
            (Placement, self.placements), (Evidence, self.evidence), (RecordedFact, self.facts),
            (RecordedFact, self.mistakes), (Receipt, self.receipts), (Step, self.steps),
            (Assignment, self.assignments), (Change, self.changes),
        )  # fmt: skip
        for model, rows in tables:
            model.objects.bulk_create(rows, batch_size=BATCH)


@dataclass
class Town:
    """One county being written."""

    county: TownCounty
    bodies: Bodies
    staff: Staff
    random: Random
    on: date
    now: datetime
    rows: Rows = field(default_factory=Rows)

    def add_home(self, home: Home, kin: Sequence[Kin], known: Sequence[Sequence[Known]], pasts: Sequence[Past]) -> None:
        """A family: its grown-ups once, its children each with a file."""
        village = self.county.draw_village(self.random, home.children[0].township)
        address = f"{self.random.randrange(1, 16)}组{self.random.randrange(1, 200)}号"
        first = min(past.begun for past in pasts)
        for one in kin:
            one.person.made_at, one.person.address = first, address
        self.rows.people += [one.person for one in kin]
        for story, facts, past in zip(home.children, known, pasts, strict=True):
            writer = FileWriter(self, story, village, address, past)
            writer.write(facts, kin)


@dataclass
class FileWriter:
    """Writes one child's file."""

    town: Town
    story: Story
    village: Place
    address: str
    past: Past

    def write(self, known: Sequence[Known], kin: Sequence[Kin]) -> None:
        """All rows of the file."""
        rows = self.town.rows
        stage = next((one.value for one in reversed(known) if one.name == "school_stage"), "")
        child = self._make_child(stage)
        rows.children.append(child)
        rows.keys += [NameKey(child=child, kind=kind, key=key) for kind, key in list_keys([child.name])]
        rows.kin += [
            Kinship(
                child=child, person=one.person, relation=one.relation, is_guardian=one.is_guardian,
                is_carer=one.is_carer, recorded_at=self.past.begun, recorded_by=self.director,
            )
            for one in kin
        ]  # fmt: skip
        self._mirror(child)
        self._place(child, kin)
        for told in self.past.told:
            self._record(child, told)
        self._receive(child)
        self._step(child)
        rows.changes.append(Change(child=child, at=self.past.begun, what="registered", by=self.director))

    def _mirror(self, child: Child) -> None:
        """Birth and places stand in columns and among the facts."""
        at, by = self.past.begun, self.director
        for name in FACTS_OF_COLUMNS:
            if text := column_text(child, name):
                fact = RecordedFact(child=child, name=name, value=text, recorded_at=at, recorded_by=by)
                self.town.rows.facts.append(fact)

    @property
    def director(self) -> Worker:
        """Who looks after the village."""
        return self.town.staff.directors[self.village.code]

    @property
    def supervisor(self) -> Worker:
        """Who looks after the township."""
        return self.town.staff.supervisors[self.village.code[:9] + "000"]

    def _make_child(self, stage: str) -> Child:
        story, past, town = self.story, self.past, self.town
        own = full_code(self.village.code)
        is_rounded = story.kind == "foundling"
        closed = past.steps[-1] if past.state is State.CLOSED else None
        group = OF_THE_COUNTY[town.county.key] if town.random.random() < 0.08 else HAN
        lives_here = story.residence.startswith(town.county.stories.path)
        child = Child(
            name=story.name, sex=NUMBER_OF_SEX[story.sex], area=own, state=past.state, nationality_group=group,
            born=None if is_rounded else story.birth_date,
            born_earliest=story.birth_date - timedelta(days=40) if is_rounded else None,
            born_latest=min(story.birth_date + timedelta(days=40), town.on) if is_rounded else None,
            identity_kind=self._identity_kind(), identity_number=story.identity,
            hukou_kind=self._hukou_kind(), hukou_place=self._hukou_place(),
            hukou_address=self.address if story.has_hukou and not story.migrant else "",
            residence_place=own if lives_here else full_code(get_division_code(story.residence)),
            residence_address=self.address if lives_here else "",
            school=town.bodies.school(own[:9] + "000", town.county.code, stage),
            registered_on=past.registered, closed_on=day_of(closed.at) if closed else None,
            closed_because=CLOSED_BECAUSE if closed else "", made_at=past.begun, made_by=self.director,
            revision=len(past.steps),
        )  # fmt: skip
        if story.in_institution:
            child.hukou_kind, child.hukou_place = HukouKind.INSTITUTION, town.county.code
        return child

    def _identity_kind(self) -> IdentityKind:
        if self.story.identity:
            return IdentityKind.RESIDENT
        return IdentityKind.NONE if self.story.has_hukou is False else IdentityKind.NOT_COLLECTED

    def _hukou_kind(self) -> HukouKind:
        story = self.story
        if story.has_hukou is None:
            return HukouKind.NOT_COLLECTED
        if not story.has_hukou:
            return HukouKind.NONE
        return HukouKind.ELSEWHERE if story.migrant else HukouKind.HERE

    def _hukou_place(self) -> str:
        if self._hukou_kind() is HukouKind.ELSEWHERE:
            return full_code(get_division_code(self.story.hukou))
        return full_code(self.village.code) if self._hukou_kind() is HukouKind.HERE else ""

    def _place(self, child: Child, kin: Sequence[Kin]) -> None:
        """In whose care the child is."""
        town, story = self.town, self.story
        carers = [one.person for one in kin if one.is_carer]
        since = max(story.birth_date, town.on - timedelta(days=town.random.randrange(30, 2000)))
        kind, body, agreed = PlacementKind.OWN_HOME, None, None
        if story.in_institution:
            kind, body = PlacementKind.INSTITUTION, town.bodies.at(town.county.code, "child_welfare_institution")
            worker = town.staff.of_home
            if worker is not None:
                since_today = Assignment(child=child, worker=worker, purpose="机构养育", since=self.past.begun.date())
                town.rows.assignments.append(since_today)
        elif story.left_behind and story.guardian == "祖父母" and town.random.random() < 0.5:
            kind, agreed = PlacementKind.ENTRUSTED, since
        elif story.guardian == "祖父母":
            kind = PlacementKind.KINSHIP
        elif not story.guardian or not carers:
            return
        town.rows.placements.append(
            Placement(
                child=child, kind=kind, body=body, carer=carers[0] if carers and body is None else None, since=since,
                agreed_on=agreed, recorded_at=self.past.begun, recorded_by=self.director,
            )
        )  # fmt: skip

    def _record(self, child: Child, told: Told) -> None:
        rows, known = self.town.rows, told.known
        fact = RecordedFact(
            child=child, name=known.name, value=known.value, since=known.since, until=known.until,
            source=known.source, is_collected=known.is_collected, recorded_at=told.at, recorded_by=self.director,
            evidence=self._paper(child, told),
        )  # fmt: skip
        rows.facts.append(fact)
        if told.wrong is not None:
            mistake = RecordedFact(
                child=child, name=known.name, value=told.wrong.value, since=known.since, until=known.until,
                source=known.source, recorded_at=told.wrong.at, recorded_by=self.director, corrected_at=told.at,
                corrected_by=fact, correction_reason=told.wrong.reason,
            )  # fmt: skip
            rows.mistakes.append(mistake)
            fact.recorded_by = self.supervisor

    def _paper(self, child: Child, told: Told) -> Evidence | None:
        title = PAPERS.get(told.known.name)
        if title is None or told.known.value != "true" or self.town.random.random() < 0.3:
            return None
        number = f"演示〔{told.at.year}〕{self.town.random.randrange(1, 999)}号"
        paper = Evidence(child=child, title=title, reference=number, made_at=told.at, made_by=self.director)
        self.town.rows.evidence.append(paper)
        return paper

    def _receive(self, child: Child) -> None:
        for benefit, yuan in self.story.paid.items():
            if yuan:
                since = (self.past.registered or self.past.begun.date()).replace(day=1)
                self.town.rows.receipts.append(
                    Receipt(
                        child=child, benefit=benefit, fen=yuan * 100, payer_place=self.town.county.code, since=since,
                        source="civil_affairs", recorded_at=self.past.begun, recorded_by=self.supervisor,
                    )
                )  # fmt: skip

    def _step(self, child: Child) -> None:
        who = {"village": self.director, "township": self.supervisor}
        before = ""
        for number, moment in enumerate(self.past.steps):
            worker = who.get(moment.who) or self.town.random.choice(self.town.staff.officers)
            is_visited = moment.state is State.VERIFIED
            self.town.rows.steps.append(
                Step(
                    child=child, before=before, after=moment.state, at=moment.at, by=worker, reason=moment.reason,
                    level=LEVELS[moment.who], visited_by=self.director.name if is_visited else "",
                    visited_on=day_of(moment.at) - timedelta(days=1) if is_visited else None,
                    is_same_person=bool(number) and worker == self.director == self.supervisor,
                )
            )  # fmt: skip
            before = moment.state
