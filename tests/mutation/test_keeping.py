"""A long run that was broken off goes on where it stopped, and forgets what no longer stands."""

from pathlib import Path

import pytest

from tests.mutation.keeping import Kept, Verdict
from tests.mutation.mutants import Mutant, Source, read_source


@pytest.fixture
def source(tmp_path: Path) -> Source:
    (tmp_path / "adding.py").write_text("def add(a, b):\n    return a + b\n", "utf-8")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_adding.py").write_text("assert True\n", "utf-8")
    return read_source("adding", tmp_path)


def _read(source: Source) -> Kept:
    return Kept.read(source.file.parent / "kept.jsonl", [read_source("adding", source.file.parent)], _tests(source))


def _tests(source: Source) -> Path:
    return source.file.parent / "tests"


def _slip(source: Source) -> Mutant:
    return source.list_mutants()[0]


@pytest.mark.parametrize("verdict", ["noticed", "survived", "endless"])
def test_a_slip_once_tried_is_not_tried_again(source: Source, verdict: Verdict) -> None:
    _read(source).keep(_slip(source), verdict)
    assert _read(source).get(_slip(source)) == verdict


def test_a_slip_in_a_changed_file_is_tried_again(source: Source) -> None:
    _read(source).keep(_slip(source), "noticed")
    source.file.write_text("def add(a, b):\n    return b + a\n", "utf-8")
    assert _read(source).get(_slip(source)) is None


def test_what_survived_is_tried_again_with_other_tests(source: Source) -> None:
    _read(source).keep(_slip(source), "survived")
    (_tests(source) / "test_adding.py").write_text("assert 1 + 1 == 2\n", "utf-8")
    assert _read(source).get(_slip(source)) is None


def test_what_was_noticed_stays_noticed_with_more_tests(source: Source) -> None:
    _read(source).keep(_slip(source), "noticed")
    (_tests(source) / "test_more.py").write_text("assert 1 + 1 == 2\n", "utf-8")
    assert _read(source).get(_slip(source)) == "noticed"


def test_a_line_cut_short_by_a_kill_is_no_verdict(source: Source) -> None:
    _read(source).keep(_slip(source), "noticed")
    file = source.file.parent / "kept.jsonl"
    file.write_text(file.read_text("utf-8")[:-9], "utf-8")
    assert _read(source).get(_slip(source)) is None


def test_without_a_file_nothing_is_kept(source: Source) -> None:
    kept = Kept.read(None, [source], _tests(source))
    kept.keep(_slip(source), "noticed")
    assert list(source.file.parent.glob("*.jsonl")) == []
