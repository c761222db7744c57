"""What may be told of a task to who acts: decided here, once, for pages, lists, exports and the API.

The post that answers is told what health and a parent's custody have to do with its task: it could not do it else. HIV,
adoption, harm and who reported are told by separate grant alone; of such a task it is said that there is one.
"""

from hutong.lib.translating import marked, translator
from hutong.staff.grants import kinds_known
from hutong.staff.scope import get_scope
from hutong.tasks.models import Cause, Task
from hutong.tasks.permitting import answers
from hutong.vocabulary.secrecy import DETAINED_PARENT, HEALTH, kinds_of

TOLD_TO_WHO_ANSWERS = frozenset({HEALTH, DETAINED_PARENT})
NOT_TOLD = marked("A matter that is told by separate grant only. Ask who keeps the grants, or give it to who may know.")


def may_tell(task: Task) -> bool:
    """Whether who acts may read what a task says. No query where the child was selected with it."""
    kinds: frozenset[str] = kinds_of(task.secrecy)
    if not kinds:
        return True
    area = task.child.area if task.child is not None else task.area
    known: frozenset[str] = kinds_known(area=area, child=task.child_id)
    return kinds <= (known | TOLD_TO_WHO_ANSWERS if answers(task, get_scope()) else known)


def tell_what(task: Task, lang: str) -> str:
    """What is to be done, or that it may not be told."""
    return task.words(lang) if may_tell(task) else translator(lang)(NOT_TOLD)


def tell_causes(task: Task) -> list[Cause]:
    """The causes that hold, the one due first in front; none where the task may not be told."""
    return list(task.causes.filter(gone_at__isnull=True).order_by("due_at", "pk")) if may_tell(task) else []
