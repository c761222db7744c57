"""Drafts for tests: a document of the library with a few words changed, or a new one, in a folder of its own."""

import shutil
from pathlib import Path

from hutong.policy.library import bundled_policies

CHENZHOU = "431000/cz2017-3"
QIJIANG = "500110/qj2017-91"
NATIONAL_STANDARD = "000000/mf2019-62"


def copy_document(folder: Path, address: str = CHENZHOU) -> Path:
    """A draft that still says what the document says."""
    home = folder / address
    shutil.copytree(bundled_policies() / address, home)
    return home


def change(home: Path, file: str, before: str, after: str, *, times: int = 1) -> None:
    """Put other words in a file of the draft."""
    text = (home / file).read_text("utf-8")
    assert before in text, f"{file} no longer says {before!r}"
    (home / file).write_text(text.replace(before, after, times), "utf-8")


def raised(folder: Path) -> Path:
    """Orphans in the community: 950 yuan exactly instead of at least 600."""
    home = copy_document(folder)
    change(home, "values.toml", 'state = "floor"\namount = "600"', 'amount = "950"')
    return home


def new_document(folder: Path, address: str, rules: str, values: str = "", **front: str) -> Path:
    """A document with one clause."""
    home = folder / address
    home.mkdir(parents=True)
    keys = {
        "format": "1",
        "number": '"征求意见稿"',
        "title": '"试行办法（征求意见稿）"',
        "issuer": '"civil_affairs"',
        "place": f'"{address.split("/")[0]}"',
        "issued": "2025-05-01",
        "in_force": "2025-06-01",
        "standing": '"draft"',
        **front,
    }
    head = "\n".join(f"{key} = {value}" for key, value in keys.items())
    (home / "policy.md").write_text(f"+++\n{head}\n+++\n\n## 1 · 一\n\nA gist.\n\n```rule\n{rules}\n```\n", "utf-8")
    if values:
        (home / "values.toml").write_text(f"format = 1\n\n{values}", "utf-8")
    return home
