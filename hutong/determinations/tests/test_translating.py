"""A file on a day says to the documents exactly what is believed."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from hutong.children.models import (
    Amendment,
    Child,
    HukouKind,
    Kinship,
    Person,
    Placement,
    PlacementKind,
    Receipt,
    RecordedEvent,
    RecordedFact,
)
from hutong.children.tests.making import NOW, TODAY, make_child
from hutong.determinations.bundles import current_library
from hutong.determinations.own_words import MAPPED
from hutong.determinations.queries import conclude
from hutong.determinations.translating import given_of, list_conflicts, translate
from hutong.places.models import Body
from hutong.policy.ranges import DateRange
from hutong.staff.scope import EVERYTHING, acting_as
from hutong.vocabulary.facts import Fact, FactType

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeing_all")]
FACTS = current_library().vocabulary.facts
LATER = NOW + timedelta(days=30)


@pytest.fixture
def seeing_all() -> Any:
    with acting_as(EVERYTHING):
        yield


def record(child: Child, name: str, value: str = "true", **given: Any) -> RecordedFact:
    return RecordedFact.objects.create(child=child, name=name, value=value, **{"recorded_at": NOW, **given})


def test_the_columns_of_the_child_are_said_in_the_words_of_the_facts() -> None:
    child = make_child(born=date(2015, 3, 2), hukou_kind=HukouKind.ELSEWHERE, hukou_place="990202100200")
    given = given_of(child=child, on=TODAY)
    assert given == {
        "child": str(child.uid), "birth_date": "2015-03-02", "has_hukou": True, "hukou_place": "990202",
        "residence_place": "990101",
    }  # fmt: skip


def test_a_birth_date_known_about_is_a_range() -> None:
    child = make_child(born_earliest=date(2015, 1, 1), born_latest=date(2015, 12, 31))
    known = translate(child=child, on=TODAY).situation.known
    assert known["birth_date"] == DateRange(date(2015, 1, 1), date(2015, 12, 31))


@pytest.mark.parametrize(
    ("kind", "place", "has", "where"),
    [
        (HukouKind.NOT_COLLECTED, "", None, None),
        (HukouKind.NOT_COLLECTED, "990102100200", True, "990102"),
        (HukouKind.HERE, "", True, "990101"),
        (HukouKind.NONE, "990102100200", False, None),
        (HukouKind.INSTITUTION, "", True, None),
    ],
)
def test_the_kind_of_hukou_says_whether_there_is_one(
    kind: HukouKind, place: str, has: bool | None, where: str | None
) -> None:
    given = given_of(child=make_child(hukou_kind=kind, hukou_place=place), on=TODAY)
    assert (given.get("has_hukou"), given.get("hukou_place")) == (has, where)


def test_what_was_not_collected_is_unknown() -> None:
    child = make_child()
    record(child, "disabled", "", is_collected=False)
    assert "disabled" not in given_of(child=child, on=TODAY)


def test_what_was_true_and_what_was_known_are_two_questions() -> None:
    child = make_child()
    wrong = record(child, "dibao", "false")
    right = record(child, "dibao", "true", recorded_at=LATER)
    RecordedFact.objects.filter(pk=wrong.pk).update(corrected_at=LATER, corrected_by=right, correction_reason="录错")
    record(child, "serious_illness", since=TODAY + timedelta(days=3))
    assert given_of(child=child, on=TODAY)["dibao"] is True
    assert given_of(child=child, on=TODAY, known_at=NOW)["dibao"] is False
    assert "serious_illness" not in given_of(child=child, on=TODAY)
    assert given_of(child=child, on=TODAY + timedelta(days=3))["serious_illness"] is True


def test_before_there_was_a_file_nothing_was_known() -> None:
    child = make_child(born=date(2015, 3, 2))
    assert given_of(child=child, on=TODAY, known_at=NOW - timedelta(days=1)) == {"child": str(child.uid)}


def test_sources_that_differ_make_a_fact_unknown_until_a_person_prefers_one() -> None:
    child = make_child()
    record(child, "disabled", "true", source="disabled_persons_federation")
    other = record(child, "disabled", "false", source="village_committee")
    assert "disabled" not in given_of(child=child, on=TODAY)
    assert [conflict.fact for conflict in list_conflicts(child=child, on=TODAY)] == ["disabled"]
    RecordedFact.objects.filter(pk=other.pk).update(is_preferred=True)
    assert given_of(child=child, on=TODAY)["disabled"] is False
    assert list_conflicts(child=child, on=TODAY) == ()


def test_the_newer_word_of_one_source_stands_for_its_older_one() -> None:
    child = make_child()
    record(child, "disabled", "false", source="village_committee")
    record(child, "disabled", "true", source="village_committee", since=TODAY)
    assert given_of(child=child, on=TODAY)["disabled"] is True


def test_facts_that_cannot_be_together_are_all_set_aside_and_listed() -> None:
    child = make_child()
    record(child, "father.dead")
    record(child, "father.imprisoned")
    translation = translate(child=child, on=TODAY)
    assert not {"father.dead", "father.imprisoned"} & translation.given.keys()
    (conflict,) = {one.claims for one in translation.conflicts if one.is_impossible}
    assert {claim.fact for claim in conflict} == {"father.dead", "father.imprisoned"}


def test_what_is_inferred_gives_way_to_what_is_recorded() -> None:
    child = make_child()
    father = Person.objects.create(made_at=NOW)
    Kinship.objects.create(child=child, person=father, relation="father", is_guardian=True)
    assert given_of(child=child, on=TODAY)["father.current_guardian"] is True
    record(child, "father.dead")
    given = given_of(child=child, on=TODAY)
    assert given["father.dead"] is True
    assert "father.current_guardian" not in given


def test_a_value_that_does_not_read_is_set_aside_not_fatal() -> None:
    child = make_child()
    record(child, "school_stage", "nowhere")
    (conflict,) = list_conflicts(child=child, on=TODAY)
    assert conflict.fact == "school_stage"


def test_the_first_day_of_a_fact_counts_months() -> None:
    child = make_child()
    record(child, "father.lost_contact", since=date(2025, 1, 1))
    assert translate(child=child, on=TODAY).situation.known["father.lost_contact_months"] == 5


def test_where_a_place_is_recorded_its_column_does_not_speak() -> None:
    child = make_child(hukou_kind=HukouKind.HERE, hukou_place="990101100201")
    record(child, "hukou_place", "990102000000", until=date(2024, 12, 31))
    record(child, "hukou_place", "990101100201", since=date(2025, 1, 1))
    assert given_of(child=child, on=date(2024, 6, 1))["hukou_place"] == "990102"
    assert given_of(child=child, on=TODAY)["hukou_place"] == "990101"


def test_columns_are_read_as_they_stood_at_the_instant() -> None:
    child = make_child(hukou_kind=HukouKind.ELSEWHERE)
    Amendment.objects.create(child=child, field="hukou_kind", before="none", at=LATER)
    assert given_of(child=child, on=TODAY)["has_hukou"] is True
    assert given_of(child=child, on=TODAY, known_at=NOW)["has_hukou"] is False


def test_a_recorded_range_of_days_is_a_range() -> None:
    child = make_child()
    record(child, "birth_date", "2015-01-01..2015-12-31")
    assert given_of(child=child, on=TODAY)["birth_date"] == {"from": "2015-01-01", "to": "2015-12-31"}


def test_placements_say_how_the_child_is_placed() -> None:
    home = Body.objects.create(kind="child_welfare_institution", name="测试福利院", place="990101000000")
    child = make_child()
    Placement.objects.create(child=child, kind=PlacementKind.OWN_HOME, until=date(2024, 12, 31))
    Placement.objects.create(child=child, kind=PlacementKind.INSTITUTION, body=home, since=date(2025, 1, 1))
    now, before = given_of(child=child, on=TODAY), given_of(child=child, on=date(2024, 6, 1))
    assert (now["placement_type"], now["raised_in_welfare_institution"]) == ("institution", True)
    assert (before["placement_type"], before["raised_in_welfare_institution"]) == ("own_home", False)


def test_receipts_say_what_is_received_and_how_much() -> None:
    child = make_child()
    Receipt.objects.create(child=child, benefit="dibao", fen=41_000, recorded_at=NOW, since=date(2025, 1, 1))
    given = given_of(child=child, on=TODAY)
    assert (given["receives.dibao"], given["receives.dibao.amount"]) == (True, "410.00")
    assert "receives.dibao" not in given_of(child=child, on=date(2024, 6, 1))


def test_two_lists_with_different_sums_leave_the_sum_unknown() -> None:
    child = make_child()
    for source, fen in (("civil_affairs", 41_000), ("finance", 40_000)):
        Receipt.objects.create(child=child, benefit="dibao", fen=fen, source=source, recorded_at=NOW)
    given = given_of(child=child, on=TODAY)
    assert given["receives.dibao"] is True
    assert "receives.dibao.amount" not in given


def sample(fact: Fact) -> str:
    """Some value that can be recorded of a fact."""
    if fact.entry.aggregate:
        return "祖父|able=true"
    words = {
        FactType.BOOL: "true", FactType.INT: "2", FactType.MONEY: "12.50", FactType.DATE: "2025-05-01",
        FactType.PLACE: "990101", FactType.TEXT: "x", FactType.LIST: next(iter(fact.entry.members), ""),
        FactType.ENUM: next(iter(fact.values), ""),
    }  # fmt: skip
    return next(iter(fact.entry.spread), "") or words[fact.type]


def test_every_fact_of_the_vocabulary_can_be_recorded_and_reaches_the_documents() -> None:
    child = make_child(residence_place="")
    for name, fact in FACTS.items():
        row = record(child, name, sample(fact))
        translation = translate(child=child, on=TODAY)
        assert name in translation.given, name
        assert len(translation.situation.known) >= (0 if fact.entry.spread else 1), name
        row.delete()


def test_every_fact_said_to_be_mapped_is_one_of_the_vocabulary() -> None:
    assert MAPPED.keys() <= FACTS.keys()


def test_the_documents_conclude_from_a_file() -> None:
    child = make_child(born=date(2015, 3, 2), hukou_kind=HukouKind.HERE)
    record(child, "orphan_recognised")
    found = {finding.benefit: finding.verdict for finding in conclude(child=child, on=TODAY).findings}
    assert found["orphan_protection"] == "entitled"


def test_whatever_was_recorded_a_file_reads() -> None:
    random = Random(11)
    child = make_child(residence_place="", born=date(2015, 3, 2))
    father = Person.objects.create(made_at=NOW)
    Kinship.objects.create(child=child, person=father, relation="father", is_guardian=True)
    for _ in range(40):
        rows = [record(child, name, anything(FACTS[name], random)) for name in random.sample(sorted(FACTS), 60)]
        translation = translate(child=child, on=random.choice([TODAY, date(2010, 1, 1)]))
        recorded = {row.name for row in rows}
        told = {claim.fact for conflict in translation.conflicts for claim in conflict.claims}
        assert recorded <= translation.given.keys() | told
        RecordedFact.objects.filter(child=child).delete()


def anything(fact: Fact, random: Random) -> str:
    """A value that fits the type of a fact, or does not."""
    if random.random() < 0.05:
        return "不是值"
    if fact.type is FactType.BOOL and not fact.entry.spread:
        return random.choice(["true", "false"])
    words = [*fact.entry.spread, *fact.entry.members, *fact.values]
    return random.choice(words) if words else sample(fact)


SUPPORT = "tekun_support"


def test_who_is_to_support_the_child_and_is_able_changes_what_is_concluded() -> None:
    child = make_child(born=date(2015, 3, 2), hukou_kind=HukouKind.HERE, hukou_place="431022100200")
    for name in ("has_livelihood", "tekun"):
        record(child, name, "false")
    unable = record(child, "statutory_supporters", "祖父|able=false;舅舅|able=false")
    translation = translate(child=child, on=TODAY)
    assert translation.given["statutory_supporters"] == [
        {"who": "祖父", "able": False},
        {"who": "舅舅", "able": False},
    ]
    assert translation.situation.known["supporter_able"] is False
    assert verdicts(child, SUPPORT) == {"entitled"}
    unable.corrected_at = LATER
    unable.save()
    record(child, "statutory_supporters", "祖父|able=true;舅舅")
    assert translate(child=child, on=TODAY).situation.known["supporter_able"] is True
    assert verdicts(child, SUPPORT) == {"not_entitled"}


def verdicts(child: Child, benefit: str) -> set[str]:
    return {one.verdict for one in conclude(child=child, on=TODAY).findings if one.benefit == benefit}


def test_a_list_of_persons_of_whom_one_is_not_known_settles_nothing() -> None:
    child = make_child(born=date(2015, 3, 2))
    record(child, "statutory_supporters", "祖父|able=false;舅舅")
    assert "supporter_able" not in translate(child=child, on=TODAY).situation.known


def test_a_list_of_persons_that_contradicts_a_fact_is_a_conflict_for_a_person() -> None:
    child = make_child(born=date(2015, 3, 2))
    record(child, "statutory_supporters", "祖父|able=true")
    record(child, "supporter_able", "false")
    conflicts = list_conflicts(child=child, on=TODAY)
    assert {claim.fact for one in conflicts for claim in one.claims} == {"statutory_supporters", "supporter_able"}


def happen(child: Child, name: str = "child_not_in_school", **given: Any) -> RecordedEvent:
    return RecordedEvent.objects.create(child=child, name=name, **{"on": TODAY, "recorded_at": NOW, **given})


def duties(child: Child, on: date = TODAY) -> set[str]:
    return {one.obligation.block.after for one in conclude(child=child, on=on).duties if one.obligation.block.after}


def test_what_happened_sets_duties_going_until_it_is_over() -> None:
    child = make_child(born=date(2015, 3, 2), hukou_kind=HukouKind.HERE, hukou_place="431022100200")
    assert duties(child) == set()
    event = happen(child, on=date(2025, 5, 20))
    assert translate(child=child, on=TODAY).situation.events == ("child_not_in_school",)
    assert duties(child) == {"child_not_in_school"}
    assert duties(child, on=date(2025, 5, 19)) == set()
    event.over_on = date(2025, 5, 25)
    event.save()
    assert duties(child, on=date(2025, 5, 25)) == {"child_not_in_school"}
    assert duties(child) == set()


def test_what_happened_is_read_as_it_was_known_at_an_instant() -> None:
    child = make_child(born=date(2015, 3, 2))
    happen(child, corrected_at=LATER)
    assert "events" not in given_of(child=child, on=TODAY)
    assert given_of(child=child, on=TODAY, known_at=NOW)["events"] == [
        {"event": "child_not_in_school", "on": TODAY.isoformat()}
    ]


def test_the_last_thing_that_happened_says_where_unless_a_fact_does() -> None:
    child = make_child(event_place="990101000000")
    happen(child, name="sudden_emergency", place="990202100000")
    assert given_of(child=child, on=TODAY)["event_place"] == "990202"
    record(child, "event_place", "990303")
    assert given_of(child=child, on=TODAY)["event_place"] == "990303"
    assert list_conflicts(child=child, on=TODAY) == ()
