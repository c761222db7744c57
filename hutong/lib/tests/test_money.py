"""Yuan at the edges, integer fen inside, and nothing between."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hutong.lib.money import NotAnAmount, fen_from_yuan, yuan_from_fen

EXAMPLES = settings(max_examples=200, deadline=None, derandomize=True)


@pytest.mark.parametrize(
    ("yuan", "fen"),
    [
        ("600", 60_000),
        ("600.5", 60_050),
        ("600.50", 60_050),
        (600, 60_000),
        (Decimal("0.01"), 1),
        ("1,234.56", 123_456),
    ],
)
def test_yuan_become_fen(yuan: str | int | Decimal, fen: int) -> None:
    assert fen_from_yuan(yuan) == fen


@pytest.mark.parametrize("text", ["", "six", "600.005", "NaN", "Infinity", "1e999999", "1e-9", "--1", "６００元"])
def test_what_is_no_amount_is_refused_with_how_to_write_it(text: str) -> None:
    with pytest.raises(NotAnAmount, match="at most two decimals") as refusal:
        fen_from_yuan(text)
    assert refusal.value.text == text


@pytest.mark.parametrize(
    ("fen", "yuan"), [(0, "0.00"), (5, "0.05"), (60_050, "600.50"), (-5, "-0.05"), (-60_050, "-600.50")]
)
def test_fen_are_written_with_two_places(fen: int, yuan: str) -> None:
    assert yuan_from_fen(fen) == yuan


@EXAMPLES
@given(st.integers(-(10**14), 10**14))
def test_what_is_written_reads_back(fen: int) -> None:
    assert fen_from_yuan(yuan_from_fen(fen)) == fen


@EXAMPLES
@given(st.text(max_size=20))
def test_any_text_is_an_amount_or_is_refused(text: str) -> None:
    try:
        fen_from_yuan(text)
    except NotAnAmount as refusal:
        assert str(refusal)
