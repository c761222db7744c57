"""The list of what others made is whole, true and of licences that we may pass on."""

import pytest

from tests import tree
from tests.dangers.licences import ALLOWED, ROW, find_licence, list_locked, list_parts

LISTED = {name: licence for name, licence, _ in ROW.findall(tree.get_text("docs/third-party.md"))}


def test_every_locked_package_is_listed_and_no_other() -> None:
    assert sorted(LISTED) == list_locked()


@pytest.mark.parametrize("name", list_locked())
def test_a_package_states_the_licence_that_is_listed(name: str) -> None:
    """Packages of other systems and other Pythons are not installed here; their row is taken as written."""
    assert find_licence(name) in (LISTED[name], None)


def test_most_packages_are_compared_with_what_they_state() -> None:
    assert sum(find_licence(name) is not None for name in LISTED) > len(LISTED) * 0.9


def test_only_allowed_licences_are_taken_in() -> None:
    assert {name: licence for name, licence in LISTED.items() if not list_parts(licence) <= ALLOWED} == {}


@pytest.mark.parametrize("licence", ["GPL-3.0-only", "AGPL-3.0-or-later", "Proprietary", "MIT AND GPL-2.0-only", ""])
def test_a_licence_that_binds_all_of_ours_would_be_refused(licence: str) -> None:
    assert not list_parts(licence) <= ALLOWED
