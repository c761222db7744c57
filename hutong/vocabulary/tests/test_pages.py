"""The vocabularies as pages."""

from pathlib import Path

from hutong.vocabulary.pages import benefits_page, facts_page, written_name
from hutong.vocabulary.vocabulary import Vocabulary, load_vocabulary

FACTS = """format = 1
# ------ The child | 儿童

[facts.stage]
type = "enum"
zh = "学段"
en = "stage"
holder = "school"
fresh_days = 30
note = "a | b"
[facts.stage.values]
low = { zh = "低", en = "low" }

# ------ Parents | 父母

[facts."parent.dead"]
type = "bool"
zh = "死亡"
en = "dead"
ask_zh = "父母一方去世了吗？"
"""
BENEFITS = """format = 1
[benefits.aid]
number = 1
zh = "资助"
en = "aid"
system = "教育"
delivery = "cash"
by = "school"
framed = false
"""
BODIES = 'format = 1\n[bodies.school]\nzh = "学校"\nen = "school"\nlevels = ["school"]\n'


def vocabulary(folder: Path) -> tuple[Vocabulary, str]:
    for name, text in (("facts", FACTS), ("benefits", BENEFITS), ("bodies", BODIES)):
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return load_vocabulary(folder), FACTS


def test_facts_stand_under_the_titles_of_the_file(tmp_path: Path) -> None:
    page = facts_page(*vocabulary(tmp_path))
    child, parents = page.index("## The child | 儿童"), page.index("## Parents | 父母")
    assert child < page.index("`stage`") < parents < page.index("`parent.dead`")


def test_a_fact_of_both_parents_has_one_row(tmp_path: Path) -> None:
    page = facts_page(*vocabulary(tmp_path))
    assert page.count("parent.dead") == 1 and "father.dead" not in page and "父母死亡" in page


def test_the_words_of_an_enum_and_its_holder_are_named(tmp_path: Path) -> None:
    page = facts_page(*vocabulary(tmp_path))
    assert "选项：`low` 低" in page and "| 学校 |" in page and "30 天" in page


def test_a_bar_in_a_note_does_not_break_the_table(tmp_path: Path) -> None:
    assert "a \\| b" in facts_page(*vocabulary(tmp_path))


def test_what_is_paid_has_its_facts_by_itself(tmp_path: Path) -> None:
    assert "`receives.aid.amount`" in facts_page(*vocabulary(tmp_path))


def test_benefits_stand_by_area_and_say_when_no_frame_gates_them(tmp_path: Path) -> None:
    page = benefits_page(vocabulary(tmp_path)[0])
    assert "## 教育" in page and "| `aid` | 资助 | aid | 现金 | 学校 |" in page and "不受范围限制" in page


def test_a_parents_fact_is_named_as_the_file_writes_it() -> None:
    assert [written_name(name) for name in ("father.dead", "age")] == ["parent.dead", "age"]
