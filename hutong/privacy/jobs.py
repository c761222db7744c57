"""What is to be done once a day for those who are in files that are over. Reads the clock."""

from django.conf import settings
from django.utils import timezone

from hutong.privacy.retention import read_retention
from hutong.privacy.sealing import seal_due


def seal_files_of_day() -> int:
    """Seal the files whose time is over; how many. Raises TableWrong."""
    return seal_due(read_retention(settings.RETENTION), on=timezone.localdate(), at=timezone.now())
