"""The twelve rules as Polars expressions, three-valued as they are there: & and | of null are Kleene's."""

from datetime import date

import polars as pl
from polars import col

PAID = (
    "orphan_protection", "hiv_allowance", "tekun_support", "dibao", "dibao_child_uplift", "dibao_single_person",
    "de_facto_living", "disability_living_subsidy", "special_preschool_grant",
)  # fmt: skip
WORKED_FROM = ("institution", "deducted")
SUBTRACTED = ("dibao", "dibao_single_person", "tekun_support", "disability_living_subsidy")


def conclude(children: pl.LazyFrame) -> pl.LazyFrame:
    """The verdict of each of the twelve as ``e_``, what is received as ``r_``, what amounts are worked out from."""
    levels = (_compare(), _define(), _conclude(), _exclude())
    for level in levels:
        children = children.with_columns(**level)
    received = {f"r_{name}": col(f"receives.{name}") for name in PAID}
    verdicts = [name for level in levels[1:] for name in level if name.startswith("e_") or name in WORKED_FROM]
    return children.select("child", "hukou_place", "residence_place", *verdicts, **received)


def _born_after(year: int) -> pl.Expr:
    return col("birth_date") > date(year, 6, 1)


def _compare() -> dict[str, pl.Expr]:
    stage = col("school_stage")
    return {
        "under_18": _born_after(2007),
        "under_16": _born_after(2009),
        "from_6_to_12": ~_born_after(2019) & _born_after(2012),
        "from_13_to_15": ~_born_after(2012) & _born_after(2009),
        "from_3_to_6": ~_born_after(2022) & _born_after(2018),
        "under_6": _born_after(2019),
        "in_compulsory_school": (stage == "primary") | (stage == "junior"),
        "in_senior_school": (stage == "senior_regular") | (stage == "senior_vocational"),
        "beyond_school": (stage == "higher") | (stage == "postgraduate"),
        "not_yet_at_school": (stage == "none") | (stage == "preschool"),
        "has_free_years": col("free_years_used") < 12,
        "severe": _is_severe(),
        "f_gone": col("father.dead") | col("father.missing"),
        "m_gone": col("mother.dead") | col("mother.missing"),
        "f_lost": _is_lost("father"),
        "m_lost": _is_lost("mother"),
        "f_situation": _in_situation("father"),
        "m_situation": _in_situation("mother"),
    }


def _is_severe() -> pl.Expr:
    grade = col("disability.grade")
    of_the_mind = col("disability.intellectual") | col("disability.psychiatric")
    return col("disability.certified") & ((grade <= 2) | ((grade == 3) & of_the_mind))


def _is_lost(parent: str) -> pl.Expr:
    long = col(f"{parent}.lost_contact_since") <= date(2024, 12, 1)
    return col(f"{parent}.lost_contact") & (long | (col(f"{parent}.lost_contact_search") == "confirmed"))


def _in_situation(parent: str) -> pl.Expr:
    def of(name: str) -> pl.Expr:
        return col(f"{parent}.{name}")

    grade = of("disability_grade")
    severe = (grade == 1) | (grade == 2)
    of_the_mind = ((grade == 3) | (grade == 4)) & of("disability_psychiatric_or_intellectual")
    return (
        (of("disabled") & (severe | of_the_mind))
        | of("seriously_ill")
        | (of("imprisoned") & (of("imprisoned_term_months") >= 6))
        | (of("compulsory_rehab") & (of("compulsory_rehab_term_months") >= 6))
        | (of("other_liberty_restriction") & (of("other_liberty_restriction_term_months") >= 6))
        | of("guardianship_revoked")
        | (of("deported") & of("not_performing_care"))
    )


def _define() -> dict[str, pl.Expr]:
    beyond = col("in_senior_school") | col("beyond_school")
    unfinished = ~(col("compulsory_education_completed") | beyond)
    return {
        "f_listed": col("f_situation") | (col("f_lost") & ~col("father.missing")),
        "m_listed": col("m_situation") | (col("m_lost") & ~col("mother.missing")),
        "of_school_age": col("from_6_to_12") | col("in_compulsory_school") | (col("from_13_to_15") & unfinished),
        "of_preschool_age": col("from_3_to_6") & (col("under_6") | col("not_yet_at_school")),
        "e_orphan_protection": col("under_18") & col("orphan_recognised"),
        "e_dibao": col("dibao") | col("meets_dibao_test"),
        "e_dibao_single_person": col("dibao_edge") & col("severe"),
    }


def _conclude() -> dict[str, pl.Expr]:
    f_any = col("f_listed") | col("f_gone") | col("f_lost")
    unsupported = (f_any & col("m_listed")) | ((col("m_gone") | col("m_lost")) & col("f_listed"))
    helpless = ~col("has_livelihood") & ~col("supporter_able")
    has_years = col("in_senior_school") & col("has_free_years")
    return {
        "e_premium_full": col("e_orphan_protection"),
        "e_hiv_allowance": col("under_18") & (col("hiv_status") == "hiv"),
        "e_tekun_support": col("under_16") & (col("tekun") | helpless),
        "e_dibao_child_uplift": col("under_18") & (col("e_dibao") | col("e_dibao_single_person")),
        "e_de_facto_living": col("under_18") & unsupported,
        "e_free_12_years": col("disabled") & col("family_economic_difficulty") & (col("of_school_age") | has_years),
        "e_preschool_fee_relief": col("orphan_recognised") & col("of_preschool_age"),
        "e_special_preschool_grant": col("from_3_to_6") & col("disabled") & col("special_preschool"),
    }


def _exclude() -> dict[str, pl.Expr]:
    alone = col("e_de_facto_living") & ~col("dibao") & ~col("tekun")
    deducted = pl.lit(0, pl.Int64)
    for name in SUBTRACTED:
        alone &= ~col(f"receives.{name}")
        deducted += pl.when(~col(f"receives.{name}")).then(0).otherwise(col(f"receives.{name}.amount"))
    return {
        "e_disability_living_subsidy": col("disabled") & col("dibao") & ~col("e_orphan_protection") & ~alone,
        "institution": col("raised_in_welfare_institution"),
        "deducted": pl.when(col("e_de_facto_living")).then(deducted),
    }


def work_out(benefit: str) -> pl.Expr:
    """The amount of a benefit that is another for every child, beside the figures of the child's city."""
    if benefit == "de_facto_living":
        return (col("de_facto_monthly") - col("deducted")).clip(0)
    institution = col("institution")
    return pl.when(institution).then("orphan_institution").when(~institution).then("orphan_community")
