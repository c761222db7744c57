"""A child in danger: the report, who has it, what followed."""

from hutong.protection.models.hidden import KIND_OF_MARK, KeptOut, Reporter
from hutong.protection.models.report import LONGEST, Course, PoliceReceipt, Report, Situation, SuspectIs

__all__ = [
    "KIND_OF_MARK",
    "LONGEST",
    "Course",
    "KeptOut",
    "PoliceReceipt",
    "Report",
    "Reporter",
    "Situation",
    "SuspectIs",
]
