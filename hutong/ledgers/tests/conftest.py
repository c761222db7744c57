from pathlib import Path

import pytest

from hutong.vocabulary.facts import Facts
from hutong.vocabulary.vocabulary import load_vocabulary

POLICIES = Path(__file__).parents[3] / "policies"


@pytest.fixture(scope="session")
def facts() -> Facts:
    return load_vocabulary(POLICIES).facts
