"""Screened is explained: every verdict, and all that stands beside it."""

import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from hutong.policy.errors import SituationRefused
from hutong.policy.layouts import Evaluation, layout_for
from hutong.policy.library import Library, load_library
from hutong.policy.situation import Situation, read_situation
from hutong.screening.arrow import ArrowEngine, Screened
from hutong.screening.bits import rows_of, unpack
from hutong.screening.tests.generating import ON, make_child, table_of, usable

MANY = 20_000
HOW_MUCH_IS_KNOWN = (0.03, 0.2, 0.5, 0.9)
Key = tuple[str, str | None]


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def make_children(library: Library, count: int, *, seed: int) -> list[dict[str, Any]]:
    """Children with few and with many unknowns; most have few yeses, so that not all contradict themselves."""
    chance = random.Random(seed)
    facts = usable(library.vocabulary.facts)
    children = [make_child(chance, facts, known=chance.choice(HOW_MUCH_IS_KNOWN)) for _ in range(count)]
    for child in children:
        if chance.random() < 0.9:
            for name in [name for name, value in child.items() if value is True]:
                child[name] = chance.random() < 0.15
    return children


def screened(library: Library, children: list[dict[str, Any]]) -> tuple[ArrowEngine, Screened]:
    engine = ArrowEngine(library, ON)
    return engine, engine.screen(table_of(children, usable(library.vocabulary.facts)))


def situations(library: Library, children: list[dict[str, Any]]) -> Iterator[Situation | None]:
    """Each child's situation, None where the explanation refuses the facts."""
    for child in children:
        try:
            yield read_situation(child, on=ON, facts=library.vocabulary.facts)
        except SituationRefused:
            yield None


def screened_verdicts(engine: ArrowEngine, screened: Screened, count: int) -> list[dict[Key, str]]:
    found: list[dict[Key, str]] = [{} for _ in range(count)]
    for number, column in enumerate(screened.columns):
        places = screened.places[column.tie]
        for verdict, matrix in (
            ("not_entitled", screened.concerned),
            ("not_offered", screened.not_offered),
            ("unknown", screened.unknown),
            ("entitled", screened.entitled),
        ):
            for row in rows_of(matrix[number], count):
                found[row][column.benefit, engine.places.counties[int(places[row])] or None] = verdict
    return found


def test_every_verdict_of_generated_children_is_the_explained_one(library: Library) -> None:
    children = make_children(library, MANY, seed=1)
    engine, verdicts = screened(library, children)
    found = screened_verdicts(engine, verdicts, MANY)
    for row, situation in enumerate(situations(library, children)):
        if situation is None:
            continue
        layout = layout_for(library, situation)
        evaluation = Evaluation(situation, layout)
        assert found[row] == {(slot.benefit, slot.place): evaluation.verdict(slot) for slot in layout.slots}, row


def test_the_same_children_are_refused(library: Library) -> None:
    children = make_children(library, MANY, seed=2)
    _, verdicts = screened(library, children)
    refused = [situation is None for situation in situations(library, children)]
    assert list(~unpack(verdicts.usable, MANY)) == refused
    assert 0 < sum(refused) < MANY


def test_worked_examples_are_screened_as_they_are_explained(library: Library) -> None:
    facts = library.vocabulary.facts
    for linked in library.linked.values():
        for example in linked.document.examples:
            entry = example.entry
            situation = read_situation(entry.given, on=entry.on, facts=facts)
            columns = [facts[name] for name in as_columns(situation, library)]
            engine = ArrowEngine(library, entry.on)
            screened = engine.screen(table_of([as_columns(situation, library)], columns))
            evaluation = Evaluation(situation, layout_for(library, situation))
            explained = {(benefit, place): verdict for benefit, place, verdict in evaluation.list_verdicts()}
            assert screened_verdicts(engine, screened, 1)[0] == explained, entry.name


def as_columns(situation: Situation, library: Library) -> dict[str, Any]:
    """The canonical facts of a situation, money back in yuan."""
    facts = library.vocabulary.facts
    return {
        name: Decimal(int(value)) / 100 if facts[name].type == "money" else value  # type: ignore[arg-type]
        for name, value in situation.known.items()
        if not isinstance(value, tuple) and facts[name].type != "text"
    }
