"""All indicators, in the order in which boards show them: a line each."""

from collections.abc import Mapping

from hutong.indicators.indicator import Indicator
from hutong.indicators.questions import (
    answers_in_time,
    bulletins_issued,
    days_to_help,
    departures,
    disabled_without_schooling,
    files_kept_up,
    labelled_not_registered,
    migrant_in_public_school,
    missing_evidence,
    not_in_national_system,
    overdue_tasks,
    owed_not_received,
    received_not_owed,
    residents_served,
    stale_facts,
    survey_coverage,
    urgent_reports_in_time,
    villages_with_trained_worker,
    villages_without_worker,
    visits_on_time,
)

INDICATORS: Mapping[str, Indicator] = {
    one.INDICATOR.slug: one.INDICATOR
    for one in (
        owed_not_received,
        received_not_owed,
        days_to_help,
        visits_on_time,
        survey_coverage,
        urgent_reports_in_time,
        overdue_tasks,
        answers_in_time,
        files_kept_up,
        labelled_not_registered,
        not_in_national_system,
        stale_facts,
        missing_evidence,
        departures,
        bulletins_issued,
        villages_without_worker,
        villages_with_trained_worker,
        residents_served,
        migrant_in_public_school,
        disabled_without_schooling,
    )
}

DEFINED: tuple[str, ...] = (
    "000000/gf2016-36#4.1/h",
    "431000/cz2017-3#4.1/i",
    "431000/cz2017-3#end/c",
    "500110/qj2017-91#5.1/k",
)
"""Measures of how many indicators are defined: the page of definitions answers them, for here none is in use that is
not defined."""
