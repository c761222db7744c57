"""The vocabularies as pages for people: docs/facts.md and docs/benefits.md are generated from the files."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from hutong.vocabulary.bodies import Body
from hutong.vocabulary.facts import PARENT_PREFIX, PARENTS, Fact, FactType, for_parent
from hutong.vocabulary.vocabulary import Vocabulary

FIRST_PARENT = next(iter(PARENTS))
SECTION = re.compile(r"^#\s*-{4,}\s*(?P<title>.+)$")
TABLE = re.compile(r"^\[(?P<list>facts|benefits)\.(?P<name>[^\]]+)\]$")
SENSITIVITIES = {"open": "公开", "personal": "个人", "sensitive": "敏感", "highest": "最敏感"}
TYPES = {
    FactType.BOOL: "是/否",
    FactType.INT: "整数",
    FactType.MONEY: "金额（元）",
    FactType.DATE: "日期",
    FactType.ENUM: "选项",
    FactType.TEXT: "文字",
    FactType.PLACE: "地方",
    FactType.LIST: "多选",
}
DELIVERIES = {
    "cash": "现金",
    "fee_relief": "费用减免",
    "insurance": "保险",
    "service": "服务",
    "priority": "优先",
    "access": "准入",
    "placement": "安置",
}
PAYMENTS = "Payments | 正在领取的现金待遇（自动生成）"
FACTS_HEAD = """# 事实 · Facts

由 `hutong facts --markdown` 从 `policies/facts.toml` 生成，请勿手改。规则、表单和导入只能用这里的名称；
没有人知道的事实是“未知”，不是“否”。`parent.x` 表示 `father.x` 和 `mother.x` 两个事实。“复核”是多少天后要再问一次。

Generated from `policies/facts.toml`; do not edit. Rules, forms and imports use these names.
What nobody knows is unknown, never no. `parent.x` stands for `father.x` and `mother.x`.
"""
BENEFITS_HEAD = """# 待遇 · Benefits

由 `hutong benefits --markdown` 从 `policies/benefits.toml` 生成，请勿手改。
“不受范围限制”：地方文件的户籍、年龄范围从不挡住它。

Generated from `policies/benefits.toml`; do not edit.
"""


def facts_page(vocabulary: Vocabulary, source: str) -> str:
    """The page of facts. ``source`` is the text of facts.toml, whose section titles become headings."""
    sections = _sections(source)
    facts = [fact for fact in vocabulary.facts.values() if not _is_second_parent(fact.name)]
    head = ("名称", "类型", "中文", "English", "怎么问", "谁掌握", "敏感", "复核", "说明")
    lines = [FACTS_HEAD]
    titles = {fact.name: sections.get(fact.name, PAYMENTS) for fact in facts}
    for title in dict.fromkeys(titles.values()):
        held = (fact for fact in facts if titles[fact.name] == title)
        lines += [f"## {title}", "", *_table(head, (_fact_row(fact, vocabulary.bodies) for fact in held)), ""]
    return "\n".join(lines).rstrip() + "\n"


def benefits_page(vocabulary: Vocabulary) -> str:
    """The page of benefits, by area of work."""
    head = ("名称", "中文", "English", "方式", "谁负责", "怎么证明收到", "敏感", "说明")
    lines = [BENEFITS_HEAD]
    for system in dict.fromkeys(one.system for one in vocabulary.benefits.values()):
        rows = (
            (
                f"`{one.slug}`",
                one.zh,
                one.en,
                DELIVERIES[one.delivery] + ("（估算）" if one.estimate else ""),
                _body(one.by, vocabulary.bodies),
                one.proof_zh,
                SENSITIVITIES[one.sensitivity],
                "；".join(filter(None, ("" if one.framed else "不受范围限制", one.note))),
            )
            for one in vocabulary.benefits.values()
            if one.system == system
        )
        lines += [f"## {system}", "", *_table(head, rows), ""]
    return "\n".join(lines).rstrip() + "\n"


def written_name(name: str) -> str:
    """The name as facts.toml writes it: ``parent.dead`` for ``father.dead``."""
    return PARENT_PREFIX + name.removeprefix(f"{FIRST_PARENT}.") if name.startswith(f"{FIRST_PARENT}.") else name


def _is_second_parent(name: str) -> bool:
    return any(name.startswith(f"{parent}.") for parent in PARENTS if parent != FIRST_PARENT)


def _fact_row(fact: Fact, bodies: Mapping[str, Body]) -> Sequence[str]:
    entry = fact.entry
    words = "、".join(f"`{word}` {label.zh}" for word, label in fact.values.items())
    kind = TYPES[fact.type] + (f"：{words}" if words else "")
    if entry.derive:
        kind += f"，由 `{written_name(entry.derive.source)}` 推算"
    fresh = f"{entry.fresh_days} 天" if entry.fresh_days else "不用"
    return (
        f"`{written_name(fact.name)}`",
        kind,
        _of_parent(fact, entry.zh),
        entry.en.removeprefix(f"{FIRST_PARENT}: "),
        entry.ask_zh,
        _body(entry.holder, bodies),
        SENSITIVITIES[entry.sensitivity],
        fresh,
        entry.note,
    )


def _of_parent(fact: Fact, label: str) -> str:
    """A parent's label without saying which of the two."""
    first = PARENTS[FIRST_PARENT][0]
    return f"父母{label.removeprefix(first)}" if fact.name.startswith(f"{FIRST_PARENT}.") else label


def _body(slug: str, bodies: Mapping[str, Body]) -> str:
    return bodies[slug].zh if slug in bodies else slug


def _sections(source: str) -> dict[str, str]:
    """The section title above each table of the file."""
    title = ""
    found: dict[str, str] = {}
    for line in source.splitlines():
        if section := SECTION.match(line):
            title = section["title"].strip()
        elif table := TABLE.match(line):
            name = table["name"].replace('"', "")
            found[for_parent(name, FIRST_PARENT)] = title
    return found


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _row(head)
    yield "|" + "---|" * len(head)
    yield from (_row(row) for row in rows)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"
