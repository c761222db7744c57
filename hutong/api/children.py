"""The files that a token opens: a list, one of them, what its child is owed, and what was concluded about all."""

from collections.abc import Sequence
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Header, Path, Query, Router
from pydantic import BaseModel, ConfigDict

from hutong.api.door import FOR_TOKENS, SystemToken, answers
from hutong.api.models import Token
from hutong.api.paging import CANNOT_GO_ON, open_place, seal_place
from hutong.api.problems import Refused, language_of
from hutong.api.schemas import (
    ChildAnswer,
    ChildPage,
    DeterminationAnswer,
    Limit,
    Name,
    PlaceCode,
    SpanAnswer,
    SpanPage,
    TokenAnswer,
)
from hutong.api.telling import Teller, tell_child
from hutong.audit.actions import note_look
from hutong.audit.models import Way
from hutong.children.errors import ChildUnknown
from hutong.children.listing import OPEN_STATES
from hutong.children.models import Child, Labelled, State
from hutong.children.queries import Filters, get_child, list_children
from hutong.determinations.bundles import current_library
from hutong.determinations.discretion import discretion_about, discretion_over, discretions_over, hidden_labels
from hutong.determinations.models import FindingSpan
from hutong.determinations.queries import conclude, list_told_findings
from hutong.lib.money import yuan_from_fen
from hutong.lib.translating import translator
from hutong.policy.discretion import Discretion

router = Router(tags=["children"])
PAGE = 50
Uid = Annotated[UUID, Path(description="The number of a file, as the list of children tells it.")]


class SystemRequest(HttpRequest):
    """A request whose token the middleware has found."""

    token: Token


class Asked(BaseModel):
    """Which page of a list."""

    model_config = ConfigDict(extra="forbid")
    after: str | None = Field(None, max_length=300, description="`next` of the page before.")
    limit: Limit = PAGE


class ChildrenAsked(Asked):
    """Which files."""

    place: PlaceCode | None = None
    state: State | None = Field(None, description="Only files in this state; left out: all open ones.")


class SpansAsked(Asked):
    """Which conclusions."""

    benefit: Name | None = None
    gap: Literal["owed_not_received", "received_not_owed"] | None = None


@router.get(
    "/token", operation_id="get_token", auth=SystemToken(), response=answers(TokenAnswer, 401),
    summary="What this token may do",
)  # fmt: skip
def show_token(request: SystemRequest) -> TokenAnswer:
    token = request.token
    return TokenAnswer(
        name=token.name,
        body=token.body.kind,
        area=token.area,
        purpose=token.purpose,
        operations=token.operations,
        shown=token.shown,
        secrecy=token.secrecy,
        expires_on=token.expires_on,
    )


@router.get(
    "/children", operation_id="list_children", auth=SystemToken(Token.Operation.CHILDREN),
    response=answers(ChildPage, *FOR_TOKENS), summary="The files that may be seen, a page at a time",
)  # fmt: skip
def show_children(request: SystemRequest, asked: Query[ChildrenAsked]) -> ChildPage:
    token, now = request.token, timezone.now()
    after = open_place(token, "children", asked.after, told=translator(language_of(request))(CANNOT_GO_ON))
    filters = Filters(place=asked.place or "", states=(asked.state,) if asked.state else OPEN_STATES)
    page = list_children(filters, on=timezone.localdate(now), after=after, limit=asked.limit)
    note_look(at=now, door="api:list_children", way=Way.LIST, rows=len(page.children), purpose=token.purpose)
    labels = _labels_of(page.children)
    return ChildPage(
        children=[tell_child(one, token, labels=labels.get(one.pk, [])) for one in page.children],
        next=seal_place(token, "children", page.after),
    )


@router.get(
    "/children/{uuid:uid}", operation_id="get_child", auth=SystemToken(Token.Operation.CHILDREN),
    response={**answers(ChildAnswer, *FOR_TOKENS, 404), 304: None}, summary="One file",
    openapi_extra={"responses": {200: {"headers": {"ETag": {"schema": {"type": "string"}}}}}},
)  # fmt: skip
def show_child(
    request: SystemRequest,
    uid: Uid,
    response: HttpResponse,
    if_none_match: Annotated[str | None, Header(alias="If-None-Match", max_length=100)] = None,
) -> ChildAnswer | HttpResponse:
    child = find_child(request, uid, door="api:get_child")
    tag = tag_of(child)
    if if_none_match == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    response.headers["ETag"] = tag
    return tell_child(child, request.token, labels=_labels_of([child]).get(child.pk, []))


@router.get(
    "/children/{uuid:uid}/determination", operation_id="get_determination",
    auth=SystemToken(Token.Operation.DETERMINATIONS), response=answers(DeterminationAnswer, *FOR_TOKENS, 404),
    summary="What the documents conclude about a child today",
)  # fmt: skip
def show_determination(request: SystemRequest, uid: Uid) -> DeterminationAnswer:
    child = find_child(request, uid, door="api:get_determination")
    determination = conclude(child=child, on=timezone.localdate())
    discretion = discretion_about(child, determination=determination)
    return Teller(current_library(), discretion).tell(determination)


@router.get(
    "/findings", operation_id="list_findings", auth=SystemToken(Token.Operation.DETERMINATIONS),
    response=answers(SpanPage, *FOR_TOKENS),
    summary="What is owed, may be owed, or is paid and not owed, of all children who may be seen",
)  # fmt: skip
def show_findings(request: SystemRequest, asked: Query[SpansAsked]) -> SpanPage:
    token, now = request.token, timezone.now()
    after = open_place(token, "findings", asked.after, told=translator(language_of(request))(CANNOT_GO_ON))
    spans = list_told_findings().select_related("child")
    wanted = {"benefit": asked.benefit, "gap": asked.gap, "pk__gt": after}
    spans = spans.filter(**{name: value for name, value in wanted.items() if value is not None})
    found = list(spans.order_by("pk")[: asked.limit + 1])
    discretion = discretion_over(token.area)
    told, is_more = found[: asked.limit], len(found) > asked.limit
    note_look(at=now, door="api:list_findings", way=Way.LIST, rows=len(told), purpose=token.purpose)
    return SpanPage(
        findings=[_span(one, discretion) for one in told],
        next=seal_place(token, "findings", told[-1].pk if is_more else None),
    )


def find_child(request: SystemRequest, uid: UUID, *, door: str) -> Child:
    """The child, after noting who looks; an answer that does not tell whether there is such a file. Raises Refused."""
    try:
        child = get_child(uid)
    except ChildUnknown as error:
        raise Refused("not-found") from error
    purpose = request.token.purpose
    note_look(at=timezone.now(), door=door, way=Way.READ, child=child.uid, place=child.area, purpose=purpose)
    return child


def tag_of(child: Child) -> str:
    """The revision of a file as an ETag."""
    return f'"{child.revision}"'


def _span(span: FindingSpan, discretion: Discretion) -> SpanAnswer:
    return SpanAnswer.model_validate(
        {
            "child": str(span.child.uid),
            "benefit": span.benefit,
            "place": span.place or None,
            "verdict": span.verdict,
            "monthly": None if span.monthly_fen is None else yuan_from_fen(span.monthly_fen),
            "amount_state": span.amount_state or None,
            "gap": span.gap or None,
            "missing": [one for one in span.missing.split(",") if one and not discretion.hides_fact(one)],
            "since": span.since,
        }
    )


def _labels_of(children: Sequence[Child]) -> dict[int, list[str]]:
    """The labels that may be told, by file."""
    library, discretions = current_library(), discretions_over(children)
    hidden = {pk: hidden_labels(library, one.hidden or frozenset()) for pk, one in discretions.items()}
    found: dict[int, dict[str, None]] = {}
    held = Labelled.objects.filter(child__in=list(hidden), until__isnull=True).order_by("label")
    for pk, label in held.values_list("child_id", "label"):
        if label not in hidden[pk]:
            found.setdefault(pk, {})[label] = None
    return {pk: list(labels) for pk, labels in found.items()}
