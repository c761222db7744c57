"""Mutants that no test can kill because they change nothing that anyone could see, each with the reason why."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

FILE = Path(__file__).parent / "survivors.toml"
Key: TypeAlias = tuple[str, str, str, str]
Accepted: TypeAlias = Mapping[Key, str]
"""The reason by module, function, line as it was, line as it became."""


def read_accepted(file: Path = FILE) -> Accepted:
    """The accepted survivors with their reasons."""
    found = tomllib.loads(file.read_text("utf-8")).get("survivor", [])
    return {(one["module"], one["function"], one["was"], one["now"]): one["why"] for one in found}
