"""Of the tasks that were due in the month, how many were done in time, by body?"""

from django.db.models import F, Q

from hutong.indicators.beginnings import first_day_of_tasks
from hutong.indicators.indicator import Indicator, When
from hutong.indicators.reckoners import OfTasks
from hutong.indicators.task_marks import mark_tasks
from hutong.lib.translating import marked


def was_due(when: When) -> Q:
    due = Q(due_at__gte=when.begins, due_at__lt=min(when.ends, when.until), paused_since__isnull=True)
    return due & ~Q(state="withdrawn")


def was_in_time(when: When) -> Q:
    return was_due(when) & Q(state="done", ended_at__lte=F("due_at"))


def waits(when: When) -> Q:
    return Q(due_at__gte=when.begins, due_at__lt=when.ends, paused_since__isnull=False)


INDICATOR = Indicator(
    slug="answers_in_time",
    name=marked("Answers in time"),
    question=marked("Of the tasks that were due in the month, how many were done in time, by body?"),
    clauses=(
        "000000/gf2016-36#3.2/f",
        "431000/cz2017-3#3.2/f",
        "500110/qj2017-91#4.2/f",
    ),
    numerator=marked("of these, tasks that were done by their last moment"),
    denominator=marked("tasks whose last moment was in the month, without those that were withdrawn"),
    unknown=marked("tasks of the month that wait for something, their clock standing still"),
    wanted="more",
    reckoner=OfTasks(numerator=was_in_time, denominator=was_due, unknown=waits),
    is_dated=True,
    first_day=first_day_of_tasks,
    is_by_body=True,
    mark=mark_tasks,
)
