"""Of the reports of a child in danger, how many did the police have in time?"""

from collections import Counter
from datetime import date

from django.db.models import Count

from hutong.indicators.beginnings import day_of_first
from hutong.indicators.indicator import DENOMINATOR, NUMERATOR, UNKNOWN, Cell, Cells, Indicator, Rows, When
from hutong.indicators.tallies import Areas
from hutong.lib.translating import marked
from hutong.places.codes import DIGITS, SHORT_DIGITS
from hutong.places.models import inside
from hutong.protection.models import Report
from hutong.protection.urgent import AT_ONCE
from hutong.tasks.clocks import Counts


def county_of_report(place: str) -> str:
    """Reports are counted for the county and wider: in a village the number alone would tell that there was one."""
    return place[:SHORT_DIGITS].ljust(DIGITS, "0")


def mark_reports(on: date) -> Counter[str]:
    """By county, its reports, those that the police have, and those that were no reports."""
    found: Counter[str] = Counter()
    counted = {"all": Count("pk"), "received": Count("received_at"), "aside": Count("set_aside_at")}
    rows = Report.objects.values_list("place").annotate(**counted).order_by()
    for place, number, received, aside in rows:
        found[county_of_report(place)] += 1_000_000 * number + 1000 * received + aside
    return found


def first_day_of_reports(county: str) -> date | None:
    """When the first report of a county was made."""
    return day_of_first(Report.objects.filter(inside(county)), "reported_at")


class Received:
    """Reports by when the police had them."""

    def count(self, areas: Areas, when: When) -> Cells:
        counts, found = Counts(), Counter[Cell]()
        among = {code[:SHORT_DIGITS] for code in areas.codes if code == county_of_report(code)}
        rows = Report.objects.filter(
            reported_at__gte=when.begins, reported_at__lt=when.until, set_aside_at__isnull=True
        )
        for place, discovered, reported, received in rows.values_list(
            "place", "discovered_at", "reported_at", "received_at"
        ):
            if place[:SHORT_DIGITS] not in among:
                continue
            county = county_of_report(place)
            found[Cell(county, DENOMINATOR)] += 1
            limit = counts.within(AT_ONCE, place).due_from(discovered or reported)
            found[Cell(county, NUMERATOR)] += int(received is not None and received <= limit)
            found[Cell(county, UNKNOWN)] += int(discovered is None)
        return +found

    def open(self, part: str, when: When) -> Rows:
        return Rows()


INDICATOR = Indicator(
    slug="urgent_reports_in_time",
    name=marked("Reports of danger received in time"),
    question=marked("Of the reports of a child in danger, how many did the police have in time?"),
    clauses=(
        "000000/qzbg2020#2/a",
        "000000/wbf2020#11/a",
        "500110/qj2017-91#4.1/ai",
        "500110/qj2017-91#4.1/aj",
    ),
    numerator=marked(
        "reports with a police receipt within the hours set here for “at once”, counted from the discovery"
    ),
    denominator=marked(
        "reports made in the month in the county but those set aside; villages and townships are not told apart"
    ),
    unknown=marked("reports of which the time of discovery is not known: counted from the report"),
    wanted="more",
    reckoner=Received(),
    is_dated=True,
    first_day=first_day_of_reports,
    has_rows=False,
    hides_small=True,
    mark=mark_reports,
)
