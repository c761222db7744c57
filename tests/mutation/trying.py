"""Tries mutants: the tests are collected and run once, then run again in a forked process for each mutant."""

import os
import resource
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest
from mutmut.mutation.trampoline import set_mutant_under_test

from tests.mutation.mutants import Mutant

MOST_SECONDS = 10
"""Of processor time: a slip may never end."""
MOST_BYTES = 8 << 30
KILLED, SURVIVED = 1, 0


@dataclass
class Trying:
    """A pytest plugin whose run is one run for each mutant; ``survivors`` are those that no test noticed."""

    mutants: list[Mutant]
    jobs: int = 1
    survivors: list[Mutant] = field(default_factory=list)
    tried: int = 0
    running: dict[int, Mutant] = field(default_factory=dict)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the tests as they are, then for every mutant."""
        if not run_until_failure(session):
            raise session.Failed("the tests fail without any mutant")
        for mutant in self.mutants:
            if len(self.running) >= self.jobs:
                self._wait()
            self._start(mutant, session)
        while self.running:
            self._wait()
        return True

    def _start(self, mutant: Mutant, session: pytest.Session) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        child = os.fork()
        if child:
            self.running[child] = mutant
        else:
            _try(mutant, session)

    def _wait(self) -> None:
        child, status = os.wait()
        mutant = self.running.pop(child)
        self.tried += 1
        if os.WIFEXITED(status) and os.WEXITSTATUS(status) == SURVIVED:
            self.survivors.append(mutant)
            sys.stderr.write(f"survived: {mutant.module}:{mutant.function}\n  - {mutant.was}\n  + {mutant.now}\n")
        if self.tried % 50 == 0:
            sys.stderr.write(f"{self.tried} of {len(self.mutants)} tried, {len(self.survivors)} survived\n")


def _try(mutant: Mutant, session: pytest.Session) -> None:
    """Run the tests with the mutant awake; never returns."""
    verdict = KILLED
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        set_mutant_under_test(mutant.active)
        verdict = SURVIVED if run_until_failure(session) else KILLED
    finally:
        os._exit(verdict)


def run_until_failure(session: pytest.Session) -> bool:
    """Whether all tests pass."""
    items: Iterable[tuple[pytest.Item, pytest.Item | None]] = zip(
        session.items, [*session.items[1:], None], strict=True
    )
    for item, following in items:
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return False
    return True
