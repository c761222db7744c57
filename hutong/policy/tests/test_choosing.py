"""Of several benefits one is given: by order, by the applicant, by what gives most."""

from pathlib import Path

import pytest

from hutong.policy.determining import Determination
from hutong.policy.tests.small_policies import CITY, NATIONAL, Text, decide, grant, load_small, monthly, value

BOTH = {"poor": True, "adopted": True}


def two(x: str, y: str, *, x_state: str = "exact") -> Text:
    """Upkeep for the poor and a subsidy for the adopted, with these amounts."""
    rules = grant("a", "upkeep", "poor", monthly("VALUE('x')")) + grant(
        "b", "subsidy", "adopted", monthly("VALUE('y')")
    )
    return Text(rules, values=value("x", x, *([f'state = "{x_state}"'] if x else [])) + value("y", y))


def with_choice(text: Text, by: str, *more: str, order: str = '["upkeep", "subsidy"]') -> Text:
    choose = "\n".join(["[[choose]]", 'entries = ["c"]', f"benefits = {order}", f'by = "{by}"', *more, ""])
    return Text(text.rules + choose, text.address, text.values)


def settled(determination: Determination) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """What covers each benefit, and what stands beside it to be chosen."""
    return {one.benefit: (one.covered_by, one.alternatives) for one in determination.findings}


def owed(determination: Determination) -> list[str]:
    return [one.benefit for one in determination.list_owed()]


def test_by_order_the_first_is_given(tmp_path: Path) -> None:
    library = load_small(tmp_path, with_choice(two("600", "700"), "order", order='["subsidy", "upkeep"]'))
    determination = decide(library, BOTH)
    assert owed(determination) == ["subsidy"]
    assert settled(determination)["upkeep"] == (("subsidy",), ())


def test_what_is_covered_is_still_qualified_for(tmp_path: Path) -> None:
    library = load_small(tmp_path, with_choice(two("600", "700"), "order"))
    assert [one.verdict for one in decide(library, BOTH).findings] == ["entitled", "entitled"]


def test_where_one_alone_is_owed_nothing_is_chosen(tmp_path: Path) -> None:
    library = load_small(tmp_path, with_choice(two("600", "700"), "order"))
    assert settled(decide(library, {"poor": True, "adopted": False})) == {"upkeep": ((), ()), "subsidy": ((), ())}


def test_where_the_other_is_open_nothing_is_covered_yet(tmp_path: Path) -> None:
    library = load_small(tmp_path, with_choice(two("600", "700"), "order"))
    assert owed(decide(library, {"poor": True})) == ["upkeep"]


@pytest.mark.parametrize(("x", "y", "best"), [("600", "700", "subsidy"), ("700", "600", "upkeep")])
def test_the_most_favourable_is_the_larger(tmp_path: Path, x: str, y: str, best: str) -> None:
    library = load_small(tmp_path, with_choice(two(x, y), "most_favourable"))
    assert owed(decide(library, BOTH)) == [best]


@pytest.mark.parametrize("text", [two("", "700"), two("600", "700", x_state="floor")])
def test_a_blank_or_a_floor_keeps_the_most_favourable_open(tmp_path: Path, text: Text) -> None:
    library = load_small(tmp_path, with_choice(text, "most_favourable"))
    determination = decide(library, BOTH)
    assert owed(determination) == ["upkeep", "subsidy"]
    assert settled(determination) == {"upkeep": ((), ("subsidy",)), "subsidy": ((), ("upkeep",))}


def test_the_applicant_chooses(tmp_path: Path) -> None:
    library = load_small(tmp_path, with_choice(two("600", "700"), "applicant", 'fact = "chosen_benefit"'))
    assert owed(decide(library, {**BOTH, "chosen_benefit": "upkeep"})) == ["upkeep"]


def test_an_applicant_who_has_not_chosen_is_asked(tmp_path: Path) -> None:
    library = load_small(tmp_path, with_choice(two("600", "700"), "applicant", 'fact = "chosen_benefit"'))
    determination = decide(library, BOTH)
    assert [one.fact for one in determination.ask_next] == ["chosen_benefit"]
    assert settled(determination)["upkeep"] == ((), ("subsidy",))


def test_an_applicant_is_not_asked_where_there_is_no_choice(tmp_path: Path) -> None:
    library = load_small(tmp_path, with_choice(two("600", "700"), "applicant", 'fact = "chosen_benefit"'))
    assert decide(library, {"poor": True, "adopted": False}).ask_next == ()


def test_a_choice_binds_what_its_own_document_grants(tmp_path: Path) -> None:
    local = Text(grant("a", "subsidy", "destitute", monthly("VALUE('z')")), CITY, values=value("z", "50"))
    library = load_small(tmp_path, with_choice(two("600", "700"), "order"), local)
    child = {"poor": True, "adopted": False, "destitute": True, "hukou_place": "431022"}
    assert owed(decide(library, child)) == ["upkeep", "subsidy"]


def test_a_choice_that_reaches_all_binds_what_others_grant(tmp_path: Path) -> None:
    local = Text(grant("a", "subsidy", "destitute", monthly("VALUE('z')")), CITY, values=value("z", "50"))
    reaching = with_choice(two("600", "700"), "order", 'reaches = "all"', 'treatment = "A8"')
    library = load_small(tmp_path, reaching, local)
    child = {"poor": True, "adopted": False, "destitute": True, "hukou_place": "431022"}
    assert owed(decide(library, child)) == ["upkeep"]


def test_a_local_choice_says_nothing_elsewhere(tmp_path: Path) -> None:
    choose = '[[choose]]\nentries = ["c"]\nbenefits = ["upkeep", "subsidy"]\nby = "order"\nreaches = "all"\n'
    local = Text(choose + 'treatment = "A8"\n', CITY)
    library = load_small(tmp_path, two("600", "700"), local)
    assert owed(decide(library, {**BOTH, "hukou_place": "431022"})) == ["upkeep"]
    assert owed(decide(library, {**BOTH, "hukou_place": "500110"})) == ["upkeep", "subsidy"]


def test_the_choice_of_a_document_that_is_not_asked_does_not_count(tmp_path: Path) -> None:
    choose = '[[choose]]\nentries = ["c"]\nbenefits = ["upkeep", "subsidy"]\nby = "order"\nreaches = "all"\n'
    library = load_small(tmp_path, two("600", "700"), Text(choose + 'treatment = "A8"\n', "000000/strict"))
    assert owed(decide(library, BOTH, givers=frozenset({NATIONAL}))) == ["upkeep", "subsidy"]
