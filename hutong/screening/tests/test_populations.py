"""Populations in pieces: whatever the cuts, every child comes once and in its row."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hutong.policy.library import load_library
from hutong.screening.errors import PopulationStrange
from hutong.screening.populations.arrow_files import ArrowPopulation, ArrowStreamPopulation, open_arrow
from hutong.screening.populations.csv_files import CsvPopulation
from hutong.screening.populations.opening import names_facts, open_population
from hutong.screening.populations.parquet_files import ParquetPopulation
from hutong.screening.populations.pieces import Part, Piece, PopulationFile, plan_parts
from hutong.screening.tests.population_files import as_table, make_children, write_arrow, write_parquet

FACTS = load_library().vocabulary.facts
CHILDREN = make_children(95)
IDS = [child["child"] for child in CHILDREN]


def ids_by_row(files: Sequence[PopulationFile], parts: Sequence[Part]) -> dict[int, str]:
    """The id of every row, as the parts say which row it is."""
    found: dict[int, str] = {}
    for part in parts:
        row = part.first_row
        for piece in part.pieces:
            for block in files[piece.file].read(piece, ["child", "hukou_place"]):
                rows = block.rows if block.rows is not None else range(block.children)
                ids = block.batch.column("child").to_pylist()
                found |= {row + one: child for one, child in zip(rows, ids, strict=True)}
                row += block.children
    return found


@pytest.mark.parametrize("part_children", [1, 10, 33, 1000])
def test_a_parquet_file_comes_whole_in_parts_of_row_groups(part_children: int, tmp_path: Path) -> None:
    file = ParquetPopulation(write_parquet(tmp_path / "p.parquet", CHILDREN, row_group=10))
    parts = plan_parts([file], part_children=part_children)
    assert ids_by_row([file], parts) == dict(enumerate(IDS, start=1))
    assert [part.number for part in parts] == list(range(len(parts)))


@pytest.mark.parametrize("stream", [False, True])
def test_an_arrow_file_comes_whole_in_parts_of_batches(stream: bool, tmp_path: Path) -> None:
    file = open_arrow(write_arrow(tmp_path / "p.arrow", CHILDREN, batch=10, stream=stream))
    assert isinstance(file, ArrowStreamPopulation if stream else ArrowPopulation)
    assert ids_by_row([file], plan_parts([file], part_children=30)) == dict(enumerate(IDS, start=1))


def test_a_part_goes_on_into_the_next_file(tmp_path: Path) -> None:
    files = [
        ParquetPopulation(write_parquet(tmp_path / f"{start}.parquet", CHILDREN[start : start + 20]))
        for start in range(0, 95, 20)
    ]
    parts = plan_parts(files, part_children=40)
    assert [part.children for part in parts] == [40, 40, 15]
    assert ids_by_row(files, parts) == dict(enumerate(IDS, start=1))


def test_what_the_folders_say_is_a_column(tmp_path: Path) -> None:
    pq.write_to_dataset(as_table(CHILDREN), tmp_path, partition_cols=["hukou_place"])
    (tmp_path / "_SUCCESS").write_text("")
    files = open_population(tmp_path, FACTS).files
    assert len(files) == 3 and "hukou_place" in files[0].schema.names
    block = next(files[0].read(Piece(0, 0, 1, 1), ["child", "hukou_place"]))
    assert set(block.batch.column("hukou_place").to_pylist()) == {"431003"}


WORDS = st.text(alphabet='ab,"\n\r 县', max_size=4)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=12), block_bytes=st.integers(1, 80))
def test_csv_is_cut_only_between_rows(rows: list[tuple[str, str]], block_bytes: int, tmp_path: Path) -> None:
    told = io.StringIO()
    writer = csv.writer(told, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(["child", "note"])
    writer.writerows([(f"{number}{a}", b) for number, (a, b) in enumerate(rows)])
    path = tmp_path / "p.csv"
    path.write_bytes(told.getvalue().encode())
    file = CsvPopulation(path, block_bytes=block_bytes)
    read = [
        (row["child"], row["note"])
        for piece in file.list_pieces(0)
        for block in file.read(piece, ["child", "note"])
        for row in block.batch.to_pylist()
    ]
    assert read == [(f"{number}{a}", b) for number, (a, b) in enumerate(rows)]
    assert sum(piece.children for piece in file.list_pieces(0)) == len(rows)


def test_blank_lines_of_csv_are_nobody(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_bytes(b"child,dibao\r\na,\r\n\r\n\r\nb,\r\n\r\nc,1")
    file = CsvPopulation(path, block_bytes=7)
    parts = plan_parts([file], part_children=1)
    read = [
        child
        for part in parts
        for piece in part.pieces
        for block in file.read(piece, ["child"])
        for child in block.batch.column("child").to_pylist()
    ]
    assert read == ["a", "b", "c"] and sum(part.children for part in parts) == 3


@pytest.mark.parametrize(
    ("header", "is_named_by_facts"),
    [
        (["child", "birth_date"], True),
        (["child", "birth_date.from", "birth_date.to", "备注"], True),
        (["姓名", "birth_date"], True),
        (["birth_date", "户籍地"], False),
        (["child", "身份证号", "dibao"], False),
        (["姓名", "出生日期"], False),
    ],
)
def test_a_header_is_of_facts_or_of_a_ledger(header: list[str], is_named_by_facts: bool) -> None:
    assert names_facts(header, FACTS) is is_named_by_facts


def test_an_old_feather_file_is_named_as_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "p.feather").write_bytes(b"FEA1....")
    with pytest.raises(PopulationStrange, match="Feather 1"):
        open_population(tmp_path / "p.feather", FACTS)


def test_an_arrow_file_with_large_batches_is_cut_smaller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hutong.screening.populations.pieces.BATCH_CHILDREN", 16)
    file = open_arrow(write_arrow(tmp_path / "p.arrow", CHILDREN, batch=95))
    blocks = [block for piece in file.list_pieces(0) for block in file.read(piece, ["child"])]
    assert [block.children for block in blocks] == [16, 16, 16, 16, 16, 15]
    assert pa.Table.from_batches([block.batch for block in blocks])["child"].to_pylist() == IDS
