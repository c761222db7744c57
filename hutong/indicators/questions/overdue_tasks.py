"""Of the tasks whose clock runs, how many are overdue, and with which body?"""

from django.db.models import Exists, OuterRef, Q

from hutong.indicators.beginnings import first_day_of_tasks
from hutong.indicators.indicator import Indicator, When
from hutong.indicators.reckoners import OfTasks
from hutong.indicators.task_marks import mark_tasks
from hutong.lib.translating import marked
from hutong.tasks.models import Step

SETS_CLOCK = ("pause", "resume", "hand_over", "reassign", "send_back", "reopen")


def runs(when: When) -> Q:
    """Tasks that were not over."""
    if not when.afterwards:
        return Q(ended_at__isnull=True)
    return Q(begun_at__lt=when.until) & (Q(ended_at__isnull=True) | Q(ended_at__gte=when.until))


def is_set_anew(when: When) -> Q:
    """Tasks whose clock was set anew since: what it said at the end of the month is not known."""
    if not when.afterwards:
        return Q(paused_since__isnull=False)
    return Q(Exists(Step.objects.filter(task=OuterRef("pk"), at__gte=when.until, step__in=SETS_CLOCK))) | Q(
        paused_since__lt=when.until
    )


def is_overdue(when: When) -> Q:
    return has_clock(when) & Q(due_at__lt=when.until)


def has_clock(when: When) -> Q:
    return runs(when) & Q(due_at__isnull=False) & ~is_set_anew(when)


def has_none(when: When) -> Q:
    return runs(when) & (Q(due_at__isnull=True) | is_set_anew(when))


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
    is_dated=True,
    first_day=first_day_of_tasks,
    is_by_body=True,
    mark=mark_tasks,
)
