"""At most ten questions, the next best first; what is delicate is explained and never asked; nothing is stored.

No test here has a database: the page asks it nothing.
"""

import re

import pytest
from django.core import signing

from hutong.pages.ask.asking import may_be_asked
from hutong.pages.ask.journey import MOST_QUESTIONS, Journey
from hutong.pages.ask.paper import has_label
from hutong.pages.ask.tests.conversing import Conversation, on_paper
from hutong.pages.library.loaded import get_library

DELICATE = {
    "zh": re.compile("病|残疾|康复|监狱|服刑|羁押|拘留|戒毒|虐|伤害|侵害|遗弃|拐|流浪|艾滋|精神|心理|犯罪|违法|暴力"),
    "en": re.compile(
        r"\b(ill|illness|sick|disab\w*|rehab\w*|prison|jail|detain\w*|abus\w*|harm\w*|violen\w*|HIV|crim\w*|vagrant)\b",
        re.IGNORECASE,
    ),
}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_question_is_about_illness_crime_or_abuse(lang: str) -> None:
    asked = [fact for fact in get_library().vocabulary.facts.values() if may_be_asked(fact)]
    assert len(asked) > 30
    words = {
        one.name: " ".join([one.question(lang), *(word.text(lang) for word in one.values.values())]) for one in asked
    }
    assert {name: text for name, text in words.items() if DELICATE[lang].search(text)} == {}


def test_places_and_birth_are_asked_first() -> None:
    talk = Conversation()
    facts = [talk.asked]
    for pressed in ({"value": "431022", "do": "here"}, {"do": "unknown"}, {"do": "unknown"}):
        facts.append(talk.send(**pressed).asked)
    assert facts[:3] == ["residence_place", "hukou_place", "birth_date"]


@pytest.mark.parametrize("value", ["yes", "no"])
def test_never_more_than_ten_questions_are_asked(value: str) -> None:
    talk = Conversation().introduce()
    facts = talk.answer_all(value)
    assert len(facts) + 3 <= MOST_QUESTIONS
    assert len(set(facts)) == len(facts)


def test_every_question_takes_that_one_does_not_know() -> None:
    talk = Conversation()
    facts = []
    while talk.asked:
        facts.append(talk.asked)
        assert 'value="unknown"' in talk.text
        talk.send(do="unknown")
    assert 3 < len(facts) <= MOST_QUESTIONS


def test_a_province_leads_to_its_cities_and_they_to_their_counties() -> None:
    talk = Conversation().send(value="430000", do="answer")
    assert "郴州市" in talk.shown
    assert "宜章县" in talk.send(value="431000", do="answer").shown
    assert talk.asked == "residence_place"
    assert talk.send(value="431022", do="answer").asked == "hukou_place"


def test_the_districts_of_a_city_province_follow_at_once() -> None:
    assert "东城区" in Conversation().send(value="110000", do="answer").shown


def test_a_larger_place_is_enough() -> None:
    talk = Conversation().send(value="430000", do="answer").send(value="430000", do="here")
    assert talk.asked == "hukou_place"
    assert "同一个地方：湖南省" in talk.shown


def test_whoever_does_not_know_the_county_has_still_said_the_city() -> None:
    talk = Conversation().send(value="430000", do="answer").send(value="431000", do="answer").send(do="unknown")
    assert talk.page.context["answers"][0][2] == "湖南省 郴州市"


def test_after_each_answer_stands_what_is_owed_so_far() -> None:
    talk = Conversation().introduce()
    assert "入学与不失学保障" in talk.shown
    assert "四（七）" in talk.shown
    assert "宜章县教育部门" in talk.shown
    assert "12345" in talk.shown


def test_an_orphan_has_an_amount_a_counter_papers_and_a_clause() -> None:
    talk = Conversation().introduce()
    while talk.asked and talk.asked != "orphan_recognised":
        talk.send(do="unknown")
    talk.send(value="yes")
    assert "孤儿基本生活保障" in talk.shown
    assert "600.00 元" in talk.shown
    assert "乡镇人民政府" in talk.shown
    assert "郴政发〔2017〕3号" in talk.shown


def test_what_is_not_asked_is_explained() -> None:
    talk = Conversation().introduce().send(do="finish")
    explained = {one.words: [name for _, name, _ in one.owed] for one in talk.page.context["explained"]}
    assert "孤儿基本生活保障" in explained["父母都去世了或者查找不到，民政部门已经认定"]
    assert "法律援助" in explained["有人打、虐待或者伤害了孩子"]
    assert any("残疾" in words for words in explained)


def test_one_can_stop_at_any_time_and_go_on_again() -> None:
    talk = Conversation().introduce().send(do="finish")
    assert talk.asked == ""
    assert talk.send(do="more").asked


def test_back_asks_the_last_question_again_and_keeps_the_others() -> None:
    talk = Conversation().introduce()
    assert talk.send(do="back").asked == "birth_date"
    talk.send(year="2020")
    assert [name for name, _, _ in talk.page.context["answers"]] == ["residence_place", "hukou_place", "birth_date"]
    assert "2020" in talk.shown


def test_back_within_a_place_leads_to_the_larger_one() -> None:
    talk = Conversation().send(value="430000", do="answer").send(do="back")
    assert "北京市" in talk.shown


def test_any_answer_can_be_changed() -> None:
    talk = Conversation().introduce().send(do="change:hukou_place")
    assert talk.asked == "hukou_place"
    assert "北京市" in talk.send(value="110101", do="here").shown


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"year": "twenty"}, "年份请写四位数字"),
        ({"month": "5"}, "请至少写年份"),
        ({"year": "2090"}, "晚于"),
        ({"year": "2016", "month": "13"}, "不"),
    ],
)
def test_a_birth_date_that_cannot_be_is_asked_again(answer: dict[str, str], said: str) -> None:
    talk = Conversation().send(do="unknown").send(do="unknown").send(**answer)
    assert talk.asked == "birth_date"
    assert said in talk.page.context["wrong"]


def test_a_place_that_is_not_there_is_asked_again() -> None:
    talk = Conversation().send(value="999999", do="answer")
    assert talk.asked == "residence_place"
    assert talk.page.context["wrong"]


def test_nothing_answered_stands_in_an_address_a_cookie_or_a_session() -> None:
    talk = Conversation().introduce()
    talk.answer_all("yes")
    assert talk.page.request["QUERY_STRING"] == ""
    assert talk.page.request["PATH_INFO"] == "/ask"
    assert set(talk.browser.cookies) <= {"django_language", "csrftoken"}
    links = re.findall(r'(?:href|action)="([^"]*)"', talk.text)
    assert [link for link in links if "?" in link or "431022" in link or talk.kept in link] == []
    assert talk.page.headers["Cache-Control"] == "no-store"


def test_answers_that_were_changed_on_the_way_are_not_taken() -> None:
    talk = Conversation().introduce()
    forged = signing.dumps({"answers": [], "again": "", "within": "", "done": False}, salt="another")
    page = talk.browser.post("/ask", {"kept": forged})
    assert "请重新开始" in page.content.decode()
    assert page.context["answers"] == []


def test_answers_grow_old() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("time.time", lambda: 0.0)
        kept = Journey({"hukou_place": "431022"}).seal()
    assert Conversation().browser.post("/ask", {"kept": kept}).context["answers"] == []


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
@pytest.mark.parametrize("value", ["yes", "no"])
def test_on_paper_stands_no_label(lang: str, value: str) -> None:
    talk = Conversation(lang).introduce()
    talk.answer_all(value)
    paper = on_paper(talk.text)
    assert "〔2025〕18号" in paper
    assert "12345" in paper
    assert not has_label(paper), paper


def test_changing_the_language_keeps_the_answers() -> None:
    talk = Conversation().introduce().send(do="stay", lang="en")
    assert "What is owed" in talk.shown
    assert len(talk.page.context["answers"]) == 3
    assert not re.search("[一-鿿]", talk.page.context["question"].text)


@pytest.mark.parametrize("value", ["yes", "no"])
def test_the_page_is_small(value: str) -> None:
    talk = Conversation().introduce()
    talk.answer_all(value)
    assert len(talk.page.content) < 100_000
