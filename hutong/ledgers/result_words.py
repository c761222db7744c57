"""What sheets, columns and values of a result are called, in Chinese and English."""

from collections.abc import Mapping

SHEETS = {
    "zh": {"summary": "汇总", "children": "儿童", "findings": "待遇结论", "questions": "待问问题"},
    "en": {"summary": "summary", "children": "children", "findings": "findings", "questions": "questions"},
}
# What the columns are called; a key that is not here is its own label. (Chinese, English)
LABELS: Mapping[str, tuple[str, str]] = {
    "child": ("儿童编号", "child"),
    "name": ("姓名", "name"),
    "sheet": ("工作表", "sheet"),
    "row": ("行", "row"),
    "on": ("认定日期", "on"),
    "birth_date": ("出生日期", "date of birth"),
    "age": ("周岁", "age"),
    "hukou_place": ("户籍地", "household registration"),
    "residence_place": ("居住地", "residence"),
    "categories": ("类别", "categories"),
    "entitled": ("应享项数", "entitled"),
    "unknown": ("待查项数", "cannot tell"),
    "ask_next": ("先问", "ask first"),
    "benefit": ("待遇代码", "benefit code"),
    "label": ("待遇", "benefit"),
    "place": ("依据地", "place"),
    "verdict": ("结论", "verdict"),
    "amounts": ("金额", "amounts"),
    "strength": ("强度", "strength"),
    "lead": ("由谁办", "responsible body"),
    "receives": ("已在领", "in payment"),
    "because": ("凭哪些事实", "because"),
    "clause": ("依据条款", "clause"),
    "missing": ("还缺什么", "missing"),
    "covered_by": ("由何待遇代替", "covered by"),
    "excluded_by": ("排除条款", "excluded by"),
    "number": ("序", "no."),
    "fact": ("事实", "fact"),
    "question": ("问题", "question"),
    "holder": ("掌握单位", "who knows"),
    "sensitivity": ("敏感程度", "sensitivity"),
    "benefits": ("影响的待遇", "benefits it decides"),
}
VERDICTS: Mapping[str, tuple[str, str]] = {
    "entitled": ("应享", "entitled"),
    "unknown": ("无法判断", "cannot tell"),
    "not_offered": ("当地未提供", "not offered here"),
    "not_entitled": ("不符合", "not entitled"),
}
# Words for what the rows carry as slugs, by column.
WORDS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "verdict": VERDICTS,
    "strength": {
        "must": ("必须", "must"),
        "phased": ("逐步", "phased"),
        "encouraged": ("鼓励", "encouraged"),
        "optional": ("可以", "optional"),
    },
    "sensitivity": {
        "open": ("公开", "open"),
        "personal": ("个人", "personal"),
        "sensitive": ("敏感", "sensitive"),
        "highest": ("最敏感", "highest"),
    },
}
SUMMARY = {
    "zh": ("待遇（按结论计数）", "合计", "儿童", "待遇结论", "待问问题"),
    "en": ("benefit (counts of verdicts)", "total", "children", "findings", "questions"),
}


def get_label(key: str, lang: str) -> str:
    """The column's name for people."""
    both = LABELS.get(key)
    return key if both is None else both[0 if lang == "zh" else 1]


def say_value(key: str, value: object, lang: str) -> object:
    """The value for people: words where the row carries a slug."""
    words = WORDS.get(key, {}).get(value) if isinstance(value, str) else None
    return value if words is None else words[0 if lang == "zh" else 1]
