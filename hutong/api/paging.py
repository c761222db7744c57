"""Pages by the last row seen. Where one ended is told sealed: a row's number says how many there are."""

import base64
import binascii

from hutong.api.models import Token
from hutong.api.problems import Error, Refused
from hutong.lib.sealing import SealingError
from hutong.lib.translating import marked
from hutong.staff.sealed_fields import get_keyring

CANNOT_GO_ON = marked("This page cannot be gone on from. Begin again without 'after'.")


def seal_place(token: Token, listed: str, after: int | None) -> str | None:
    """Where the next page begins, for this token and list alone."""
    if after is None:
        return None
    sealed = get_keyring().seal(str(after).encode(), bound_to=_bound(token, listed))
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def open_place(token: Token, listed: str, text: str | None, *, told: str) -> int | None:
    """The row after which to go on. Raises Refused."""
    if text is None:
        return None
    try:
        sealed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        return int(get_keyring().open(sealed, bound_to=_bound(token, listed)))
    except (binascii.Error, SealingError, ValueError) as error:
        raise Refused("not-usable", errors=[Error(where="/query/after", code="after", detail=told)]) from error


def _bound(token: Token, listed: str) -> str:
    return f"api.{listed}:{token.uid}"
