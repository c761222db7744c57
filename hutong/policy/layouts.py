"""Where a child's benefits come from: for the three places of a child, every (benefit, place) with its grounds."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from hutong.policy import tree
from hutong.policy.blocks import TIES, Tie
from hutong.policy.documents import Rule
from hutong.policy.kleene import Truth, all_of, any_of, negated
from hutong.policy.library import Library
from hutong.policy.programs import Givers, Program, ReachedGround, local_programs, program_at
from hutong.policy.situation import Situation
from hutong.vocabulary.divisions import NATION

HAS_HUKOU = "has_hukou"
NOWHERE = ""
"""The hukou place of a child who is known to have none: no local text speaks there, and none is asked for."""
PLACE_FACTS: dict[Tie, str] = {"hukou": "hukou_place", "residence": "residence_place", "event": "event_place"}


@dataclass(frozen=True, slots=True)
class SlotGround:
    """A ground in a slot. ``awaits`` names the place without which it is unknown whether this text speaks at all."""

    program: Program
    reached: ReachedGround
    awaits: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """One finding to be made: a benefit at a place (None where the place is unknown)."""

    index: int
    benefit: str
    place: str | None
    grounds: tuple[SlotGround, ...]


@dataclass(frozen=True)
class Layout:
    """All slots of children whose three places are these, on a day."""

    programs: dict[Tie, Program]
    slots: tuple[Slot, ...]
    by_benefit: dict[str, tuple[Slot, ...]]


def layout_for(library: Library, situation: Situation, givers: Givers = None) -> Layout:
    """The layout of a child: by hukou, residence and event place."""
    known = situation.known
    places = tuple(_county(known.get(PLACE_FACTS[tie])) for tie in TIES)
    if places[0] is None and known.get(HAS_HUKOU) is False:
        places = (NOWHERE, *places[1:])
    return layout_for_places(library, places, situation.on, givers)


def _county(place: object) -> str | None:
    return place[:6] if isinstance(place, str) else None


@lru_cache(maxsize=20_000)
def layout_for_places(library: Library, places: tuple[str | None, ...], on: date, givers: Givers) -> Layout:
    by_tie = dict(zip(TIES, places, strict=True))
    programs = {tie: program_at(library, place or None, on, givers) for tie, place in by_tie.items()}
    found: dict[tuple[str, str | None], list[SlotGround]] = {}
    for tie, program in programs.items():
        for reached in program.shape.grounds:
            if reached.ground.tie == tie:
                found.setdefault((reached.ground.benefit, program.place), []).append(SlotGround(program, reached))
        if by_tie[tie] is None:
            _add_local(found, tie, library, on, givers)
    order = {slug: number for number, slug in enumerate(library.vocabulary.benefits)}
    keys = sorted(found, key=lambda key: (order.get(key[0], len(order)), key[1] or ""))
    slots = tuple(
        Slot(index, benefit, place, tuple(found[benefit, place])) for index, (benefit, place) in enumerate(keys)
    )
    by_benefit: dict[str, tuple[Slot, ...]] = {}
    for slot in slots:
        by_benefit[slot.benefit] = (*by_benefit.get(slot.benefit, ()), slot)
    return Layout(programs, slots, by_benefit)


def _add_local(
    found: dict[tuple[str, str | None], list[SlotGround]],
    tie: Tie,
    library: Library,
    on: date,
    givers: Givers,
) -> None:
    """What local texts give or widen is unknown while the place is."""
    for program in local_programs(library, on=on, givers=givers):
        for reached in program.shape.grounds:
            if reached.ground.tie == tie and _is_local(reached, program):
                found.setdefault((reached.ground.benefit, None), []).append(
                    SlotGround(program, reached, PLACE_FACTS[tie])
                )


def _is_local(reached: ReachedGround, program: Program) -> bool:
    """Whether a local text gives the ground, or gives a meaning to a name that it reads."""
    if _place_of(reached.ground.rule) != NATION:
        return True
    waiting, seen = [reached.ground.gated], {""}
    while waiting:
        for leaf in tree.walk(waiting.pop()):
            if not isinstance(leaf, tree.Defined) or leaf.name in seen:
                continue
            seen.add(leaf.name)
            ways = program.shape.definitions.get(leaf.name, ())
            if any(_place_of(way.rule) != NATION for way in ways):
                return True
            waiting += [way.condition for way in ways]
    return False


def _place_of(rule: Rule) -> str:
    return rule.document.split("/")[0]


RANK = {"not_entitled": 0, "not_offered": 1, "unknown": 2, "entitled": 3}


class Evaluation:
    """The verdicts of one child, each made when first needed. This is the quick road: no proofs."""

    __slots__ = ("known", "layout", "memory", "situation", "verdicts")

    def __init__(self, situation: Situation, layout: Layout) -> None:
        self.situation, self.layout = situation, layout
        self.known = situation.known
        self.memory: dict[object, Truth] = {}
        self.verdicts: dict[int, str] = {}

    def is_entitled(self, benefit: str) -> Truth:
        """The final verdict over all documents that speak: unknown stays unknown, not offered is no."""
        return any_of(_truth_of(self.verdict(slot)) for slot in self.layout.by_benefit.get(benefit, ()))

    def verdict(self, slot: Slot) -> str:
        """The best that any ground of the slot comes to."""
        verdict = self.verdicts.get(slot.index)
        if verdict is None:
            verdict = "not_entitled"
            for ground in slot.grounds:
                conclusion = self.conclusion(ground)
                if RANK[conclusion] > RANK[verdict]:
                    verdict = conclusion
                    if conclusion == "entitled":
                        break
            self.verdicts[slot.index] = verdict
        return verdict

    def conclusion(self, ground: SlotGround) -> str:
        """What one ground comes to: its condition, less the exclusions that reach it, if it is offered at all."""
        truth: Truth = ground.reached.condition(self)
        if truth is not False and ground.reached.exclusions:
            truth = less(truth, any_of(exclusion(self) for _, exclusion in ground.reached.exclusions))
        return concluded(ground, truth)

    def list_verdicts(self) -> list[tuple[str, str | None, str]]:
        """Every (benefit, place, verdict)."""
        return [(slot.benefit, slot.place, self.verdict(slot)) for slot in self.layout.slots]


def less(truth: Truth, excluded: Truth) -> Truth:
    """The condition of a ground AND NOT its exclusions."""
    return all_of((truth, negated(excluded)))


def concluded(ground: SlotGround, truth: Truth) -> str:
    """What a ground comes to whose condition, less its exclusions, is this."""
    if truth is False:
        return "not_entitled"
    if not ground.reached.ground.is_offered:
        return "not_offered"
    return "entitled" if truth and not ground.awaits else "unknown"


def _truth_of(verdict: str) -> Truth:
    return None if verdict == "unknown" else verdict == "entitled"
