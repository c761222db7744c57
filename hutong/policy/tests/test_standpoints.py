"""Where and when one looks at the documents."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from hutong.policy.errors import StandpointUnreadable
from hutong.policy.library import Library, load_library
from hutong.policy.standpoints import Standpoint, name_place, read_place, read_standpoint
from hutong.policy.tests.sample_city import load_with_city


@cache
def bundled() -> Library:
    return load_library()


@pytest.mark.parametrize("written", ["431000", "郴州市", "湖南省郴州市", "郴州", "431000000000", "Chenzhou"])
def test_a_place_is_read_by_code_or_by_name(written: str) -> None:
    assert read_place(written, library=bundled()) == "431000"


def test_a_code_that_the_table_does_not_have_is_taken_as_it_is() -> None:
    assert read_place("990102", library=bundled()) == "990102"


def test_a_place_that_only_a_document_names_is_found(tmp_path: Path) -> None:
    library = load_with_city(tmp_path)
    assert read_place("示例市", library=library) == "990100"
    assert name_place("990100", library=library, lang="en") == "Sample City"


@pytest.mark.parametrize("written", ["无此市", "12345", "", "朝阳区"])
def test_a_place_that_cannot_be_told_is_refused_with_a_remedy(written: str) -> None:
    with pytest.raises(StandpointUnreadable, match="in full|full path"):
        read_place(written, library=bundled())


def test_a_standpoint_is_a_place_and_a_day() -> None:
    assert read_standpoint("郴州市@2018-06-01", library=bundled()) == Standpoint("431000", date(2018, 6, 1))


@pytest.mark.parametrize("written", ["431000", "431000@", "431000@2018-13-01", "@2018-01-01"])
def test_a_standpoint_without_place_or_day_is_refused(written: str) -> None:
    with pytest.raises(StandpointUnreadable):
        read_standpoint(written, library=bundled())


def test_a_place_that_nobody_names_is_called_by_its_code() -> None:
    assert name_place("990102", library=bundled()) == "990102"
    assert name_place("000000", library=bundled(), lang="en") == "the nation"
