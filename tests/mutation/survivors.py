"""Mutants that no test can kill because they change nothing that anyone could see, each with the reason why."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

FILE = Path(__file__).parent / "survivors.toml"
Key: TypeAlias = tuple[str, str, str, str]
Accepted: TypeAlias = Mapping[Key, str]
"""The reason by module, function, line as it was, line as it became."""
LOGGED = re.compile(r"survived: (\S+):(\S+)\n  - (.*)\n  \+ (.*)")


def read_accepted(file: Path = FILE) -> Accepted:
    """The accepted survivors with their reasons."""
    found = tomllib.loads(file.read_text("utf-8")).get("survivor", [])
    return {(one["module"], one["function"], one["was"], one["now"]): one["why"] for one in found}


def read_logged(file: Path) -> frozenset[Key]:
    """The slips that went unnoticed in an earlier run, as its log tells."""
    return frozenset(LOGGED.findall(file.read_text("utf-8")))
