"""Which licence a locked package states, in the words of SPDX."""

import re
from importlib import metadata

from tests import tree

PINNED = re.compile(r"^([A-Za-z0-9_.-]+)==([^\s\\;]+)", re.MULTILINE)
ROW = re.compile(r"^\| ([\w.-]+) \| ([^|]+) \| (runs|development) \|$", re.MULTILINE)
ALLOWED = frozenset(
    {"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "MIT", "MIT-0", "MPL-2.0", "PSF-2.0", "Zlib"}
) | {"LGPL-3.0-only", "LGPL-3.0-or-later"}
"""Those of the lesser GPL are libraries taken unchanged, each in a package of its own that can be exchanged."""
WRITTEN_OTHERWISE = {
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "BSD 2-Clause License": "BSD-2-Clause",
    "GNU LGPL v3+": "LGPL-3.0-or-later",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
BY_THEIR_FILE = {"axe-playwright-python": "MIT", "fido2": "BSD-2-Clause AND Apache-2.0 AND MPL-2.0", "libcst": "MIT"}
"""Packages that say it in their LICENSE file alone, or in many lines."""


def list_locked() -> list[str]:
    """Every package of the lock, once."""
    return sorted({name for name, _ in PINNED.findall(tree.get_text("requirements.lock"))})


def find_licence(name: str) -> str | None:
    """What the installed package states; None where it is not installed here (another system, another Python)."""
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None
    if name in BY_THEIR_FILE:
        return BY_THEIR_FILE[name]
    by_class = [one.split(" :: ")[-1] for one in told.get_all("Classifier") or [] if one.startswith("License ::")]
    # A package's own backport of this module may be in use, in which a missing field is no None but an error.
    fields = [(told.get_all(name) or [""])[0] for name in ("License-Expression", "License")]
    stated = [*fields, *by_class]
    short = [one for one in stated if one and len(one) < 60]
    return WRITTEN_OTHERWISE.get(short[0], short[0]) if short else ""


def list_parts(licence: str) -> set[str]:
    """The licences that an expression names."""
    return set(re.split(r" (?:AND|OR) ", licence))
