"""What is looked at as one: whole parts of a population, or of many pieces the few children who are concerned."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from hutong.screening.populations.pieces import BATCH_CHILDREN, Part, Piece


class Placed(NamedTuple):
    """A piece with the number of its first row in the population (from 1)."""

    piece: Piece
    first_row: int


@dataclass(frozen=True)
class Lot:
    """Pieces whose children are looked at as one; ``children`` of them are concerned."""

    number: int
    pieces: tuple[Placed, ...]
    children: int

    @property
    def name(self) -> str:
        """What its files are called."""
        return f"part-{self.number:05}"


def list_pieces(parts: Iterable[Part]) -> Iterator[Placed]:
    """The pieces of all parts."""
    for part in parts:
        row = part.first_row
        for piece in part.pieces:
            yield Placed(piece, row)
            row += piece.children


def whole_parts(parts: Iterable[Part]) -> list[Lot]:
    """A lot for every part, when everybody is concerned."""
    return [Lot(part.number, tuple(list_pieces([part])), part.children) for part in parts]


def gather(pieces: Iterable[tuple[Placed, int]], *, most: int = BATCH_CHILDREN) -> list[Lot]:
    """Pieces in which somebody is concerned (how many is said), together as far as one batch holds them."""
    lots, waiting, children = list[Lot](), list[Placed](), 0
    for placed, concerned in pieces:
        if waiting and children + concerned > most:
            lots.append(Lot(len(lots), tuple(waiting), children))
            waiting, children = [], 0
        if concerned:
            waiting.append(placed)
            children += concerned
    return [*lots, Lot(len(lots), tuple(waiting), children)] if waiting else lots
