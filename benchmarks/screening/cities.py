"""What each city pays: standards of living and subsidies differ from city to city, as they do in life.

The nation's document leaves these figures open; a document of each city fills them in and does nothing else.
"""

from functools import cache

import numpy as np

from benchmarks.screening.districts import list_counties
from benchmarks.screening.drawing import Column

NATIONWIDE_DOCUMENT = "000000/twelve"
STANDARDS = "standards"
FEN = 100
STEP = 5
SEED = 340
YUAN = {
    "orphan_community": (600, 1400),
    "orphan_institution": (1000, 2000),
    "tekun_monthly": (600, 1200),
    "dibao_monthly": (450, 900),
    "dibao_uplift": (60, 200),
    "dibao_single_monthly": (400, 800),
    "de_facto_monthly": (600, 1400),
    "disability_living_monthly": (60, 160),
    "special_preschool_amount": (800, 2000),
}
"""The lowest and the highest that a city sets; invented, as the figures of the cities are."""
UNITS = dict.fromkeys(YUAN, "yuan_per_month") | {"special_preschool_amount": "yuan_per_year"}
FRONT = """\
+++
format = 1
number = "standards"
title = "补助标准（虚构）"
title_en = "Standards, invented"
issuer = "{issuer}"
place = "{city}"
place_name = "{city}"
issued = 2025-01-01
in_force = 2025-01-01
standing = "law"
validity = "stated"
note = "For measuring only; every figure is invented."
+++

# 补助标准（虚构）

## 1 · 标准

What this city pays where the nation's text leaves the figure open.
"""
VALUE = """
[[value]]
name = "{name}"
entries = ["1/a"]
unit = "{unit}"
amount = "{yuan}"
from = 2025-01-01
fills = "{filled}:{name}"
"""


def city_of(county: str) -> str:
    """The city a county belongs to, by its code."""
    return f"{county[:4]}00"


@cache
def list_cities() -> tuple[str, ...]:
    """The cities of all counties, in the order of their codes."""
    return tuple(sorted({city_of(county) for county in list_counties()}))


@cache
def draw_standards() -> dict[str, Column]:
    """Each figure in yuan for every city."""
    random = np.random.default_rng(SEED)
    count = len(list_cities())
    return {name: random.integers(low // STEP, high // STEP + 1, count) * STEP for name, (low, high) in YUAN.items()}


@cache
def list_fen(name: str) -> Column:
    """A figure in fen for every county, in the order of ``list_counties``."""
    number = {city: at for at, city in enumerate(list_cities())}
    of_county = np.array([number[city_of(county)] for county in list_counties()])
    return np.asarray(draw_standards()[name][of_county] * FEN, np.int64)


def write_documents(issuer: str) -> dict[str, str]:
    """The texts of all cities' documents by their place in a policy folder."""
    texts = {}
    for at, city in enumerate(list_cities()):
        values = [
            VALUE.format(name=name, unit=UNITS[name], yuan=yuan[at], filled=NATIONWIDE_DOCUMENT)
            for name, yuan in draw_standards().items()
        ]
        texts[f"{city}/{STANDARDS}/policy.md"] = FRONT.format(issuer=issuer, city=city)
        texts[f"{city}/{STANDARDS}/values.toml"] = "format = 1\n" + "".join(values)
    return texts
