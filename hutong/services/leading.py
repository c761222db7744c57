"""What a request may lead to: what the documents say is owed or may be owed, which body answers, within which days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hutong.children.models import Child
from hutong.determinations.bundles import current_library
from hutong.determinations.concluding import kinds_of_finding, line_of
from hutong.determinations.discretion import discretion_about
from hutong.determinations.queries import conclude
from hutong.policy.as_json import lead_on
from hutong.policy.determining import Determination
from hutong.policy.discretion import Discretion
from hutong.policy.findings import Finding
from hutong.policy.library import Library
from hutong.policy.showing import show
from hutong.policy.shown import ProcedureShown
from hutong.policy.situation import PAYMENT
from hutong.policy.standpoints import Standpoint
from hutong.vocabulary.divisions import NATION
from hutong.vocabulary.secrecy import bits_of

ACROSS = "000000/mbf2021-10"
"""Its procedure is for applications from other provinces; see ``across.py``."""
OWED, PERHAPS, CHOSEN = "entitled", "unknown", ""
COUNTED = frozenset({"verifying", "confirming"})
"""The parts of a procedure whose days are counted; its single steps tell the same days again."""


@dataclass(frozen=True)
class Lead:
    """One benefit that a request may lead to."""

    benefit: str
    place: str
    verdict: str
    body_kind: str
    level: str
    with_bodies: tuple[str, ...] = ()
    clause: str = ""
    working_days: int | None = None
    days_clause: str = ""
    papers: tuple[str, ...] = ()
    papers_en: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    is_received: bool = False
    secrecy: int = 0

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.benefit}@{self.place}"

    def list_papers(self, lang: str) -> tuple[str, ...]:
        """What the documents ask for, in the language asked for."""
        return self.papers if lang == "zh" or not self.papers_en else self.papers_en


@dataclass(frozen=True)
class Leads:
    """What is owed, what may be owed and hangs on something not known, and what is worth asking next."""

    owed: tuple[Lead, ...]
    perhaps: tuple[Lead, ...]
    ask_next: tuple[str, ...]
    discretion: Discretion

    def find(self, key: str) -> Lead | None:
        """The one that a form names."""
        return next((one for one in (*self.owed, *self.perhaps) if one.key == key), None)


def list_leads(child: Child, *, on: date) -> Leads:
    """What the documents say of the child now, as far as who acts may be told."""
    library, determination = current_library(), conclude(child=child, on=on)
    discretion = discretion_about(child, determination=determination)
    told = discretion.list_findings(determination)
    owed = _once(_lead(one, determination, library) for one in told if one.is_owed)
    known = {one.benefit for one in owed}
    waiting = (one for one in told if one.verdict == PERHAPS and not one.covered_by and one.benefit not in known)
    perhaps = _once(_lead(one, determination, library) for one in sorted(waiting, key=lambda one: len(one.missing)))
    ask = tuple(one.fact for one in determination.ask_next if not discretion.hides_fact(one.fact))
    return Leads(owed, perhaps, ask, discretion)


def lead_of_benefit(benefit: str, *, place: str, on: date) -> Lead:
    """A benefit that the family asks for though the documents do not say that it is owed."""
    library = current_library()
    entry = library.vocabulary.benefits[benefit]
    body = library.vocabulary.body_on(entry.by, benefit=entry, on=on)
    procedures = _list_procedures(benefit, place, on, library)
    return Lead(
        benefit, place, CHOSEN, body, "county", working_days=_days(procedures), days_clause=_clause(procedures),
        papers=_papers(procedures), papers_en=_papers(procedures, "en"), secrecy=bits_of(entry.secrecy),
    )  # fmt: skip


def _once(leads: Iterable[Lead]) -> tuple[Lead, ...]:
    """A benefit once, at the place where it stands first."""
    found: dict[str, Lead] = {}
    for one in leads:
        found.setdefault(one.benefit, one)
    return tuple(found.values())


def _lead(finding: Finding, determination: Determination, library: Library) -> Lead:
    bodies = lead_on(finding, determination, library)
    slug, _, level = bodies[0].removeprefix("~").partition("@")
    procedures = _list_procedures(finding.benefit, finding.place or "", determination.on, library)
    line = line_of(finding, library)
    return Lead(
        finding.benefit,
        finding.place or "",
        finding.verdict,
        slug,
        "" if level == "any" else level,
        tuple(one.removeprefix("~").partition("@")[0] for one in bodies[1:]),
        next((one.clause for one in finding.because if one.conclusion == finding.verdict), ""),
        _days(procedures),
        _clause(procedures),
        _papers(procedures),
        _papers(procedures, "en"),
        finding.missing,
        determination.situation.known.get(f"{PAYMENT}{finding.benefit}") is True,
        bits_of(kinds_of_finding(finding, library.vocabulary)) | line.secrecy,
    )


def _list_procedures(benefit: str, place: str, on: date, library: Library) -> list[ProcedureShown]:
    """The procedures of a benefit at a place, the nearest text first, without those for applications from afar."""
    view = show(library, Standpoint(place or NATION, on), benefit=benefit)
    found = view.benefits[0].procedures if view.benefits else ()
    own = [one for one in found if not one.clause.startswith(f"{ACROSS}#")]
    return sorted(own, key=lambda one: one.clause.startswith(f"{NATION}/"))


def _days(procedures: list[ProcedureShown]) -> int | None:
    """How many working days the nearest text that gives any gives altogether."""
    for one in procedures:
        days = [step.working_days for step in one.steps if step.part in COUNTED and step.working_days]
        if days:
            return sum(days)
    return None


def _clause(procedures: list[ProcedureShown]) -> str:
    return next((one.clause for one in procedures if any(step.working_days for step in one.steps)), "")


def _papers(procedures: list[ProcedureShown], lang: str = "zh") -> tuple[str, ...]:
    papers = (one.evidence if lang == "zh" else one.evidence_en or one.evidence for one in procedures)
    return tuple(dict.fromkeys(paper for some in papers for paper in some))
