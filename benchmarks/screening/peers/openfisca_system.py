"""The twelve rules of ``benchmarks/openfisca_rules.py`` for a whole nation, as its documentation teaches and tuned.

Where the rules speak everywhere nobody has to be asked where they are. What a city pays is taken from an array by the
number of the child's county: indexing parameters by words, as the documentation teaches, takes longer. Tuned, ages are
looked up by day instead of being worked out with calendar arithmetic, and amounts that are one figure in a county are
left to the one who adds them up.
"""

from typing import Any

import numpy as np
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import Simulation
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.openfisca_inputs import Person, variable
from benchmarks.openfisca_rules import VERDICTS, build_system
from benchmarks.screening.cities import FEN, list_fen
from benchmarks.screening.drawing import TODAY
from benchmarks.screening.rules import HOME, LIVING, ON, TWELVE_BENEFITS, Benefit

OLDEST = 60


def list_months_by_day() -> np.ndarray[Any, Any]:
    """Whole months that have passed on the day asked about, by days before it."""
    days = np.arange(TODAY - OLDEST * 366, TODAY + 1)[::-1].astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    of_month = (days - months).astype(int) + 1
    passed = (np.datetime64(ON, "M") - months).astype(int) - (of_month > ON.day)
    return np.asarray(np.maximum(passed, 0), np.int32)


MONTHS = list_months_by_day()
YEARS = MONTHS // 12


class age(Variable):
    value_type = int
    entity = Person
    definition_period = DateUnit.MONTH
    label = "whole years on the first day of the month, looked up"

    def formula(person, period, parameters):
        born = person("birth_date", period).astype("datetime64[D]").view(np.int64)
        return YEARS[TODAY - born]


def _county(place: str) -> type[Variable]:
    return variable(f"{place}_number", value_type=int)


def _amount_of(benefit: Benefit) -> type[Variable]:
    """The city's figure to whoever is entitled."""
    yuan = list_fen(benefit.value) // FEN

    def formula(person, period, parameters):
        return person(VERDICTS[benefit.slug], period) * yuan.take(person(f"{benefit.place}_number", period))

    return variable(f"{VERDICTS[benefit.slug]}_amount", value_type=float, formula=formula)


class orphan_protection_amount(Variable):
    value_type = float
    entity = Person
    definition_period = DateUnit.MONTH
    label = "basic living of orphans, a month, by the city's figures"

    def formula(person, period, parameters):
        county = person(f"{HOME}_number", period)
        in_institution, elsewhere = (list_fen(f"orphan_{name}") // FEN for name in ("institution", "community"))
        institution = person("raised_in_welfare_institution", period)
        amount = np.where(institution, in_institution.take(county), elsewhere.take(county))
        return person("orphan_protection", period) * amount


class de_facto_living_amount(Variable):
    value_type = float
    entity = Person
    definition_period = DateUnit.MONTH
    label = "what is left of the city's figure after what is in payment, a month"

    def formula(person, period, parameters):
        received = (
            person("receives_dibao_amount", period)
            + person("receives_dibao_single_person_amount", period)
            + person("receives_tekun_support_amount", period)
            + person("receives_disability_living_subsidy_amount", period)
        )
        owed = (list_fen("de_facto_monthly") // FEN).take(person(f"{HOME}_number", period))
        return person("de_facto_living", period) * np.maximum(0, owed - received)


def build_nationwide(*, is_tuned: bool) -> TaxBenefitSystem:
    """The tax-benefit system, in which everybody is where the rules speak."""
    system = build_system()
    for name in ("hukou_in_chenzhou", "lives_in_chenzhou"):
        system.replace_variable(variable(name, value_type=bool, default_value=True))
    system.add_variables(_county(HOME), _county(LIVING))
    amounts = (orphan_protection_amount, de_facto_living_amount)
    for amount in (*amounts, *(_amount_of(one) for one in TWELVE_BENEFITS if one.value)):
        system.replace_variable(amount)
    if is_tuned:
        system.replace_variable(age)
    return system


def begin(system: TaxBenefitSystem, children: int) -> Simulation:
    """A simulation of so many persons, without the identifiers that the builder would make for each."""
    simulation = Simulation(tax_benefit_system=system, populations=system.instantiate_entities())
    simulation.persons.count = children
    return simulation
