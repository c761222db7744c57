"""Ways through the pages of tasks and boards: inboxes tab by tab, tasks, workload, boards and their rows."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from benchmarks.files.visiting import Asking

VILLAGE, TOWNSHIP, COUNTY, DEPARTMENT = "village", "township", "county", "department"
LEVELS = (VILLAGE, TOWNSHIP, COUNTY, DEPARTMENT)
TABS = {"": "to do", "today": "due today", "overdue": "overdue", "waiting": "waiting for others", "done": "done"}
NEXT_PAGE, BELOW, TASK, BY_CHILD, WORKLOAD = "next page", "of those below", "one task", "card by card", "workload"
HOME, BOARD, INDICATOR, ROWS, BULLETIN = "first page", "board", "one indicator", "its rows", "bulletin"
INBOX = (*TABS.values(), NEXT_PAGE, BELOW)
PAGES = (*INBOX, TASK, BY_CHILD, WORKLOAD, HOME, BOARD, INDICATOR, ROWS, BULLETIN)
SHARES = {"to do": 3, "due today": 2, "overdue": 2, NEXT_PAGE: 2, TASK: 4, HOME: 2, BOARD: 2}
"""How often what is not asked for once."""
OPENED = (
    "overdue_tasks", "answers_in_time", "owed_not_received", "received_not_owed", "stale_facts", "missing_evidence",
    "files_kept_up", "visits_on_time",
)  # fmt: skip
FOLLOWING = re.compile(r'href="(/tasks\?[^"]*after=[^"]+)"')
ONE_TASK = re.compile(r'href="(/tasks/[0-9a-f-]{36})"')


@dataclass(frozen=True)
class TaskVisitor:
    """Somebody signed in, with one post."""

    session: str
    level: str
    area: str

    @property
    def pages(self) -> tuple[str, ...]:
        """What there is for them: boards for those who keep files, what others do for those whom others work below."""
        boards = (BOARD, INDICATOR, ROWS) if self.level != DEPARTMENT else ()
        leads = (BELOW, WORKLOAD, BULLETIN) if self.level in (TOWNSHIP, COUNTY) else ()
        return (*TABS.values(), NEXT_PAGE, TASK, BY_CHILD, HOME, *boards, *leads)


class TaskVisit(Asking):
    """One visitor's way: what was seen last says which task and which next page can be asked for."""

    def __init__(self, visitor: TaskVisitor, port: int, random: Random) -> None:
        super().__init__(visitor.session, port)
        self.visitor, self.random = visitor, random
        self.following, self.tasks = "", list[str]()
        self.month = f"{date.today():%Y-%m}"

    def ask(self) -> tuple[str, float]:
        """Ask for a page, as often for each kind as people do; the page with the level, and its seconds."""
        lacking = {one for one, there in ((NEXT_PAGE, self.following), (TASK, self.tasks)) if not there}
        pages = [one for one in self.visitor.pages if one not in lacking]
        (page,) = self.random.choices(pages, [SHARES.get(one, 1) for one in pages])
        seconds, text = self.get(self._address(page))
        if page in INBOX:
            found = FOLLOWING.search(text)
            self.following = found[1].replace("&amp;", "&") if found else ""
            self.tasks = ONE_TASK.findall(text) or self.tasks
        return name_of(page, self.visitor.level), seconds

    def _address(self, page: str) -> str:
        others: dict[str, Callable[[], str]] = {
            NEXT_PAGE: lambda: self.following,
            BELOW: lambda: "/tasks?whose=below",
            TASK: lambda: self.random.choice(self.tasks),
            BY_CHILD: lambda: "/tasks/children",
            WORKLOAD: lambda: "/tasks/workload",
            HOME: lambda: "/home",
            BOARD: lambda: "/indicators",
            INDICATOR: lambda: f"/indicators/{self.random.choice(OPENED)}",
            ROWS: lambda: f"/indicators/{self.random.choice(OPENED)}/rows",
            BULLETIN: lambda: f"/indicators/bulletins/{self.visitor.area}/{self.month}",
        }
        if page in others:
            return others[page]()
        return "/tasks?tab=" + next(tab for tab, said in TABS.items() if said == page)


def name_of(page: str, level: str) -> str:
    """A page as one level sees it."""
    return f"{page} of a {level}"


def read_visitors(file: Path) -> list[TaskVisitor]:
    """As ``users.py`` wrote them."""
    return [TaskVisitor(**one) for one in json.loads(file.read_text(encoding="utf-8"))]
