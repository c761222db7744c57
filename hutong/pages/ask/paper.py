"""What may stand on paper: a page that a child carries names no label, neither of the child nor of the family.

On the screen a benefit has its official name. On paper it is said what it is for; the clause tells the counter which
one is meant.
"""

import re

from hutong.lib.translating import marked, translator
from hutong.vocabulary.benefits import Benefit

LABELS = {
    "zh": re.compile(
        "孤儿|困境|事实无人|无人抚养|低保|特困|贫困|残疾|重残|艾滋|流浪|弃婴|留守|被拐|打拐|受侵害|虐待|监禁|死亡|失踪|服刑|戒毒|单亲|边缘"
    ),
    "en": re.compile(
        "orphan|difficult|unsupported|dibao|minimum living|poverty|poor|disab|HIV|AIDS|vagrant|foundling|left.behind"
        "|death|dead|missing|traffick|victim|abuse|prison|extreme",
        re.IGNORECASE,
    ),
}
PURPOSES = {
    ("基本生活", "cash"): marked("Money for daily life"),
    ("基本生活", "access"): marked("Housing and applications"),
    ("基本生活", "service"): marked("Care and advice"),
    ("医疗康复", "insurance"): marked("Insurance for visits to the doctor"),
    ("医疗康复", "access"): marked("Insurance away from home"),
    ("医疗康复", "fee_relief"): marked("Lower fees at the doctor"),
    ("医疗康复", "service"): marked("Health services"),
    ("医疗康复", "priority"): marked("Health services"),
    ("教育", "cash"): marked("Money for school"),
    ("教育", "fee_relief"): marked("Lower fees at school"),
    ("教育", "access"): marked("A place at school"),
    ("教育", "service"): marked("Help at school"),
    ("心理健康", "service"): marked("Someone to talk to"),
    ("法定监护", "placement"): marked("Someone to look after the child"),
    ("法定监护", "service"): marked("Advice for those who look after the child"),
}
OTHERWISE = marked("Other help")


def has_label(text: str) -> bool:
    """Whether a text says of somebody what a classmate should not read."""
    return any(pattern.search(text) for pattern in LABELS.values())


def purpose_of(benefit: Benefit, lang: str) -> str:
    """What a benefit is for, without its name."""
    return translator(lang)(PURPOSES.get((benefit.system, benefit.delivery), OTHERWISE))


def without_labels(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Only what may stand on paper."""
    return tuple(text for text in texts if not has_label(text))
