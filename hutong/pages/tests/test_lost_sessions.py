"""Whose session is gone when a form is sent comes back to the form; addresses of forms show a page of ours."""

import pytest
from django.test import Client
from django.urls import reverse

from hutong.children.tests.making import make_worker

pytestmark = pytest.mark.django_db
FORM, SENT_TO = "/tasks/new", "/tasks/give"
HERE = "http://testserver"


def test_whoever_signs_in_again_is_at_the_form_and_not_where_it_was_sent() -> None:
    answer = Client().post(SENT_TO, {}, HTTP_REFERER=f"{HERE}{FORM}?child=1")
    assert answer.headers["Location"] == f"{reverse('sign_in')}?next=%2Ftasks%2Fnew%3Fchild%3D1"


def test_no_other_site_names_the_page_to_come_back_to() -> None:
    answer = Client().post(SENT_TO, {}, HTTP_REFERER="https://elsewhere.example/tasks")
    assert answer.headers["Location"] == reverse("sign_in")


def test_signing_in_says_what_happened_to_the_form() -> None:
    answer = Client().post(SENT_TO, {}, HTTP_REFERER=HERE + FORM, follow=True)
    assert "还在表单里" in answer.content.decode()


def test_an_address_of_forms_shows_a_page() -> None:
    visitor = Client()
    visitor.force_login(make_worker())
    answer = visitor.get(SENT_TO)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "这个地址没有页面" in answer.content.decode()
