"""Tries mutants: the tests are collected and run once, then run again in a forked process for each mutant."""

import os
import resource
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from mutmut.mutation.trampoline import set_mutant_under_test

from tests.mutation.keeping import Kept, Verdict
from tests.mutation.mutants import Mutant

LEAST_SECONDS = 10
TIMES_AS_LONG = 3
"""A slip may never end: it has so many times the processor time that the tests took without any."""
MOST_BYTES = 8 << 30
KILLED, SURVIVED = 1, 0
TOO_LONG = (signal.SIGXCPU, signal.SIGKILL)
NEAREST = {
    "bits": ("test_bits.py",),
    "kernels": ("test_kernels.py",),
    "tapes": ("test_kernels.py", "test_compiling.py"),
    "fixing": ("test_fixing.py",),
    "filling": ("test_filling.py",),
    "classes": ("test_classes.py",),
    "compiling": ("test_compiling.py", "test_choosing_together.py"),
    "grouping": ("test_choosing_together.py",),
    "sums": ("test_sums.py", "test_choosing_together.py"),
    "covering": ("test_choosing_together.py", "test_sums.py"),
    "supposing": ("test_choosing_together.py",),
    "refusing": ("test_refused_values.py",),
    "gaps": ("test_counting.py", "test_choosing_together.py"),
    "counting": ("test_counting.py", "test_sums.py"),
}
"""By compiler the tests that mostly notice its slips; they come first, for time's sake."""


@dataclass
class Trying:
    """A pytest plugin whose run is one run for each mutant; ``survivors`` are those that no test noticed."""

    mutants: list[Mutant]
    kept: Kept
    jobs: int = 1
    survivors: list[Mutant] = field(default_factory=list)
    tried: int = 0
    endless: int = 0
    """How many were noticed only because they took too long."""
    most_seconds: int = LEAST_SECONDS
    running: dict[int, Mutant] = field(default_factory=dict)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the tests as they are, then for every mutant."""
        before = time.process_time()
        if not run_until_failure(session, session.items):
            raise session.Failed("the tests fail without any mutant")
        self.most_seconds = max(LEAST_SECONDS, round(TIMES_AS_LONG * (time.process_time() - before)))
        for mutant in self.mutants:
            known = self.kept.get(mutant)
            if known is not None:
                self._count(mutant, known)
                continue
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
            _try(mutant, session, self.most_seconds)

    def _wait(self) -> None:
        child, status = os.wait()
        mutant = self.running.pop(child)
        verdict = _verdict(status)
        self.kept.keep(mutant, verdict)
        self._count(mutant, verdict)

    def _count(self, mutant: Mutant, verdict: Verdict) -> None:
        self.tried += 1
        self.endless += verdict == "endless"
        if verdict == "survived":
            self.survivors.append(mutant)
            sys.stderr.write(f"survived: {mutant.module}:{mutant.function}\n  - {mutant.was}\n  + {mutant.now}\n")
        if self.tried % 50 == 0 or self.tried == len(self.mutants):
            found = f"{len(self.survivors)} survived, {self.endless} took too long"
            sys.stderr.write(f"{self.tried} of {len(self.mutants)} tried, {found}\n")


def _verdict(status: int) -> Verdict:
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) == SURVIVED:
        return "survived"
    return "endless" if os.WIFSIGNALED(status) and os.WTERMSIG(status) in TOO_LONG else "noticed"


def _try(mutant: Mutant, session: pytest.Session, most_seconds: int) -> None:
    """Run the tests with the mutant awake; never returns."""
    verdict = KILLED
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (most_seconds, most_seconds))
        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        set_mutant_under_test(mutant.active)
        verdict = SURVIVED if run_until_failure(session, _nearest_first(mutant, session.items)) else KILLED
    finally:
        os._exit(verdict)


def _nearest_first(mutant: Mutant, items: Sequence[pytest.Item]) -> list[pytest.Item]:
    nearest = NEAREST[mutant.module.rpartition(".")[2]]
    return sorted(items, key=lambda item: item.path.name not in nearest)


def run_until_failure(session: pytest.Session, items: Sequence[pytest.Item]) -> bool:
    """Whether all tests pass, in this order."""
    for item, following in zip(items, [*items[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return False
    return True
