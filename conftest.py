"""What every test begins with."""

import pytest

from hutong.places.queries import forget_places


@pytest.fixture(autouse=True)
def _no_names_of_the_test_before() -> None:
    """Names of places are kept for a minute in a process; the rows they came from end with their test."""
    forget_places()
