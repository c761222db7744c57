"""The documents that come with the package, read once for all tests of this room."""

import pytest

from hutong.policy.collection import Library
from hutong.policy.library import load_library


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library()
