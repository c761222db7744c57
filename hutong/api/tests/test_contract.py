"""The door keeps its word: schemathesis sends what openapi.json allows and what it does not, and checks every answer.

Few examples here; ``make endure`` sends many more.
"""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis import AuthContext, Case
from schemathesis.config import SchemathesisConfig

from hutong.api.actions import digest_of
from hutong.api.document import write_document
from hutong.api.models import Secret
from hutong.api.schemas import FactList
from hutong.api.tests.calling import make_token
from hutong.children.tests.making import make_child, make_number
from hutong.staff.scope import EVERYTHING, acting_as

DOCUMENT = Path(__file__).parents[3] / "docs" / "openapi.json"
NUMBER = make_number(date(2015, 3, 4))
CONFIG = {
    # NUL is refused everywhere, which no schema can say.
    "generation": {"allow-x00": False, "codec": "utf-8"},
    "phases": {"coverage": {"enabled": True}, "stateful": {"enabled": False}},
    # What no schema can say – a day that was, a name of the vocabulary – is refused though it has the form.
    "checks": {"positive_data_acceptance": {"enabled": False}},
}


SECRET = "hutong_known-before-there-is-a-token"  # what is sent is made before the tests run
CHILD = "3f0e9d5e-9a39-4d0c-8f6e-5f1d5a0c9a11"

described = schemathesis.openapi.from_dict(
    json.loads(DOCUMENT.read_text("utf-8")), config=SchemathesisConfig.from_dict(CONFIG)
)
described.app = WSGIHandler()


@described.auth(refresh_interval=None)
class BySecret:
    """Shows the token, but where schemathesis means to show none or a wrong one."""

    def get(self, case: Case[Any], context: AuthContext) -> str:
        return SECRET

    def set(self, case: Case[Any], data: str, context: AuthContext) -> None:
        case.headers["Authorization"] = f"Bearer {data}"


@pytest.fixture
def door(db: None, settings: Any) -> Iterator[None]:
    """A child, a token for everything, and no limits."""
    # As Django's own way of calling in tests does: the end of a request would close the connection of the test.
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    settings.ALLOWED_HOSTS = ["*"]
    settings.API_TOKEN_PER_MINUTE = settings.API_ADDRESS_PER_MINUTE = 10**9
    with acting_as(EVERYTHING):
        make_child(uid=UUID(CHILD), identity_number=NUMBER, identity_kind="resident")
    make_token(secrecy=["health", "detained_parent"])
    Secret.objects.update(digest=digest_of(SECRET))
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


def test_the_committed_document_is_what_the_code_says() -> None:
    assert DOCUMENT.read_text("utf-8") == write_document(), "write it anew with 'hutong api schema'"


def test_the_list_in_the_how_to_has_the_form_that_is_described() -> None:
    page = (DOCUMENT.parent / "how-to" / "connect-a-system.md").read_text("utf-8")
    fence = page.partition("```json")[2].partition("```")[0]
    assert FactList.model_validate_json(fence).rows[0].facts[0].name == "school_stage"


def _meant(case: Case[Any]) -> None:
    """Half of what has the form is about a child that is there, in words that are known: so that much is written."""
    if case.meta is None or case.meta.generation.mode.is_negative:
        return
    if "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = uuid4().hex
    case.headers.pop("If-Match", None)
    if "uid" in case.path_parameters:
        case.path_parameters["uid"] = CHILD
    body: Any = case.body
    if isinstance(body, dict) and isinstance(body.get("rows"), list):
        for number, row in enumerate(body["rows"]):
            if number % 2 == 0 and isinstance(row, dict):
                row["who"] = {"identity_number": NUMBER}
                for fact in row.get("facts", ()):
                    fact["name"] = "school_stage"


FEW = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
MANY = settings(FEW, max_examples=400, derandomize=False)


@described.parametrize()
@FEW
def test_every_answer_is_one_that_is_described(case: Case[Any], door: None) -> None:
    _meant(case)
    case.call_and_validate()


@pytest.mark.endure
@described.parametrize()
@MANY
def test_every_answer_is_one_that_is_described_for_long(case: Case[Any], door: None) -> None:
    _meant(case)
    case.call_and_validate()
