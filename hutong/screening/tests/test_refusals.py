"""Populations whose columns do not fit the facts."""

import pyarrow as pa
import pytest

from hutong.policy.library import Library, load_library
from hutong.screening.arrow import ArrowEngine
from hutong.screening.errors import ColumnWrong
from hutong.screening.tests.generating import ON


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def test_a_yes_or_no_fact_in_words_is_refused_by_name(library: Library) -> None:
    table = pa.record_batch([pa.array(["yes"])], names=["orphan_recognised"])
    with pytest.raises(ColumnWrong, match="orphan_recognised"):
        ArrowEngine(library, ON).screen(table)


def test_a_day_as_text_is_refused_by_name(library: Library) -> None:
    table = pa.record_batch([pa.array(["2015-03-04"])], names=["birth_date"])
    with pytest.raises(ColumnWrong, match="birth_date"):
        ArrowEngine(library, ON).screen(table)


def test_a_batch_of_nobody_has_no_verdicts(library: Library) -> None:
    table = pa.record_batch([pa.array([], pa.bool_())], names=["orphan_recognised"])
    assert ArrowEngine(library, ON).screen(table).classes == ()
