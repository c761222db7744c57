"""Every engine on this machine, for tests that all of them have to pass."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest

from hutong.policy.library import Library
from hutong.screening.sql.opening import ENGINES, SqlEngine, open_engine
from hutong.screening.tests.generating import ON

NAMES = tuple(ENGINES)


@contextmanager
def opened(name: str, library: Library, request: pytest.FixtureRequest) -> Iterator[SqlEngine]:
    """An engine, with the server or the Java that it needs."""
    where: dict[str, Any] = {}
    if name == "postgres":
        where = {"dsn": request.getfixturevalue("dsn")}
    elif name == "spark":
        request.getfixturevalue("java")
        where = {"settings": {"spark.driver.bindAddress": "127.0.0.1"}}
    with closing(open_engine(name, library=library, on=ON, **where)) as engine:
        yield engine
