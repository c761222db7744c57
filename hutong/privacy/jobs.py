"""What is to be done once a day: files that are over are sealed, consents asked again. Reads the clock."""

from django.conf import settings
from django.utils import timezone

from hutong.privacy.consenting import ask_again
from hutong.privacy.retention import get_clocks, read_retention
from hutong.privacy.sealing import seal_due
from hutong.staff.scope import EVERYTHING, acting_as


def seal_files_of_day() -> int:
    """Seal the files whose time is over; how many. Raises TableWrong."""
    return seal_due(read_retention(settings.RETENTION), on=timezone.localdate(), at=timezone.now())


def ask_consents_of_day() -> int:
    """Put on the list which children turn fourteen and are to be asked themselves; how many. Raises TableWrong."""
    with acting_as(EVERYTHING):
        return ask_again(ahead=get_clocks().ask_again_days_ahead, on=timezone.localdate(), at=timezone.now())
