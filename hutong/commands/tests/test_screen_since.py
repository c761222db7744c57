"""``hutong screen --since``: what is written is what screening everybody writes; what changed is said."""

import json
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from hutong.commands.main import main
from hutong.commands.screen import run_order
from hutong.commands.stopping import EXIT_INTERRUPTED
from hutong.policy.library import Library, bundled_policies, load_library
from hutong.screening.concluding import Concluded, Concluder
from hutong.screening.populations.pieces import Part
from hutong.screening.runs.folders import PartDone
from hutong.screening.runs.orders import Order
from hutong.screening.runs.screening_parts import Counting
from hutong.screening.runs.since import SinceScreener
from hutong.screening.tests.population_files import ON, Child, files_of, make_children, write_parquet

BEFORE = ON - timedelta(days=1)
ORPHAN: dict[str, Any] = {
    "child": "orphan",
    "hukou_place": "431022",
    "residence_place": "431022",
    "birth_date": date(2015, 3, 4),
    "orphan_recognised": True,
    "father.dead": True,
    "mother.dead": True,
    "dibao": False,
    "disability.grade": None,
    "receives.de_facto_living.amount": None,
}
"""Fictitious, like all others."""
ADULT = ORPHAN | {"child": "adult", "birth_date": date(ON.year - 18, ON.month, ON.day)}
FUTURE = ORPHAN | {"child": "future", "birth_date": date(2040, 1, 1)}
GROWN_UP: dict[str, Any] = {"birth_date": date(2000, 1, 1)}
CHILDREN = [*make_children(50), ORPHAN, ADULT, FUTURE]
PART = 24


def run(population: Path, out: Path, *, on: date = ON, resume: bool = False, **more: Any) -> int:
    """The exit code of a run in small parts."""
    order = Order(population=population, on=on, folder=out, part_children=PART, **more)
    with pytest.raises(SystemExit) as ended:
        run_order(order, workers=1, resume=resume, sensitive=True)
        raise SystemExit(0)
    return int(ended.value.code or 0)


def write(folder: Path, children: Sequence[Child]) -> Path:
    return write_parquet(folder, children, row_group=PART // 3)


@pytest.fixture(scope="module", autouse=True)
def _read_once() -> Iterator[None]:
    """The documents that come with the package are read once for all runs: they stay as they are."""
    library = load_library()

    def load(folder: Path | None = None, *, also: Sequence[Path] = ()) -> Library:
        return library if folder is None and not also else load_library(folder, also=also)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("hutong.screening.runs.orders.load_library", load)
        yield


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("earlier")
    assert run(write(folder / "people.parquet", CHILDREN), folder / "out", on=BEFORE) == 1
    return folder / "out"


def compared(tmp_path: Path, earlier: Path, children: Sequence[Child], **more: Any) -> list[dict[str, Any]]:
    """The changes of a run that goes on, after its results were found to be those of a run over everybody."""
    people, whole, going_on = write(tmp_path / "people.parquet", children), tmp_path / "whole", tmp_path / "going_on"
    code = run(people, whole, **more)
    assert run(people, going_on, since=earlier, **more) == code
    for name in ("summary", "amounts", "lacking", "deciding", "lists", "refused"):
        assert pq.read_table(going_on / f"{name}.parquet") == pq.read_table(whole / f"{name}.parquet"), name
    assert (going_on / "summary.csv").read_bytes() == (whole / "summary.csv").read_bytes()
    assert read(going_on / "findings") == read(whole / "findings")
    assert Counter(map(str, read(going_on / "gaps"))) == Counter(map(str, read(whole / "gaps")))
    assert read(going_on / "kept") == read(whole / "kept")
    told, expected = (json.loads((folder / "run.json").read_text("utf-8")) for folder in (going_on, whole))
    assert told["counts"] == expected["counts"]
    return read(going_on / "changes")


def read(folder: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        row for file in sorted(folder.glob("*.parquet")) for row in pq.read_table(file).to_pylist()
    ]
    return rows


def changed(children: Iterable[Child], changes: Mapping[str, Mapping[str, Any]]) -> list[Child]:
    """The children with other facts for some of them."""
    return [{**child, **changes.get(child["child"], {})} for child in children]


def kinds(changes: Iterable[Mapping[str, Any]], child: str) -> dict[str, str]:
    """What changed for a child, by benefit."""
    return {change["benefit"]: change["kind"] for change in changes if change["child"] == child}


def of(changes: Iterable[Mapping[str, Any]], child: str, benefit: str) -> Mapping[str, Any]:
    return next(change for change in changes if (change["child"], change["benefit"]) == (child, benefit))


@pytest.fixture
def screened(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many children were put through the engine, batch by batch."""
    counts: list[int] = []
    conclude = Concluder.conclude

    def counting(self: Concluder, table: pa.RecordBatch, first_row: int) -> Concluded:
        counts.append(table.num_rows)
        return conclude(self, table, first_row)

    monkeypatch.setattr(Concluder, "conclude", counting)
    return counts


def test_when_nothing_changed_nothing_is_different(earlier: Path, tmp_path: Path) -> None:
    assert compared(tmp_path, earlier, CHILDREN, on=BEFORE) == []


def test_only_those_for_whom_something_can_differ_are_screened(
    earlier: Path, tmp_path: Path, screened: list[int]
) -> None:
    people = write(tmp_path / "people.parquet", changed(CHILDREN, {"orphan": {"dibao": True}}))
    assert run(people, tmp_path / "out", on=BEFORE, since=earlier) == 1
    # The orphan, and the child from the future, who was refused before and is again.
    assert sum(screened) == 2


def test_a_birthday_between_the_days_is_counted_as_the_day(earlier: Path, tmp_path: Path) -> None:
    changes = compared(tmp_path, earlier, CHILDREN)
    assert of(changes, "adult", "orphan_protection")["kind"] == "lost"
    assert of(changes, "adult", "orphan_protection")["cause"] == "day"
    assert kinds(changes, "orphan") == {}


def test_a_changed_fact_is_told_with_the_clause_that_was_its_ground(earlier: Path, tmp_path: Path) -> None:
    children = changed(CHILDREN, {"orphan": GROWN_UP})
    changes = compared(tmp_path, earlier, children, on=BEFORE)
    lost = of(changes, "orphan", "orphan_protection")
    assert (lost["kind"], lost["cause"], lost["verdict_before"], lost["verdict_after"]) == (
        "lost",
        "facts",
        "entitled",
        None,
    )
    assert lost["grounds_before"] and not lost["grounds_after"]
    assert {change["child"] for change in changes} == {"orphan"}


def test_a_fact_that_is_no_longer_known_makes_it_unknown(earlier: Path, tmp_path: Path) -> None:
    facts = ("orphan_recognised", "father.dead", "mother.dead")
    changes = compared(tmp_path, earlier, changed(CHILDREN, {"orphan": dict.fromkeys(facts)}), on=BEFORE)
    assert kinds(changes, "orphan")["orphan_protection"] == "became_unknown"


def test_what_is_changed_back_is_as_it_was(earlier: Path, tmp_path: Path) -> None:
    there, back = tmp_path / "there", tmp_path / "back"
    there.mkdir()
    back.mkdir()
    children = changed(CHILDREN, {"orphan": GROWN_UP})
    gone = compared(there, earlier, children, on=BEFORE)
    returned = compared(back, there / "going_on", CHILDREN, on=BEFORE)
    assert sides(gone, "before", "after") and sides(returned, "after", "before") == sides(gone, "before", "after")
    assert read(back / "going_on" / "findings") == read(earlier / "findings")


def sides(changes: Iterable[Mapping[str, Any]], *order: str) -> set[tuple[str, ...]]:
    """What stood before and what stands after, in this order."""
    names = [f"{name}_{side}" for side in order for name in ("place", "verdict", "fen", "grounds")]
    return {(change["benefit"], *(str(change[name] or None) for name in names)) for change in changes}


def test_a_child_who_moves_to_another_county_has_moved(earlier: Path, tmp_path: Path) -> None:
    moved = {"orphan": {"hukou_place": "431003", "residence_place": "431003"}}
    changes = compared(tmp_path, earlier, changed(CHILDREN, moved), on=BEFORE)
    change = of(changes, "orphan", "orphan_protection")
    assert (change["kind"], change["place_before"], change["place_after"]) == ("moved", "431022", "431003")


def test_children_come_and_go(earlier: Path, tmp_path: Path) -> None:
    children = [child for child in CHILDREN if child["child"] != "orphan"] + [ORPHAN | {"child": "newborn"}]
    changes = compared(tmp_path, earlier, [children[-1], *children[:-1]], on=BEFORE)
    assert set(kinds(changes, "newborn").values()) == {"new_child"}
    assert set(kinds(changes, "orphan").values()) == {"gone_child"}
    assert kinds(changes, "orphan").keys() == kinds(changes, "newborn").keys()
    assert {change["child"] for change in changes} == {"orphan", "newborn"}


def test_a_child_whose_facts_cannot_be_used_now_is_told_as_refused(earlier: Path, tmp_path: Path) -> None:
    born = {"orphan": {"birth_date": FUTURE["birth_date"]}, "future": {"birth_date": ORPHAN["birth_date"]}}
    changes = compared(tmp_path, earlier, changed(CHILDREN, born), on=BEFORE)
    assert set(kinds(changes, "orphan").values()) == {"refused"}
    assert kinds(changes, "future")["orphan_protection"] == "gained"


def test_children_of_one_id_are_screened_each(earlier: Path, tmp_path: Path) -> None:
    compared(tmp_path, earlier, [*CHILDREN, ORPHAN, ORPHAN | {"dibao": True}], on=BEFORE)
    again = tmp_path / "again"
    again.mkdir()
    changes = compared(again, tmp_path / "going_on", [*CHILDREN, ORPHAN | {"dibao": True}], on=BEFORE)
    assert kinds(changes, "orphan") == {}


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    return Path(shutil.copytree(bundled_policies(), tmp_path / "policies"))


def test_another_amount_in_force_between_the_days_is_told_where_it_is_paid(
    earlier: Path, tmp_path: Path, policies: Path, screened: list[int]
) -> None:
    values = policies / "431000" / "cz2017-3" / "values.toml"
    text = values.read_text("utf-8")
    first = text[text.index("[[value]]") : text.index("[[value]]", text.index("[[value]]") + 1)]
    ended = first.replace("from = 2017-03-27", f"from = 2017-03-27\nthrough = {BEFORE}")
    begun = first.replace("from = 2017-03-27", f"from = {ON}").replace('"600"', '"650"')
    values.write_text(text.replace(first, ended + begun), "utf-8")
    changes = compared(tmp_path, earlier, CHILDREN, policies=policies)
    more = of(changes, "orphan", "orphan_protection")
    assert (more["kind"], more["cause"]) == ("more", "document")
    assert (more["fen_before"], more["fen_after"]) == (60000, 65000)
    assert {change["child"] for change in changes if change["cause"] == "document"} <= {
        child["child"] for child in CHILDREN if (child["residence_place"] or "431")[:4] == "4310"
    } | {child["child"] for child in CHILDREN if child["hukou_place"][:4] == "4310"}


def test_a_new_document_is_told_by_its_clauses(tmp_path: Path, policies: Path) -> None:
    shutil.move(policies / "431000" / "cz2017-3", tmp_path / "cz2017-3")
    people = write(tmp_path / "before.parquet", CHILDREN)
    assert run(people, tmp_path / "earlier", policies=policies, on=BEFORE) == 1
    shutil.move(tmp_path / "cz2017-3", policies / "431000" / "cz2017-3")
    changes = compared(tmp_path, tmp_path / "earlier", CHILDREN, policies=policies, on=BEFORE)
    gained = [change for change in changes if change["kind"] == "gained" and change["child"] == "orphan"]
    assert gained
    assert all(change["cause"] == "document" for change in gained)
    assert any(clause.startswith("431000/cz2017-3#") for change in gained for clause in change["grounds_after"])


def test_what_only_rests_on_declared_absence_is_never_lost(earlier: Path, tmp_path: Path) -> None:
    (tmp_path / "absence.toml").write_text(
        'format = 1\n[[absence]]\nfact = "dibao"\nsource = "低保名册"\nplaces = ["431000"]\nfrom = 2025-01-01\n'
        '[[absence]]\nfact = "orphan_recognised"\nsource = "孤儿名册"\nplaces = ["431000"]\nfrom = 2025-01-01\n',
        "utf-8",
    )
    changes = compared(tmp_path, earlier, CHILDREN, on=BEFORE, absence=tmp_path / "absence.toml")
    resting = {
        (row["child"], row["benefit"])
        for row in read(tmp_path / "going_on" / "findings")
        if row["rests_on"] and row["verdict"] == "not_entitled"
    }
    assert resting
    assert (
        not {(change["child"], change["benefit"]) for change in changes if change["kind"] in ("lost", "became_known")}
        & resting
    )


def test_a_run_that_was_interrupted_goes_on_and_ends_the_same(
    earlier: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = write(
        tmp_path / "people.parquet", changed(CHILDREN, {"orphan": {"dibao": True}, "c000007": {"dibao": None}})
    )
    assert run(people, tmp_path / "undisturbed", since=earlier) == 1
    screen = SinceScreener.screen

    def stopping(self: SinceScreener, part: Part, counting: Counting) -> PartDone:
        if part.number == 1:
            raise KeyboardInterrupt
        return screen(self, part, counting)

    with monkeypatch.context() as patched:
        patched.setattr(SinceScreener, "screen", stopping)
        assert run(people, tmp_path / "out", since=earlier) == EXIT_INTERRUPTED
    assert not (tmp_path / "out" / "run.json").exists()
    assert run(people, tmp_path / "out", since=earlier, resume=True) == 1
    assert files_of(tmp_path / "out") == files_of(tmp_path / "undisturbed")
    assert run(people, tmp_path / "out", since=earlier, resume=True) == 1


def screen(population: Path, out: Path, *more: str) -> Result:
    return CliRunner().invoke(main, ["screen", str(population), "--on", str(ON), "--out", str(out), *more])


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A population with a finished run beside it."""
    folder = tmp_path_factory.mktemp("small")
    write_parquet(folder / "people.parquet", [ORPHAN, ADULT])
    assert screen(folder / "people.parquet", folder / "out").exit_code == 0
    return folder


@pytest.fixture
def copied(small: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small, tmp_path / "small"))


def test_the_command_says_what_changed_in_words(copied: Path) -> None:
    write_parquet(copied / "today.parquet", [ORPHAN | GROWN_UP, ADULT])
    result = screen(copied / "today.parquet", copied / "now", "--since", str(copied / "out"))
    assert result.exit_code == 0, result.stderr
    assert "不再应享" in result.stderr and "儿童信息变化" in result.stderr
    told = (copied / "now" / "changes.csv").read_text("utf-8-sig")
    assert told.splitlines()[0] == "待遇,变化,原因,依据,儿童人数"
    assert "孤儿" in told


def test_the_command_says_when_nothing_changed(copied: Path) -> None:
    result = screen(copied / "people.parquet", copied / "now", "--since", str(copied / "out"), "--lang", "en")
    assert result.exit_code == 0, result.stderr
    assert "Nothing is different for anybody" in result.stderr


def refused(copied: Path, *more: str, population: str = "people.parquet") -> str:
    """What the command says when it cannot go on from the run."""
    result = screen(copied / population, copied / "now", "--since", str(copied / "out"), "--lang", "en", *more)
    assert result.exit_code == 2, result.stderr
    assert not (copied / "now" / "run.json").exists()
    return result.stderr


def test_a_run_of_other_children_is_refused(copied: Path) -> None:
    write_parquet(copied / "others.parquet", [ORPHAN | {"child": "another"}])
    assert "nobody in 'others.parquet' was in the run" in refused(copied, population="others.parquet")


def test_a_run_in_another_format_is_refused(copied: Path) -> None:
    file = copied / "out" / "run.json"
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | {"format": 99}), "utf-8")
    assert "was written in another format" in refused(copied)


@pytest.mark.parametrize("kind", ["findings", "gaps", "kept"])
def test_a_run_of_which_a_part_is_missing_is_refused(kind: str, copied: Path) -> None:
    (copied / "out" / kind / "part-00000.parquet").unlink()
    assert f"'{kind}/part-00000.parquet' is missing or was changed" in refused(copied)


def test_a_run_of_which_a_part_was_cut_short_is_refused(copied: Path) -> None:
    file = copied / "out" / "findings" / "part-00000.parquet"
    file.write_bytes(file.read_bytes()[:-10])
    assert "is missing or was changed" in refused(copied)


def test_an_unfinished_run_is_refused(copied: Path) -> None:
    (copied / "out" / "run.json").unlink()
    assert "holds no finished run" in refused(copied)


def test_a_run_of_other_lists_is_refused(copied: Path) -> None:
    assert "was made with other options" in refused(copied, "--only", "findings")


def test_children_without_ids_cannot_be_found_again(copied: Path) -> None:
    pq.write_table(pq.read_table(copied / "people.parquet").drop(["child"]), copied / "nameless.parquet")
    assert "have no ids" in refused(copied, population="nameless.parquet")
