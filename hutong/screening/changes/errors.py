"""What can keep a run from going on from an earlier one.

SinceUnusable
├── SinceOtherFormat       the earlier run was written in another format
├── SinceOtherOptions      it was run for other lists, or by another engine
├── SincePartsMissing      files of it are gone or were changed
├── SinceOtherPopulation   nobody of today was in it
└── SinceWithoutIds        the children of today have no ids
"""

from hutong.lib.translating import marked
from hutong.screening.errors import ScreeningError


class SinceUnusable(ScreeningError):
    """The earlier run cannot be gone on from."""

    remedy = marked("leave --since out to screen everybody anew")


class SinceOtherFormat(SinceUnusable):
    """The earlier run was written in another format, or kept nothing for a later one."""

    sentence = marked("the run in '{folder}' was written in another format, or kept nothing to go on from")


class SinceOtherOptions(SinceUnusable):
    """The earlier run wrote other lists."""

    sentence = marked("the run in '{folder}' was made with other options: {before}; now: {after}")
    remedy = marked("give the same --only and --engine as then (arrow, with findings), or leave --since out")


class SincePartsMissing(SinceUnusable):
    """Files of the earlier run are gone or were changed."""

    sentence = marked("the run in '{folder}' is not whole any more: '{file}' is missing or was changed")


class SinceOtherPopulation(SinceUnusable):
    """Nobody of today was in the earlier run."""

    sentence = marked("nobody in '{file}' was in the run in '{folder}'")
    remedy = marked("name the run of the same population with --since; the column 'child' has to hold the same ids")


class SinceWithoutIds(SinceUnusable):
    """Children cannot be found again."""

    sentence = marked("the children in '{file}' have no ids, so that nobody can be found again")
    remedy = marked("add a column 'child' with an id that stays the same from run to run, or leave --since out")
