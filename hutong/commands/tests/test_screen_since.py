"""``hutong screen --since``: what is written is what screening everybody writes; what changed is said."""

import json
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from hutong.commands.main import main
from hutong.commands.screen import run_order
from hutong.screening.runs.orders import Order
from hutong.screening.tests.population_files import ON, Child, make_children, write_parquet

BEFORE = ON - timedelta(days=1)
CHILDREN = make_children(240)
PART = 60


def run(population: Path, out: Path, *, on: date = ON, **more: Any) -> int:
    """The exit code of a run in small parts."""
    order = Order(population=population, on=on, folder=out, part_children=PART, **more)
    with pytest.raises(SystemExit) as ended:
        run_order(order, workers=1, resume=False, sensitive=True)
        raise SystemExit(0)
    return int(ended.value.code or 0)


def write(folder: Path, children: Sequence[Child]) -> Path:
    return write_parquet(folder, children, row_group=PART // 3)


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("earlier")
    assert run(write(folder / "people.parquet", CHILDREN), folder / "out", on=BEFORE) == 0
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


def find(children: Iterable[Child], **facts: Any) -> str:
    """The id of the first child who has these facts."""
    return str(next(child["child"] for child in children if all(child[name] == fact for name, fact in facts.items())))


def test_when_nothing_changed_nothing_is_different(earlier: Path, tmp_path: Path) -> None:
    assert compared(tmp_path, earlier, CHILDREN, on=BEFORE) == []
