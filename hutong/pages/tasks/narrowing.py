"""What the address of the inbox narrows it to, and what the filters offer."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import reduce
from operator import or_
from urllib.parse import urlencode
from uuid import UUID

from hutong.lib.translating import marked
from hutong.pages.children.views import list_places
from hutong.pages.names import Names
from hutong.places.codes import CodeWrong, full_code
from hutong.places.models import holding, inside
from hutong.staff.models import Post
from hutong.staff.scope import READS_FILES, Scope
from hutong.tasks.addressing import ANSWERS
from hutong.tasks.listing import BELOW, GIVEN, OWN, POSTS, TABS, TO_DO, WHOSE, Narrowed, list_areas_led
from hutong.tasks.models import KINDS

TAB_SAID = {
    "to_do": marked("to do"),
    "today": marked("due today"),
    "overdue": marked("overdue"),
    "waiting": marked("waiting for others"),
    "escalated": marked("overdue elsewhere, told to me"),
    "done": marked("done"),
}
WHOSE_SAID = {
    POSTS: marked("my posts and myself"),
    OWN: marked("given to me alone"),
    GIVEN: marked("those that I gave"),
    BELOW: marked("of those who work below me"),
}
KIND_SAID = {
    "duty": marked("a duty of the documents"),
    "grant": marked("help to receive what is owed"),
    "unset": marked("an amount to be set"),
    "verify": marked("to be verified"),
    "visit": marked("a visit"),
    "survey": marked("a survey"),
    "report": marked("a child in danger"),
    "referral": marked("a referral"),
    "call_back": marked("a call-back"),
    "hand_over": marked("from another place"),
    "by_hand": marked("given by a colleague"),
    "help": marked("help for a colleague"),
    "privacy": marked("minors' data"),
}
LONGEST_WORD = 60


def read_narrowed(given: Mapping[str, str]) -> Narrowed:
    """What an address narrows the list to; what is no such word is passed over."""
    try:
        place = full_code(given["place"]) if given.get("place") else ""
    except CodeWrong:
        place = ""
    tab, whose, kind = given.get("tab", ""), given.get("whose", ""), given.get("kind", "")
    return Narrowed(
        tab=tab if tab in TABS else TO_DO,
        whose=whose if whose in WHOSE else POSTS,
        kind=kind if kind in KINDS else "",
        place=place,
        body_kind=given.get("body", "")[:LONGEST_WORD],
        is_urgent=given.get("urgent") == "1",
    )


def write_narrowed(narrowed: Narrowed) -> str:
    """The address's words: the other way round of ``read_narrowed``."""
    words = {
        "tab": narrowed.tab if narrowed.tab != TO_DO else "",
        "whose": narrowed.whose if narrowed.whose != POSTS else "",
        "kind": narrowed.kind, "place": narrowed.place, "body": narrowed.body_kind,
        "urgent": "1" if narrowed.is_urgent else "",
    }  # fmt: skip
    return urlencode({name: word for name, word in words.items() if word})


def read_uid(text: str | None) -> UUID | None:
    """A number of an address; None for what is none."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def about_narrowing(narrowed: Narrowed, scope: Scope, names: Names, on: date) -> dict[str, object]:
    """What the filters offer: to whom nobody works below, not those who do."""
    whose = [one for one in WHOSE if one != BELOW or list_areas_led(scope)]
    areas = list_areas_led(scope)
    bodies = {one.body_kind for one in scope.held if one.role in ANSWERS}
    bodies |= {*list_bodies_at_work(areas, on=on), narrowed.body_kind} - {""}
    return {
        "narrowed": narrowed,
        "whose": [(one, names.say(WHOSE_SAID[one])) for one in whose],
        "kinds": [(one, names.say(words)) for one, words in KIND_SAID.items()],
        "places": list_places(scope, narrowed.place, on=on, lang=names.lang) if scope.areas_that(READS_FILES) else [],
        "bodies": sorted(((one, names.body(one, on=on)) for one in bodies), key=lambda pair: pair[1]),
    }


def list_bodies_at_work(areas: Sequence[str], *, on: date) -> list[str]:
    """The kinds of bodies that have posts in some areas. One query, none for no area."""
    if not areas:
        return []
    here = reduce(or_, (inside(area, field="area") for area in areas))
    posts = Post.objects.filter(here, holding(on), role__in=ANSWERS)
    return list(posts.order_by().values_list("body__kind", flat=True).distinct())
