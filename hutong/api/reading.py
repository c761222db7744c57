"""Reads what was sent: JSON with nothing that one reader takes this way and another that way.

Refused are repeated names, NaN and infinities, numbers beyond 2^63, NUL, halves of characters, deep nesting; strict
schemas see only what passed.
"""

import json
import re
from typing import Any

from django.http import HttpRequest, QueryDict
from ninja.parser import Parser

from hutong.api.problems import Refused

MOST_BYTES = 2 << 20
MOST_DEPTH = 12
BEYOND = 2**63
LONGEST_NUMBER = 40
MOST_PARAMETER = 500
JSON = "application/json"
_TEXT = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_NOT_BRACKETS = re.compile(rb"[^\[\]{}]+")


class StrictParser(Parser):
    """Takes the place of ninja's own reader."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The JSON that was sent. Raises Refused."""
        if request.content_type != JSON:
            raise Refused("media-type")
        return parse_json(request.body)

    def parse_querydict(self, data: Any, list_fields: list[str], request: HttpRequest) -> Any:
        """The parameters, each once."""
        if isinstance(data, QueryDict) and any(len(values) > 1 for _, values in data.lists()):
            raise Refused("unreadable")
        if any(len(value) > MOST_PARAMETER or not _is_plain(value) for value in data.values()):
            raise Refused("unreadable")
        return super().parse_querydict(data, list_fields, request)


def parse_json(content: bytes) -> Any:
    """The value of a JSON text. Raises Refused."""
    if len(content) > MOST_BYTES:
        raise Refused("too-large")
    if _depth(content) > MOST_DEPTH:
        raise Refused("unreadable")
    try:
        return json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_object,
            parse_int=_whole,
            parse_float=_whole_with_a_point,
            parse_constant=_refuse_number,
        )
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise Refused("unreadable") from error


def _depth(content: bytes) -> int:
    deepest = depth = 0
    for one in _NOT_BRACKETS.sub(b"", _TEXT.sub(b"", content)):
        depth += 1 if one in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs) or not all(map(_is_plain, found)):
        raise Refused("unreadable")
    for value in found.values():
        _refuse_odd(value)
    return found


def _refuse_odd(value: Any) -> None:
    if isinstance(value, str) and not _is_plain(value):
        raise Refused("unreadable")
    if isinstance(value, list):
        for one in value:
            _refuse_odd(one)


def _is_plain(text: str) -> bool:
    """Neither NUL, which PostgreSQL does not take, nor half of a character, which no file does."""
    return "\x00" not in text and not any("\ud800" <= one <= "\udfff" for one in text)


def _whole(text: str) -> int:
    if len(text) > LONGEST_NUMBER or not -BEYOND <= int(text) < BEYOND:
        raise Refused("unreadable")
    return int(text)


def _whole_with_a_point(text: str) -> int:
    """2.0 is 2, as JSON Schema has it. Money is text and everything else whole: a fraction means something else."""
    whole, _, rest = text.partition(".")
    if not rest or rest.strip("0"):
        raise Refused("unreadable")
    return _whole(whole)


def _refuse_number(text: str) -> float:
    raise Refused("unreadable")
