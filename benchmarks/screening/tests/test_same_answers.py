"""The harness on few children: `.venv-bench/bin/python -m pytest benchmarks/screening`; the peers live there alone."""

from importlib import import_module
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from benchmarks.screening.answers import AnswersDiffer, check_equal, read_gaps, read_summary, summary_file
from benchmarks.screening.blocks import get_blocks
from benchmarks.screening.contenders import CONTENDERS
from benchmarks.screening.nationwide import load_rules
from benchmarks.screening.population import Population, make_arrow, make_parquet
from benchmarks.screening.rules import ON, TWELVE_BENEFITS
from hutong.screening.arrow import ArrowEngine
from hutong.screening.bits import count

CHILDREN = 8_000
VERSIONS = ("known", "unknowns")


@pytest.fixture(scope="module")
def data() -> Path:
    """Where ``make bench-screening`` keeps its blocks: drawing them takes a while."""
    return Path("build/bench-screening")


def answer(data: Path, out: Path, version: str) -> dict[str, Path]:
    """What everybody who can says of the same children."""
    population = Population(CHILDREN, version, "twelve")  # type: ignore[arg-type]
    make_arrow(population, data), make_parquet(population, data)
    outs = {}
    for one in CONTENDERS:
        if one.answers == "lists" and one.is_for(population):
            module, _, function = one.door.partition(":")
            road = import_module(module)
            outs[one.name] = out / one.name
            outs[one.name].mkdir()
            getattr(road, function)(one.get_input(population, data), CHILDREN, outs[one.name])
            if hasattr(road, "hand_in"):
                road.hand_in(outs[one.name])
    return outs


@pytest.mark.parametrize("version", VERSIONS)
def test_everybody_says_the_same_of_every_child(data: Path, tmp_path: Path, version: str) -> None:
    outs = answer(data, tmp_path, version)
    check_equal(outs, rows=True)
    assert len(outs) >= 4
    assert read_gaps(outs["ours"]).num_rows > CHILDREN / 100


def test_one_count_that_is_wrong_is_found(data: Path, tmp_path: Path) -> None:
    outs = answer(data, tmp_path, "unknowns")
    table = read_summary(outs["polars"])
    wrong = table.set_column(2, "entitled", pc.add(table["entitled"], pa.array([1, *[0] * (len(table) - 1)])))
    pq.write_table(wrong, summary_file(outs["polars"]))
    with pytest.raises(AnswersDiffer, match="polars differ"):
        check_equal(outs, rows=False)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("width", ["twelve", "all"])
def test_no_child_drawn_is_refused(data: Path, version: str, width: str) -> None:
    population = Population(CHILDREN, version, width)  # type: ignore[arg-type]
    with pa.memory_map(str(make_arrow(population, data))) as source:
        batch = pa.ipc.open_file(source).get_batch(0)
        screened = ArrowEngine(load_rules(width, folder=data), ON).screen(batch)  # type: ignore[arg-type]
        assert count(screened.usable) == batch.num_rows


def test_everything_is_known_where_it_is_said_so(data: Path, tmp_path: Path) -> None:
    outs = answer(data, tmp_path, "known")
    assert pc.sum(read_summary(outs["ours"])["unknown"]).as_py() == 0


def test_every_benefit_of_the_twelve_is_owed_to_somebody_or_in_doubt(data: Path, tmp_path: Path) -> None:
    summary = read_summary(answer(data, tmp_path, "unknowns")["ours"])
    seen = summary.filter(pc.greater(pc.add(summary["entitled"], summary["unknown"]), 0))
    assert set(seen["benefit"].to_pylist()) == {one.slug for one in TWELVE_BENEFITS}


def test_a_wide_population_is_the_same_children(data: Path) -> None:
    blocks = get_blocks(data)
    narrow, wide = (make_arrow(Population(CHILDREN, "unknowns", width), data) for width in ("twelve", "all"))
    first = [pa.ipc.open_file(pa.memory_map(str(file))).get_batch(0) for file in (narrow, wide)]
    for name in blocks.of_width["twelve"]:
        if name in first[1].schema.names:
            assert first[0].column(name).equals(first[1].column(name)), name
