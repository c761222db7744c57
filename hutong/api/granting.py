"""What a token can be made for: operations, what is shown unmasked, classes of sensitive facts; and its scope."""

from datetime import date

from django.db import models

from hutong.api.models import Token
from hutong.lib.translating import marked
from hutong.staff.scope import Granted, Held, Scope, SystemRole

WRITING = frozenset({Token.Operation.FACTS, Token.Operation.RECEIPTS})
OPERATION_WORDS = {
    Token.Operation.CHILDREN: marked("read children's files, names and numbers masked"),
    Token.Operation.DETERMINATIONS: marked("read what children are owed, with the clauses"),
    Token.Operation.FACTS: marked("send facts, as the list of its department"),
    Token.Operation.RECEIPTS: marked("send payments that are being made"),
    Token.Operation.REPORTS: marked("report danger to a child"),
}
SHOWN_WORDS = {
    Token.Shown.NAMES: marked("names and birth dates"),
    Token.Shown.NUMBERS: marked("identity numbers and numbers in the national system"),
}


def scope_of_token(token: Token, *, on: date) -> Scope:
    """What a token opens on a day: its area and nothing wider; nothing at all when it is not in force."""
    if not token.is_in_force(on=on):
        return Scope(None, uid=token.uid)
    role = SystemRole.READS_AND_WRITES if WRITING & set(token.operations) else SystemRole.READS
    return Scope(
        None,
        (Held(role, token.area, token.body.kind),),
        uid=token.uid,
        grants=tuple(Granted(kind, token.area) for kind in token.secrecy),
    )


def check_words(given: list[str], known: type[models.TextChoices]) -> bool:
    """Whether every word is known and none stands twice."""
    return len(set(given)) == len(given) and set(given) <= set(known.values)
