"""The family as a drawing: who is who to the child, above and beside; the same stands in the list below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hutong.children.models import Child, Kinship, Relation

BOX_WIDTH, BOX_HEIGHT, GAP, ROW_GAP, MARGIN = 172, 62, 14, 46, 6
GRANDPARENTS = (
    Relation.PATERNAL_GRANDFATHER,
    Relation.PATERNAL_GRANDMOTHER,
    Relation.MATERNAL_GRANDFATHER,
    Relation.MATERNAL_GRANDMOTHER,
)
PARENTS = (
    Relation.FATHER,
    Relation.STEPMOTHER,
    Relation.ADOPTIVE_FATHER,
    Relation.MOTHER,
    Relation.STEPFATHER,
    Relation.ADOPTIVE_MOTHER,
)
LONGEST = 12


class Line(NamedTuple):
    """From a box down to the child's."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Box:
    """A person: where the box is, and the lines of words in it."""

    x: float
    y: float
    relation: str
    name: str
    notes: str
    kind: str

    @property
    def middle(self) -> float:
        return self.x + BOX_WIDTH / 2

    @property
    def rows(self) -> list[tuple[float, str, str]]:
        """The words with their heights: relation, name, what is to be known."""
        return [(self.y + 18, "who", self.relation), (self.y + 36, "what", self.name), (self.y + 53, "so", self.notes)]


@dataclass(frozen=True)
class Drawing:
    """Everything that the picture holds."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    box_width: int = BOX_WIDTH
    box_height: int = BOX_HEIGHT


@dataclass(frozen=True)
class Member:
    """Somebody of the family with what is to be known of them on the day."""

    kinship: Kinship
    relation: str
    roles: tuple[str, ...]
    situations: tuple[str, ...]


def draw_family(child: Child, members: Sequence[Member], *, the_child: str, unknown: str) -> Drawing:
    """Grandparents over parents over the child; brothers, sisters and others beside the child."""
    rows = [
        [one for one in members if one.kinship.relation in GRANDPARENTS],
        sorted((one for one in members if one.kinship.relation in PARENTS), key=_place_of_parent),
    ]
    beside = [one for one in members if one.kinship.relation not in (*GRANDPARENTS, *PARENTS)]
    rows = [row for row in rows if row]
    most = max([len(row) for row in rows] + [1 + len(beside)])
    width = most * (BOX_WIDTH + GAP) - GAP + 2 * MARGIN
    boxes: list[Box] = []
    above: list[list[Box]] = []
    for number, row in enumerate(rows):
        placed = _placed(row, number, width, unknown)
        boxes += placed
        above.append(placed)
    top = _top(len(rows))
    left = (width - (1 + len(beside)) * (BOX_WIDTH + GAP) + GAP) / 2
    own = Box(left, top, the_child, _shortened(child.name), "", "child")
    others = [_box(one, left + (place + 1) * (BOX_WIDTH + GAP), top, unknown) for place, one in enumerate(beside)]
    lines = [line for upper, lower in zip(above, [*above[1:], [own]], strict=True) for line in _lines(upper, lower)]
    return Drawing(width, top + BOX_HEIGHT + MARGIN, (*boxes, own, *others), tuple(lines))


def _place_of_parent(member: Member) -> int:
    return PARENTS.index(Relation(member.kinship.relation))


def _top(row: int) -> float:
    return MARGIN + row * (BOX_HEIGHT + ROW_GAP)


def _placed(row: Sequence[Member], number: int, width: float, unknown: str) -> list[Box]:
    left = (width - len(row) * (BOX_WIDTH + GAP) + GAP) / 2
    return [_box(one, left + place * (BOX_WIDTH + GAP), _top(number), unknown) for place, one in enumerate(row)]


def _box(member: Member, x: float, y: float, unknown: str) -> Box:
    notes = " · ".join((*member.situations, *member.roles))
    kind = "carer" if member.kinship.is_carer else "kin"
    name = member.kinship.person.name or unknown
    return Box(x, y, member.relation, _shortened(name), _shortened(notes, LONGEST + 2), kind)


def _lines(upper: Sequence[Box], lower: Sequence[Box]) -> list[Line]:
    """From everybody in the upper row to whom they belong to in the lower: father's side left, mother's right."""
    middle = sum(box.middle for box in upper) / len(upper)
    return [Line(box.middle, box.y + BOX_HEIGHT, _nearest(box, lower, middle).middle, lower[0].y) for box in upper]


def _nearest(box: Box, lower: Sequence[Box], middle: float) -> Box:
    return lower[0] if box.middle <= middle or len(lower) == 1 else lower[-1]


def _shortened(text: str, most: int = LONGEST) -> str:
    """What fits in a box: a Chinese character is as wide as two letters."""
    width, kept = 0, ""
    for letter in text:
        width += 1 if letter.isascii() else 2
        if width > 2 * most:
            return f"{kept[:-1]}…"
        kept += letter
    return kept
