"""What somebody's answers come to: what is owed, by which clause, where to go, whom to ring."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from hutong.lib.translating import marked, translator
from hutong.pages.ask.paper import purpose_of, without_labels
from hutong.pages.ask.place_choices import name_of
from hutong.pages.ask.telephones import Telephone, telephone_of
from hutong.pages.library.citing import Cited, cite
from hutong.pages.library.loaded import get_library, get_told_words
from hutong.policy.as_json import lead_on
from hutong.policy.determining import Determination
from hutong.policy.discretion import Discretion
from hutong.policy.findings import Finding
from hutong.policy.showing import show
from hutong.policy.shown import ProcedureShown, StepShown
from hutong.policy.standpoints import Standpoint
from hutong.vocabulary.divisions import NATION

COUNTY_LENGTH = 6


@dataclass(frozen=True)
class Office:
    """A body where one goes, what it does there, how to ring it."""

    name: str
    telephone: Telephone
    does: str = ""
    days: str = ""


@dataclass(frozen=True)
class Owed:
    """One benefit that is owed."""

    slug: str
    name: str
    purpose: str
    amounts: tuple[str, ...]
    is_estimate: bool
    one_of: tuple[str, ...]
    clauses: tuple[Cited, ...]
    offices: tuple[Office, ...]
    telephones: tuple[Telephone, ...]
    papers: tuple[str, ...]
    papers_on_paper: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """The whole answer: owed now, and what hangs on further answers."""

    owed: tuple[Owed, ...]
    waiting: tuple[tuple[str, str], ...]


def tell(determination: Determination, *, lang: str) -> Told:
    """The answer in words; what is of the highest sensitivity is left to what is explained to everybody."""
    words = get_told_words(lang)
    findings = Discretion(get_library().vocabulary).list_findings(determination)
    owed = [one for one in findings if one.is_owed]
    owed.sort(key=lambda one: not one.amounts)
    known = {one.benefit for one in owed}
    waiting = dict.fromkeys(one.benefit for one in findings if one.verdict == "unknown" and one.benefit not in known)
    return Told(
        tuple(_owed(one, determination, lang) for one in owed),
        tuple((slug, words.benefit(slug)) for slug in waiting),
    )


def _owed(finding: Finding, determination: Determination, lang: str) -> Owed:
    words = get_told_words(lang)
    benefit = get_library().vocabulary.benefits[finding.benefit]
    addresses = dict.fromkeys(one.clause for one in finding.because if one.conclusion == "entitled")
    procedures = _procedures(finding, on=determination.on, lang=lang)
    offices = tuple(_offices(finding, procedures, determination, lang))
    papers = dict.fromkeys(
        paper for one in procedures for paper in (one.evidence if lang == "zh" else one.evidence_en or one.evidence)
    )
    return Owed(
        finding.benefit,
        words.benefit(finding.benefit),
        purpose_of(benefit, lang),
        tuple(map(words.amount, finding.amounts)),
        benefit.estimate,
        tuple(words.benefits(finding.alternatives)),
        tuple({one.number: one for one in (cite(address, lang) for address in addresses)}.values()),
        offices,
        tuple(dict.fromkeys(one.telephone for one in offices)),
        tuple(papers),
        without_labels(tuple(papers)),
    )


def _procedures(finding: Finding, *, on: date, lang: str) -> tuple[ProcedureShown, ...]:
    view = show(get_library(), Standpoint(finding.place or NATION, on), benefit=finding.benefit, lang=lang)
    return view.benefits[0].procedures if view.benefits else ()


def _offices(
    finding: Finding, procedures: tuple[ProcedureShown, ...], determination: Determination, lang: str
) -> Iterator[Office]:
    """Where to hand in, as the nearest text says; else the bodies that answer for the benefit."""
    accepting = [step for one in procedures for step in one.steps if step.part == "accepting"]
    if accepting:
        yield _accepting(accepting[-1], finding, lang)
        return
    bodies = get_library().vocabulary.bodies
    for body in lead_on(finding, determination, get_library()):
        slug, _, level = body.removeprefix("~").partition("@")
        name = bodies[slug].label(lang, on=determination.on)
        yield Office(_at_place(name, finding.place, level, lang), telephone_of(slug))


def _accepting(step: StepShown, finding: Finding, lang: str) -> Office:
    does, days = (step.does_zh if lang == "zh" else step.does), ""
    if step.working_days:
        days = translator(lang)(marked("to be done within {count} working days")).format(count=step.working_days)
    name = step.body.zh if lang == "zh" else step.body.en
    return Office(_at_place(name, finding.place, step.body.level, lang), telephone_of(step.body.slug), does, days)


def _at_place(body: str, place: str | None, level: str, lang: str) -> str:
    """A body with the name of the county, city or province that it belongs to, as far as that is known."""
    is_wider = bool(place) and level not in ("province", "national") and str(place)[2:COUNTY_LENGTH] == "0000"
    if not place or place == NATION or level == "national" or is_wider:
        return body
    holder = {"province": f"{place[:2]}0000", "prefecture": f"{place[:4]}00"}.get(level, place[:COUNTY_LENGTH])
    name = name_of(holder).rpartition(" ")[2]
    return f"{name}{body}" if lang == "zh" else f"{body}, {name}".strip(", ")
