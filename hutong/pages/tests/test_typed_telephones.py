"""Telephone numbers as people type them: whole ones are taken, others come back with what to write."""

import pytest
from django.core.exceptions import ValidationError

from hutong.pages.said_forms import SaidForm, telephone_field
from hutong.pages.typed import is_telephone


class CalledForm(SaidForm):
    phone = telephone_field("Telephone")


WHOLE = (
    "13900000000", "139 0000 0000", "+86 139-0000-0000", "0735-3720000", "（0735）3720000", "3720000转8",
    "+85223456789",
)  # fmt: skip


@pytest.mark.parametrize("typed", WHOLE)
def test_a_whole_number_is_taken(typed: str) -> None:
    assert is_telephone(typed)


@pytest.mark.parametrize("typed", ["1234", "1390000000", "139000000000", "奶奶", "0735", "٣٧٢٠٠٠٠", "110 or so"])
def test_no_other_text_is_one(typed: str) -> None:
    assert not is_telephone(typed)


def test_a_form_says_what_to_write_in_the_readers_language() -> None:
    said = [CalledForm({"phone": "1234"}, lang=lang).errors["phone"].as_data()[0] for lang in ("zh", "en")]
    assert all(isinstance(one, ValidationError) for one in said)
    assert "11位" in said[0].message and "eleven digits" in said[1].message


def test_no_number_is_none() -> None:
    assert CalledForm({"phone": ""}, lang="zh").is_valid()
