"""Absence is declared, not assumed: a list, its places and days; and what rests on it is marked."""

from datetime import date
from pathlib import Path

import pytest

from hutong.policy.absence import Absence, bundled_absences, read_absences
from hutong.policy.collection import Library
from hutong.policy.errors import PolicyUnusable
from hutong.policy.tests.small_policies import ON, Text, finding, grant, load_small

HERE = {"hukou_place": "431022"}


@pytest.fixture
def library(tmp_path: Path) -> Library:
    rules = (
        grant("a", "schooling", "poor AND NOT adopted")
        + grant("b", "tutoring", "adopted")
        + grant("c", "rescue", "ANY_PARENT(parent.missing)")
    )
    return load_small(tmp_path / "policies", Text(rules))


def declared(folder: Path, library: Library, *lines: str, fact: str = "adopted") -> tuple[Absence, ...]:
    keys = {
        "fact": f'"{fact}"',
        "source": '"the register of adoptions"',
        "places": '["431000"]',
        "from": "2024-01-01",
    }
    keys |= dict(line.split(" = ", 1) for line in lines)
    file = folder / "absence.toml"
    table = "\n".join(f"{key} = {text}" for key, text in keys.items() if text)
    file.write_text(f"format = 1\n\n[[absence]]\n{table}\n", "utf-8")
    return read_absences(file, library)


def test_absence_from_a_list_means_no(library: Library, tmp_path: Path) -> None:
    absences = declared(tmp_path, library)
    assert finding(library, "schooling", {"poor": True, **HERE}).verdict == "unknown"
    assert finding(library, "schooling", {"poor": True, **HERE}, absences=absences).verdict == "entitled"


def test_what_rests_on_absence_names_the_list_and_its_day(library: Library, tmp_path: Path) -> None:
    absences = declared(tmp_path, library)
    found = finding(library, "tutoring", HERE, absences=absences)
    assert found.verdict == "not_entitled"
    assert found.rests_on == ("adopted: the register of adoptions (2024-01-01)",)


def test_the_last_day_of_a_list_is_the_day_that_is_named(library: Library, tmp_path: Path) -> None:
    absences = declared(tmp_path, library, "through = 2024-12-31")
    assert finding(library, "tutoring", HERE, absences=absences).rests_on[0].endswith("(2024-12-31)")


def test_what_is_known_never_rests_on_absence(library: Library, tmp_path: Path) -> None:
    absences = declared(tmp_path, library)
    found = finding(library, "tutoring", {"adopted": True, **HERE}, absences=absences)
    assert (found.verdict, found.rests_on) == ("entitled", ())


def test_what_was_decided_without_it_does_not_rest_on_it(library: Library, tmp_path: Path) -> None:
    absences = declared(tmp_path, library)
    found = finding(library, "schooling", {"poor": False, **HERE}, absences=absences)
    assert (found.verdict, found.rests_on) == ("not_entitled", ())


def test_a_list_that_does_not_decide_is_not_named(library: Library, tmp_path: Path) -> None:
    absences = declared(tmp_path, library, fact="destitute")
    assert finding(library, "schooling", {"poor": True, **HERE}, absences=absences).rests_on == ()


@pytest.mark.parametrize("place", ["500110", "430000", None])
def test_a_list_speaks_only_in_its_places(library: Library, tmp_path: Path, place: str | None) -> None:
    absences = declared(tmp_path, library)
    assert finding(library, "tutoring", {"hukou_place": place}, absences=absences).verdict == "unknown"


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2023, 12, 31), "unknown"),
        (date(2024, 1, 1), "not_entitled"),
        (date(2024, 12, 31), "not_entitled"),
        (date(2025, 1, 1), "unknown"),
    ],
)
def test_a_list_speaks_only_on_its_days(library: Library, tmp_path: Path, on: date, expected: str) -> None:
    absences = declared(tmp_path, library, "through = 2024-12-31")
    assert finding(library, "tutoring", HERE, on=on, absences=absences).verdict == expected


def test_a_list_can_be_of_the_place_where_the_child_lives(library: Library, tmp_path: Path) -> None:
    absences = declared(tmp_path, library, 'tie = "residence"')
    assert finding(library, "tutoring", HERE, absences=absences).verdict == "unknown"
    assert finding(library, "tutoring", {"residence_place": "431022"}, absences=absences).verdict == "not_entitled"


@pytest.mark.parametrize(
    ("birth", "expected"), [("2010-01-01", "not_entitled"), ("2000-01-01", "unknown"), (None, "unknown")]
)
def test_a_list_may_require_what_makes_it_complete(
    library: Library, tmp_path: Path, birth: str | None, expected: str
) -> None:
    absences = declared(tmp_path, library, 'requires = "age < 18"')
    assert finding(library, "tutoring", {"birth_date": birth, **HERE}, absences=absences).verdict == expected


def test_a_list_about_a_parent_is_about_both(library: Library, tmp_path: Path) -> None:
    absences = declared(tmp_path, library, fact="parent.missing")
    found = finding(library, "rescue", HERE, absences=absences)
    assert found.verdict == "not_entitled"
    assert len(found.rests_on) == 2


def test_absence_of_one_parent_leaves_the_other(library: Library, tmp_path: Path) -> None:
    absences = declared(tmp_path, library, fact="father.missing")
    assert finding(library, "rescue", HERE, absences=absences).verdict == "unknown"


@pytest.mark.parametrize(
    ("lines", "fact", "code"),
    [
        ((), "adoptd", "unknown-fact"),
        ((), "age", "unknown-fact"),
        (('requires = "age <"',), "adopted", "syntax"),
        (("places = []",), "adopted", "wrong-value"),
        (("source = ",), "adopted", "missing-key"),
        (('tie = "hukuo"',), "adopted", "wrong-value"),
        (('until = "x"',), "adopted", "unknown-key"),
        (("from = 2024-13-01",), "adopted", "toml"),
    ],
)
def test_a_slip_in_a_declaration_is_refused_with_its_place(
    library: Library, tmp_path: Path, lines: tuple[str, ...], fact: str, code: str
) -> None:
    with pytest.raises(PolicyUnusable) as refusal:
        declared(tmp_path, library, *lines, fact=fact)
    (fault,) = refusal.value.faults
    assert fault.code == code
    assert fault.line >= 3
    assert fault.remedy


def test_a_folder_without_declarations_has_none(library: Library, tmp_path: Path) -> None:
    assert bundled_absences(tmp_path, library) == ()
    (tmp_path / "absence.toml").write_text("format = 1\n", "utf-8")
    assert bundled_absences(tmp_path, library) == ()


def test_a_folder_may_carry_its_declarations(library: Library, tmp_path: Path) -> None:
    absences = declared(tmp_path, library)
    assert [one.entry for one in bundled_absences(tmp_path, library)] == [one.entry for one in absences]


def test_declared_absence_asks_no_more_about_what_it_settles(library: Library, tmp_path: Path) -> None:
    absences = declared(tmp_path, library)
    found = finding(library, "schooling", HERE, on=ON, absences=absences)
    assert (found.verdict, found.missing) == ("unknown", ("poor",))


def test_what_holds_because_absence_lifts_an_exclusion_rests_on_it(tmp_path: Path) -> None:
    exclusion = '[[exclude]]\nentries = ["b"]\nbenefit = "schooling"\nwhen = "adopted"\n'
    library = load_small(tmp_path / "policies", Text(grant("a", "schooling", "poor") + exclusion))
    found = finding(library, "schooling", {"poor": True, **HERE}, absences=declared(tmp_path, library))
    assert found.verdict == "entitled"
    assert found.rests_on == ("adopted: the register of adoptions (2024-01-01)",)
