"""Lots come back with what they come to, whoever looked at them."""

import os
import threading
from typing import Any

import pytest

from hutong.screening.ahead import spreading
from hutong.screening.ahead.lots import Lot
from hutong.screening.ahead.spreading import Spreading, can_copy
from hutong.screening.errors import WorkerDied

LOTS = [Lot(number, (), 10 * number) for number in range(7)]


class Doubling:
    """Twice the children, and where that was worked out."""

    reader: Any = None

    def look(self, lot: Lot) -> tuple[int, int]:
        return 2 * lot.children, os.getpid()


class Dying(Doubling):
    def look(self, lot: Lot) -> tuple[int, int]:
        os._exit(1)


def look(workers: int, here: Doubling) -> dict[int, tuple[int, int]]:
    return {lot.number: seen for lot, seen in Spreading(here, type(here), workers=workers).look(LOTS)}


def test_one_worker_is_this_process() -> None:
    assert look(1, Doubling()) == {number: (20 * number, os.getpid()) for number in range(7)}


@pytest.mark.parametrize("copying", [True, False])
def test_workers_come_to_the_same_whether_they_begin_as_copies_or_anew(
    copying: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreading, "can_copy", lambda: copying and can_copy())
    found = look(2, Doubling())
    assert {number: doubled for number, (doubled, _) in found.items()} == {number: 20 * number for number in range(7)}
    assert os.getpid() not in {process for _, process in found.values()}


def test_a_worker_that_dies_is_told() -> None:
    with pytest.raises(WorkerDied):
        look(2, Dying())


def test_no_copy_is_made_while_another_thread_runs() -> None:
    waiting = threading.Event()
    thread = threading.Thread(target=waiting.wait)
    thread.start()
    try:
        assert not can_copy()
    finally:
        waiting.set()
        thread.join()
