"""Conditions in plain words."""

from functools import cache

import pytest

from hutong.policy.library import Library, load_library
from hutong.policy.wording import Wording, in_words


@cache
def bundled() -> Library:
    return load_library()


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("age < 16 AND NOT dibao", "周岁 < 16 且 非 低保"),
        ("age BETWEEN 0 AND 6 AND disabled", "周岁 介于 0 至 6 且 残疾"),
        ("school_stage IN ('senior_regular', 'senior_vocational')", "学段 属于（普通高中，中等职业学校）"),
        ("EVERY_PARENT(parent.dead OR parent.missing)", "父母双方均（死亡 或 失踪）"),
        ("ENTITLED('dibao')", "应享“最低生活保障”"),
        ("RECEIVES('dibao')", "正在领取“最低生活保障”"),
        ("birth_date >= DATE '2019-01-01'", "出生日期 ≥ 日期 2019-01-01"),
    ],
)
def test_a_condition_is_said_in_chinese_piece_by_piece(written: str, words: str) -> None:
    assert Wording(bundled(), "zh").say(written) == words


def test_a_condition_is_said_in_english_too() -> None:
    said = Wording(bundled(), "en").say("(age <= 17 OR ENTITLED('dibao')) AND ANY_PARENT(parent.detained)")
    assert said == "(age in whole years ≤ 17 or is owed “minimum living security”) and at least one parent (detained)"


def test_a_value_is_called_by_its_name_in_its_document() -> None:
    said = Wording(bundled(), "zh").say("VALUE('de_facto_monthly')", document="000000/mf2019-62")
    assert said == "“事实无人抚养儿童基本生活补贴标准”"


def test_a_name_that_nobody_knows_stays_as_it_is_written() -> None:
    assert in_words("no_such_fact = 3", lambda name: None, lang="zh") == "no_such_fact = 3"


def test_sentences_that_define_one_name_differently_share_what_stands_before_the_bracket() -> None:
    label = Wording(bundled(), "zh").label("de_facto_unsupported")
    assert label == "事实无人抚养儿童"


def test_a_keyword_inside_a_quoted_word_is_no_operator() -> None:
    assert in_words("x = 'NOT'", {"x": "甲"}.get, lang="zh") == "甲 = NOT"
