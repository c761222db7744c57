"""Names of divisions as they are read: rows that only group, and names in Latin letters."""

from functools import lru_cache

from pypinyin import Style, lazy_pinyin

GROUPING_NAMES = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
"""Rows of the national table that only hold what is below them; nobody says them in an address."""

# Longest first: 居民委员会 ends in 会, 自治区 in 区.
WORDS = (
    ("村村民委员会", "Village"), ("村村委会", "Village"), ("社区居民委员会", "Community"),
    ("居民委员会", "Community"), ("村民委员会", "Village"), ("社区居委会", "Community"), ("村委会", "Village"),
    ("居委会", "Community"), ("街道办事处", "Subdistrict"), ("特别行政区", "SAR"),
    ("壮族自治区", "Zhuang Autonomous Region"), ("回族自治区", "Hui Autonomous Region"),
    ("维吾尔自治区", "Uygur Autonomous Region"), ("自治区", "Autonomous Region"), ("自治州", "Autonomous Prefecture"),
    ("自治县", "Autonomous County"), ("自治旗", "Autonomous Banner"), ("地区", "Prefecture"), ("街道", "Subdistrict"),
    ("社区", "Community"), ("省", "Province"), ("市", "City"), ("区", "District"), ("县", "County"), ("盟", "League"),
    ("旗", "Banner"), ("镇", "Town"), ("乡", "Township"), ("村", "Village"),
)  # fmt: skip
KNOWN = {"内蒙古": "Inner Mongolia", "西藏": "Tibet", "香港": "Hong Kong", "澳门": "Macao", "全国": "China"}
KNOWN |= {"陕西": "Shaanxi", "重庆": "Chongqing"}


@lru_cache(maxsize=20_000)
def in_english(name: str) -> str:
    """宜章县 as Yizhang County.

    >>> in_english("宜章县"), in_english("湖南省"), in_english("城北社区居委会")
    ('Yizhang County', 'Hunan Province', 'Chengbei Community')
    """
    if name in KNOWN:
        return KNOWN[name]
    for ending, word in WORDS:
        own = name.removesuffix(ending)
        if own and own != name:
            return f"{KNOWN.get(own) or _spelled(own)} {word}"
    return _spelled(name)


def _spelled(name: str) -> str:
    return "".join(lazy_pinyin(name)).capitalize()


def spelled_for_search(name: str) -> str:
    """The reading without tones and the initials, as people type them.

    >>> spelled_for_search("宜章县")
    'yizhangxian yzx'
    """
    return f"{''.join(lazy_pinyin(name))} {''.join(lazy_pinyin(name, style=Style.FIRST_LETTER))}".lower()
