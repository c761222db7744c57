"""Names of what is chosen from a list: Chinese stands in the models, English here."""

from collections.abc import Mapping

from django.db.models import TextChoices

from hutong.audit.models import Way
from hutong.children.models import HukouKind, IdentityKind, Labelled, PlacementKind, Relation, Sex, State
from hutong.places.models import ChangeKind
from hutong.privacy.models import Why
from hutong.protection.models import Course, PoliceReceipt, Situation, SuspectIs
from hutong.services.models import (
    Closeness,
    Contact,
    Focus,
    Found,
    HowItIs,
    Informing,
    LineResult,
    Met,
    VillageState,
    VisitWay,
)
from hutong.staff.models import Role

KINDS: Mapping[str, type[TextChoices]] = {
    "state": State,
    "sex": Sex,
    "identity_kind": IdentityKind,
    "hukou_kind": HukouKind,
    "relation": Relation,
    "placement": PlacementKind,
    "basis": Labelled.Basis,
    "role": Role,
    "opening": Why,
    "place_change": ChangeKind,
    "way": Way,
    "situation": Situation,
    "suspect_is": SuspectIs,
    "police_way": PoliceReceipt.Way,
    "report_course": Course.Kind,
    "met": Met,
    "visit_way": VisitWay,
    "how_it_is": HowItIs,
    "contact": Contact,
    "found": Found,
    "focus": Focus,
    "closeness": Closeness,
    "informing": Informing.How,
    "survey_result": LineResult,
    "survey_village": VillageState,
}
ENGLISH: Mapping[str, Mapping[str, str]] = {
    "way": {
        "read": "read",
        "list": "list",
        "search": "search",
        "reveal": "numbers shown",
        "attachment": "attachment",
        "export": "taken along",
        "refused": "refused",
        "act": "done",
        "sign_in": "sign-in",
    },
    "state": {
        "candidate": "to be verified",
        "verified": "verified",
        "registered": "registered",
        "under_review": "under review",
        "transferred": "transferred",
        "closed": "closed",
    },
    "opening": {
        "danger": "the child is in danger",
        "here_now": "the child is here now and needs help",
        "medical": "medical emergency",
        "report": "a report or a hint is being verified",
        "other": "something else",
    },
    "sex": {"0": "unknown", "1": "male", "2": "female", "9": "not stated"},
    "identity_kind": {
        "resident": "resident identity number",
        "temporary": "temporary number",
        "none": "has none",
        "not_collected": "not collected",
    },
    "hukou_kind": {
        "here": "in this area",
        "institution": "collective household of an institution",
        "elsewhere": "in another province or city",
        "none": "no household registration",
        "not_collected": "not collected",
    },
    "relation": {
        "father": "father",
        "mother": "mother",
        "stepfather": "stepfather",
        "stepmother": "stepmother",
        "adoptive_father": "adoptive father",
        "adoptive_mother": "adoptive mother",
        "paternal_grandfather": "father's father",
        "paternal_grandmother": "father's mother",
        "maternal_grandfather": "mother's father",
        "maternal_grandmother": "mother's mother",
        "sibling": "brother or sister",
        "other_relative": "another relative",
        "other": "somebody else",
    },
    "placement": {
        "own_home": "in the family",
        "kinship": "with relatives",
        "institution": "in an institution",
        "foster": "with a foster family",
        "adoption": "adopted",
        "entrusted": "in entrusted care",
        "temporary": "in temporary care",
    },
    "basis": {"determined": "determined from the documents", "confirmed": "confirmed by a person"},
    "role": {
        "child_director": "child director",
        "child_supervisor": "child supervisor",
        "civil_affairs": "civil affairs",
        "department": "department",
        "institution": "institution",
        "leader": "leader",
        "inspector": "inspector",
        "auditor": "auditor",
        "system_admin": "system administrator",
        "security_admin": "security administrator",
        "audit_admin": "audit administrator",
    },
    "situation": {
        "1": "private parts injured, or so suspected",
        "2": "a girl under 14 sexually harmed, pregnant or aborting, or so suspected",
        "3": "a girl of 14 or more pregnant or aborting from suspected sexual harm",
        "4": "many injuries, malnutrition, unconscious: violence, bullying, abuse, beating or drugging suspected",
        "5": "disabled or dead by suicide, self-harm, work injury, poisoning, drugging, beating",
        "6": "abandoned or long unattended",
        "7": "of unknown origin, missing, trafficked, bought",
        "8": "organised to beg",
        "9": "other grave harm or danger",
    },
    "suspect_is": {
        "unknown": "not known",
        "guardian": "guardian or carer",
        "kin": "other kin",
        "acquaintance": "acquaintance, neighbour, teacher or the like",
        "stranger": "stranger",
        "nobody": "nobody: an accident, self-harm, a lost child",
    },
    "police_way": {"call": "call to 110", "officer": "to an officer, in person or by telephone"},
    "report_course": {
        "taken": "taken in hand",
        "done": "what was done",
        "answered": "the reporter was told what came of it",
    },
    "met": {"both": "child and carer", "child": "the child", "carer": "the carer", "nobody": "nobody"},
    "visit_way": {"home": "at home", "school": "at school", "phone": "by telephone or video", "elsewhere": "elsewhere"},
    "how_it_is": {"good": "good", "fair": "fair", "poor": "poor"},
    "contact": {
        "week": "within a week",
        "month": "within a month",
        "half_year": "within half a year",
        "longer": "longer ago",
        "never": "never",
        "no_parents": "there are no parents",
    },
    "found": {"none": "not found", "some": "found"},
    "focus": {
        "study_pressure": "pressure of study",
        "family_upheaval": "upheaval in the family",
        "economic_hardship": "economic hardship",
        "rights": "rights not protected",
    },
    "closeness": {"close": "closely", "regular": "regularly", "ordinary": "as usual"},
    "informing": {"told": "told", "helped": "helped to apply", "declined": "does not want it for now"},
    "survey_result": {
        "as_known": "as the file says",
        "changed": "something changed",
        "in_need": "a child in difficulty found",
        "no_need": "children, no difficulty found",
        "no_child": "no children",
        "moved": "moved away",
        "not_home": "nobody seen",
        "refused": "refused",
    },
    "survey_village": {"open": "under way", "done": "done", "excused": "not looked at, with a reason"},
    "place_change": {
        "found": "add a place",
        "rename": "rename",
        "recode": "give another code",
        "merge": "merge into another",
        "abolish": "abolish",
    },
}


def name_choice(kind: str, value: str, lang: str) -> str:
    """What a value of a list is called; the value itself where it is not of the list."""
    if lang == "en":
        return ENGLISH[kind].get(value, value)
    found = KINDS[kind]
    return str(found(value).label) if value in found.values else value


def list_choices(kind: str, lang: str) -> list[tuple[str, str]]:
    """Every value of a list with its name."""
    return [(value, name_choice(kind, value, lang)) for value in KINDS[kind].values]
