"""Of the tasks whose clock runs, how many are overdue, and with which body?"""

from django.db.models import Q

from hutong.indicators.indicator import Indicator, When
from hutong.indicators.reckoners import OfTasks
from hutong.indicators.task_marks import mark_tasks
from hutong.lib.translating import marked
from hutong.tasks.models.task import OVER

RUNS = ~Q(state__in=OVER)


def is_overdue(when: When) -> Q:
    return has_clock(when) & Q(due_at__lt=when.until)


def has_clock(when: When) -> Q:
    return RUNS & Q(due_at__isnull=False, paused_since__isnull=True)


def has_none(when: When) -> Q:
    return RUNS & (Q(due_at__isnull=True) | Q(paused_since__isnull=False))


INDICATOR = Indicator(
    slug="overdue_tasks",
    name=marked("Overdue tasks"),
    question=marked("Of the tasks whose clock runs, how many are overdue, and with which body?"),
    clauses=(
        "000000/gf2016-36#3.1/a",
        "431000/cz2017-3#3.1/a",
    ),
    numerator=marked("running tasks past their last moment"),
    denominator=marked("running tasks with a clock"),
    unknown=marked("running tasks without a clock, and those that wait for something"),
    wanted="fewer",
    reckoner=OfTasks(numerator=is_overdue, denominator=has_clock, unknown=has_none),
    is_by_body=True,
    mark=mark_tasks,
)
