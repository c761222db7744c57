"""What a test lacks is said; only outside CI may it be passed over."""

from pathlib import Path

import pytest

from hutong.screening.sql.tests.needing import get_java_version, get_postgres_programs, lack, need_java


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with nothing on its path, outside CI."""
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("CI", "JAVA_HOME"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def put(program: Path, *, saying: str = "") -> None:
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text(f"#!/bin/sh\necho '{saying}' >&2\n", "utf-8")
    program.chmod(0o755)


def test_without_a_server_the_test_is_skipped_and_says_what_to_install(bare: Path) -> None:
    with pytest.raises(pytest.skip.Exception, match="apt-get install postgresql"):
        get_postgres_programs(bare)


def test_without_java_the_test_is_skipped_and_says_what_to_install(bare: Path) -> None:
    with pytest.raises(pytest.skip.Exception, match="Java 17 or newer: apt-get install default-jre-headless"):
        need_java()


def test_in_ci_what_is_lacking_fails(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="a thing: apt-get install package"):
        lack("a thing", package="package")


def test_of_several_servers_the_newest_is_taken(bare: Path) -> None:
    for version in ("9", "15"):
        put(bare / version / "bin" / "initdb")
    assert get_postgres_programs(bare) == bare / "15" / "bin"


def test_a_server_elsewhere_is_found_on_the_path(bare: Path) -> None:
    put(bare / "initdb")
    assert get_postgres_programs(bare) == bare


@pytest.mark.parametrize(("said", "version"), [('openjdk version "17.0.15" 2025', 17), ('java version "1.8.0_1"', 1)])
def test_the_version_of_java_is_read(bare: Path, said: str, version: int) -> None:
    put(bare / "java", saying=said)
    assert get_java_version() == version


def test_the_java_that_is_named_goes_before_the_one_on_the_path(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(bare / "java", saying='openjdk version "11.0.1"')
    put(bare / "named" / "bin" / "java", saying='openjdk version "21.0.1"')
    monkeypatch.setenv("JAVA_HOME", str(bare / "named"))
    assert get_java_version() == 21
