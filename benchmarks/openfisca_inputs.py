"""What the twelve rules read, as OpenFisca input variables. A name's dot is an underscore here."""

from typing import Any

from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.periods import DateUnit
from openfisca_core.variables import Variable

PARENTS = ("father", "mother")
Person = build_entity(key="person", plural="persons", label="A child", is_person=True)


class HivStatus(Enum):
    none = "none"
    hiv = "hiv"
    aids = "aids"


class SchoolStage(Enum):
    none = "none"
    preschool = "preschool"
    primary = "primary"
    junior = "junior"
    senior_regular = "senior_regular"
    senior_vocational = "senior_vocational"
    higher = "higher"
    postgraduate = "postgraduate"


class Search(Enum):
    none = "none"
    searching = "searching"
    confirmed = "confirmed"
    found = "found"


PLACES = ("hukou_place", "residence_place")
YES_OR_NO = (
    "orphan_recognised", "raised_in_welfare_institution", "tekun", "work_capable", "has_livelihood",
    "supporter_able", "meets_dibao_test", "dibao", "dibao_edge", "disabled", "disability_certified",
    "disability_intellectual", "disability_psychiatric", "family_economic_difficulty",
    "special_preschool", "compulsory_education_completed",
)  # fmt: skip
NUMBERS = (
    "disability_grade", "free_years_used", "receives_dibao_amount", "receives_dibao_single_person_amount",
    "receives_tekun_support_amount", "receives_disability_living_subsidy_amount",
)  # fmt: skip
OF_A_PARENT = (
    "dead", "missing", "disabled", "disability_psychiatric_or_intellectual", "seriously_ill", "imprisoned",
    "compulsory_rehab", "other_liberty_restriction", "lost_contact", "guardianship_revoked", "deported",
    "not_performing_care",
)  # fmt: skip
NUMBERS_OF_A_PARENT = (
    "disability_grade", "imprisoned_term_months", "compulsory_rehab_term_months",
    "other_liberty_restriction_term_months", "lost_contact_months",
)  # fmt: skip
CHOICES = {
    "hiv_status": HivStatus,
    "school_stage": SchoolStage,
    "father_lost_contact_search": Search,
    "mother_lost_contact_search": Search,
}


def variable(name: str, **attributes: Any) -> type[Variable]:
    """A monthly variable of a person."""
    given = {"entity": Person, "definition_period": DateUnit.MONTH, "label": name.replace("_", " ")}
    return type(name, (Variable,), given | attributes)


def list_inputs() -> list[type[Variable]]:
    """Every input variable but the date of birth."""
    yes_or_no = [*YES_OR_NO, *(f"{parent}_{name}" for parent in PARENTS for name in OF_A_PARENT)]
    numbers = [*NUMBERS, *(f"{parent}_{name}" for parent in PARENTS for name in NUMBERS_OF_A_PARENT)]
    return [
        *(variable(name, value_type=str) for name in PLACES),
        *(variable(name, value_type=bool) for name in yes_or_no),
        *(variable(name, value_type=int) for name in numbers),
        *(
            variable(name, value_type=Enum, possible_values=values, default_value=values.none)
            for name, values in CHOICES.items()
        ),
    ]
