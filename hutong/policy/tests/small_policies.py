"""Small policies for one test: a few rules over the small vocabulary of the sound folder."""

import shutil
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from hutong.policy.collection import Library
from hutong.policy.determining import Determination, determine
from hutong.policy.examples import best_finding
from hutong.policy.findings import Finding
from hutong.policy.library import load_library

SOUND = Path(__file__).parent / "sound"
ON = date(2024, 6, 1)
NATIONAL = "000000/law"
CITY = "431000/city"
COUNTY = "431022/county"


@dataclass(frozen=True)
class Text:
    """One document: its rules stand under clause 1."""

    rules: str
    address: str = NATIONAL
    values: str = ""
    front: dict[str, str] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        home = folder / self.address
        home.mkdir(parents=True)
        front = {
            "format": "1",
            "number": '"〔2020〕1号"',
            "title": '"试行办法"',
            "issuer": '"civil_affairs"',
            "place": f'"{self.address.split("/")[0]}"',
            "issued": "2020-01-01",
            "in_force": "2020-01-01",
            "standing": '"law"',
            **self.front,
        }
        head = "\n".join(f"{key} = {value}" for key, value in front.items())
        rules = f"## 1 · 一\n\nA gist.\n\n```rule\n{self.rules.strip()}\n```\n"
        (home / "policy.md").write_text(f"+++\n{head}\n+++\n\n{rules}", "utf-8")
        if self.values:
            (home / "values.toml").write_text(f"format = 1\n{self.values}", "utf-8")


def write_folder(folder: Path, *texts: Text) -> Path:
    """The vocabulary of the sound folder with these documents."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in SOUND.glob("*.toml"):
        shutil.copy(file, folder)
    for text in texts:
        text.write(folder)
    return folder


def load_small(folder: Path, *texts: Text) -> Library:
    """The library of these documents."""
    return load_library(write_folder(folder, *texts))


def grant(entry: str, benefit: str, when: str, *more: str) -> str:
    """A grant of a service, or of money that is not set."""
    return "\n".join(["[[grant]]", f'entries = ["{entry}"]', f'benefit = "{benefit}"', f'when = "{when}"', *more, ""])


def value(name: str, amount: str, *more: str, unit: str = "yuan_per_month", start: str = "2020-01-01") -> str:
    """A value; without an amount it is unset."""
    stated = f'amount = "{amount}"' if amount else 'state = "unset"'
    head = ["[[value]]", f'name = "{name}"', 'entries = ["1/a"]', f'unit = "{unit}"', stated, f"from = {start}"]
    return "\n".join([*head, *more, ""])


def monthly(expression: str) -> str:
    """The amounts of a grant with one monthly term."""
    return f'amounts = [{{ term = "monthly", value = "{expression}" }}]'


def decide(library: Library, given: dict[str, Any], *, on: date = ON, **how: Any) -> Determination:
    """The determination of a child."""
    return determine(given, library=library, on=on, **how)


def finding(library: Library, benefit: str, given: dict[str, Any], **how: Any) -> Finding:
    """The best finding on a benefit."""
    found = best_finding(decide(library, given, **how), benefit)
    assert found is not None, f"no ground of {benefit}"
    return found


def verdict(library: Library, benefit: str, given: dict[str, Any], **how: Any) -> str:
    """The best verdict on a benefit."""
    return finding(library, benefit, given, **how).verdict
