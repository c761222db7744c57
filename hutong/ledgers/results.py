"""What was concluded, as a workbook: a summary, the children, the findings, the questions still to ask."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from hutong.ledgers.sheet_writing import MOST_ROWS, Book, measure_widths, open_book

Row = Mapping[str, object]

SHEETS = {
    "zh": {"summary": "汇总", "children": "儿童", "findings": "待遇结论", "questions": "待问问题"},
    "en": {"summary": "summary", "children": "children", "findings": "findings", "questions": "questions"},
}
# What the columns are called; a key that is not here is its own label. (Chinese, English)
LABELS: Mapping[str, tuple[str, str]] = {
    "child": ("儿童", "child"),
    "name": ("姓名", "name"),
    "sheet": ("工作表", "sheet"),
    "row": ("行", "row"),
    "on": ("日期", "on"),
    "birth_date": ("出生日期", "date of birth"),
    "age": ("周岁", "age"),
    "hukou_place": ("户籍地", "household registration"),
    "residence_place": ("居住地", "residence"),
    "categories": ("类别", "categories"),
    "documents": ("适用文件", "documents"),
    "entitled": ("应享项数", "entitled"),
    "unknown": ("待查项数", "cannot tell"),
    "ask_next": ("先问", "ask first"),
    "duties": ("应办事项", "duties"),
    "benefit": ("待遇", "benefit"),
    "benefit_zh": ("待遇名称", "benefit (Chinese)"),
    "benefit_en": ("待遇英文名称", "benefit (English)"),
    "label": ("名称", "label"),
    "place": ("依据地", "place"),
    "verdict": ("结论", "verdict"),
    "amount": ("金额", "amount"),
    "amounts": ("金额", "amounts"),
    "strength": ("强度", "strength"),
    "lead": ("牵头部门", "lead"),
    "body": ("责任部门", "responsible body"),
    "delivery": ("方式", "delivery"),
    "receives": ("已在领", "in payment"),
    "because": ("依据", "because"),
    "clause": ("条款", "clause"),
    "missing": ("缺少的信息", "missing"),
    "covered_by": ("由何待遇涵盖", "covered by"),
    "excluded_by": ("排除依据", "excluded by"),
    "fact": ("事实", "fact"),
    "question": ("问题", "question"),
    "holder": ("掌握部门", "who knows"),
    "sensitivity": ("敏感程度", "sensitivity"),
    "benefits": ("影响的待遇", "benefits it decides"),
    "count": ("数量", "count"),
}
VERDICTS: Mapping[str, tuple[str, str]] = {
    "entitled": ("应享", "entitled"),
    "unknown": ("无法判断", "cannot tell"),
    "not_offered": ("当地未提供", "not offered here"),
    "not_entitled": ("不符合", "not entitled"),
}
SUMMARY = {
    "zh": ("儿童", "待遇结论", "待问问题", "待遇", "合计"),
    "en": ("children", "findings", "questions", "benefit", "total"),
}


def write_results(
    path: Path,
    *,
    children: Sequence[Row],
    findings: Sequence[Row],
    questions: Sequence[Row],
    lang: str = "zh",
) -> None:
    """Write the workbook from plain rows; the columns are the keys, in the order in which they first occur.

    Text stays text, whatever it begins with. Lists become one cell; bool becomes 是 or 否.
    """
    names = SHEETS[lang]
    with open_book(path, lang=lang) as book:
        _write_summary(book, names["summary"], children, findings, questions, lang)
        _write_rows(book, names["children"], children, lang)
        _write_rows(book, names["findings"], findings, lang)
        _write_rows(book, names["questions"], questions, lang)


def get_label(key: str, lang: str) -> str:
    """The column's name for people."""
    both = LABELS.get(key)
    return key if both is None else both[0 if lang == "zh" else 1]


def _write_rows(book: Book, name: str, rows: Sequence[Row], lang: str) -> None:
    keys = list(dict.fromkeys(key for row in rows for key in row)) or ["child"]
    header = [get_label(key, lang) for key in keys]
    sample = [_get_values(row, keys, lang) for row in rows[:200]]
    widths = measure_widths(header, sample, lang)
    for part, start in enumerate(range(0, max(len(rows), 1), MOST_ROWS)):
        writer = book.add_sheet(f"{name} {part + 1}" if part else name, header, widths)
        for row in rows[start : start + MOST_ROWS]:
            writer.write_row(_get_values(row, keys, lang))
        writer.close()


def _get_values(row: Row, keys: Iterable[str], lang: str) -> list[object]:
    return [_get_value(key, row.get(key), lang) for key in keys]


def _get_value(key: str, value: object, lang: str) -> object:
    if key == "verdict" and isinstance(value, str) and value in VERDICTS:
        return VERDICTS[value][0 if lang == "zh" else 1]
    return value


def _write_summary(
    book: Book, name: str, children: Sequence[Row], findings: Sequence[Row], questions: Sequence[Row], lang: str
) -> None:
    of_children, of_findings, of_questions, benefit, total = SUMMARY[lang]
    side = 0 if lang == "zh" else 1
    verdicts = list(VERDICTS)
    header = [benefit, *(VERDICTS[verdict][side] for verdict in verdicts), total]
    counts = Counter((_get_benefit(row, lang), str(row.get("verdict", ""))) for row in findings)
    lines: list[list[object]] = [
        [one, *(counts[one, verdict] for verdict in verdicts), sum(counts[one, v] for v in verdicts)]
        for one in dict.fromkeys(benefit for benefit, _ in counts)
    ]
    for label, rows in ((of_children, children), (of_findings, findings), (of_questions, questions)):
        lines.append([label, *([None] * len(verdicts)), len(rows)])
    writer = book.add_sheet(name, header, measure_widths(header, lines, lang))
    for line in lines:
        writer.write_row(line)
    writer.close()


def _get_benefit(row: Row, lang: str) -> str:
    """The benefit's name for people when the row brings one, else its slug."""
    return str(row.get(f"benefit_{lang}") or row.get("label") or row.get("benefit") or "")
