"""Numbers of counties and of what speaks there; what they are for children of thousands of places."""

from pathlib import Path

import pyarrow as pa

from hutong.policy.collection import Library
from hutong.policy.tests.small_policies import CITY, NATIONAL, ON, Text, grant, load_small, value
from hutong.screening.arrow import ArrowEngine
from hutong.screening.bits import count, nobody, unpack
from hutong.screening.classes import MOST_SHORT, NOWHERE, UNKNOWN, Places
from hutong.screening.population import Batch

VALUES_ONLY = "500110/values"


def load(folder: Path) -> Library:
    """The nation, a city with rules, a district that only sets a value."""
    filled = value("here", "80", f'fills = "{NATIONAL}:blank"')
    return load_small(
        folder,
        Text(grant("a", "upkeep", "poor"), values=value("blank", "")),
        Text(grant("a", "schooling", "poor"), CITY),
        Text("", VALUES_ONLY, filled),
    )


def test_counties_with_the_same_texts_have_one_number(tmp_path: Path) -> None:
    places = Places(load(tmp_path), ON)
    city, other, elsewhere, nowhere_else, values = (
        places.number(place) for place in ("431022", "431003100", "440281", "440282", "500110")
    )
    assert len({city, other, elsewhere, nowhere_else, values, UNKNOWN, NOWHERE}) == 7
    assert places.number("431022100201") == city
    kinds, texts = ([numbers[one] for one in range(2, 7)] for numbers in (places.kinds, places.texts))
    assert kinds[0] == kinds[1] != kinds[2] == kinds[3] == kinds[4]
    assert texts[0] == texts[1] != texts[2] == texts[3] != texts[4] != texts[0]
    assert not {*kinds, *texts} & {UNKNOWN, NOWHERE}


def test_a_word_that_is_no_code_is_no_place(tmp_path: Path) -> None:
    library = load(tmp_path)
    places = Places(library, ON)
    words = ["431022", "chenzhou", "４３１０２２", None, "431022"]
    batch = Batch(pa.record_batch({"hukou_place": words}), library.vocabulary.facts, ON)
    found, *others = places.of_batch(batch, nobody(batch.children))
    assert found.tolist() == [2, 0, 0, 0, 2]
    assert [one.tolist() for one in others] == [[UNKNOWN] * 5] * 2
    assert places.counties == [None, "", "431022"]


def test_more_places_than_a_short_number_holds_are_told_apart(tmp_path: Path) -> None:
    library = load(tmp_path)
    places = Places(library, ON)
    places.counties += [f"{number:06}" for number in range(MOST_SHORT)]
    places.kinds += range(2, MOST_SHORT + 2)
    places.texts += range(2, MOST_SHORT + 2)
    words = ["431022", "440281", "431022"]
    batch = Batch(pa.record_batch({"hukou_place": words}), library.vocabulary.facts, ON)
    found = places.of_batch(batch, nobody(batch.children))
    assert found[0].tolist() == [MOST_SHORT + 2, MOST_SHORT + 3, MOST_SHORT + 2]
    classes = list(places.list_classes(found))
    assert sorted(unpack(one.children, 3).tolist() for one in classes) == [[False, True, False], [True, False, True]]


def test_only_the_documents_that_count_grant_anything(tmp_path: Path) -> None:
    library = load(tmp_path)
    table = pa.record_batch({"hukou_place": ["431022", "440281"], "poor": [True, True]})
    for givers, benefits in ((None, {"upkeep", "schooling"}), ({NATIONAL}, {"upkeep"}), ({CITY}, {"schooling"})):
        engine = ArrowEngine(library, ON, givers=None if givers is None else frozenset(givers))
        found = engine.screen(table)
        assert {column.benefit for column in found.columns} == benefits
        given = {"upkeep": 2, "schooling": 1}
        for column, entitled in zip(found.columns, found.entitled, strict=True):
            assert count(entitled & found.usable) == given[column.benefit]


def test_a_class_says_which_of_its_places_are_one(tmp_path: Path) -> None:
    library = load(tmp_path)
    table = pa.record_batch({"hukou_place": ["431022"], "residence_place": ["440281"], "event_place": ["440281"]})
    places = Places(library, ON)
    batch = Batch(table, library.vocabulary.facts, ON)
    (one,) = places.list_classes(places.of_batch(batch, nobody(1)))
    assert one.key.same == (False, False, True)
