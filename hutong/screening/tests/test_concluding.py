"""What a screening writes is what the explanation says: findings, totals and gaps of generated children."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from hutong.policy.absence import Absence, read_absences
from hutong.policy.determining import Determination, determine
from hutong.policy.errors import SituationRefused
from hutong.policy.findings import Finding
from hutong.policy.library import Library, load_library
from hutong.screening.codes import expand_missing, missing_order
from hutong.screening.concluding import Concluded, Concluder
from hutong.screening.tests.generating import ON, table_of, usable
from hutong.screening.tests.test_equality import make_children

SOME = 400
Row = dict[str, Any]

ABSENCES = """
format = 1
[[absence]]
fact = "parent.imprisoned"
source = "在押人员名册"
places = ["431000"]
from = 2025-01-01
[[absence]]
fact = "dibao"
source = "低保名册"
places = ["500110", "440000"]
tie = "residence"
from = 2025-01-01
requires = "has_hukou"
[[absence]]
fact = "orphan_recognised"
source = "孤儿名册"
places = ["110000"]
from = 2025-07-01
"""


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="module")
def absences(library: Library, tmp_path_factory: pytest.TempPathFactory) -> tuple[Absence, ...]:
    file = tmp_path_factory.mktemp("absence") / "absence.toml"
    file.write_text(ABSENCES)
    return read_absences(file, library)


def conclude(
    library: Library, children: list[Row], absences: Sequence[Absence] = ()
) -> tuple[Concluded, dict[str, pa.Table]]:
    concluder = Concluder(library, ON, absences=absences)
    concluded = concluder.conclude(table_of(children, usable(library.vocabulary.facts)), 1)
    return concluded, concluder.take_totals()


def explained(library: Library, children: list[Row], absences: Sequence[Absence] = ()) -> dict[str, Determination]:
    found = {}
    for number, child in enumerate(children, start=1):
        try:
            found[str(number)] = determine(child, library=library, on=ON, absences=absences)
        except SituationRefused:
            continue
    return found


def is_written(finding: Finding) -> bool:
    """Findings that a person or a list has to look at."""
    return finding.verdict in ("entitled", "unknown") or bool(finding.rests_on)


def told(finding: Finding) -> Row:
    return {
        "verdict": finding.verdict,
        "amounts": [
            {
                "term": one["term"],
                "value": None if one["value"] is None else Decimal(str(one["value"])),
                "unit": one["unit"],
                "state": one["state"],
                "may_rise": one["may_rise"],
            }
            for one in (amount.as_json() for amount in finding.amounts)
        ],
        "grounds": [reason.clause for reason in finding.because if reason.conclusion == finding.verdict],
        "missing": finding.missing,
        "covered_by": list(finding.covered_by),
        "excluded_by": list(finding.excluded_by),
        "rests_on": list(finding.rests_on),
    }


def read_back(table: pa.Table, library: Library) -> dict[tuple[str, str, str | None], Row]:
    order = missing_order(library.vocabulary.facts)
    found = {}
    for row in table.to_pylist():
        key = (row.pop("child"), row.pop("benefit"), row.pop("place"))
        assert key not in found
        found[key] = row | {"missing": expand_missing(row["missing"], order)}
    return found


@pytest.mark.parametrize("seed", [3, 4])
def test_findings_are_the_explained_ones_in_everything(library: Library, seed: int) -> None:
    children = make_children(library, SOME, seed=seed)
    concluded, _ = conclude(library, children)
    assert read_back(concluded.findings, library) == {
        (child, finding.benefit, finding.place): told(finding)
        for child, determination in explained(library, children).items()
        for finding in determination.findings
        if is_written(finding)
    }


def test_findings_with_declared_absence_are_the_explained_ones(library: Library, absences: tuple[Absence, ...]) -> None:
    children = make_children(library, SOME, seed=5)
    concluded, totals = conclude(library, children, absences)
    found = read_back(concluded.findings, library)
    expected = {
        (child, finding.benefit, finding.place): told(finding)
        for child, determination in explained(library, children, absences).items()
        for finding in determination.findings
        if is_written(finding)
    }
    assert found == expected
    resting = sum(bool(row["rests_on"]) and row["verdict"] != "unknown" for row in found.values())
    assert resting > 0
    assert sum(totals["summary"]["rests_on_absence"].to_pylist()) == resting


def test_totals_are_those_of_the_findings(library: Library) -> None:
    children = make_children(library, SOME, seed=6)
    _, totals = conclude(library, children)
    counts: Counter[tuple[str, str | None, str]] = Counter()
    sums: Counter[tuple[str, str | None, str, str]] = Counter()
    for determination in explained(library, children).values():
        for finding in determination.findings:
            counts[finding.benefit, finding.place, finding.verdict] += 1
            if finding.verdict == "entitled" and finding.covered_by:
                counts[finding.benefit, finding.place, "covered"] += 1
            if finding.is_owed:
                for amount in finding.amounts:
                    quantity = amount.quantity
                    scale = 1 if quantity.unit.startswith("yuan") else 10_000
                    sums[finding.benefit, finding.place, amount.term, quantity.state] += int(
                        (quantity.number or 0) * scale
                    )
    summary = {
        (row["benefit"], row["place"], name): row[name]
        for row in totals["summary"].to_pylist()
        for name in ("entitled", "covered", "unknown", "not_offered", "not_entitled")
        if row[name]
    }
    assert summary == dict(counts)
    assert {
        (row["benefit"], row["place"], row["term"], row["state"]): row["total"] for row in totals["amounts"].to_pylist()
    } == dict(sums)


def test_gaps_are_both_ways_and_each_child_once(library: Library, absences: tuple[Absence, ...]) -> None:
    children = make_children(library, SOME, seed=7)
    concluded, totals = conclude(library, children, absences)
    found = {(row["child"], row["benefit"]): row["gap"] for row in concluded.gaps.to_pylist()}
    assert len(found) == concluded.gaps.num_rows
    expected = {}
    for child, determination in explained(library, children, absences).items():
        for benefit in {finding.benefit for finding in determination.findings}:
            gap = gap_of(benefit, determination)
            if gap:
                expected[child, benefit] = gap
    assert found == expected
    assert set(found.values()) == {"owed_not_received", "received_not_owed", "undetermined"}
    for kind in ("owed_not_received", "received_not_owed", "undetermined"):
        assert sum(totals["summary"][kind].to_pylist()) == sum(gap == kind for gap in found.values())


def gap_of(benefit: str, determination: Determination) -> str | None:
    """The gap as its definition has it, child by child."""
    known: Mapping[str, object] = determination.situation.known
    paid = known.get(f"receives.{benefit}")
    if paid is None:
        return None
    findings = [finding for finding in determination.findings if finding.benefit == benefit]
    if any(finding.is_owed for finding in findings):
        return None if paid else "owed_not_received"
    if any(finding.verdict == "unknown" and not finding.covered_by for finding in findings):
        return "undetermined"
    if not paid or any(finding.verdict == "not_offered" for finding in findings):
        return None
    resting = any(finding.rests_on and finding.verdict != "unknown" for finding in findings)
    return "undetermined" if resting else "received_not_owed"


def test_while_more_than_declared_absence_is_open_a_payment_is_undetermined(
    library: Library, absences: tuple[Absence, ...]
) -> None:
    child = {"hukou_place": "500110", "residence_place": "500110", "has_hukou": True, "birth_date": date(2015, 1, 1)}
    paid = child | {"receives.dibao": True, "dibao": None}
    facts = library.vocabulary.facts
    table = table_of([paid], [facts[name] for name in paid])
    concluder = Concluder(library, ON, absences=absences)
    gaps = concluder.conclude(table, 1).gaps.to_pylist()
    assert [(gap["benefit"], gap["gap"]) for gap in gaps if gap["benefit"] == "dibao"] == [("dibao", "undetermined")]


def test_totals_of_parts_add_up_to_those_of_the_whole(library: Library) -> None:
    children = make_children(library, SOME, seed=8)
    _, whole = conclude(library, children)
    concluder = Concluder(library, ON)
    table = table_of(children, usable(library.vocabulary.facts))
    parts = []
    for start in range(0, SOME, 90):
        concluder.conclude(table.slice(start, 90), start + 1)
        parts.append(concluder.take_totals())
    for name, table in whole.items():
        keys = [one.name for one in table.schema if not pa.types.is_integer(one.type)]
        added: Counter[tuple[Any, ...]] = Counter()
        for part in parts:
            for row in part[name].to_pylist():
                for number in set(row) - set(keys):
                    added[(*(row[key] for key in keys), number)] += row[number]
        assert +added == Counter(
            {
                (*(row[key] for key in keys), number): row[number]
                for row in table.to_pylist()
                for number in set(row) - set(keys)
                if row[number]
            }
        )


def test_the_list_of_one_body_is_named_for_what_it_alone_would_settle(library: Library) -> None:
    children = make_children(library, SOME, seed=9)
    concluded, totals = conclude(library, children)
    order = missing_order(library.vocabulary.facts)
    holders = {name: fact.entry.holder for name, fact in library.vocabulary.facts.items()}
    by_holder: dict[str, set[str]] = {}
    for row in concluded.findings.to_pylist():
        named = {holders[name] for name in expand_missing(row["missing"], order)}
        if row["verdict"] == "unknown" and not row["covered_by"] and len(named) == 1 and all(named):
            by_holder.setdefault(named.pop(), set()).add(row["child"])
    settled: Counter[str] = Counter()
    for row in totals["lists"].to_pylist():
        settled[row["holder"]] += row["children"]
    assert settled == {holder: len(children) for holder, children in by_holder.items()}


def test_asking_for_some_benefits_gives_what_asking_for_all_gives_of_them(library: Library) -> None:
    children = make_children(library, SOME, seed=10)
    whole, _ = conclude(library, children)
    only = frozenset({"dibao", "orphan_protection"})
    concluder = Concluder(library, ON, only=only)
    some = concluder.conclude(table_of(children, usable(library.vocabulary.facts)), 1)
    asked = concluder.engine.only
    assert asked is not None
    assert only <= asked < set(library.vocabulary.benefits)
    assert some.findings.to_pylist() == [row for row in whole.findings.to_pylist() if row["benefit"] in asked]


@pytest.mark.parametrize(
    ("said", "since", "until", "given"),
    [
        (True, date(2024, 11, 30), None, None),
        (True, date(2024, 12, 1), date(2025, 5, 31), None),
        (True, date(2024, 12, 1), date(2025, 6, 1), None),
        (True, date(2025, 6, 2), None, None),
        (True, date(2024, 12, 1), None, date(2024, 12, 1)),
        (True, date(2024, 12, 1), None, date(2024, 12, 2)),
        (False, date(2024, 12, 1), None, None),
    ],
)
def test_a_dated_value_holds_within_its_days_and_feeds_its_first_day(
    library: Library, said: bool, since: date, until: date | None, given: date | None
) -> None:
    home = {"hukou_place": "431022", "residence_place": "431022", "birth_date": date(2015, 1, 1), "mother.dead": True}
    columns: dict[str, Any] = {
        **{name: [value] for name, value in home.items()},
        "father.lost_contact": [said],
        "father.lost_contact.since": pa.array([since], pa.date32()),
        "father.lost_contact.until": pa.array([until], pa.date32()),
        "father.lost_contact_since": pa.array([given], pa.date32()),
    }
    table = pa.record_batch([pa.array(column) for column in columns.values()], names=list(columns))
    concluded = Concluder(library, ON).conclude(table, 1)
    dated = {"value": said, "since": since, "until": until}
    child = home | {"father.lost_contact": dated} | ({"father.lost_contact_since": given} if given else {})
    expected = {
        (child_id, finding.benefit, finding.place): told(finding)
        for child_id, determination in explained(library, [child]).items()
        for finding in determination.findings
        if is_written(finding)
    }
    assert read_back(concluded.findings, library) == expected
    assert bool(concluded.refused.num_rows) is not bool(expected)


def test_a_status_in_words_is_read_as_the_explanation_reads_it(library: Library) -> None:
    words = ["是", "否", "urban", "none", "未采集", None, "也许"]
    children: list[Row] = [{"dibao": word, "hukou_place": "431022", "residence_place": "431022"} for word in words]
    table = pa.table(pa.Table.from_pylist(children)).combine_chunks().to_batches()[0]
    concluded = Concluder(library, ON).conclude(table, 1)
    assert read_back(concluded.findings, library) == {
        (child, finding.benefit, finding.place): told(finding)
        for child, determination in explained(library, children).items()
        for finding in determination.findings
        if is_written(finding)
    }
    assert set(concluded.refused["child"].to_pylist()) == {"7"}


def test_half_a_range_of_days_is_refused_where_no_day_is_given(library: Library) -> None:
    days = pa.array([date(2015, 1, 1)] * 3, pa.date32())
    table = pa.record_batch(
        [
            days,
            pa.array([None, None, date(2015, 3, 1)], pa.date32()),
            pa.array([None, date(2015, 2, 1), None], pa.date32()),
        ],
        names=["birth_date.from", "birth_date.to", "birth_date"],
    )
    assert Concluder(library, ON).conclude(table, 1).refused["child"].to_pylist() == ["1"]
