"""The library in the browser: everything can be reached, in both languages, without the database, in small pages."""

import html
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from hutong.pages.library.links import get_links
from hutong.pages.library.loaded import get_library

LANGUAGES = {"zh": "zh-hans", "en": "en"}


def get(address: str, *, lang: str = "zh", **asked: str) -> Any:
    browser = Client()
    browser.cookies["django_language"] = LANGUAGES[lang]
    return browser.get(f"{address}?{urlencode(asked)}" if asked else address)


def words(page: Any) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).split())


def list_addresses() -> list[str]:
    """Every document, clause, page of examples, benefit and fact."""
    library = get_library()
    documents = library.list_documents()
    return [
        *(reverse("library_document", args=[one.address]) for one in documents),
        *(reverse("library_examples", args=[one.address]) for one in documents),
        *(reverse("library_clause", args=[one.address, clause.key]) for one in documents for clause in one.clauses),
        *(reverse("library_benefit", args=[slug]) for slug in library.vocabulary.benefits),
        *(reverse("library_fact", args=[name]) for name in get_links().rules_of_fact),
        *map(reverse, ("library", "library_benefits", "library_here", "library_differences", "library_search")),
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_of_the_library_is_there_and_small(lang: str) -> None:
    pages = {address: get(address, lang=lang) for address in list_addresses()}
    assert len(pages) > 400
    assert {address for address, page in pages.items() if page.status_code != 200} == set()
    assert {address: len(page.content) for address, page in pages.items() if len(page.content) > 100_000} == {}


def test_every_link_of_a_clause_leads_somewhere() -> None:
    page = get(reverse("library_clause", args=["431000/cz2017-3", "2.1"])).content.decode()
    links = {link for link in re.findall(r'href="(/library[^"]*)"', page)}
    assert len(links) > 20
    assert {link for link in links if get(html.unescape(link)).status_code != 200} == set()


@pytest.mark.parametrize(
    ("lang", "said"),
    [("zh", ("同时符合：", "不符合：", "不低于 600 元/月")), ("en", ("all of these:", "not so:", "at least"))],
)
def test_a_clause_tells_its_rules_in_words(lang: str, said: tuple[str, ...]) -> None:
    shown = words(get(reverse("library_clause", args=["431000/cz2017-3", "2.1"]), lang=lang))
    assert [one for one in said if one not in shown] == []


def test_a_document_tells_its_figures_with_their_days() -> None:
    shown = words(get(reverse("library_document", args=["431000/cz2017-3"])))
    assert "社会散居孤儿最低养育标准" in shown
    assert "不低于 600 元/月 2017-03-27 起" in shown


def test_a_benefit_leads_to_its_clauses_and_facts_and_a_fact_back() -> None:
    benefit = get(reverse("library_benefit", args=["orphan_protection"])).content.decode()
    assert reverse("library_clause", args=["431000/cz2017-3", "2.1"]) in benefit
    assert reverse("library_fact", args=["orphan_recognised"]) in benefit
    fact = get(reverse("library_fact", args=["orphan_recognised"])).content.decode()
    assert reverse("library_benefit", args=["orphan_protection"]) in fact


def test_a_fact_of_both_parents_has_one_page() -> None:
    assert "父母死亡" in words(get(reverse("library_fact", args=["mother.dead"])))


def test_a_place_and_a_day_show_what_applies() -> None:
    shown = words(get(reverse("library_here"), place="郴州市", place_on="2018-06-01"))
    assert "郴政发〔2017〕3号" in shown
    assert "綦江府办发〔2017〕91号" not in shown
    assert "国办发〔2025〕18号" not in shown


def test_one_benefit_at_a_place_is_shown_in_full() -> None:
    shown = words(get(reverse("library_here"), place="431022", place_on="2018-06-01", benefit="orphan_protection"))
    assert "不低于 600 元/月" in shown
    assert "受理" in shown


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"place": "无此地"}, "没有叫“无此地”的地方"),
        ({"place": "郴州市", "place_on": "yesterday"}, "日期请写成"),
    ],
)
def test_a_place_or_day_that_cannot_be_read_is_told(asked: dict[str, str], said: str) -> None:
    page = get(reverse("library_here"), **asked)
    assert page.status_code == 200
    assert said in words(page)


def test_two_places_are_compared() -> None:
    asked = {"before": "431000", "before_on": "2018-06-01", "after": "500110", "after_on": "2018-06-01"}
    page = get(reverse("library_differences"), **asked)
    assert "孤儿基本生活保障" in words(page)
    assert len(page.content) < 100_000
    assert "只在前者" in words(get(reverse("library_differences"), **asked, benefit="orphan_protection"))


def test_the_same_place_and_day_do_not_differ() -> None:
    same = {"before": "431000", "before_on": "2018-06-01", "after": "431000", "after_on": "2018-06-01"}
    assert "没有差别" in words(get(reverse("library_differences"), **same))


@pytest.mark.parametrize(("lang", "asked"), [("zh", "孤儿 养育标准"), ("en", "orphan standard"), ("zh", "临时救助")])
def test_words_find_clauses(lang: str, asked: str) -> None:
    page = get(reverse("library_search"), lang=lang, q=asked)
    found = page.context["page"].object_list
    assert found
    assert all(word in one.entry.folded for one in found for word in asked.split())


def test_words_that_stand_nowhere_find_nothing_and_say_so() -> None:
    assert "请去掉一个词" in words(get(reverse("library_search"), q="无此词语"))


@pytest.mark.parametrize(
    "address",
    [
        "/library/documents/none/at-all", "/library/documents/431000/cz2017-3/clauses/99", "/library/benefits/none",
        "/library/facts/none",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found(address: str) -> None:
    assert get(address).status_code == 404


def test_an_unknown_benefit_at_a_place_is_not_found() -> None:
    assert get(reverse("library_here"), place="431000", benefit="none").status_code == 404


def test_examples_stand_some_on_a_page() -> None:
    address = reverse("library_examples", args=["431000/cz2017-3"])
    assert "第 1 页" in words(get(address))
    assert "第 2 页" in words(get(address, page="2"))
