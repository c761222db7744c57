"""The policy folder of the twelve: a document of the nation that leaves sums open, and what each city fills in."""

import hashlib
import os
import re
from pathlib import Path
from shutil import rmtree

from benchmarks.screening import cities, districts
from benchmarks.screening.rules import Width
from benchmarks.twelve_children import TWELVE
from hutong.policy.collection import Library
from hutong.policy.library import load_library

NATIONWIDE = {
    'place = "431000"': 'place = "000000"',
    'place_name = "郴州市"': 'place_name = "全国"',
    'place_name_en = "Chenzhou"': 'place_name_en = "the nation"',
    'issuer = "chenzhou_city_government"': 'issuer = "state_council"',
}
VALUE = "[[value]]"


def write_policies(folder: Path) -> Path:
    """The policy folder; written once, and anew beside it when what it is made from changes."""
    [document] = TWELVE.glob("*/twelve")
    sources = [Path(__file__), Path(cities.__file__), Path(districts.__file__), *sorted(document.iterdir())]
    mark = hashlib.sha256(b"".join(file.read_bytes() for file in sources)).hexdigest()[:12]
    policies = folder / "policies" / mark
    if not policies.exists():
        texts = {f"{cities.NATIONWIDE_DOCUMENT}/{name}": text for name, text in _make_nationwide(document).items()}
        _write(policies, texts | cities.write_documents("chenzhou_city_government"))
    return policies


def _write(policies: Path, texts: dict[str, str]) -> None:
    """Several processes come here at the same time: none may find half a folder, and the first to be ready wins."""
    unfinished = policies.with_name(f".{policies.name}.{os.getpid()}")
    for name, text in texts.items():
        file = unfinished / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    try:
        unfinished.rename(policies)
    except OSError:
        rmtree(unfinished)
        if not policies.exists():
            raise


def _make_nationwide(document: Path) -> dict[str, str]:
    """The twelve, made to speak for all children of the country."""
    texts = {}
    for file in sorted(document.iterdir()):
        text = file.read_text(encoding="utf-8")
        for local, nationwide in NATIONWIDE.items():
            text = text.replace(local, nationwide)
        texts[file.name] = _leave_open(text) if file.name == "values.toml" else text
    return texts


def _leave_open(text: str) -> str:
    """The figures that cities set, unset."""
    head, *values = text.split(VALUE)
    return VALUE.join([head, *(_leave_one_open(one) for one in values)])


def _leave_one_open(value: str) -> str:
    found = re.search(r'^name = "(\w+)"$', value, re.MULTILINE)
    if found is None or found[1] not in cities.YUAN:
        return value
    without_state = re.sub(r"^state = .*\n", "", value, flags=re.MULTILINE)
    return re.sub(r"^amount = .*$", 'state = "unset"', without_state, flags=re.MULTILINE)


def load_rules(width: Width, *, folder: Path) -> Library:
    """The library of the rules that are measured."""
    return load_library(write_policies(folder)) if width == "twelve" else load_library()
