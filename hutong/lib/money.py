"""Money: integer fen inside, decimal yuan at the edges. Never a float."""

from decimal import Decimal

FEN_PER_YUAN = 100
MOST_FEN = 10**15


class NotAnAmount(ValueError):
    """The text is not an amount in yuan with at most two decimals."""

    def __init__(self, text: object) -> None:
        self.text = text
        super().__init__(
            f"'{text}' is not an amount in yuan; write digits with at most two decimals, such as 600 or 600.50."
        )


def fen_from_yuan(amount: str | int | Decimal) -> int:
    """Integer fen of an amount in yuan.

    >>> fen_from_yuan("600.50")
    60050
    """
    try:
        fen = Decimal(str(amount).replace(",", "").strip()) * FEN_PER_YUAN
    except (ArithmeticError, ValueError) as error:
        raise NotAnAmount(amount) from error
    # Before it is made whole: 1e999999 has a million digits.
    if not fen.is_finite() or abs(fen) > MOST_FEN or fen != int(fen):
        raise NotAnAmount(amount)
    return int(fen)


def yuan_from_fen(fen: int) -> str:
    """Decimal yuan with two places, as text.

    >>> yuan_from_fen(60050)
    '600.50'
    """
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), FEN_PER_YUAN)
    return f"{sign}{whole}.{rest:02d}"
