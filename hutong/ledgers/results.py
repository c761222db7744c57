"""What was concluded, as a workbook: a summary, the children, the findings, the questions still to ask."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from hutong.ledgers.sheet_writing import MOST_ROWS, Book, SheetWriter, measure_widths, open_book

Row = Mapping[str, object]

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
# Lists of sentences stand below one another; lists of words beside one another.
BELOW_ONE_ANOTHER = frozenset({"amounts", "because", "clause", "excluded_by"})
# In characters; a column that is not here is as wide as its first rows, within reason.
WIDTHS: Mapping[str, int] = {
    "age": 7, "categories": 34, "entitled": 10, "unknown": 10, "ask_next": 34, "hukou_place": 30, "residence_place": 30,
    "on": 13, "row": 7, "label": 32, "verdict": 12, "amounts": 26, "receives": 9, "lead": 26, "because": 40,
    "missing": 36, "clause": 76, "place": 30, "strength": 12, "covered_by": 24, "excluded_by": 40, "sensitivity": 11,
    "benefit": 30, "number": 6, "question": 46, "holder": 24, "benefits": 42, "fact": 26,
}  # fmt: skip
WIDEST_MEASURED = 30
NAMED_COLUMNS = ("child", "name")
HIGHEST = "highest"
SUMMARY = {
    "zh": ("待遇（按结论计数）", "合计", "儿童", "待遇结论", "待问问题"),
    "en": ("benefit (counts of verdicts)", "total", "children", "findings", "questions"),
}


def write_results(
    path: Path,
    *,
    children: Sequence[Row],
    findings: Sequence[Row],
    questions: Sequence[Row],
    notes: Sequence[str] = (),
    lang: str = "zh",
) -> None:
    """Write the workbook from plain rows; the columns are the keys, in the order in which they first occur.

    Text stays text, whatever it begins with. Lists become one cell; bool becomes 是 or 否. `notes` stand below the
    summary, which counts no finding of the highest sensitivity.
    """
    names = SHEETS[lang]
    with open_book(path, lang=lang) as book:
        writer = _write_summary(book, names["summary"], findings, lang)
        for label, rows in zip(SUMMARY[lang][2:], (children, findings, questions), strict=True):
            writer.write_row((label, len(rows)))
        for note in notes:
            writer.write_row((note,), look="note")
        _write_rows(book, names["children"], children, lang)
        _write_rows(book, names["findings"], findings, lang)
        _write_rows(book, names["questions"], questions, lang)


def get_label(key: str, lang: str) -> str:
    """The column's name for people."""
    both = LABELS.get(key)
    return key if both is None else both[0 if lang == "zh" else 1]


def say_value(key: str, value: object, lang: str) -> object:
    """The value for people: words where the row carries a slug."""
    words = WORDS.get(key, {}).get(value) if isinstance(value, str) else None
    return value if words is None else words[0 if lang == "zh" else 1]


def _write_rows(book: Book, name: str, rows: Sequence[Row], lang: str) -> None:
    keys = list(dict.fromkeys(key for row in rows for key in row)) or ["child"]
    header = [get_label(key, lang) for key in keys]
    sample = [_get_values(row, keys, lang) for row in rows[:200]]
    measured = measure_widths(header, sample, lang)
    widths = [WIDTHS.get(key, min(width, WIDEST_MEASURED)) for key, width in zip(keys, measured, strict=True)]
    # Who a line is about stays in sight.
    frozen = sum(1 for key, named in zip(keys, NAMED_COLUMNS, strict=False) if key == named)
    for part, start in enumerate(range(0, max(len(rows), 1), MOST_ROWS)):
        writer = book.add_sheet(f"{name} {part + 1}" if part else name, header, widths, frozen=frozen)
        for row in rows[start : start + MOST_ROWS]:
            writer.write_row(_get_values(row, keys, lang))
        writer.close()


def _get_values(row: Row, keys: Iterable[str], lang: str) -> list[object]:
    return [_get_value(key, row.get(key), lang) for key in keys]


def _get_value(key: str, value: object, lang: str) -> object:
    if key in BELOW_ONE_ANOTHER and isinstance(value, list):
        return "\n".join(map(str, value))
    return say_value(key, value, lang)


def _write_summary(book: Book, name: str, findings: Sequence[Row], lang: str) -> SheetWriter:
    """The counts by benefit; the writer stands below them."""
    benefit, total = SUMMARY[lang][:2]
    side = 0 if lang == "zh" else 1
    header = [benefit, *(words[side] for words in VERDICTS.values()), total]
    told = (row for row in findings if row.get("sensitivity") != HIGHEST)
    counts = Counter((_get_benefit(row), str(row.get("verdict", ""))) for row in told)
    lines: list[list[object]] = [
        [one, *(counts[one, verdict] or None for verdict in VERDICTS), sum(counts[one, v] for v in VERDICTS)]
        for one in dict.fromkeys(benefit for benefit, _ in counts)
    ]
    writer = book.add_sheet(name, header, measure_widths(header, lines, lang))
    for line in lines:
        writer.write_row(line)
    writer.close()
    writer.write_row(())
    return writer


def _get_benefit(row: Row) -> str:
    """The benefit's name for people when the row brings one, else its slug."""
    return str(row.get("label") or row.get("benefit") or "")
