"""The shapes of what is sent and answered. What is sent is read strictly: nothing is guessed."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from hutong.api.models import Token
from hutong.vocabulary.secrecy import Secrecy

MOST_ROWS, MOST_FACTS, MOST_GIVEN = 200, 40, 300
MOST_LISTED = 200
FIRST_YEAR, LAST_YEAR = 1900, 2199
MOST_WHOLE = 10**12
MOST_OF_AN_INSTANT = 40


def _day(given: Any) -> Any:
    """A day is text, 2025-06-01, and nothing else."""
    if isinstance(given, date):
        return given
    if not isinstance(given, str) or len(given) != len("2025-06-01"):
        raise ValueError("day")
    found = date.fromisoformat(given)
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError("day")
    return found


def _digits(given: Any) -> Any:
    """A number in an address is ASCII digits: no sign, no point, no underscore."""
    if isinstance(given, str) and not (given.isascii() and given.isdigit() and len(given) <= len(str(MOST_WHOLE))):
        raise ValueError("digits")
    return given


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Yuan = Annotated[str, Field(pattern=r"^(0|[1-9][0-9]{0,9})(\.[0-9]{1,2})?$", examples=["600.00"])]
Words = Annotated[str, Field(min_length=1, max_length=200)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$", max_length=80)]
PlaceCode = Annotated[str, Field(pattern=r"^[0-9]{6}([0-9]{6})?$", examples=["431022"])]
Limit = Annotated[int, Field(ge=1, le=MOST_LISTED), BeforeValidator(_digits)]
Short = Annotated[str, Field(max_length=200)]
Whole = Annotated[int, Field(ge=-MOST_WHOLE, le=MOST_WHOLE)]


class Sent(BaseModel):
    """What somebody sends: types as they are, no name that is not known."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Span(Sent):
    """A day or a number known to lie between two."""

    from_: Annotated[Short | Whole, Field(alias="from")]
    to: Short | Whole


class Since(Sent):
    """A value that has held since a day."""

    value: bool | Whole | Short
    since: Day


Value = bool | Whole | Short | Annotated[list[Short], Field(max_length=60)] | Span | Since


class Question(Sent):
    """Facts about a child whom nobody names, and the day asked about (today when left out)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"facts": {"birth_date": "2015-03-04", "hukou_place": "431022", "father.dead": True}}]
        }
    )
    facts: Annotated[
        dict[Name, Value],
        Field(min_length=1, max_length=MOST_GIVEN, json_schema_extra={"additionalProperties": False}),
    ]
    on: Day | None = None


class ByIdentity(Sent):
    """The child with this identity number."""

    identity_number: Annotated[str, Field(min_length=15, max_length=40)]


class ByNational(Sent):
    """The child with this number in the national child-welfare system."""

    national_number: Annotated[str, Field(min_length=1, max_length=40)]


class Source(Sent):
    """Where the rows come from: what the list is called, its number, the day as of which it speaks."""

    title: Words
    reference: Short = ""
    as_of: Day


class FactSent(Sent):
    """A fact as the sender knows it; where it was not learnt (未采集) ``is_collected`` is false and no value stands."""

    name: Name
    value: bool | Whole | Short | Annotated[list[Short], Field(min_length=1, max_length=60)] | None = None
    is_collected: bool = True
    since: Day | None = None
    until: Day | None = None


FactsSent = Annotated[list[FactSent], Field(min_length=1, max_length=MOST_FACTS)]


class FactRow(Sent):
    """A child by a number, and facts about it."""

    who: ByIdentity | ByNational
    facts: FactsSent


class FactList(Sent):
    """A department's list, or a part of it."""

    source: Source
    rows: Annotated[list[FactRow], Field(min_length=1, max_length=MOST_ROWS)]


class FactsOfOne(Sent):
    """Facts about the child that the address names."""

    source: Source
    facts: FactsSent


class ReceiptSent(Sent):
    """A benefit in payment: so much a month, from a day, through a day if it ended."""

    benefit: Name
    amount: Yuan | None = None
    since: Day | None = None
    until: Day | None = None
    payer_place: PlaceCode | None = None


class ReceiptRow(Sent):
    """A child by a number, and a payment."""

    who: ByIdentity | ByNational
    receipt: ReceiptSent


class ReceiptList(Sent):
    """A list of payments, or a part of it."""

    source: Source
    rows: Annotated[list[ReceiptRow], Field(min_length=1, max_length=MOST_ROWS)]


def _instant(given: Any) -> Any:
    """An instant is text with its offset, 2025-06-01T08:30:00+08:00."""
    if isinstance(given, datetime):
        return given
    if not isinstance(given, str) or len(given) > MOST_OF_AN_INSTANT:
        raise ValueError("instant")
    found = datetime.fromisoformat(given)
    if found.tzinfo is None or not FIRST_YEAR < found.year < LAST_YEAR:
        raise ValueError("instant")
    return found


Instant = Annotated[datetime, BeforeValidator(_instant), WithJsonSchema({"type": "string", "format": "date-time"})]
Told = Annotated[str, Field(max_length=3000)]


class DangerSent(Sent):
    """What has happened is enough; everything else as far as it is known. A child in danger needs 110 first."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"what": "手臂多处瘀伤，说不敢回家", "where": "某小学三年级", "place": "431022", "situations": ["4"]}
            ]
        }
    )
    what: Annotated[str, Field(min_length=1, max_length=3000)]
    where: Told = ""
    place: PlaceCode | None = None
    about: Annotated[Told, Field(description="Which child, in words: name, age, school, who cares.")] = ""
    child: ByIdentity | None = None
    situations: Annotated[
        list[Literal["1", "2", "3", "4", "5", "6", "7", "8", "9"]],
        Field(max_length=9, description="Of the nine of the opinion of 2020 on mandatory reports."),
    ] = []
    needs_help_now: bool = False
    discovered_at: Instant | None = None
    suspect: Told = ""
    suspect_is: Literal["unknown", "guardian", "kin", "acquaintance", "stranger", "nobody"] | None = None
    keep_from_village: bool = False
    reporter_name: Annotated[Short, Field(description="Sealed, as is which system sent it.")] = ""
    reporter_phone: Short = ""


# ------ answers


class DangerAnswer(BaseModel):
    """The receipt. With number and code anybody reads at /danger/receipt how the report stands."""

    number: str
    code: str
    reported_at: datetime
    with_police_since: datetime | None


State = Literal["created", "unchanged", "conflict", "refused"]
Reason = Literal[
    "person-not-found", "number-mistyped", "fact-not-usable", "not-granted", "file-closed", "benefit-unknown",
]  # fmt: skip


class Label(BaseModel):
    """A name in both languages."""

    zh: str
    en: str


class PartAnswer(BaseModel):
    """What became of one fact or payment of a row."""

    name: str
    state: State


class RowAnswer(BaseModel):
    """What became of a row: wholly written or not at all. ``conflict``: written, and another source says otherwise."""

    row: int
    state: State
    reason: Reason | None = None
    told: str | None = None
    child: str | None = None
    parts: list[PartAnswer] = Field(default_factory=list)


class ListAnswer(BaseModel):
    """What became of every row, in the order sent."""

    created: int
    unchanged: int
    conflict: int
    refused: int
    rows: list[RowAnswer]


class ChildAnswer(BaseModel):
    """A file as far as the token shows it; ``masked`` names what stands there hidden."""

    uid: str
    revision: int
    state: str
    area: str
    name: str
    sex: str
    birth_year: int | None
    born: date | None
    identity_kind: str
    identity_number: str | None
    national_number: str | None
    labels: list[str]
    masked: list[str]


class ChildPage(BaseModel):
    """Files in the order they were begun; ``next`` leads on, null on the last page."""

    children: list[ChildAnswer]
    next: str | None


class AmountAnswer(BaseModel):
    """One part of what is owed. Money is text in yuan with two decimals."""

    term: str
    value: str | None
    unit: str
    state: str
    may_rise: bool
    missing: list[str]


class FindingAnswer(BaseModel):
    """One benefit at one place. ``withheld``: some reasons rest on what the token is not told."""

    benefit: str
    label: Label
    place: str | None
    verdict: Literal["entitled", "unknown", "not_offered", "not_entitled"]
    is_owed: bool
    amounts: list[AmountAnswer]
    strength: str | None
    bodies: list[str]
    clauses: list[str]
    missing: list[str]
    covered_by: list[str]
    excluded_by: list[str]
    alternatives: list[str]
    gap: Literal["owed_not_received", "received_not_owed"] | None
    withheld: bool


class CategoryAnswer(BaseModel):
    """A kind of difficulty in which the documents see the child."""

    name: str
    label: Label
    clauses: list[str]


class AskNext(BaseModel):
    """A fact worth asking for, the one that settles most first."""

    fact: str
    question: Label
    benefits: list[str]


class DeterminationAnswer(BaseModel):
    """What the documents conclude on a day; benefits that are refused are left out."""

    on: date
    documents: list[str]
    findings: list[FindingAnswer]
    categories: list[CategoryAnswer]
    ask_next: list[AskNext]


class SpanAnswer(BaseModel):
    """A conclusion as it was last kept, since the day it became so."""

    child: str
    benefit: str
    place: str | None
    verdict: str
    monthly: str | None
    amount_state: str | None
    gap: Literal["owed_not_received", "received_not_owed"] | None
    missing: list[str]
    since: date


class SpanPage(BaseModel):
    """Kept conclusions of the children who may be seen; ``next`` leads on, null on the last page."""

    findings: list[SpanAnswer]
    next: str | None


class DocumentAnswer(BaseModel):
    """A policy document."""

    address: str
    number: str
    title: str
    issuer: str
    place: str
    standing: str
    issued: date | None
    in_force: date | None
    ended: date | None


class DocumentList(BaseModel):
    """The documents that are read here, with the checksum of all of them together."""

    checksum: str
    documents: list[DocumentAnswer]


class ClauseAnswer(BaseModel):
    """A clause: its address, its heading, what it says in short."""

    address: str
    title: str
    gist: str


class WholeDocument(DocumentAnswer):
    """A document with its clauses."""

    clauses: list[ClauseAnswer]


class FactWord(BaseModel):
    """A fact of the vocabulary."""

    name: str
    label: Label
    type: str
    values: list[str]
    holder: str
    sensitivity: str
    secrecy: list[Secrecy]


class BenefitWord(BaseModel):
    """A benefit of the vocabulary."""

    name: str
    label: Label
    delivery: str
    body: str
    sensitivity: str
    secrecy: list[Secrecy]


class BodyWord(BaseModel):
    """A kind of body of the vocabulary."""

    name: str
    label: Label


class Vocabulary(BaseModel):
    """Every name that is used here, with the checksum of the documents they belong to."""

    checksum: str
    facts: list[FactWord]
    benefits: list[BenefitWord]
    bodies: list[BodyWord]


class Health(BaseModel):
    """The database answered."""

    status: Literal["ok"]


class TokenAnswer(BaseModel):
    """What the token that was shown may do."""

    name: str
    body: str
    area: str
    purpose: str
    operations: list[Token.Operation]
    shown: list[Token.Shown]
    secrecy: list[Secrecy]
    expires_on: date
