from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hutong.lib.identity_number import (
    IdentityNumberRefused,
    UnusedNumberImpossible,
    get_check_character,
    make_unused,
    mask_identity_number,
    normalise_identity_number,
    parse_identity_number,
)

# The worked example printed in the standard itself.
STANDARD_EXAMPLE = "11010519491231002X"
BIRTH_DATES = st.dates(min_value=date(1901, 1, 1), max_value=date(2100, 12, 31))


def refuse(text: str, *, latest: date | None = None) -> IdentityNumberRefused:
    with pytest.raises(IdentityNumberRefused) as refusal:
        parse_identity_number(text, latest=latest)
    return refusal.value


def test_the_example_of_the_standard_is_read() -> None:
    number = parse_identity_number(STANDARD_EXAMPLE)
    assert (number.birth_date, number.sex) == (date(1949, 12, 31), "female")


@pytest.mark.parametrize(
    "written",
    [
        "11010519491231002x",
        " 110105 19491231 002X ",
        "110105-19491231-002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        "'11010519491231002X",
    ],
)
def test_ways_of_writing_are_one_number(written: str) -> None:
    assert parse_identity_number(written).text == STANDARD_EXAMPLE


def test_a_wrong_check_character_is_refused_with_the_fitting_one() -> None:
    refusal = refuse("110105194912310021")
    assert (refusal.reason, refusal.expected) == ("check_character", "X")


def test_a_number_of_17_characters_is_refused() -> None:
    assert refuse(STANDARD_EXAMPLE[:17]).reason == "length"


def test_a_letter_inside_is_refused() -> None:
    assert refuse("1101051949123X002X").reason == "characters"


def test_the_30th_of_february_is_refused() -> None:
    assert refuse("110105194902300021").reason == "birth_date"


def test_a_birth_in_the_future_is_refused() -> None:
    number = make_unused(birth_date=date(2030, 1, 2), sex="male", serial=0)
    assert refuse(number, latest=date(2025, 1, 1)).reason == "birth_date_late"


def test_a_refusal_does_not_repeat_the_number() -> None:
    assert "110105" not in str(refuse("110105194912310021"))


def test_a_masked_number_hides_the_birth_date() -> None:
    assert mask_identity_number(STANDARD_EXAMPLE) == "110105**********2X"


def test_a_short_text_is_masked_whole() -> None:
    assert mask_identity_number("12345") == "*****"


@given(born=BIRTH_DATES, sex=st.sampled_from(["male", "female"]), serial=st.integers(0, 49_999))
def test_a_number_for_demonstrations_is_valid_and_carries_its_person(born: date, sex: str, serial: int) -> None:
    number = parse_identity_number(
        make_unused(birth_date=born, sex="male" if sex == "male" else "female", serial=serial)
    )
    assert (number.birth_date, number.sex, number.text[:2]) == (born, sex, "99")


def test_numbers_for_demonstrations_differ_by_serial() -> None:
    made = {make_unused(birth_date=date(2015, 6, 1), sex="female", serial=n) for n in range(2_000)}
    assert len(made) == 2_000


def test_a_number_for_demonstrations_stays_out_of_used_areas() -> None:
    with pytest.raises(UnusedNumberImpossible):
        make_unused(birth_date=date(2015, 6, 1), sex="male", serial=1, area="4310")


@given(born=BIRTH_DATES, position=st.integers(0, 16), step=st.integers(1, 9))
def test_one_mistyped_digit_is_always_noticed(born: date, position: int, step: int) -> None:
    number = make_unused(birth_date=born, sex="male", serial=7)
    mistyped = str((int(number[position]) + step) % 10)
    refuse(number[:position] + mistyped + number[position + 1 :])


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_by_name(text: str) -> None:
    try:
        number = parse_identity_number(text)
    except IdentityNumberRefused:
        return
    assert number.text[17] == get_check_character(number.text[:17])


@given(st.text(alphabet="0123456789xX０９ｘＸ -－\u3000", max_size=40))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise_identity_number(text)
    assert normalise_identity_number(once) == once
