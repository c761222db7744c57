"""Of which classes a duty says something by being there: its event, and what its condition needs or names."""

from collections.abc import Mapping
from functools import lru_cache

from hutong.determinations.discretion import kinds_said
from hutong.policy.duties import DutyKey, duties_by_key
from hutong.policy.library import Library


@lru_cache(maxsize=8)
def kinds_of_duties(library: Library) -> Mapping[DutyKey, frozenset[str]]:
    """By duty the classes of which it says something."""
    events = library.vocabulary.events
    return {
        key: kinds_said(duty.condition, library)
        | frozenset(events[duty.block.after].secrecy if duty.block.after else ())
        for key, duty in duties_by_key(library).items()
    }
