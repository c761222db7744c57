"""Names of what is chosen from a list: Chinese stands in the models, English here."""

from collections.abc import Mapping

from django.db.models import TextChoices

from hutong.audit.models import Way
from hutong.children.models import HukouKind, IdentityKind, Labelled, PlacementKind, Relation, Sex, State
from hutong.places.models import ChangeKind
from hutong.privacy.models import Why
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
