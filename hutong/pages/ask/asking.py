"""Which questions a page without sign-in may put, and how an answer is read.

Illness, disability, crime and abuse are explained and never asked; nor is what only an office can know.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hutong.lib.translating import marked, translator
from hutong.pages.ask.journey import Journey
from hutong.pages.ask.place_choices import is_place, list_places
from hutong.pages.library.loaded import get_library
from hutong.policy.asking import SENSITIVITY
from hutong.policy.determining import Determination
from hutong.policy.errors import SituationRefused
from hutong.policy.situation import read_situation
from hutong.vocabulary.divisions import NATION
from hutong.vocabulary.facts import Fact, FactType

ASKABLE_TYPES = frozenset({FactType.BOOL, FactType.INT, FactType.MONEY, FactType.DATE, FactType.ENUM, FactType.PLACE})
PLACES = ("hukou_place", "residence_place")
# Personal and not sensitive by themselves, but about health or detention, or settled by an office and not by a family.
NOT_FOR_FAMILIES = frozenset(
    {
        "basic_insurance.paid_on",
        "chosen_living_benefit", "difficulty.medical", "difficulty.nursing", "difficulty.rehab",
        "difficulty_registered", "direct_settlement", "first_checked_on", "handling_place",
        "housing_conditions_met", "last_surveyed_on", "last_visited_on", "medical_assistance_eligible",
        "medical_assistance_recipient", "needs_medical", "needs_rehab", "needy", "payer_place",
        "receives.dibao_single_person", "receives.dibao_single_person.amount", "receiving_place_exam_conditions_met",
        "rehab_provider_designated", "rigid_expenditure_difficulty", "sudden_hardship.cause",
        "qijiang_wide_reading_confirmed", "qijiang_critical_illness_all_confirmed", "temporary_assistance_recognised",
        "unable_to_pay",
    }
)  # fmt: skip


class AnswerUnreadable(Exception):
    """What was answered cannot be used; the message says why and what to do, in the reader's language."""


@dataclass(frozen=True)
class Asked:
    """The question on the page: the fact, its words, what can be chosen, and what was answered before."""

    fact: str
    number: int
    text: str
    kind: str
    choices: tuple[tuple[str, str], ...] = ()
    before: str = ""
    same_as: str = ""


def may_be_asked(fact: Fact) -> bool:
    """Whether a family may be asked on an open page."""
    entry = fact.entry
    known = get_library().vocabulary.facts
    return (
        entry.sensitivity == "personal"
        and entry.type in ASKABLE_TYPES
        and not (entry.never_asked or entry.input_only or entry.derive)
        and fact.name not in NOT_FOR_FAMILIES
        and (not entry.after or SENSITIVITY[known[entry.after].entry.sensitivity] == 0)
    )


def next_fact(journey: Journey, determination: Determination) -> str:
    """The fact to ask now; empty when there is nothing more to ask."""
    if journey.again:
        return journey.again
    if not journey.has_room:
        return ""
    facts = get_library().vocabulary.facts
    open_facts = (one.fact for one in determination.ask_next if one.fact not in journey.answers)
    return next((name for name in open_facts if may_be_asked(facts[name])), "")


def put(fact: str, journey: Journey, lang: str) -> Asked:
    """The question in words, with what can be chosen."""
    known = get_library().vocabulary.facts[fact]
    number = list(journey.answers).index(fact) + 1 if fact in journey.answers else len(journey.answers) + 1
    choices: tuple[tuple[str, str], ...] = ()
    if known.type is FactType.PLACE:
        choices = tuple((one.code, one.name) for one in list_places(journey.within or NATION))
    elif known.type is FactType.ENUM:
        choices = tuple((value, label.text(lang)) for value, label in known.values.items())
    elif known.type is FactType.BOOL:
        say = translator(lang)
        choices = (("yes", say(marked("Yes"))), ("no", say(marked("No"))))
    return Asked(
        fact, number, known.question(lang), known.type.value, choices, journey.answers.get(fact) or "",
        _same_as(fact, journey),
    )  # fmt: skip


def _same_as(fact: str, journey: Journey) -> str:
    """The other place when it is known: most children live where they are registered."""
    if fact not in PLACES or journey.within:
        return ""
    return next((journey.answers.get(other) or "" for other in PLACES if other != fact), "")


def read_answer(fact: str, posted: Mapping[str, str], lang: str) -> str:
    """The answer in the form that the documents' facts take. Raises AnswerUnreadable."""
    say = translator(lang)
    known = get_library().vocabulary.facts[fact]
    if known.type is FactType.DATE:
        return _read_day(posted, lang)
    value = str(posted.get("value", "")).strip()
    if not value:
        raise AnswerUnreadable(say(marked("Choose or write an answer, or press “I don't know”.")))
    if known.type is FactType.PLACE and not is_place(value):
        raise AnswerUnreadable(say(marked("Choose a place from the list.")))
    return value


def _read_day(posted: Mapping[str, str], lang: str) -> str:
    """A year, a year and month, or a day."""
    say = translator(lang)
    parts = [str(posted.get(name, "")).strip() for name in ("year", "month", "day")]
    if not parts[0]:
        raise AnswerUnreadable(say(marked("Write at least the year, or press “I don't know”.")))
    given = [part for part in parts if part]
    if not all(part.isascii() and part.isdigit() for part in given) or (parts[2] and not parts[1]):
        raise AnswerUnreadable(say(marked("Write the year with four figures, the month and the day as numbers.")))
    return "-".join([given[0].zfill(4), *(part.zfill(2) for part in given[1:])])


def check(journey: Journey, *, on: date, lang: str) -> None:
    """Refuse answers that cannot be used or cannot all be true. Raises AnswerUnreadable."""
    try:
        read_situation(journey.list_given(), on=on, facts=get_library().vocabulary.facts)
    except SituationRefused as refused:
        fault = refused.faults[0]
        colon = translator(lang)(": ")
        raise AnswerUnreadable(f"{fault.label.text(lang)}{colon}{fault.message(lang)}") from refused
