"""Every provision of the inventory is carried by something that its kind allows."""

from pathlib import Path

import pytest

from hutong.policy.coverage import Coverage, cover
from hutong.policy.errors import EntriesUnusable, EntryUnknown
from hutong.policy.library import bundled_policies, load_library
from hutong.policy.tests.sample_city import write_city

INVENTORY = "sf2025-1"
DUTY = """
[[duty]]
entries = ["a"]
who = ["education@county"]
must = "do it"
must_zh = "做"
standing = true
"""
NONE = '[[none]]\nentries = ["a"]\nbecause = "principle: nothing to do"\n'
PLANNED = '[[none]]\nentries = ["a"]\nbecause = "planned: services — a register"\n'
GRANT = '[[grant]]\nentries = ["a"]\nbenefit = "no_dropout"\nwhen = "age < 18"\n'


def covered(folder: Path, kinds: dict[str, str], rules: str, **front: str) -> Coverage:
    """The coverage of the city's document against a list of provisions, kind by id."""
    library = load_library(also=[write_city(folder, rules=rules, values="", **front)])
    lines = ["id,kind,system", *(f"{INVENTORY}/{key},{kind},教育" for key, kind in kinds.items())]
    file = folder / "entries.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return cover(library, file)


def codes(found: Coverage) -> list[str]:
    return [fault.code for fault in found.faults]


def test_every_provision_of_the_five_documents_is_carried() -> None:
    found = cover(load_library(), bundled_policies() / "entries.csv")
    assert [fault.render() for fault in found.faults] == []
    assert len(found.provisions) == 1176


def test_the_national_rules_beside_the_five_have_no_provisions_to_account_for() -> None:
    found = cover(load_library(), bundled_policies() / "entries.csv")
    assert not [id for id in found.carriers if id.startswith("mf2019-62/")]


def test_a_provision_that_nothing_carries_is_a_fault_at_its_line(tmp_path: Path) -> None:
    found = covered(tmp_path, {"1/a": "duty", "1/b": "duty"}, DUTY)
    assert [(fault.code, fault.line) for fault in found.faults] == [("no-carrier", 3)]
    assert "by one of" in found.faults[0].remedy or "duty" in found.faults[0].remedy


def test_an_id_that_the_inventory_does_not_have_is_a_fault_in_the_document(tmp_path: Path) -> None:
    found = covered(tmp_path, {"1/b": "duty"}, DUTY + DUTY.replace('"a"', '"b"'))
    assert codes(found) == ["unknown-entry"]
    assert found.faults[0].file.name == "policy.md" and found.faults[0].line > 0


@pytest.mark.parametrize(
    ("kind", "rules"),
    [("entitlement", DUTY), ("duty", GRANT), ("indicator", DUTY), ("principle", GRANT), ("entitlement", NONE)],
)
def test_a_carrier_that_does_not_suffice_for_the_kind_is_a_fault(tmp_path: Path, kind: str, rules: str) -> None:
    assert codes(covered(tmp_path, {"1/a": kind}, rules)) == ["carrier"]


@pytest.mark.parametrize(
    ("kind", "rules"),
    [("duty", DUTY), ("entitlement", GRANT), ("mechanism", NONE), ("mechanism", PLANNED), ("principle", NONE)],
)
def test_a_carrier_that_suffices_is_no_fault(tmp_path: Path, kind: str, rules: str) -> None:
    assert codes(covered(tmp_path, {"1/a": kind}, rules)) == []


def test_a_rule_beside_the_one_that_suffices_is_welcome(tmp_path: Path) -> None:
    assert codes(covered(tmp_path, {"1/a": "duty"}, DUTY + GRANT)) == []


@pytest.mark.parametrize("excuse", [NONE, PLANNED])
def test_no_excuse_may_stand_beside_a_rule_where_the_kind_needs_one(tmp_path: Path, excuse: str) -> None:
    found = covered(tmp_path, {"1/a": "duty"}, DUTY + excuse)
    assert codes(found) == ["carrier"]


def test_only_a_mechanism_may_wait_for_a_later_room(tmp_path: Path) -> None:
    assert codes(covered(tmp_path, {"1/a": "principle"}, PLANNED)) == ["carrier"]


def test_in_guidance_a_reason_is_enough_for_every_kind(tmp_path: Path) -> None:
    assert codes(covered(tmp_path, {"1/a": "entitlement"}, NONE, standing='"guidance"')) == []


def test_the_front_matter_carries_parameters(tmp_path: Path) -> None:
    found = covered(tmp_path, {"1/a": "duty", "0/c": "parameter"}, DUTY, entries='["0/c"]')
    assert codes(found) == []
    assert found.carriers[f"{INVENTORY}/0/c"][0].kind == "front"


def test_planned_provisions_are_counted_by_the_room_they_wait_for(tmp_path: Path) -> None:
    found = covered(tmp_path, {"1/a": "mechanism"}, PLANNED)
    assert found.count_planned() == {"services": 1}
    assert found.count()[INVENTORY, "mechanism"] == {"provisions": 1, "planned": 1}


def test_the_list_itself_is_checked(tmp_path: Path) -> None:
    library = load_library(also=[write_city(tmp_path, rules=DUTY, values="")])
    file = tmp_path / "entries.csv"
    lines = ("id,kind,system", "sf2025-1/1/a,duty,x", "sf2025-1/1/a,duty,x", "sf2025-1/1,duty,x", "sf2025-1/1/c,wish,x")
    file.write_text("\n".join(lines), encoding="utf-8")
    assert codes(cover(library, file)) == ["entry-twice", "entry-id", "entry-kind"]


def test_a_folder_without_the_list_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(EntriesUnusable, match=r"entries\.csv"):
        cover(load_library(), tmp_path / "entries.csv")


@pytest.mark.parametrize(
    ("written", "reason"),
    [(b"id,kind\n", "system"), ("id,kind,system\n郴州".encode("gbk"), "UTF-8"), (b"", "no column id")],
)
def test_a_list_that_cannot_be_read_is_refused_with_the_reason(tmp_path: Path, written: bytes, reason: str) -> None:
    file = tmp_path / "entries.csv"
    file.write_bytes(written)
    with pytest.raises(EntriesUnusable, match=reason):
        cover(load_library(), file)


def test_a_list_saved_by_a_spreadsheet_is_read_in_spite_of_its_mark(tmp_path: Path) -> None:
    file = tmp_path / "entries.csv"
    file.write_text("id,kind,system\r\ncz2017-3/2.1/a,entitlement,基本生活\r\n", encoding="utf-8-sig")
    assert cover(load_library(), file).provisions["cz2017-3/2.1/a"].line == 2


def test_an_unknown_provision_is_refused_with_its_neighbours() -> None:
    found = cover(load_library(), bundled_policies() / "entries.csv")
    assert found.get_provision("cz2017-3/2.1/a").kind == "entitlement"
    with pytest.raises(EntryUnknown, match="did you mean"):
        found.get_provision("cz2017-3/2.1/zzz")
