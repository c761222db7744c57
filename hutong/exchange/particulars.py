"""Columns of a ledger that say no fact of the documents but belong in the file: kin, telephones, the village."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from hutong.ledgers.columns import simplify_header
from hutong.lib.translating import marked

PLACES_OF_CHARGE = ("township", "village")
WORDS_FILE = Path(__file__).with_name("particulars.toml")
LABELS: Mapping[str, str] = {
    "township": marked("township in charge"),
    "village": marked("village in charge"),
    "national_number": marked("number in the national system"),
    "former_name": marked("former name"),
    "nationality_group": marked("nationality group"),
    "phone": marked("telephone"),
    "father.name": marked("father's name"),
    "father.identity": marked("father's identity number"),
    "father.phone": marked("father's telephone"),
    "mother.name": marked("mother's name"),
    "mother.identity": marked("mother's identity number"),
    "mother.phone": marked("mother's telephone"),
    "guardian.name": marked("guardian's name"),
    "guardian.relation": marked("who the guardian is to the child"),
    "guardian.identity": marked("guardian's identity number"),
    "guardian.phone": marked("guardian's telephone"),
    "carer.name": marked("carer's name"),
    "carer.relation": marked("who the carer is to the child"),
    "carer.phone": marked("carer's telephone"),
}


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads(WORDS_FILE.read_text(encoding="utf-8"))


@cache
def _by_header() -> Mapping[str, str]:
    return {simplify_header(name): key for key, names in _words()["headers"].items() for name in names}


@cache
def _by_relation() -> Mapping[str, str]:
    return {word: relation for relation, words in _words()["relations"].items() for word in words}


@cache
def _by_nationality() -> Mapping[str, str]:
    return {name: f"{number:02}" for number, name in enumerate(_words()["nationalities"], start=1)}


def find_particular(header: str) -> str:
    """What a column of this name says beside the facts; "" when it is none of these."""
    return _by_header().get(simplify_header(header), "")


def propose_particulars(headers: Iterable[str]) -> dict[str, str]:
    """A meaning for each header that has one; the first column of two with the same wins."""
    found: dict[str, str] = {}
    for header in headers:
        key = find_particular(header)
        if key and key not in found.values():
            found[header] = key
    return found


def read_relation(word: str) -> str:
    """Who somebody is to the child, from a word such as 奶奶."""
    return _by_relation().get(word, "other")


def read_nationality(word: str) -> str:
    """The two digits of GB/T 3304; "" for a word that is none of its names."""
    if word.isdigit() and len(word) <= 2:
        return word.zfill(2)
    return _by_nationality().get(word.removesuffix("族"), "")


def name_nationality(code: str) -> str:
    """The group's name; "" for a code that is none."""
    return next((f"{name}族" for name, number in _by_nationality().items() if number == code), "")
