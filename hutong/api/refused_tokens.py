"""Tokens that were shown and open nothing leave an entry in the record: which, why; the secret itself nowhere.

Only so many a minute, whoever shows them, and one more that says there were more: nobody fills the record from outside.
"""

from datetime import date, datetime

from hutong.api.limits import count_within_minute
from hutong.api.models import Secret, Token
from hutong.audit.actions import note_sign_in

MOST_OF_A_TOKEN, MOST_OF_NONE = 3, 10
UNKNOWN, ENDED, MORE = "token unknown", "token's secret ended", "more such tokens"
BY_STATE = {
    Token.State.WAITING: "token not approved",
    Token.State.EXPIRED: "token expired",
    Token.State.REVOKED: "token revoked",
}


def note_refused_token(secret: Secret | None, *, origin: str, at: datetime, on: date) -> None:
    """A token was shown that opens nothing. ``origin``: the mark of the address it came from."""
    token = secret.token if secret else None
    times = count_within_minute(f"refused:{token.uid if token else '-'}", at=at)
    most = MOST_OF_A_TOKEN if token else MOST_OF_NONE
    if times > most + 1:
        return
    note_sign_in(
        at=at,
        act=MORE if times > most else find_reason(secret, on=on),
        worker=token.uid if token else None,
        place=token.area if token else "",
        username_mark=origin,
        door="api",
    )


def find_reason(secret: Secret | None, *, on: date) -> str:
    """Why it opens nothing."""
    if secret is None:
        return UNKNOWN
    return BY_STATE.get(Token.State(secret.token.state_on(on)), ENDED)
