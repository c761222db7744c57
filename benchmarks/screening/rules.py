"""What is measured: the twelve benefits, and the facts that these rules or every rule of all documents read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from hutong.policy import tree
from hutong.policy.collection import Library
from hutong.policy.layouts import Layout, layout_for_places
from hutong.policy.programs import Program

Width = Literal["twelve", "all"]
ON = date(2025, 6, 1)
CHENZHOU, QIJIANG, ELSEWHERE = "431022", "500110", "110101"
PLACES = ("hukou_place", "residence_place", "event_place")
PLACES_READ = {"twelve": PLACES[:2], "all": PLACES}


@dataclass(frozen=True)
class Benefit:
    """One of the twelve: the place it is tied to, and what it comes to in a month where that is one figure in a place.

    ``value`` names the city's figure (``cities.py``). ``total`` is the nation's, in fen, or in ten-thousandths of what
    is no money, as the engine adds it up.
    """

    slug: str
    place: str
    value: str = ""
    total: int = 0
    is_counted: bool = False
    """Whether the amount is worked out for each child."""
    receives: bool = True


HOME, LIVING = "hukou_place", "residence_place"
TWELVE_BENEFITS = (
    Benefit("orphan_protection", HOME, is_counted=True),
    Benefit("hiv_allowance", HOME, "orphan_community"),
    Benefit("tekun_support", HOME, "tekun_monthly"),
    Benefit("dibao", HOME, "dibao_monthly"),
    Benefit("dibao_child_uplift", HOME, "dibao_uplift"),
    Benefit("dibao_single_person", HOME, "dibao_single_monthly"),
    Benefit("de_facto_living", HOME, is_counted=True),
    Benefit("premium_full", HOME, total=100_0000, receives=False),
    Benefit("free_12_years", LIVING, total=12_0000, receives=False),
    Benefit("preschool_fee_relief", LIVING, receives=False),
    Benefit("disability_living_subsidy", HOME, "disability_living_monthly"),
    Benefit("special_preschool_grant", LIVING, "special_preschool_amount"),
)
"""The nation's figures are those of benchmarks/twelve/431000/twelve/values.toml; the check of equal results says so."""


def list_facts(library: Library, width: Width) -> list[str]:
    """The facts a population of this width has, in order: what the rules read, and what says who receives what."""
    read = {name for layout in _list_layouts(library) for name in _list_facts_read(layout)}
    facts = library.vocabulary.facts
    stored = {_get_source(name, library) for name in read}
    benefits = {slot.benefit for layout in _list_layouts(library) for slot in layout.slots}
    received = {f"receives.{benefit}" for benefit in benefits} & set(facts)
    return [name for name in facts if name in stored | received and name not in PLACES]


def _list_layouts(library: Library) -> list[Layout]:
    shapes = [(place,) * 3 for place in (CHENZHOU, QIJIANG, ELSEWHERE)]
    return [layout_for_places(library, places, ON, None) for places in shapes]


def _list_facts_read(layout: Layout) -> Iterator[str]:
    for slot in layout.slots:
        for ground in slot.grounds:
            reached = ground.reached
            exclusions = (one.condition for one, _ in reached.exclusions)
            amounts = (node for _, node in reached.ground.amounts)
            for node in (reached.ground.gated, *exclusions, *amounts):
                yield from _walk(node, ground.program)


def _walk(node: tree.Node, program: Program) -> Iterator[str]:
    for leaf in tree.walk(node):
        match leaf:
            case tree.FactRead(name):
                yield name
            case tree.ReceivedAmount(benefit):
                yield from (f"receives.{benefit}", f"receives.{benefit}.amount")
            case tree.Defined(name):
                for way in program.shape.definitions.get(name, ()):
                    yield from _walk(way.condition, program)


def _get_source(name: str, library: Library) -> str:
    derive = library.vocabulary.facts[name].entry.derive
    return derive.source if derive else name
