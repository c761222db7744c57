"""The tables of this room: what came in as a file, and what is known of the national system."""

from hutong.exchange.models.importing import (
    WORDS,
    AreaManager,
    ColumnMeaning,
    Import,
    ImportRow,
    Job,
    OfImportManager,
)
from hutong.exchange.models.keeping import Keeper
from hutong.exchange.models.national import NationalDecision, NationalEntry
from hutong.exchange.models.requested import ExportDownload, ExportRequest

__all__ = [
    "WORDS",
    "AreaManager",
    "ColumnMeaning",
    "ExportDownload",
    "ExportRequest",
    "Import",
    "ImportRow",
    "Job",
    "Keeper",
    "NationalDecision",
    "NationalEntry",
    "OfImportManager",
]
