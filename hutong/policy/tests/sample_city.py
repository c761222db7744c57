"""An invented city, 990100, whose document is read beside the bundled ones."""

from collections.abc import Mapping
from pathlib import Path

from hutong.policy.library import Library, load_library

ADDRESS = "990100/sf2025-1"
FRONT: Mapping[str, str] = {
    "number": '"示政发〔2025〕1号"',
    "title": '"示例市实施办法"',
    "title_en": '"Sample City: measures"',
    "issuer": '"governments_all_levels"',
    "place": '"990100"',
    "place_name": '"示例市"',
    "place_name_en": '"Sample City"',
    "issued": "2025-06-01",
    "in_force": "2025-07-01",
    "standing": '"law"',
}
RULES = """
[[grant]]
entries = ["a"]
benefit = "education_aid"
when = "de_facto_unsupported AND school_stage = 'senior_regular'"
amounts = [{ term = "yearly", value = "VALUE('aid')" }]
lead = ["education@county"]

[[exclude]]
entries = ["b"]
benefit = "education_aid"
when = "raised_in_welfare_institution"
zh = "已由机构养育"
en = "raised by an institution"

[[grant]]
entries = ["c"]
benefit = "offsite_application"
adopts = "000000/gbf2025#2.2/d"
tie = "residence"

[[choose]]
entries = ["d"]
benefits = ["education_aid", "senior_high_grant"]
by = "most_favourable"

[[procedure]]
entries = ["e"]
benefit = "education_aid"
accepting = { body = "school@school", working_days = 10, does_zh = "受理", does = "accepts" }
notice_days = 0
"""
VALUES = """
[[value]]
name = "aid"
entries = ["1/a"]
unit = "yuan_per_year"
amount = "2000"
from = 2025-07-01
zh = "高中资助"
en = "senior-secondary aid"

[[value]]
name = "allowance"
entries = ["1/a"]
unit = "yuan_per_month"
state = "floor"
amount = "1200"
from = 2025-07-01
zh = "补贴"
en = "allowance"
fills = "000000/mf2019-62:de_facto_monthly"
"""


def write_city(folder: Path, *, rules: str = RULES, values: str = VALUES, address: str = ADDRESS, **front: str) -> Path:
    """The city's document in a folder; the folder."""
    home = folder / address
    home.mkdir(parents=True)
    head = "\n".join(f"{key} = {value}" for key, value in {"format": "1", **FRONT, **front}.items())
    text = f"+++\n{head}\n+++\n\n## 1 · 第一条\n\n大意。\n\n```rule\n{rules.strip()}\n```\n"
    (home / "policy.md").write_text(text, encoding="utf-8")
    (home / "values.toml").write_text(f"format = 1\n{values}", encoding="utf-8")
    return folder


def load_with_city(folder: Path, **changes: str) -> Library:
    """The bundled documents and the city's."""
    return load_library(also=[write_city(folder, **changes)])
