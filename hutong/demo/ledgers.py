"""The ledgers of the two counties as their offices keep them: three files, three ways to write the same things."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from hutong.demo.breaking import Heads, break_rows
from hutong.demo.counties import CHENZHOU, QIJIANG, County
from hutong.demo.draws import DE_FACTO, DIBAO, LIVING, NURSING, ORPHAN, TEKUN
from hutong.demo.pen import Cell, Pen
from hutong.demo.people import Child, Parent
from hutong.demo.sheets import Column, Sheet, fill_row, write_text_file, write_workbook

HELPED = {
    DIBAO: "低保",
    TEKUN: "特困",
    ORPHAN: "孤儿津贴",
    DE_FACTO: "事实无人抚养儿童补贴",
    LIVING: "困难残补",
    NURSING: "重残护补",
}


SEVERE = {"重残", "一级残疾", "二级残疾"}


@dataclass(frozen=True)
class DemoLedger:
    """A file that was written, with what stands in it."""

    file: Path
    county: County
    children: int
    broken: tuple[str, ...]


def write_ledgers(folder: Path, children: dict[str, list[Child]], *, seed: int) -> list[DemoLedger]:
    """All files of the demo. Raises OSError when the folder cannot be written to."""
    folder.mkdir(parents=True, exist_ok=True)
    of_qijiang = children[QIJIANG.key]
    streets = {name for name in QIJIANG.townships if name.endswith("街道")}
    return [
        _write_chenzhou(folder / "宜章县困境儿童信息台账.xlsx", children[CHENZHOU.key], seed),
        _write_export(folder / "綦江区街道儿童信息导出.csv", [c for c in of_qijiang if c.township in streets], seed),
        _write_files(folder / "綦江区一人一档台账.xlsx", [c for c in of_qijiang if c.township not in streets], seed),
    ]


# ---- How cells are filled


def _status(parent: Parent, pen: Pen) -> Cell:
    return pen.words(parent.words)


def _dates(parent: Parent, pen: Pen, *, ends: bool) -> Cell:
    day = parent.until if ends else parent.since
    return pen.day(day) if day else None


def _term(parent: Parent) -> Cell:
    return parent.term_months if "服刑在押" in parent.words else None


def _grade(parent: Parent, pen: Pen) -> Cell:
    """Of a parent whose severe disability is certified; the ledger has it more often than not."""
    if not SEVERE.intersection(parent.words):
        return None
    word = parent.words[0] if parent.words[0] != "重残" else pen.random.choice(("一级", "二级"))
    return pen.random.choice((word[:2], word[:2], word[:2], None))


def _declared_missing(parent: Parent, pen: Pen) -> Cell:
    """Asked only of those who are out of contact: a court's word makes another case of them."""
    return pen.yes_no(pen.random.choice((False, False, False, None))) if "失联" in parent.words else None


def _lost_since(parent: Parent, pen: Pen) -> Cell:
    return _dates(parent, pen, ends=False) if "失联" in parent.words else None


def _disability(child: Child, pen: Pen) -> Cell:
    return pen.words(child.disabilities) if child.disabilities else "无" if child.health == "健康" else None


def _type_and_grade(child: Child, pen: Pen) -> Cell:
    if not child.disabilities:
        return _disability(child, pen)
    return "、".join(child.disabilities) + (f"{'一二三四'[child.grade - 1]}级" if child.grade else "")


def _certificate(child: Child, pen: Pen) -> Cell:
    if not (child.certified and child.identity and child.grade and child.disabilities):
        return None if child.certified is None else pen.nothing() if child.certified else "无"
    kind = ("视力", "听力", "言语", "肢体", "智力", "精神").index(child.disabilities[0]) + 1
    return f"{child.identity}{kind}{child.grade}"


def _helped(child: Child, pen: Pen) -> Cell:
    """What is paid, as a list of words; 无 where nothing is."""
    if not child.paid:
        return pen.nothing()
    return pen.words([word for benefit, word in HELPED.items() if child.paid.get(benefit)]) or "无"


def _subsidy(child: Child, benefit: str, pen: Pen) -> Cell:
    paid = child.paid.get(benefit)
    return pen.nothing() if paid is None else pen.yes_no(bool(paid))


def _kinds_of_poverty(child: Child, pen: Pen) -> Cell:
    return pen.word(child.economy)


# ---- 宜章县: a workbook, one sheet a township, a double header

IN_CHENZHOU: tuple[Column, ...] = (
    Column("姓名", lambda c, p: c.name, width=11),
    Column("身份证号", lambda c, p: p.identity(c.identity), width=20),
    Column("性别", lambda c, p: c.sex, width=5),
    Column("出生日期", lambda c, p: p.day(c.birth_date), width=12),
    Column("户籍地", lambda c, p: p.place(c.hukou), width=26),
    Column("现住地", lambda c, p: p.place(c.residence), width=26),
    Column("困境类别", lambda c, p: p.words(c.categories), width=18),
    Column("父亲", lambda c, p: f"{c.name[:2]}父", "姓名"),
    Column("父亲", lambda c, p: _status(c.father, p), "现状况"),
    Column("父亲", lambda c, p: _dates(c.father, p, ends=False), "状况起始日期", 12),
    Column("父亲", lambda c, p: _dates(c.father, p, ends=True), "状况结束日期", 12),
    Column("父亲", lambda c, p: _term(c.father), "刑期（月）", 8),
    Column("父亲", lambda c, p: _grade(c.father, p), "残疾等级", 8),
    Column("父亲", lambda c, p: _declared_missing(c.father, p), "是否失踪", 8),
    Column("母亲", lambda c, p: f"{c.name[:2]}母", "姓名"),
    Column("母亲", lambda c, p: _status(c.mother, p), "现状况"),
    Column("母亲", lambda c, p: _dates(c.mother, p, ends=False), "状况起始日期", 12),
    Column("母亲", lambda c, p: _dates(c.mother, p, ends=True), "状况结束日期", 12),
    Column("母亲", lambda c, p: _term(c.mother), "刑期（月）", 8),
    Column("母亲", lambda c, p: _grade(c.mother, p), "残疾等级", 8),
    Column("母亲", lambda c, p: _declared_missing(c.mother, p), "是否失踪", 8),
    Column("监护类型", lambda c, p: p.word(c.guardian), width=8),
    Column("监护状况", lambda c, p: p.word(c.guardianship), width=8),
    Column("是否集中供养", lambda c, p: p.yes_no(c.in_institution), width=8),
    Column("健康状况", lambda c, p: p.word(c.health), width=8),
    Column("残疾", lambda c, p: _disability(c, p), "残疾类型", 8),
    Column("残疾", lambda c, p: c.grade and f"{'一二三四'[c.grade - 1]}级", "残疾等级", 8),
    Column("残疾", lambda c, p: _certificate(c, p), "残疾证号", 22),
    Column("学业状况", lambda c, p: p.word(c.school), width=11),
    Column("是否寄宿", lambda c, p: p.yes_no(c.boards), width=6),
    Column("家庭贫困状况", lambda c, p: p.word(c.economy), width=9),
    Column("是否低保", lambda c, p: p.yes_no(c.dibao), width=6),
    Column("已领待遇（元/月）", lambda c, p: p.amount(c.paid.get(ORPHAN)), "孤儿基本生活费", 10),
    Column("已领待遇（元/月）", lambda c, p: p.amount(c.paid.get(DE_FACTO)), "事实无人抚养儿童补贴金额", 10),
    Column("已领待遇（元/月）", lambda c, p: p.amount(c.paid.get(TEKUN)), "特困供养金", 10),
    Column("已领待遇（元/月）", lambda c, p: p.amount(c.paid.get(DIBAO)), "低保金额", 10),
    Column("残疾人两项补贴", lambda c, p: _subsidy(c, LIVING, p), "困难残疾人生活补贴", 10),
    Column("残疾人两项补贴", lambda c, p: _subsidy(c, NURSING, p), "重度残疾人护理补贴", 10),
    Column("最近走访日期", lambda c, p: p.day(c.visited), width=12),
    Column("备注", lambda c, p: c.remark or None, width=14),
)


def _write_chenzhou(path: Path, children: Sequence[Child], seed: int) -> DemoLedger:
    random = Random(f"{seed}/{path.name}")
    pen = Pen(random, has_date_cells=True)
    rows = [fill_row(child, IN_CHENZHOU, pen) for child in children]
    heads = Heads("身份证号", "出生日期", "户籍地", "父亲/现状况", "是否低保", has_formulas=True)
    broken = break_rows(rows, heads, random=random)
    sheets = [
        Sheet(
            name=township,
            title=f"宜章县{township}困境儿童信息台账（演示数据，人员均为虚构）",
            rows=[row for child, row in zip(children, rows, strict=True) if child.township == township],
            remarks=("注：1.“√”表示是；2.无法核实的填“未采集”。", "填表人：演示人员甲", "审核人：演示人员乙"),
        )
        for township in CHENZHOU.townships
    ]
    write_workbook(path, sheets, IN_CHENZHOU)
    return DemoLedger(path, CHENZHOU, len(children), tuple(broken))


# ---- 綦江区街道: an export in the national system's columns


IN_EXPORT: tuple[Column, ...] = (
    Column("姓名", lambda c, p: c.name),
    Column("身份证号", lambda c, p: p.identity(c.identity)),
    Column("性别", lambda c, p: c.sex),
    Column("出生日期", lambda c, p: p.day(c.birth_date)),
    Column("户口分类", lambda c, p: "无户口" if c.has_hukou is False else "外省市" if c.migrant else "本辖区"),
    Column("户籍性质", lambda c, p: p.word("" if c.rural is None else "农村" if c.rural else "城镇")),
    Column("户籍地", lambda c, p: p.place(c.hukou)),
    Column("现住地", lambda c, p: p.place(c.residence)),
    Column("儿童类型", lambda c, p: p.words(c.categories)),
    Column("健康状况", lambda c, p: p.word(c.health)),
    Column("残疾类型", _disability),
    Column("残疾等级", lambda c, p: c.grade),
    Column("学业状况", lambda c, p: p.word(c.school)),
    Column("是否寄宿", lambda c, p: p.yes_no(c.boards)),
    Column("父亲姓名", lambda c, p: f"{c.name[:2]}父"),
    Column("父亲现状况", lambda c, p: _status(c.father, p)),
    Column("父亲状况起始日期", lambda c, p: _dates(c.father, p, ends=False)),
    Column("父亲状况结束日期", lambda c, p: _dates(c.father, p, ends=True)),
    Column("父亲服刑期限（月）", lambda c, p: _term(c.father)),
    Column("母亲姓名", lambda c, p: f"{c.name[:2]}母"),
    Column("母亲现状况", lambda c, p: _status(c.mother, p)),
    Column("母亲状况起始日期", lambda c, p: _dates(c.mother, p, ends=False)),
    Column("母亲状况结束日期", lambda c, p: _dates(c.mother, p, ends=True)),
    Column("监护类型", lambda c, p: p.word(c.guardian)),
    Column("监护状况", lambda c, p: p.word(c.guardianship)),
    Column("家庭贫困状况", _kinds_of_poverty),
    Column("有无遭受监护人侵害", lambda c, p: p.yes_no(c.harmed)),
    Column("是否留守儿童", lambda c, p: p.yes_no(c.left_behind)),
    Column("是否流动儿童", lambda c, p: p.yes_no(c.migrant)),
    Column("是否参加医保", lambda c, p: p.yes_no(c.insured)),
    Column("救助落实", _helped),
    Column("事实无人抚养儿童补贴金额", lambda c, p: c.paid.get(DE_FACTO)),
    Column("上报单位", lambda c, p: f"{c.township}（演示）"),
)


def _write_export(path: Path, children: Sequence[Child], seed: int) -> DemoLedger:
    random = Random(f"{seed}/{path.name}")
    pen = Pen(random, has_date_cells=False)
    rows = [fill_row(child, IN_EXPORT, pen) for child in children]
    heads = Heads("身份证号", "出生日期", "户籍地", "父亲现状况", "是否留守儿童", has_formulas=False)
    broken = break_rows(rows, heads, random=random)
    write_text_file(path, rows, IN_EXPORT)
    return DemoLedger(path, QIJIANG, len(children), tuple(broken))


# ---- 綦江区乡镇: 一人一档, a workbook with its list of problems and its four colours


def _question(child: Child, benefit: str) -> str:
    paid = child.paid.get(benefit)
    return "" if paid is None else "已全额" if paid else "符合未保障"


IN_FILES: tuple[Column, ...] = (
    Column("姓名", lambda c, p: c.name, width=11),
    Column("身份证号码", lambda c, p: p.identity(c.identity), width=20),
    Column("性别", lambda c, p: c.sex, width=5),
    Column("出生年月", lambda c, p: p.month(c.birth_date), width=11),
    Column("户籍所在地", lambda c, p: p.place(c.hukou), width=26),
    Column("家庭住址", lambda c, p: p.place(c.residence), width=26),
    Column("困境类别", lambda c, p: p.words(c.categories), width=18),
    Column("父亲", lambda c, p: _status(c.father, p), "目前状况", 12),
    Column("父亲", lambda c, p: _lost_since(c.father, p), "失联时间", 12),
    Column("母亲", lambda c, p: _status(c.mother, p), "目前状况", 12),
    Column("母亲", lambda c, p: _lost_since(c.mother, p), "失联时间", 12),
    Column("监护人与儿童关系", lambda c, p: p.word(c.guardian), width=9),
    Column("监护情况", lambda c, p: p.word(c.guardianship), width=8),
    Column("就读学段", lambda c, p: p.word(c.school), width=11),
    Column("残疾类别及等级", _type_and_grade, width=11),
    Column("是否持残疾证", lambda c, p: p.yes_no(c.certified) if c.disabilities else None, width=7),
    Column("是否重病", lambda c, p: p.yes_no(c.health == "重病" if c.health else None), width=6),
    Column("是否低保", lambda c, p: p.yes_no(c.dibao), width=6),
    Column("是否低保边缘", lambda c, p: p.yes_no(c.edge), width=7),
    Column("是否特困", lambda c, p: p.yes_no(c.tekun), width=6),
    Column("享受政策情况", _helped, width=26),
    Column("问题清单", lambda c, p: _question(c, DE_FACTO) or p.nothing(), "生活保障", 9),
    Column("问题清单", lambda c, p: p.random.choice(("已到位", "已到位", "未资助参保", "未报销", None)), "医疗", 9),
    Column("问题清单", lambda c, p: p.random.choice(("正常", "正常", "未按规定委托", None)), "监护", 9),
    Column("风险等级", lambda c, p: p.random.choice(("绿", "绿", "蓝", "黄", "橙", "红")), width=6),
    Column("走访日期", lambda c, p: p.day(c.visited), width=12),
    Column("备注", lambda c, p: c.remark or None, width=14),
)


def _write_files(path: Path, children: Sequence[Child], seed: int) -> DemoLedger:
    random = Random(f"{seed}/{path.name}")
    pen = Pen(random, has_date_cells=True)
    rows = [fill_row(child, IN_FILES, pen) for child in children]
    heads = Heads("身份证号码", "出生年月", "户籍所在地", "父亲/目前状况", "是否低保边缘", has_formulas=True)
    broken = break_rows(rows, heads, random=random)
    title = "綦江区乡镇困境儿童“一人一档”汇总（演示数据，人员均为虚构）"
    remarks = ("说明：风险等级由村（居）初评。", "制表：演示人员丙")
    write_workbook(path, [Sheet("一人一档", title, rows, remarks)], IN_FILES)
    return DemoLedger(path, QIJIANG, len(children), tuple(broken))
