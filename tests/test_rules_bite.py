"""A rule that never says no checks nothing: each is shown what it has to refuse and what it must let pass."""

from __future__ import annotations

import pytest

from tests import rules


@pytest.mark.parametrize("path", ["hutong/lib/utils.py", "hutong/core/x.py", "a/helper.py", "a/_base.py", "Services/a"])
def test_a_name_that_says_nothing_is_found(path: str) -> None:
    assert rules.says_nothing(path)


@pytest.mark.parametrize("path", ["hutong/policy/conditions.py", "docs/database.md", "hutong/lib/scoring.py"])
def test_a_name_that_says_something_passes(path: str) -> None:
    assert not rules.says_nothing(path)


@pytest.mark.parametrize("name", ["open_ticket", "HttpClient", "outcomes", "metric2", "TICKET_DAYS"])
def test_a_banned_cousin_is_found_inside_an_identifier(name: str) -> None:
    assert rules.list_cousins(name)


@pytest.mark.parametrize("name", ["thickets", "geometric", "task", "conclusion"])
def test_a_word_that_only_contains_a_banned_one_passes(name: str) -> None:
    assert not rules.list_cousins(name)


def test_every_kind_of_name_a_source_gives_is_read() -> None:
    source = "import x as one\nclass Two: ...\ndef three(four, *, five): self.six = 1\nseven = 2\nfor eight in (): ..."
    names = {name for _, name in rules.list_given_names(source)}
    assert names == {"one", "Two", "three", "four", "five", "six", "seven", "eight"}


def test_an_address_to_fetch_from_is_found() -> None:
    scheme = "https:" + "//"
    assert rules.list_foreign_addresses(f"see {scheme}packages.not-ours.org/simple")
    assert rules.list_foreign_addresses("pip install --index" + "-url elsewhere x")
    assert not rules.list_foreign_addresses(f"{scheme}www.apache.org/licenses/ {scheme}www.mca.gov.cn/a")


@pytest.mark.parametrize("folder", ["home", "root", "work", "tmp", "opt"])
def test_a_path_of_one_machine_is_found(folder: str) -> None:
    assert rules.list_machine_paths(f"open('/{folder}/child.csv')")


def test_a_path_inside_the_project_passes() -> None:
    assert not rules.list_machine_paths("policies/000000/x/policy.md and ~/tmp/x and a/work/b and /usr/bin/python3")


def test_a_lock_entry_without_a_hash_is_found() -> None:
    assert rules.list_faults_of_lock("click==8.1.0\n") == ["no hash: click==8.1.0"]


def test_a_lock_entry_from_an_address_is_found() -> None:
    assert rules.list_faults_of_lock("click @ file:click.whl\n")
    assert rules.list_faults_of_lock("--no-index\n")


def test_a_hashed_lock_entry_passes() -> None:
    assert not rules.list_faults_of_lock(f"click==8.1.0 ; x == 'y' \\\n    --hash=sha256:{'0' * 64}\n    # via me\n")
