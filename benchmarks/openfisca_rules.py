"""The twelve rules as an OpenFisca tax-benefit system, written by hand as its documentation teaches.

One person, months, dated parameters in ``openfisca_parameters/``, a variable for every definition, verdict and amount.
It does less than the documents do: what is not given is 0 or False, never unknown.
"""

from datetime import date
from pathlib import Path
from typing import Any

import numpy
from openfisca_core.periods import DateUnit
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.openfisca_inputs import (
    PARENTS,
    HivStatus,
    Person,
    SchoolStage,
    Search,
    list_inputs,
    variable,
)

CHENZHOU = "4310"
PARAMETERS = Path(__file__).parent / "openfisca_parameters"


class birth_date(Variable):
    value_type = date
    entity = Person
    definition_period = DateUnit.ETERNITY
    label = "date of birth"


class age(Variable):
    value_type = int
    entity = Person
    definition_period = DateUnit.MONTH
    label = "whole years on the first day of the month"

    def formula(person, period, parameters):
        birth = person("birth_date", period)
        birth_year = birth.astype("datetime64[Y]").astype(int) + 1970
        birth_month = birth.astype("datetime64[M]").astype(int) % 12 + 1
        birth_day = (birth - birth.astype("datetime64[M]") + 1).astype(int)
        month, day = period.start.month, period.start.day
        not_yet = (birth_month > month) | ((birth_month == month) & (birth_day > day))
        return period.start.year - birth_year - not_yet


class hukou_in_chenzhou(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.MONTH
    label = "registered in Chenzhou: its rules speak"

    def formula(person, period, parameters):
        return numpy.char.startswith(person("hukou_place", period).astype(str), CHENZHOU)


class lives_in_chenzhou(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.MONTH
    label = "lives in Chenzhou: its rules on schooling speak"

    def formula(person, period, parameters):
        return numpy.char.startswith(person("residence_place", period).astype(str), CHENZHOU)


class child_without_work_ability(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.MONTH
    label = "not able to work, or under 16"

    def formula(person, period, parameters):
        is_young = person("age", period) < 16
        return is_young * numpy.logical_not(person("work_capable", period)) + is_young


class extreme_poverty_test(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.MONTH
    label = "no work, no livelihood, no supporter who is able"

    def formula(person, period, parameters):
        return (
            (person("age", period) < 16)
            * person("child_without_work_ability", period)
            * numpy.logical_not(person("has_livelihood", period))
            * numpy.logical_not(person("supporter_able", period))
        )


class severe_disability_single_person(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.MONTH
    label = "grade 1 or 2, or grade 3 intellectual or psychiatric"

    def formula(person, period, parameters):
        grade = person("disability_grade", period)
        of_the_mind = person("disability_intellectual", period) + person("disability_psychiatric", period)
        return person("disability_certified", period) * ((grade <= 2) + (grade == 3) * of_the_mind)


class of_preschool_age(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.MONTH
    label = "of preschool age"

    def formula(person, period, parameters):
        years = person("age", period)
        stage = person("school_stage", period)
        not_at_school = (stage == SchoolStage.none) + (stage == SchoolStage.preschool)
        return ((years >= 3) * (years <= 5)) + (years == 6) * not_at_school


def _severe_disability_of(parent: str) -> type[Variable]:
    def formula(person, period, parameters):
        grade = person(f"{parent}_disability_grade", period)
        of_the_mind = person(f"{parent}_disability_psychiatric_or_intellectual", period)
        severe = (grade == 1) + (grade == 2) + ((grade == 3) + (grade == 4)) * of_the_mind
        return person(f"{parent}_disabled", period) * severe

    return variable(f"{parent}_severe_disability_by_grade", value_type=bool, formula=formula)


def _lost_contact_of(parent: str) -> type[Variable]:
    def formula(person, period, parameters):
        long = person(f"{parent}_lost_contact_months", period) >= 6
        confirmed = person(f"{parent}_lost_contact_search", period) == Search.confirmed
        return person(f"{parent}_lost_contact", period) * (long + confirmed)

    return variable(f"{parent}_lost_contact_six_months", value_type=bool, formula=formula)


def _listed_situation_of(parent: str) -> type[Variable]:
    def formula(person, period, parameters):
        def of(name: str) -> Any:
            return person(f"{parent}_{name}", period)

        return (
            of("severe_disability_by_grade")
            + of("seriously_ill")
            + of("imprisoned") * (of("imprisoned_term_months") >= 6)
            + of("compulsory_rehab") * (of("compulsory_rehab_term_months") >= 6)
            + of("other_liberty_restriction") * (of("other_liberty_restriction_term_months") >= 6)
            + of("lost_contact_six_months") * numpy.logical_not(of("missing"))
            + of("guardianship_revoked")
            + of("deported") * of("not_performing_care")
        )

    return variable(f"{parent}_in_listed_situation", value_type=bool, formula=formula)


class de_facto_unsupported(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.MONTH
    label = "no parent can care, though not an orphan"

    def formula(person, period, parameters):
        listed = [person(f"{parent}_in_listed_situation", period) for parent in PARENTS]
        lost = [person(f"{parent}_lost_contact_six_months", period) for parent in PARENTS]
        gone = [person(f"{parent}_dead", period) + person(f"{parent}_missing", period) for parent in PARENTS]
        return (person("age", period) < 18) * (
            listed[0] * listed[1]
            + gone[0] * listed[1] + gone[1] * listed[0]
            + lost[0] * listed[1] + lost[1] * listed[0]
        )  # fmt: skip


class orphan_protection(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.MONTH
    label = "basic living of orphans"

    def formula(person, period, parameters):
        is_orphan = (person("age", period) < 18) * person("orphan_recognised", period)
        return person("hukou_in_chenzhou", period) * is_orphan


class orphan_protection_amount(Variable):
    value_type = float
    entity = Person
    definition_period = DateUnit.MONTH
    label = "basic living of orphans, a month"

    def formula(person, period, parameters):
        living = parameters(period).living
        institution = person("raised_in_welfare_institution", period)
        amount = numpy.where(institution, living.orphan_institution, living.orphan_community)
        return person("orphan_protection", period) * amount


class hiv_allowance(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.MONTH
    label = "allowance of children with HIV"

    def formula(person, period, parameters):
        has_hiv = person("hiv_status", period) == HivStatus.hiv
        return person("hukou_in_chenzhou", period) * (person("age", period) < 18) * has_hiv


class tekun_support(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.MONTH
    label = "extreme-poverty support"

    def formula(person, period, parameters):
        is_poor = person("tekun", period) + person("extreme_poverty_test", period)
        return person("hukou_in_chenzhou", period) * (person("age", period) < 16) * is_poor


class dibao_owed(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.MONTH
    label = "dibao"

    def formula(person, period, parameters):
        is_poor = person("dibao", period) + person("meets_dibao_test", period)
        return person("hukou_in_chenzhou", period) * is_poor


class dibao_child_uplift(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.MONTH
    label = "the raise of dibao for children"

    def formula(person, period, parameters):
        has_dibao = person("dibao", period) + person("dibao_owed", period) + person("dibao_single_person", period)
        return person("hukou_in_chenzhou", period) * (person("age", period) < 18) * has_dibao


class dibao_single_person(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.MONTH
    label = "dibao of one person"

    def formula(person, period, parameters):
        severe = person("severe_disability_single_person", period)
        return person("hukou_in_chenzhou", period) * person("dibao_edge", period) * severe


class de_facto_living(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.MONTH
    label = "basic living of de facto unsupported children"

    def formula(person, period, parameters):
        unsupported = (person("age", period) < 18) * person("de_facto_unsupported", period)
        return person("hukou_in_chenzhou", period) * unsupported


class de_facto_living_amount(Variable):
    value_type = float
    entity = Person
    definition_period = DateUnit.MONTH
    label = "what is left of it after what is in payment, a month"

    def formula(person, period, parameters):
        received = (
            person("receives_dibao_amount", period)
            + person("receives_dibao_single_person_amount", period)
            + person("receives_tekun_support_amount", period)
            + person("receives_disability_living_subsidy_amount", period)
        )
        left = numpy.maximum(0, parameters(period).living.de_facto - received)
        return person("de_facto_living", period) * left


class disability_living_subsidy(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.MONTH
    label = "subsidy of disabled persons in difficulty"

    def formula(person, period, parameters):
        receives = (
            (person("receives_dibao_amount", period) > 0)
            + (person("receives_dibao_single_person_amount", period) > 0)
            + (person("receives_tekun_support_amount", period) > 0)
            + (person("receives_disability_living_subsidy_amount", period) > 0)
        )
        has_other = person("dibao", period) + person("tekun", period) + receives
        de_facto_alone = person("de_facto_living", period) * numpy.logical_not(has_other)
        is_excluded = person("orphan_protection", period) + de_facto_alone
        in_need = person("disabled", period) * person("dibao", period)
        return person("hukou_in_chenzhou", period) * in_need * numpy.logical_not(is_excluded)


class premium_full(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.MONTH
    label = "insurance premium paid in full"

    def formula(person, period, parameters):
        is_orphan = (person("age", period) < 18) * person("orphan_recognised", period)
        return person("hukou_in_chenzhou", period) * is_orphan


class of_compulsory_school_age(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.MONTH
    label = "of compulsory-school age"

    def formula(person, period, parameters):
        age, stage = person("age", period), person("school_stage", period)
        in_stage = (stage == SchoolStage.primary) + (stage == SchoolStage.junior)
        beyond = (
            (stage == SchoolStage.senior_regular)
            + (stage == SchoolStage.senior_vocational)
            + (stage == SchoolStage.higher)
            + (stage == SchoolStage.postgraduate)
        )
        done = person("compulsory_education_completed", period) + beyond
        of_age = (age >= 6) * (age <= 12) + (age >= 13) * (age <= 15) * numpy.logical_not(done)
        return of_age + in_stage


class free_12_years(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.MONTH
    label = "twelve free years of school"

    def formula(person, period, parameters):
        in_need = person("disabled", period) * person("family_economic_difficulty", period)
        stage = person("school_stage", period)
        senior = (stage == SchoolStage.senior_regular) + (stage == SchoolStage.senior_vocational)
        has_years_left = senior * (person("free_years_used", period) < 12)
        at_school = person("of_compulsory_school_age", period) + has_years_left
        return person("lives_in_chenzhou", period) * in_need * at_school


class preschool_fee_relief(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.MONTH
    label = "preschool fee waived"

    def formula(person, period, parameters):
        is_small_orphan = person("orphan_recognised", period) * person("of_preschool_age", period)
        return person("lives_in_chenzhou", period) * is_small_orphan


class special_preschool_grant(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.MONTH
    label = "grant for special preschool"

    def formula(person, period, parameters):
        years = person("age", period)
        attends = person("disabled", period) * person("special_preschool", period)
        return person("lives_in_chenzhou", period) * (years >= 3) * (years <= 6) * attends


def _amount(verdict: str, group: str, parameter: str) -> type[Variable]:
    def formula(person, period, parameters):
        return person(verdict, period) * getattr(getattr(parameters(period), group), parameter)

    return variable(f"{verdict}_amount", value_type=float, formula=formula)


# In the order of benchmarks/twelve; the fact "dibao" (in payment) and the verdict need two names here.
VERDICTS = {
    "orphan_protection": "orphan_protection", "hiv_allowance": "hiv_allowance", "tekun_support": "tekun_support",
    "dibao": "dibao_owed", "dibao_child_uplift": "dibao_child_uplift", "dibao_single_person": "dibao_single_person",
    "de_facto_living": "de_facto_living", "premium_full": "premium_full", "free_12_years": "free_12_years",
    "preschool_fee_relief": "preschool_fee_relief", "disability_living_subsidy": "disability_living_subsidy",
    "special_preschool_grant": "special_preschool_grant",
}  # fmt: skip
PLAIN_AMOUNTS = {
    "hiv_allowance": ("living", "orphan_community"), "tekun_support": ("living", "tekun"),
    "dibao_owed": ("living", "dibao"), "dibao_child_uplift": ("living", "dibao_uplift"),
    "dibao_single_person": ("living", "dibao_single_person"), "premium_full": ("schooling", "orphan_premium_share"),
    "free_12_years": ("schooling", "free_years"), "preschool_fee_relief": ("schooling", "preschool_fee"),
    "disability_living_subsidy": ("living", "disability_living"),
    "special_preschool_grant": ("schooling", "special_preschool"),
}  # fmt: skip
CALCULATED = (
    birth_date, age, hukou_in_chenzhou, lives_in_chenzhou, child_without_work_ability, extreme_poverty_test,
    severe_disability_single_person, of_preschool_age, de_facto_unsupported, orphan_protection,
    orphan_protection_amount, hiv_allowance, tekun_support, dibao_owed, dibao_child_uplift, dibao_single_person,
    de_facto_living, de_facto_living_amount, premium_full, of_compulsory_school_age, free_12_years,
    preschool_fee_relief, disability_living_subsidy, special_preschool_grant,
)  # fmt: skip


def build_system() -> TaxBenefitSystem:
    """The tax-benefit system of the twelve rules."""
    system = TaxBenefitSystem([Person])
    system.load_parameters(str(PARAMETERS))
    of_parents = (_severe_disability_of, _lost_contact_of, _listed_situation_of)
    system.add_variables(
        *list_inputs(),
        *CALCULATED,
        *(make(parent) for parent in PARENTS for make in of_parents),
        *(_amount(verdict, *where) for verdict, where in PLAIN_AMOUNTS.items()),
    )
    return system
