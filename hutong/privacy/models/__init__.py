"""The tables of this room: openings and seals, consents, requests of families, breaches, yearly audits, erasures."""

from hutong.privacy.models.audits import AuditedPoint, ComplianceAudit, PointVerdict
from hutong.privacy.models.breaches import Breach, BreachedFile, BreachKind, BreachStep, BreachStepKind
from hutong.privacy.models.consents import Consent, ConsentAsk, ConsentWay, Withdrawer
from hutong.privacy.models.erasures import Erasure, ErasureGround, ErasureState
from hutong.privacy.models.openings import (
    REVIEW_WITHIN,
    DataManager,
    Opening,
    SealedFile,
    Why,
    WhySealed,
)
from hutong.privacy.models.requests import (
    Asker,
    Check,
    FamilyRequest,
    Refusal,
    RequestKind,
    RequestState,
    RequestVerdict,
)

__all__ = [
    "REVIEW_WITHIN",
    "Asker",
    "AuditedPoint",
    "Breach",
    "BreachKind",
    "BreachStep",
    "BreachStepKind",
    "BreachedFile",
    "Check",
    "ComplianceAudit",
    "Consent",
    "ConsentAsk",
    "ConsentWay",
    "DataManager",
    "Erasure",
    "ErasureGround",
    "ErasureState",
    "FamilyRequest",
    "Opening",
    "PointVerdict",
    "Refusal",
    "RequestKind",
    "RequestState",
    "RequestVerdict",
    "SealedFile",
    "Why",
    "WhySealed",
    "Withdrawer",
]
