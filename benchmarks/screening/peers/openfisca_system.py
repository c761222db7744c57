"""The twelve rules of ``benchmarks/openfisca_rules.py`` for a whole nation, as its documentation teaches and tuned.

Where the rules speak everywhere nobody has to be asked where they are. Tuned, ages are looked up by day instead of
being worked out with calendar arithmetic, and amounts that are one figure are left to the one who adds them up.
"""

from typing import Any

import numpy as np
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import Simulation
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.openfisca_inputs import Person, variable
from benchmarks.openfisca_rules import build_system
from benchmarks.screening.drawing import TODAY
from benchmarks.screening.rules import ON

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


def build_nationwide(*, is_tuned: bool) -> TaxBenefitSystem:
    """The tax-benefit system, in which everybody is where the rules speak."""
    system = build_system()
    for name in ("hukou_in_chenzhou", "lives_in_chenzhou"):
        system.replace_variable(variable(name, value_type=bool, default_value=True))
    if is_tuned:
        system.replace_variable(age)
    return system


def begin(system: TaxBenefitSystem, children: int) -> Simulation:
    """A simulation of so many persons, without the identifiers that the builder would make for each."""
    simulation = Simulation(tax_benefit_system=system, populations=system.instantiate_entities())
    simulation.persons.count = children
    return simulation
