"""The vocabulary by which files are written: read once from the packaged documents."""

from functools import cache
from pathlib import Path

from django.conf import settings

from hutong.vocabulary.vocabulary import Vocabulary, load_vocabulary

HOUSE = Path(__file__).parent.parent


@cache
def get_vocabulary() -> Vocabulary:
    """The facts, benefits, bodies and events; ``settings.POLICIES`` names another folder than the packaged one."""
    return load_vocabulary(getattr(settings, "POLICIES", None) or _packaged())


def _packaged() -> Path:
    """Inside an installed package, or beside the house in a checkout."""
    inside = HOUSE / "bundled_policies"
    return inside if inside.is_dir() else HOUSE.parent / "policies"
