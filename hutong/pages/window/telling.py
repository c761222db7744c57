"""What the pages of the window say: leads, things asked for, bodies, in the reader's language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pypinyin import lazy_pinyin

from hutong.lib.translating import marked
from hutong.pages.library.citing import Cited, cite
from hutong.pages.names import Names
from hutong.policy.told_words import MOST_MISSING
from hutong.services.leading import Lead, Leads
from hutong.services.models import Matter
from hutong.staff.grants import kinds_known
from hutong.tasks.addressing import usual_level
from hutong.vocabulary.secrecy import DETAINED_PARENT, HEALTH, kinds_of

ASKED_AT = frozenset(
    {"county", "prefecture", "social", "institution", "medical", "school", "court", "procuratorate", "any", "township"}
)
"""The levels of the bodies that a window can ask."""
TOLD_TO_BODIES = frozenset({HEALTH, DETAINED_PARENT})
"""Of these classes a body is told what it is asked; of the others only by grant."""
TAGS = {"asked": "open", "granted": "yes", "refused": "no", "received": "yes", "dropped": "no"}
MOMENTS = {
    "taken": marked("Taken down"),
    "referred": marked("Referred"),
    "sent": marked("Referral sent"),
    "accepted": marked("Accepted"),
    "passed_on": marked("Given to somebody else"),
    "declined": marked("Declined"),
    "completed": marked("Completed"),
    "referral_withdrawn": marked("Referral withdrawn"),
    "told_missing": marked("Family told what is missing"),
    "material_brought": marked("Material brought"),
    "material_waived": marked("Material not needed"),
    "interim_made": marked("Interim answer made"),
    "answer_made": marked("The one answer made"),
    "answer_given": marked("Answer given to the family"),
    "received": marked("Help really received"),
    "dropped": marked("Not followed any more"),
    "withdrawn": marked("Taken back by the family"),
    "link_made": marked("Link made"),
    "link_opened": marked("Link opened"),
}
"""What happened, in words."""
ANOTHER = marked("another benefit")
WORKING_DAYS = marked("within {count} working days")


@dataclass(frozen=True)
class ToldLead:
    """A lead as the page shows it."""

    key: str
    name: str
    body: str
    days: str
    cited: Cited | None
    missing: tuple[str, ...]
    papers: tuple[str, ...]
    is_received: bool
    is_ticked: bool


def tell_leads(leads: Iterable[Lead], names: Names, *, on: date, tick: bool, asked: set[str]) -> list[ToldLead]:
    """The leads that may be named; those asked for already are left out."""
    return [
        ToldLead(
            one.key,
            names.benefit(one.benefit),
            names.body(one.body_kind, on=on),
            names.say(WORKING_DAYS).format(count=one.working_days) if one.working_days else "",
            cite(one.clause, names.lang) if one.clause else None,
            tuple(names.fact(fact) for fact in one.missing[:MOST_MISSING]),
            one.list_papers(names.lang),
            one.is_received,
            tick and not one.is_received,
        )
        for one in leads
        if one.key not in asked and not names.discretion.hides_benefit(one.benefit)
    ]


def list_papers(leads: Leads, benefits: Iterable[str], lang: str) -> list[str]:
    """The papers that the documents ask for the benefits that are asked for."""
    wanted = set(benefits)
    found = [one for one in (*leads.owed, *leads.perhaps) if one.benefit in wanted]
    return list(dict.fromkeys(paper for one in found for paper in one.list_papers(lang)))


def name_matter(matter: Matter, names: Names) -> str:
    """What is asked for, where it may be named."""
    return names.benefit(matter.benefit) if matter.benefit else matter.words


def name_asked(matter: Matter, names: Names, *, area: str) -> str:
    """What a body is asked: it is told, but for classes that nobody is told by role."""
    hidden = kinds_of(matter.secrecy) - TOLD_TO_BODIES - kinds_known(area=area)
    if not matter.benefit:
        return matter.words
    entry = names.vocabulary.benefits.get(matter.benefit)
    return names.say(ANOTHER) if hidden or entry is None else entry.label(names.lang)


def name_outside(matter: Matter, names: Names) -> str:
    """What a body without an account reads behind a link: nothing of any class."""
    if not matter.benefit:
        return matter.words
    entry = names.vocabulary.benefits.get(matter.benefit)
    return names.say(ANOTHER) if matter.secrecy or entry is None else entry.label(names.lang)


def list_bodies_asked(names: Names, *, on: date) -> list[tuple[str, str]]:
    """The bodies that can be asked, by name."""
    bodies = names.vocabulary.bodies
    found = [(slug, names.body(slug, on=on)) for slug in bodies if usual_level(slug) in ASKED_AT]
    return sorted(found, key=lambda pair: lazy_pinyin(pair[1]))


def mask_name(name: str) -> str:
    """A name of which only the first character is told.

    >>> mask_name("万小溪")
    '万○○'
    """
    return name[:1] + "○" * max(len(name) - 1, 1) if name else ""


def join(names: Names, texts: Sequence[str]) -> str:
    """Texts one after the other, as the language joins them."""
    return names.say(", ").join(texts)
