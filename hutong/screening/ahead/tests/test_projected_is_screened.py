"""Each month of a projection says what a full screening says for that day."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hutong.policy.library import load_library
from hutong.screening.ahead.projecting import Projection, Projector, money_benefits
from hutong.screening.ahead.reading import Asked, looked_at
from hutong.screening.ahead.rehearsing import Documents
from hutong.screening.ahead.sides import screen_side
from hutong.screening.ahead.tests.readable_children import make_readable_children, usable_rows
from hutong.screening.ahead.totals import Totals
from hutong.screening.arrow import ArrowEngine
from hutong.screening.tests.generating import ON

CHOSEN = (0, 1, 7, 12)


def test_every_month_is_a_full_screening_of_its_day(tmp_path: Path) -> None:
    library = load_library()
    children = make_readable_children(library, 1_500)
    children = children.take(pa.array(usable_rows(library, children, ON)))
    assert children.num_rows > 150
    asked = Asked(tmp_path / "children.parquet", ON, "zh")
    pq.write_table(pa.Table.from_batches([children]), asked.population, row_group_size=200)
    projection = Projection(asked, Documents())
    with looked_at(asked, library, lambda note: None) as given:
        projector = Projector(projection, given)
        (lot,) = projector.reader.plan()
        seen = projector.look(lot)
    benefits = money_benefits(library)
    assert seen.refused == 0
    for day in (projection.list_days()[number] for number in CHOSEN):
        side, totals = screen_side(ArrowEngine(library, day), children), Totals()
        totals.add_side(day.isoformat(), side, [key for key in side.pieces if key.benefit in benefits])
        full = totals.tables()
        for name in ("standing", "owed"):
            assert lines_of(seen.tables[name], day.isoformat()) == lines_of(full[name], day.isoformat())


def lines_of(table: pa.Table, day: str) -> list[dict[str, Any]]:
    """The lines of a day in one order."""
    lines = table.filter(pc.equal(table["at"].cast(pa.string()), day)).to_pylist()
    assert lines
    return sorted(lines, key=lambda line: [str(line[name]) for name in line])
