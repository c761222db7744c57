"""The rules of the house as plain functions: text in, faults out, so that each can be shown to bite."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

MOST_LINES = 500

NAMES_THAT_SAY_NOTHING = {"utils", "helpers", "common", "base", "core", "misc", "manager", "service"}
SAY_SOMETHING_HERE = {"services": "hutong/services"}
"""The room of what families are given (服务) bears the word in the domain's sense; the design names it so."""

# One word per idea. Left: what we do not say; right: what we say instead.
BANNED_COUSINS = {"ticket": "task", "outcome": "conclusion", "metric": "indicator", "client": "child"}

# Addresses that name a standard, an origin or this machine, not a place to fetch packages from.
KNOWN_HOSTS = {
    "www.apache.org",
    "github.com",
    "json-schema.org",
    "schemas.openxmlformats.org",
    "www.w3.org",  # the namespace of every SVG
    "127.0.0.1",
    "localhost",
}

_ADDRESS = re.compile(r"\b[a-z][a-z0-9+]*://([^\s/'\"`<>()\[\]{}:]+)", re.IGNORECASE)
_INDEX_OPTION = re.compile(r"--(?:(?:extra-)?index-url|find-links|default-index|trusted-host)")
_MACHINE_PATH = re.compile(r"(?<![\w.~*/})>-])/(?:home|root|work|tmp|opt|srv|mnt|Users)/\w|\b[A-Z]:\\Users\\", re.ASCII)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def _singular(word: str) -> str:
    return word.removesuffix("s")


def list_words(identifier: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(identifier)]


def says_nothing(path: str) -> bool:
    """A file or folder name that does not say what is inside it, in the singular or the plural."""
    empty = {_singular(name) for name in NAMES_THAT_SAY_NOTHING}
    for word, room in SAY_SOMETHING_HERE.items():
        path = path.replace(f"{room}/", f"{room.removesuffix(word)}/")
    parts = [PurePosixPath(part).stem.strip("_") for part in PurePosixPath(path).parts]
    return any(_singular(part.lower()) in empty for part in parts)


def list_cousins(identifier: str) -> list[str]:
    return [word for word in list_words(identifier) if _singular(word) in BANNED_COUSINS]


def list_given_names(source: str) -> Iterator[tuple[int, str]]:
    """Names this source gives to things; names that other packages chose are not ours to judge."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.lineno, node.name
            case ast.arg():
                yield node.lineno, node.arg
            case ast.Name(ctx=ast.Store()):
                yield node.lineno, node.id
            case ast.Attribute(ctx=ast.Store()):
                yield node.lineno, node.attr
            case ast.alias(asname=str(name)):
                yield node.lineno, name


def list_foreign_addresses(text: str) -> list[str]:
    found = [match.group(0) for match in _INDEX_OPTION.finditer(text)]
    for match in _ADDRESS.finditer(text):
        host = match.group(1).lower()
        names_a_place = "." in host and not host.endswith((".gov.cn", ".example", ".invalid"))
        if names_a_place and host not in KNOWN_HOSTS:
            found.append(match.group(0))
    return found


def list_machine_paths(text: str) -> list[str]:
    return [match.group(0) for match in _MACHINE_PATH.finditer(text)]


def list_faults_of_lock(text: str) -> list[str]:
    """Every entry is name==version and at least one SHA-256, and nothing else is there."""
    faults = []
    logical = text.replace("\\\n", " ")
    for line in logical.splitlines():
        entry = line.strip()
        if not entry or entry.startswith("#"):
            continue
        if not re.match(r"[a-z0-9][a-z0-9._-]*==[^\s;]+(\s|$)", entry):
            faults.append(f"not name==version: {entry[:60]}")
        elif not re.search(r"\s--hash=sha256:[0-9a-f]{64}\b", entry):
            faults.append(f"no hash: {entry[:60]}")
        elif set(re.findall(r"\s(--[a-z-]+)", entry)) != {"--hash"}:
            faults.append(f"an option beside the hashes: {entry[:60]}")
    return faults


def list_verbs(makefile: str) -> list[str]:
    return re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE)
