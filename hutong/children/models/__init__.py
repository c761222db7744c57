"""The child's file. Nothing in it is ever deleted; what was wrong is corrected beside what it was."""

from hutong.children.models.child import Child, ChildName, HukouKind, IdentityKind, NameKey, Sex, State
from hutong.children.models.course import Amendment, Assignment, Change, Merge, Recusal, Step, Transfer, TransferState
from hutong.children.models.facts import Evidence, Labelled, Receipt, RecordedEvent, RecordedFact
from hutong.children.models.family import Kinship, Person, Placement, PlacementKind, Relation
from hutong.children.models.rows import NAME, PLACE, WORDS, ScopedModel

__all__ = [
    "NAME",
    "PLACE",
    "WORDS",
    "Amendment",
    "Assignment",
    "Change",
    "Child",
    "ChildName",
    "Evidence",
    "HukouKind",
    "IdentityKind",
    "Kinship",
    "Labelled",
    "Merge",
    "NameKey",
    "Person",
    "Placement",
    "PlacementKind",
    "Receipt",
    "RecordedEvent",
    "RecordedFact",
    "Recusal",
    "Relation",
    "ScopedModel",
    "Sex",
    "State",
    "Step",
    "Transfer",
    "TransferState",
]
