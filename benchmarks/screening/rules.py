"""The rules that are measured: the twelve, made to speak for the whole nation, or every rule of all documents."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from benchmarks.twelve_children import TWELVE
from hutong.policy import tree
from hutong.policy.collection import Library
from hutong.policy.layouts import Layout, layout_for_places
from hutong.policy.library import load_library
from hutong.policy.programs import Program

Width = Literal["twelve", "all"]
ON = date(2025, 6, 1)
CHENZHOU, QIJIANG, ELSEWHERE = "431022", "500110", "110101"
NATIONWIDE = {
    'place = "431000"': 'place = "000000"',
    'place_name = "郴州市"': 'place_name = "全国"',
    'place_name_en = "Chenzhou"': 'place_name_en = "the nation"',
    'issuer = "chenzhou_city_government"': 'issuer = "state_council"',
}
PLACES = ("hukou_place", "residence_place", "event_place")
PLACES_READ = {"twelve": PLACES[:2], "all": PLACES}


@dataclass(frozen=True)
class Benefit:
    """One of the twelve: the place it is tied to, and what it comes to in a month where that is one figure.

    ``total`` is in fen, or in ten-thousandths of what is no money, as the engine adds it up.
    """

    slug: str
    place: str
    total: int | None
    receives: bool


HOME, LIVING = "hukou_place", "residence_place"
TWELVE_BENEFITS = (
    Benefit("orphan_protection", HOME, None, True),
    Benefit("hiv_allowance", HOME, 600_00, True),
    Benefit("tekun_support", HOME, 800_00, True),
    Benefit("dibao", HOME, 650_00, True),
    Benefit("dibao_child_uplift", HOME, 130_00, True),
    Benefit("dibao_single_person", HOME, 500_00, True),
    Benefit("de_facto_living", HOME, None, True),
    Benefit("premium_full", HOME, 100_0000, False),
    Benefit("free_12_years", LIVING, 12_0000, False),
    Benefit("preschool_fee_relief", LIVING, 0, False),
    Benefit("disability_living_subsidy", HOME, 90_00, True),
    Benefit("special_preschool_grant", LIVING, 1200_00, True),
)
"""The figures of benchmarks/twelve/431000/twelve/values.toml; the check of equal results keeps them so."""


def write_nationwide(folder: Path) -> Path:
    """The twelve as a document of the nation, so that all children of the country are asked: its policy folder."""
    [document] = TWELVE.glob("*/twelve")
    written = folder / "policies" / "000000" / "twelve"
    written.mkdir(parents=True, exist_ok=True)
    for file in sorted(document.iterdir()):
        text = file.read_text(encoding="utf-8")
        for local, nationwide in NATIONWIDE.items():
            text = text.replace(local, nationwide)
        _write_once(written / file.name, text)
    return folder / "policies"


def _write_once(file: Path, text: str) -> None:
    """Several processes come here at the same time: none may read half a file."""
    if file.exists() and file.read_text(encoding="utf-8") == text:
        return
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.rename(file)


def load_rules(width: Width, *, folder: Path) -> Library:
    """The library of the rules that are measured."""
    return load_library(write_nationwide(folder)) if width == "twelve" else load_library()


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
