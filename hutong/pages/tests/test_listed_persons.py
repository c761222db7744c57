"""A fact that is a list of persons is recorded and corrected on a page, and shown in words."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hutong.children.models import Child, RecordedFact
from hutong.pages.names import get_names
from hutong.pages.tests.filing import make_file, make_people, make_places
from hutong.places.queries import forget_places
from hutong.staff.scope import EVERYTHING, acting_as

pytestmark = pytest.mark.django_db
SUPPORTERS = "statutory_supporters"


@pytest.fixture
def visitor() -> Iterator[Client]:
    make_places()
    people = make_people()
    make_file(people["assigned"])
    visitor = Client()
    visitor.force_login(people["assigned"])
    yield visitor
    forget_places()


@pytest.fixture
def child(visitor: Client) -> Child:
    with acting_as(EVERYTHING):
        return Child.objects.get()


def form_address(child: Child) -> str:
    number = list(get_names("zh").vocabulary.facts).index(SUPPORTERS)
    return reverse("fact_form", args=[child.uid, number])


def record(visitor: Client, child: Child, **rows: str) -> Any:
    form = visitor.get(form_address(child)).context["form"]
    sent = {"revision": form["revision"].value(), "name": SUPPORTERS, "sent": form["sent"].value()}
    return visitor.post(
        reverse("fact_record", args=[child.uid]), {**sent, **{f"value.{key}": said for key, said in rows.items()}}
    )


def held() -> RecordedFact:
    with acting_as(EVERYTHING):
        return RecordedFact.objects.get(name=SUPPORTERS, corrected_at__isnull=True)


def test_the_family_is_offered_and_the_fact_stands_among_those_to_record(visitor: Client, child: Child) -> None:
    assert form_address(child) in visitor.get(reverse("fact_new", args=[child.uid])).content.decode()
    assert "祖母 田奶奶" in visitor.get(form_address(child)).content.decode()


def test_the_list_is_recorded_shown_in_words_and_corrected(visitor: Client, child: Child) -> None:
    answer = record(visitor, child, **{"0.who": "祖母 田奶奶", "0.able": "false", "2.who": "舅舅"})
    assert answer.status_code == 302
    row = held()
    assert row.value == "祖母 田奶奶|able=false;舅舅"
    page = visitor.get(reverse("child_file", args=[child.uid])).content.decode()
    assert "祖母 田奶奶（法定抚养人有抚养能力：否）；舅舅（法定抚养人有抚养能力：未知）" in page
    address = reverse("fact_save_correction", args=[child.uid, row.pk])
    form = visitor.get(reverse("fact_correct", args=[child.uid, row.pk]))
    assert 'value="祖母 田奶奶"' in form.content.decode()
    given = {"revision": form.context["form"]["revision"].value(), "name": SUPPORTERS, "reason": "核实"}
    assert visitor.post(address, {**given, "value.0.who": "舅舅", "value.0.able": "true"}).status_code == 302
    assert held().value == "舅舅|able=true"


def test_a_row_without_a_person_is_sent_back_with_what_was_typed(visitor: Client, child: Child) -> None:
    answer = record(visitor, child, **{"0.who": "舅舅", "0.able": "true", "1.able": "false"})
    assert answer.status_code == 422
    assert 'value="舅舅"' in answer.content.decode()
    assert record(visitor, child, **{"0.who": "舅舅;姨", "0.able": "true"}).status_code == 422
    assert record(visitor, child).status_code == 422
