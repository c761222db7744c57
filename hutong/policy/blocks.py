"""The blocks that a policy document is made of, exactly as docs/policy-format.md describes them.

The JSON Schema for editors is generated from these models.
"""

from datetime import date
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StrictBool

FORMAT = 1
Tie = Literal["hukou", "residence", "event"]
TIES: tuple[Tie, ...] = ("hukou", "residence", "event")
Strength = Literal["must", "phased", "encouraged", "optional"]
COMPUTING_STRENGTHS: frozenset[Strength] = frozenset({"must", "phased"})
Month = Literal["month_of_event", "month_before_event", "month_after_event"]
BodyAtLevel = Annotated[str, Field(pattern=r"^~?[a-z0-9_]+@[a-z]+$", examples=["civil_affairs@county"])]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Block(_Table):
    """What every block may say: the inventory entries it carries, and why it is encoded so."""

    entries: tuple[str, ...] = Field(min_length=1)
    note: str = ""
    note_zh: str = ""


class Define(Block):
    """A situation or category, such as 事实无人抚养."""

    name: str
    when: str
    mode: Literal["adds", "replaces"] = "adds"
    zh: str = ""
    en: str = ""
    category: StrictBool = False


class AmountTerm(_Table):
    """One term of what is owed: ``monthly`` money, ``ratio_uplift`` points, …"""

    term: str
    value: str


class Grant(Block):
    """A child is owed something."""

    benefit: str
    when: str = ""
    amounts: tuple[AmountTerm, ...] = ()
    tie: Tie | None = None
    strength: Strength = "must"
    lead: tuple[BodyAtLevel, ...] = ()
    framed: StrictBool = True
    adopts: str = ""


class Exclude(Block):
    """A ground does not hold in case of …"""

    benefit: str
    when: str
    reaches: Literal["own", "all"] = "own"
    treatment: str = ""
    zh: str = ""
    en: str = ""


class Choose(Block):
    """Of several benefits one is given."""

    benefits: tuple[str, ...] = Field(min_length=2)
    by: Literal["most_favourable", "applicant", "order"]
    fact: str = ""
    reaches: Literal["own", "all"] = "own"
    treatment: str = ""


class Repeal(Block):
    """Ends a clause of another document on a date: the first day without force."""

    clause: str
    on: date


class Step(_Table):
    """A body's part in a procedure; the days are working days counted from the next working day."""

    body: BodyAtLevel
    does: str = ""
    does_zh: str = ""
    working_days: int | None = Field(default=None, ge=0, strict=True)
    days: int | None = Field(default=None, ge=0, strict=True)


class Procedure(Block):
    """How a benefit is decided and paid here."""

    benefit: str
    accepting: Step | None = None
    verifying: Step | None = None
    confirming: Step | None = None
    steps: tuple[Step, ...] = ()
    notice_days: int | None = Field(default=None, ge=0, strict=True)
    evidence: tuple[str, ...] = ()
    evidence_en: tuple[str, ...] = ()
    first_month: Literal["month_after_confirmation", "month_of_confirmation", "month_of_application", ""] = ""
    last_month: dict[str, Month] = Field(default_factory=dict)
    payee: str = ""
    payee_zh: str = ""
    review_months: int | None = Field(default=None, gt=0, strict=True)


class Duty(Block):
    """A body must act."""

    after: str = ""
    when: str = ""
    tie: Tie | None = None
    standing: StrictBool = False
    who: tuple[BodyAtLevel, ...] = Field(min_length=1)
    must: str
    must_zh: str
    within: str = ""
    every: str = ""
    to: tuple[BodyAtLevel, ...] = ()


class Measure(Block):
    """Something is counted and supervised."""

    numerator: str
    denominator: str
    zh: str = ""
    by: tuple[BodyAtLevel, ...] = ()


class NoRule(Block):
    """Why a clause needs no rule; ``planned: <room>`` for mechanisms that a later room carries."""

    because: str = Field(min_length=4)


AnyBlock: TypeAlias = Define | Grant | Exclude | Choose | Repeal | Procedure | Duty | Measure | NoRule
BLOCKS: dict[str, type[AnyBlock]] = {
    "define": Define,
    "grant": Grant,
    "exclude": Exclude,
    "choose": Choose,
    "repeal": Repeal,
    "procedure": Procedure,
    "duty": Duty,
    "measure": Measure,
    "none": NoRule,
}


class FrontMatter(_Table):
    """What a document is: number, issuer, place, days, standing, and the condition on all its grants."""

    format: Literal[1]
    number: str
    title: str
    title_en: str = ""
    issuer: str
    place: str = Field(pattern=r"^\d{6}$", examples=["431000"])
    place_name: str = ""
    place_name_en: str = ""
    issued: date
    in_force: date
    ended: date | None = None
    standing: Literal["law", "draft", "guidance"]
    validity: Literal["stated", "unconfirmed"] = "unconfirmed"
    implements: tuple[str, ...] = ()
    tie: Tie = "hukou"
    frame: str = ""
    frame_zh: str = ""
    entries: tuple[str, ...] = ()
    inventory: str = ""
    note: str = ""
    note_zh: str = ""


class ValueEntry(_Table):
    """One ``[[value]]`` of values.toml."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$", examples=["orphan_community"])
    entries: tuple[str, ...] = Field(min_length=1)
    unit: Literal["yuan", "yuan_per_month", "yuan_per_year", "percent", "points", "years", "days", "months", "text"]
    state: Literal["exact", "floor", "unset"] = "exact"
    amount: str = ""
    start: date = Field(alias="from")
    through: date | None = None
    zh: str = ""
    en: str = ""
    fills: str = ""
    note: str = ""
    note_zh: str = ""


class ExpectedFinding(_Table):
    """What an example expects of one benefit."""

    verdict: Literal["entitled", "unknown", "not_offered", "not_entitled"]
    place: str | None = None
    amounts: tuple[dict[str, str | bool | list[str]], ...] | None = None
    missing: tuple[str, ...] = ()
    excluded_by: tuple[str, ...] | None = None
    covered_by: tuple[str, ...] | None = None


class ExampleEntry(_Table):
    """One ``[[example]]`` of examples.toml: a named situation and what the document concludes."""

    name: str
    on: date
    given: dict[str, object]
    expect: dict[str, object]
    scope: Literal["alone", "all"] = "alone"
    note: str = ""
