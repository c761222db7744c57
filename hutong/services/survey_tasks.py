"""The task of each village in a survey round: it stands in the inbox of whoever answers for the village."""

from collections.abc import Iterable
from datetime import datetime

from hutong.children.changing import day_of
from hutong.services.models import SurveyRound, SurveyVillage
from hutong.staff.models import Worker
from hutong.staff.scope import EVERYTHING, acting_as
from hutong.tasks.actions import open_task, take_step
from hutong.tasks.addressing import Directory
from hutong.tasks.clocks import Deadline
from hutong.tasks.models import Cause
from hutong.tasks.opening import NewCause

CLAUSE = "000000/gf2016-36#3.1/ac"
BODY = "child_director"
RUNNING = ("open", "accepted", "waiting", "handed_over")
DONE = "全面排查已完成"
DONE_WHEN = "Every line of the village has a result and its numbers are entered."


def key_of(village: SurveyVillage, at: datetime) -> str:
    """By what the cause of a village's task is known; opened again it is another."""
    return f"survey:{village.uid}:{at:%Y%m%d%H%M%S}"


def open_survey_tasks(survey: SurveyRound, villages: Iterable[SurveyVillage], *, at: datetime, by: Worker) -> None:
    """One for each village, until the round's last day."""
    villages = list(villages)
    directory = Directory([one.place for one in villages], on=day_of(at))
    days = max(1, (survey.due_on - day_of(at)).days)
    for one in villages:
        open_task(
            kind="survey",
            addressee=directory.resolve(BODY, level="village", place=one.place),
            cause=NewCause(key=key_of(one, at), clause=CLAUSE),
            place=one.place,
            what=f"Survey every household of the village: {survey.title}",
            what_zh=f"逐户排查本村儿童：{survey.title}",
            done_when=DONE_WHEN,
            due=Deadline(days=days, label=survey.title, is_local=True),
            at=at,
            by=by,
        )


def end_survey_task(village: SurveyVillage, *, words: str, by: Worker, at: datetime) -> None:
    """The village's part is over: done, or excused with the reason."""
    with acting_as(EVERYTHING):
        causes = Cause.objects.filter(key__startswith=f"survey:{village.uid}:", task__state__in=RUNNING)
        for cause in causes.select_related("task"):
            task = cause.task
            if task.state == "handed_over":
                task = take_step(task=task, step="accept", by=None, at=at)
            take_step(task=task, step="finish", by=by, at=at, words=words or DONE)
