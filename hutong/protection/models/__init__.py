"""A child in danger: the report, who has it, what followed."""

from hutong.protection.models.attached import Attachment
from hutong.protection.models.hidden import KIND_OF_MARK, KeptOut, Reporter
from hutong.protection.models.report import LONGEST, Course, PoliceReceipt, Report, Road, Situation, SuspectIs

__all__ = [
    "KIND_OF_MARK",
    "LONGEST",
    "Attachment",
    "Course",
    "KeptOut",
    "PoliceReceipt",
    "Report",
    "Reporter",
    "Road",
    "Situation",
    "SuspectIs",
]
