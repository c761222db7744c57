"""What a schema refused, in sentences: where it stands and what is wanted there, never what was sent."""

from collections.abc import Iterable, Mapping
from typing import Any

from hutong.api import schemas
from hutong.api.problems import Error
from hutong.lib.translating import marked, translator

MOST = 20
UNKNOWN = "?"
SENTENCES = {
    "missing": marked("This is missing."),
    "extra_forbidden": marked("A name stands here that the schema does not know."),
    "string_type": marked("This must be text."),
    "bool_type": marked("This must be true or false."),
    "int_type": marked("This must be a whole number."),
    "string_too_short": marked("This text is too short."),
    "string_too_long": marked("This text is too long."),
    "string_pattern_mismatch": marked("This text does not have the form that the schema asks for."),
    "too_long": marked("There are too many entries; send fewer at a time."),
    "too_short": marked("At least one entry is needed."),
    "greater_than_equal": marked("This number is too small."),
    "less_than_equal": marked("This number is too large."),
    "value_error": marked("This is not a day of the calendar, or not a whole number in digits."),
    "uuid_parsing": marked("This is not the number of a file."),
}
OTHERWISE = marked("This does not have the form that the schema asks for.")


def list_errors(errors: Iterable[Mapping[str, Any]], lang: str) -> list[Error]:
    """The first of what was refused."""
    say = translator(lang)
    told: dict[tuple[str, str], Error] = {}
    for one in errors:
        where = _where(one["loc"])
        kind = str(one["type"])
        told.setdefault((where, kind), Error(where=where, code=kind, detail=say(SENTENCES.get(kind, OTHERWISE))))
    return list(told.values())[:MOST]


def _where(steps: Iterable[Any]) -> str:
    """A pointer of our own names and of numbers: a name that the sender made up may be a child's."""
    shown = (one for one in steps if one not in INSIDE)
    return "".join(f"/{one if isinstance(one, int) or one in OURS else UNKNOWN}" for one in shown)


def _models() -> list[type[schemas.Sent]]:
    return [one for one in vars(schemas).values() if isinstance(one, type) and issubclass(one, schemas.Sent)]


HEADERS = frozenset({"If-Match", "If-None-Match", "Idempotency-Key"})
PLACES = frozenset({"body", "query", "path", "header", "after", "limit", "place", "benefit", "gap", "state", "uid"})
OURS = HEADERS | PLACES | {field.alias or name for model in _models() for name, field in model.model_fields.items()}
INSIDE = frozenset({"sent", "asked"} | {model.__name__ for model in _models()})
"""Steps that only the program has: names of arguments and of models."""
