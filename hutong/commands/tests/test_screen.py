"""``hutong screen`` as people and programs call it."""

import csv
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from hutong.commands.main import main
from hutong.screening.codes import expand_missing
from hutong.screening.tests.population_files import (
    ON,
    as_table,
    files_of,
    make_children,
    read_findings,
    write_arrow,
    write_csv,
    write_parquet,
    write_workbook,
)

CHILDREN = make_children(2_000)


def screen(population: Path, out: Path, *more: str) -> Result:
    return CliRunner().invoke(main, ["screen", str(population), "--on", str(ON), "--out", str(out), *more])


@pytest.fixture(scope="module")
def population(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_parquet(tmp_path_factory.mktemp("people") / "county.parquet", CHILDREN)


@pytest.fixture(scope="module")
def done(population: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    folder = tmp_path_factory.mktemp("whole") / "out"
    return folder, screen(population, folder, "--workers", "1")


def test_a_run_ends_with_its_files_and_says_so(done: tuple[Path, Result]) -> None:
    folder, result = done
    assert result.exit_code == 0, result.stderr
    assert sorted(one.name for one in folder.iterdir()) == [
        "amounts.parquet",
        "deciding.parquet",
        "findings",
        "gaps",
        "kept",
        "lacking.parquet",
        "lists.parquet",
        "refused.parquet",
        "run.json",
        "summary.csv",
        "summary.parquet",
    ]
    assert "已按 2025-06-01 筛算 2,000 名儿童" in result.stderr
    assert "事实无人抚养儿童基本生活补贴" in result.stderr


def test_the_run_tells_what_it_was_begun_with_and_what_came_out(done: tuple[Path, Result]) -> None:
    told = json.loads((done[0] / "run.json").read_text("utf-8"))
    assert told["begun_with"]["day"] == "2025-06-01"
    assert told["counts"]["children"] == 2_000 and told["counts"]["repeated_ids"] == 0
    assert told["counts"]["findings"] == len(read_findings(done[0]))
    part = told["files"]["findings/part-00000.parquet"]
    assert part["bytes"] == (done[0] / "findings" / "part-00000.parquet").stat().st_size


def test_missing_facts_are_expanded_by_the_list_of_the_run(done: tuple[Path, Result]) -> None:
    order = json.loads((done[0] / "run.json").read_text("utf-8"))["missing_order"]
    unknown = [row for row in read_findings(done[0]) if row["verdict"] == "unknown"]
    assert unknown
    assert all(set(expand_missing(row["missing"], order)) <= set(order) for row in unknown)


def test_the_summary_for_people_names_benefits_and_places(done: tuple[Path, Result]) -> None:
    with (done[0] / "summary.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {"待遇", "地方", "应享未享"} <= set(rows[0])
    assert "湖南省郴州市宜章县" in {row["地方"] for row in rows}


def test_what_is_highly_sensitive_is_named_only_when_asked(population: Path, tmp_path: Path) -> None:
    open_run, all_of_it = tmp_path / "open", tmp_path / "all"
    told = screen(population, open_run, "--only", "summary").stderr + (open_run / "summary.csv").read_text("utf-8-sig")
    assert "艾滋病" not in told
    screen(population, all_of_it, "--only", "summary", "--sensitive")
    assert "艾滋病" in (all_of_it / "summary.csv").read_text("utf-8-sig")
    assert "hiv_allowance" in set(pq.read_table(open_run / "summary.parquet")["benefit"].to_pylist())


@pytest.mark.parametrize("kind", ["arrow", "stream", "csv", "gbk", "xlsx", "folder"])
def test_the_same_children_have_the_same_findings_from_any_file(
    kind: str, done: tuple[Path, Result], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    result = screen(written(kind, tmp_path), out)
    assert result.exit_code == 0, result.stderr
    assert sorted_findings(out).equals(sorted_findings(done[0]))
    assert (out / "summary.csv").read_bytes() == (done[0] / "summary.csv").read_bytes()


def sorted_findings(folder: Path) -> pa.Table:
    table = pq.read_table(folder / "findings")
    for name in ("benefit", "place", "verdict"):
        table = table.set_column(table.schema.get_field_index(name), name, table[name].cast(pa.string()))
    return table.sort_by([(name, "ascending") for name in ("child", "benefit", "place")])


def written(kind: str, folder: Path) -> Path:
    match kind:
        case "arrow":
            return write_arrow(folder / "people.arrow", CHILDREN, batch=50)
        case "stream":
            return write_arrow(folder / "people.arrows", CHILDREN, batch=50, stream=True)
        case "csv":
            return write_csv(folder / "people.csv", CHILDREN, encoding="utf-8-sig")
        case "gbk":
            return write_csv(folder / "people.csv", CHILDREN, encoding="gb18030")
        case "xlsx":
            return write_workbook(folder / "people.xlsx", CHILDREN)
    pq.write_to_dataset(as_table(CHILDREN), folder / "people", partition_cols=["hukou_place"])
    return folder / "people"


def test_a_ledger_with_headers_of_its_own_hands_back_its_bad_rows_marked(tmp_path: Path) -> None:
    path, out = tmp_path / "台账.csv", tmp_path / "out"
    path.write_text(
        "姓名,出生日期,户籍地,是否低保\n甲,2015-03-04,宜章县,是\n乙,2015-13-40,宜章县,否\n", encoding="utf-8"
    )
    result = screen(path, out)
    assert result.exit_code == 1, result.stderr
    assert (out / "refused.xlsx").exists()
    line = pq.read_table(out / "refused.parquet").to_pylist()[0]
    assert (line["row"], line["column"]) == (3, "出生日期") and "→" in line["why"]
    assert read_findings(out)


def test_rows_of_csv_with_too_many_cells_are_refused_with_their_number(tmp_path: Path) -> None:
    path, out = tmp_path / "people.csv", tmp_path / "out"
    path.write_text("child,dibao,birth_date\na,是,2015-01-01\nb,是\nc,否,2016-02,\nd,,2016-02\n", encoding="utf-8")
    assert screen(path, out, "--lang", "en").exit_code == 1
    lines = pq.read_table(out / "refused.parquet").to_pylist()
    assert [(line["row"], line["why"].split(",")[0]) for line in lines] == [
        (2, "this row has 2 cells"),
        (3, "this row has 4 cells"),
    ]
    assert {row["child"] for row in read_findings(out)} == {"a", "d"}


def test_columns_of_others_are_named_and_left_out(population: Path, tmp_path: Path) -> None:
    table = as_table(CHILDREN[:5]).append_column("height_cm", [[100, 101, 102, 103, 104]]).drop(["hukou_place"])
    pq.write_table(table.drop(["residence_place"]).append_column("age", [[1] * 5]), tmp_path / "p.parquet")
    told = screen(tmp_path / "p.parquet", tmp_path / "out").stderr
    assert "未读取：height_cm" in told
    assert "“age”：它由“birth_date”推出" in told
    assert "只有全国性文件能作出判断" in told


def test_a_misspelt_column_is_left_out_when_so_asked(tmp_path: Path) -> None:
    table = as_table(CHILDREN[:5]).append_column("birthdate", [["x"] * 5])
    pq.write_table(table, tmp_path / "p.parquet")
    assert screen(tmp_path / "p.parquet", tmp_path / "out").exit_code == 2
    assert screen(tmp_path / "p.parquet", tmp_path / "out", "--ignore-columns").exit_code == 0


def test_only_what_is_wanted_is_written(population: Path, tmp_path: Path) -> None:
    assert screen(population, tmp_path / "out", "--only", "summary").exit_code == 0
    assert not (tmp_path / "out" / "findings").exists() and not (tmp_path / "out" / "gaps").exists()
    assert screen(population, tmp_path / "none", "--only", "everything").exit_code == 2


def test_ids_that_come_twice_are_counted(tmp_path: Path) -> None:
    write_parquet(tmp_path / "p.parquet", [*CHILDREN[:5], CHILDREN[0]])
    told = screen(tmp_path / "p.parquet", tmp_path / "out").stderr
    assert "有 1 名儿童的编号与前面的儿童重复" in told


def test_a_folder_that_holds_a_finished_run_is_not_written_to(done: tuple[Path, Result], population: Path) -> None:
    before = files_of(done[0])
    result = screen(population, done[0])
    assert result.exit_code == 2 and "已有一次完成的筛算" in result.stderr
    assert files_of(done[0]) == before


def test_a_finished_run_that_is_resumed_is_told_again(done: tuple[Path, Result], population: Path) -> None:
    before = files_of(done[0])
    result = screen(population, done[0], "--resume")
    assert result.exit_code == 0 and "2,000 名儿童" in result.stderr
    assert files_of(done[0]) == before


def test_a_folder_of_somebody_else_is_not_written_to(population: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear", encoding="utf-8")
    result = screen(population, tmp_path)
    assert result.exit_code == 2 and "letter.txt" in result.stderr and "--out" in result.stderr


def test_another_day_cannot_go_on_with_a_run(done: tuple[Path, Result], population: Path) -> None:
    told = CliRunner().invoke(
        main, ["screen", str(population), "--on", "2024-01-01", "--out", str(done[0]), "--resume", "--lang", "en"]
    )
    assert told.exit_code == 2 and "cannot be resumed: day, options differ" in told.stderr


def test_an_engine_that_is_not_installed_is_named_with_its_extra(
    population: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_not_there(name: str) -> None:
        raise ModuleNotFoundError(name="pyspark")

    monkeypatch.setattr("hutong.screening.sql.opening.import_module", is_not_there)
    result = screen(population, tmp_path / "out", "--engine", "spark", "--lang", "en")
    assert result.exit_code == 2
    assert "pip install 'hutong[spark]'" in result.stderr
    assert not (tmp_path / "out").exists()


def test_another_engine_says_the_same_in_the_same_files(tmp_path: Path) -> None:
    population = write_parquet(tmp_path / "p.parquet", CHILDREN[:60])
    verdicts = []
    for engine in ("arrow", "duckdb"):
        result = screen(population, tmp_path / engine, "--engine", engine)
        assert result.exit_code == 0, result.stderr
        verdicts.append(
            {
                (row["child"], row["benefit"], row["place"], row["verdict"])
                for row in read_findings(tmp_path / engine)
                if row["verdict"] in ("entitled", "unknown")
            }
        )
    assert verdicts[0] == verdicts[1]
    assert json.loads((tmp_path / "duckdb" / "run.json").read_text("utf-8"))["counts"]["children"] == 60


def test_another_engine_reads_parquet_only(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "people.csv", CHILDREN[:3])
    result = screen(path, tmp_path / "out", "--engine", "duckdb", "--lang", "en")
    assert result.exit_code == 2 and "reads Parquet only" in result.stderr
