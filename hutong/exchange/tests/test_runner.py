"""The runner beside a server: what is to be done once a day is done once a day, however often it looks for work."""

import threading
from datetime import date

import pytest
from django.utils import timezone

from hutong.exchange import runner


@pytest.mark.django_db(transaction=True)
def test_a_day_begins_once_however_often_work_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    days, looks, stop = [date(2026, 3, 1), date(2026, 3, 1), date(2026, 3, 2)], [0], threading.Event()
    begun: list[date] = []

    def look(limit: int) -> int:
        looks[0] += 1
        if looks[0] == len(days):
            stop.set()
        return limit

    def begin() -> date:
        begun.append(days[looks[0]])
        return begun[-1]

    monkeypatch.setattr(runner, "settle_some", look)
    monkeypatch.setattr(runner, "begin_day", begin)
    monkeypatch.setattr(runner, "work_on_imports", lambda: None)
    monkeypatch.setattr(timezone, "localdate", lambda *_: days[min(looks[0], len(days) - 1)])
    # It tries again whatever happens, and would do so for ever here.
    monkeypatch.setattr(runner.log, "exception", lambda *_: stop.set())
    runner.work_for_ever(stop)
    assert begun == [date(2026, 3, 1), date(2026, 3, 2)]
