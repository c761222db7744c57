"""What is compiled besides conditions: rivals, the slots of a column, who is paid though no rule reads it."""

from pathlib import Path

import pyarrow as pa

from hutong.policy.tests.small_policies import CITY, ON, Text, grant, load_small
from hutong.screening.arrow import ArrowEngine
from hutong.screening.compiling import with_rivals
from hutong.screening.tests.comparing import check
from hutong.screening.tests.test_choosing_together import choose

RIVALS = ("upkeep", "subsidy", "schooling")


def test_rivals_of_rivals_come_along(tmp_path: Path) -> None:
    choices = choose("d", "order", "upkeep", "subsidy") + choose("e", "order", "subsidy", "schooling")
    others = "".join(grant(entry, benefit, "poor") for entry, benefit in (("f", "rescue"), ("g", "tutoring")))
    grants = "".join(grant(entry, benefit, "poor") for entry, benefit in zip("abc", RIVALS, strict=True))
    library = load_small(tmp_path, Text(grants + choices + others))
    for benefit in RIVALS:
        assert with_rivals(frozenset({benefit}), library) == frozenset(RIVALS)
    assert with_rivals(frozenset({"rescue"}), library) == {"rescue"}
    assert with_rivals(frozenset({"rescue", "subsidy"}), library) == {"rescue", *RIVALS}


def test_every_column_knows_its_own_slots(tmp_path: Path) -> None:
    nation = Text(grant("a", "upkeep", "poor") + grant("b", "schooling", "poor", 'tie = "residence"'))
    library = load_small(tmp_path, nation, Text(grant("a", "upkeep", "adopted"), CITY))
    table = pa.record_batch({"hukou_place": ["431022", "440281"], "poor": [True, True]})
    compiled = ArrowEngine(library, ON).screen(table).compiled
    assert [len(compiled.slots_of[number]) for number in range(len(compiled.columns))] == [1, 2]
    for number, slots in compiled.slots_of.items():
        assert {slot.column for slot in slots} == {number}
    assert sum(map(len, compiled.slots_of.values())) == len(compiled.slots)


def test_who_is_paid_is_known_though_no_rule_reads_it(tmp_path: Path) -> None:
    library = load_small(tmp_path, Text(grant("a", "upkeep", "poor")))
    children = [{"poor": poor, "receives.upkeep": paid} for poor in (True, False, None) for paid in (True, False, None)]
    assert check(library, *children)["summary"]["upkeep", "owed_not_received"] == 1
