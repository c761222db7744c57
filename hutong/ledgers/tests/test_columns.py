import pytest

from hutong.ledgers.columns import get_column_table
from hutong.vocabulary.facts import Facts, FactType

TABLE = get_column_table()


def test_every_column_of_the_table_speaks_of_facts_that_exist(facts: Facts) -> None:
    named = {column.fact for column in TABLE.by_name.values() if column.fact and "{" not in column.fact}
    for column in TABLE.by_name.values():
        named |= {name for given in column.choices.values() for name in given} | set(column.rest)
    assert named - set(facts) == set()


def test_every_word_of_the_table_gives_a_value_that_its_fact_can_have(facts: Facts) -> None:
    for column in TABLE.by_name.values():
        for word, given in (*column.choices.items(), *column.unless_said.items()):
            for name, value in given.items():
                if facts[name].type is FactType.BOOL:
                    assert isinstance(value, bool), (word, name)
                elif facts[name].type is FactType.ENUM:
                    assert value in facts[name].values, (word, name)


def test_every_benefit_of_the_table_can_be_received(facts: Facts) -> None:
    assert {f"receives.{slug}" for slug in TABLE.benefits.values()} <= set(facts)


@pytest.mark.parametrize(
    ("header", "fact"),
    [
        ("出生日期", "birth_date"),
        ("*出生年月（年月日）", "birth_date"),
        ("出 生 日 期：", "birth_date"),
        ("儿童基本情况/出生日期", "birth_date"),
        ("父亲/是否死亡", "father.dead"),
        ("父亲是否死亡", "father.dead"),
        ("母 亲/是否失联", "mother.lost_contact"),
        ("户籍地/县（市、区）", "hukou_place"),
    ],
)
def test_headers_are_found_however_they_are_written(header: str, fact: str) -> None:
    column = TABLE.find(header)
    assert column is not None
    assert column.fact == fact


@pytest.mark.parametrize("header", ["监护人/身份证号", "父亲/出生日期", "领取人/姓名", "备注", "", "/", "()"])
def test_columns_about_others_are_not_taken_for_the_child(header: str) -> None:
    assert TABLE.find(header) is None
