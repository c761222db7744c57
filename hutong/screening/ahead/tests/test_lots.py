"""Who is concerned is picked out of pieces and put together, under the numbers that their rows have."""

import numpy as np
import pyarrow as pa

from hutong.screening.ahead.lots import Lot, Placed, gather
from hutong.screening.ahead.reading import joined, pick, rows_in_population
from hutong.screening.columns import Cleaned, make_usable
from hutong.screening.populations.pieces import Block, Piece


def placed(number: int) -> Placed:
    return Placed(Piece(0, number, number + 1, 100), 1 + 100 * number)


def test_pieces_with_few_concerned_are_looked_at_together() -> None:
    found = gather(((placed(number), concerned) for number, concerned in enumerate([3, 0, 4, 9, 1])), most=10)
    assert found == [Lot(0, (placed(0), placed(2)), 7), Lot(1, (placed(3), placed(4)), 10)]


def test_pieces_where_nobody_is_concerned_are_not_looked_at() -> None:
    assert gather([(placed(0), 0), (placed(1), 0)]) == []


def test_a_piece_with_more_than_a_batch_is_a_lot_of_its_own() -> None:
    assert [lot.children for lot in gather([(placed(0), 90), (placed(1), 5), (placed(2), 6)], most=10)] == [90, 5, 6]


def test_children_put_together_keep_the_numbers_of_their_rows() -> None:
    blocks = []
    for first_row, word in ((1, "a"), (11, "b")):
        column = pa.array([f"{word}{number}" for number in range(10)]).dictionary_encode()
        block = pick(Block(pa.record_batch([column], names=["x"]), 10), np.arange(10) % 4 == 3)
        cleaned = Cleaned(block.batch.num_rows, {"x": block.batch.column("x")})
        blocks.append(make_usable(cleaned, block, first_row=first_row, lang="en"))
    (whole,) = joined(blocks)
    assert whole.batch.column("x").to_pylist() == ["a3", "a7", "b3", "b7"]
    assert rows_in_population(whole, np.arange(4)).to_pylist() == ["4", "8", "14", "18"]


def test_blocks_with_other_columns_are_not_put_together() -> None:
    def block(name: str) -> Block:
        return Block(pa.record_batch([pa.array([True, False])], names=[name]), 2)

    made = [
        make_usable(Cleaned(2, {name: block(name).batch.column(name)}), block(name), first_row=1, lang="en")
        for name in ("x", "x", "y")
    ]
    assert [one.batch.num_rows for one in joined(made)] == [4, 2]
