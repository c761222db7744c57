"""The four files of a vocabulary: read whole, every slip said at its place; and those that come with the package."""

from datetime import date
from pathlib import Path

import pytest

from hutong.vocabulary.bodies import LEVELS, Body
from hutong.vocabulary.errors import VocabularyUnusable
from hutong.vocabulary.facts import FactType
from hutong.vocabulary.vocabulary import FILES, Vocabulary, load_vocabulary, read_vocabulary

BUNDLED = Path(__file__).parent.parent.parent.parent / "policies"
FACTS = """format = 1
[facts.poor]
type = "bool"
zh = "低保"
en = "poor"
"""
BENEFITS = """format = 1
[benefits.upkeep]
number = 1
zh = "生活费"
en = "upkeep"
system = "living"
delivery = "cash"
by = "civil_affairs"
"""
BODIES = """format = 1
[bodies.health]
zh = "卫生健康部门"
en = "health"
levels = ["county"]
names = [
  { zh = "卫生部门", en = "public health", through = 2013-03-15 },
  { zh = "卫生计生部门", en = "health and family planning", from = 2013-03-16, through = 2018-03-26 },
]

[bodies.insurer]
zh = "医疗保障部门"
en = "medical insurance"
levels = ["county"]

[[handover]]
from = "health"
to = "insurer"
on = 2018-05-31
systems = ["living"]
"""


def write(folder: Path, facts: str = FACTS, benefits: str = BENEFITS, bodies: str = BODIES) -> Path:
    texts = (facts, benefits, bodies, "format = 1\n")
    for name, text in zip(FILES, texts, strict=True):
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def bundled() -> Vocabulary:
    return load_vocabulary(BUNDLED)


def test_a_vocabulary_holds_what_its_files_say(tmp_path: Path) -> None:
    words = load_vocabulary(write(tmp_path))
    assert (list(words.benefits), list(words.bodies), list(words.events)) == (["upkeep"], ["health", "insurer"], [])
    assert words.benefits["upkeep"].label("zh") == "生活费"


def test_what_is_paid_in_money_can_be_received(tmp_path: Path) -> None:
    facts = load_vocabulary(write(tmp_path)).facts
    assert list(facts) == ["poor", "receives.upkeep", "receives.upkeep.amount"]
    assert facts["receives.upkeep.amount"].type is FactType.MONEY
    assert facts["receives.upkeep.amount"].entry.after == "receives.upkeep"


def test_what_is_no_money_cannot_be_received(tmp_path: Path) -> None:
    facts = load_vocabulary(write(tmp_path, benefits=BENEFITS.replace('"cash"', '"service"'))).facts
    assert list(facts) == ["poor"]


def test_files_that_are_not_there_hold_nothing(tmp_path: Path) -> None:
    words = load_vocabulary(tmp_path)
    assert (len(words.facts), len(words.benefits)) == (0, 0)


def test_a_fact_may_stand_under_a_quoted_or_a_dotted_header(tmp_path: Path) -> None:
    entries = "".join(
        f'[facts.{header}]\ntype = "bool"\nzh = "甲"\nen = "a"\n' for header in ('"parent.dead"', "parent.missing")
    )
    facts = load_vocabulary(write(tmp_path, facts=f"format = 1\n{entries}")).facts
    assert [name for name in facts if not name.startswith("receives")] == [
        "father.dead", "mother.dead", "father.missing", "mother.missing",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "code", "line"),
    [
        ("format = 2\n", "format", 1),
        (FACTS.replace('zh = "低保"\n', ""), "missing-key", 2),
        (FACTS.replace('"bool"', '"boolean"'), "wrong-value", 3),
        (f"{FACTS}colour = 3\n", "unknown-key", 6),
        (f'{FACTS}after = "por"\n', "unknown-fact", 6),
        (f'{FACTS}[facts.list]\ntype = "list"\nzh = "甲"\nen = "a"\nmembers = {{ a = "por" }}\n', "unknown-fact", 10),
        (f'{FACTS}[facts.a]\ntype = "text"\nzh = "甲"\nen = "a"\nspread.a = {{ por = true }}\n', "unknown-fact", 10),
        (f'{FACTS}[[implies]]\nif = "por"\nthen = {{ poor = false }}\n', "unknown-fact", 7),
        (f"{FACTS}[fact.other]\n", "block", 6),
        (f"{FACTS}[implies]\n", "block", 6),
        ('implies = [{ if = "poor", then = { poor = true } }]\n' + FACTS, "block", 1),
        (FACTS.replace("[facts.poor]", "[facts]\npoor = 3\n[facts.other]"), "block", 2),
        ("facts = 3\nformat = 1\n", "block", 1),
        ('format = 1\n[facts.poor\ntype = "bool"\n', "toml", 2),
    ],
)  # fmt: skip
def test_a_slip_in_the_facts_is_said_at_its_line(tmp_path: Path, facts: str, code: str, line: int) -> None:
    faults = read_vocabulary(write(tmp_path, facts=facts)).faults
    assert [(fault.code, fault.line) for fault in faults] == [(code, line)]


def test_a_fact_that_says_nothing_lacks_every_key(tmp_path: Path) -> None:
    faults = read_vocabulary(write(tmp_path, facts="format = 1\n[facts.poor]\n")).faults
    assert [(fault.code, fault.line) for fault in faults] == [("missing-key", 2)] * 3


def test_a_vocabulary_with_slips_is_refused_with_all_of_them(tmp_path: Path) -> None:
    facts = FACTS.replace('"bool"', '"boolean"')
    benefits = BENEFITS.replace('"cash"', '"gold"')
    with pytest.raises(VocabularyUnusable, match="did you mean") as refusal:
        load_vocabulary(write(tmp_path, facts=facts, benefits=benefits))
    assert [fault.file.name for fault in refusal.value.faults] == ["facts.toml", "benefits.toml"]


def test_a_name_that_two_parents_lack_is_said_once(tmp_path: Path) -> None:
    facts = 'format = 1\n[facts."parent.dead"]\ntype = "bool"\nzh = "去世"\nen = "dead"\nafter = "parent.por"\n'
    (fault,) = read_vocabulary(write(tmp_path, facts=facts)).faults
    assert "'parent.por'" in fault.message
    assert fault.text[fault.column - 1 : fault.column - 1 + fault.length] == "parent.por"


@pytest.mark.parametrize(
    ("on", "name"),
    [
        (date(2013, 3, 15), "public health"),
        (date(2013, 3, 16), "health and family planning"),
        (date(2018, 3, 27), "health"),
    ],
)
def test_a_body_has_the_name_of_the_day(tmp_path: Path, on: date, name: str) -> None:
    body: Body = load_vocabulary(write(tmp_path)).bodies["health"]
    assert body.label("en", on=on) == name
    assert body.label("zh", on=on) != name


def test_work_passes_to_another_body_on_its_day(tmp_path: Path) -> None:
    words = load_vocabulary(write(tmp_path))
    upkeep = words.benefits["upkeep"]
    assert words.body_on("health", benefit=upkeep, on=date(2018, 5, 30)) == "health"
    assert words.body_on("health", benefit=upkeep, on=date(2018, 5, 31)) == "insurer"


def test_work_of_another_system_stays(tmp_path: Path) -> None:
    words = load_vocabulary(write(tmp_path, benefits=BENEFITS.replace('"living"', '"relief"')))
    assert words.body_on("health", benefit=words.benefits["upkeep"], on=date(2020, 1, 1)) == "health"
    assert words.body_on("health", benefit=None, on=date(2020, 1, 1)) == "health"


def test_the_bundled_vocabulary_has_no_fault() -> None:
    assert [fault.render() for fault in read_vocabulary(BUNDLED).faults] == []


def test_every_bundled_fact_is_told_in_both_languages(bundled: Vocabulary) -> None:
    assert [fact.name for fact in bundled.facts.values() if not (fact.zh.strip() and fact.en.strip())] == []


def test_every_bundled_fact_that_can_be_asked_has_a_question_in_both_languages(bundled: Vocabulary) -> None:
    asked = [fact for fact in bundled.facts.values() if not fact.entry.derive and not fact.entry.input_only]
    assert [fact.name for fact in asked if not (fact.entry.ask_zh and fact.entry.ask_en)] == []


def test_no_question_about_a_parent_leaves_the_parent_open(bundled: Vocabulary) -> None:
    of_parents = [fact for name, fact in bundled.facts.items() if name.startswith(("father.", "mother."))]
    words = ("父母一方", "父/母", "父（母）", "this parent", "the parent ")
    assert [
        fact.name for fact in of_parents if any(word in fact.question("zh") + fact.question("en") for word in words)
    ] == []


def test_every_bundled_enum_has_words(bundled: Vocabulary) -> None:
    enums = [fact for fact in bundled.facts.values() if fact.type is FactType.ENUM]
    assert enums and all(len(fact.values) >= 2 for fact in enums)


def test_every_holder_and_every_giver_is_a_body(bundled: Vocabulary) -> None:
    holders = {fact.entry.holder for fact in bundled.facts.values()} - {""}
    givers = {benefit.by for benefit in bundled.benefits.values()}
    assert sorted((holders | givers) - set(bundled.bodies)) == []


def test_every_handover_is_between_bodies(bundled: Vocabulary) -> None:
    assert bundled.handovers
    assert {name for move in bundled.handovers for name in (move.giver, move.taker)} <= set(bundled.bodies)


def test_every_level_of_a_body_is_a_level(bundled: Vocabulary) -> None:
    assert {level for body in bundled.bodies.values() for level in body.levels} <= set(LEVELS)


def test_no_bundled_implication_contradicts_another(bundled: Vocabulary) -> None:
    """What one fact fixes, another that it fixes as well must not fix otherwise."""
    for one in bundled.facts.implications:
        for other in bundled.facts.implications:
            if one.then.get(other.fact) is other.holds:
                both = set(one.then) & set(other.then)
                assert all(one.then[name] == other.then[name] for name in both), (one.fact, other.fact)


def test_whatever_is_of_the_highest_sensitivity_says_which_grant_tells_it(bundled: Vocabulary) -> None:
    entries = [(name, one.entry.sensitivity, one.entry.secrecy) for name, one in bundled.facts.items()]
    entries += [(slug, one.sensitivity, one.secrecy) for slug, one in bundled.benefits.items()]
    assert [name for name, sensitivity, secrecy in entries if sensitivity == "highest" and not secrecy] == []


def test_a_payment_is_of_the_class_of_its_benefit(bundled: Vocabulary) -> None:
    assert bundled.facts["receives.hiv_allowance.amount"].entry.secrecy == ("hiv",)
    assert bundled.facts["mother.imprisoned"].entry.secrecy == ("detained_parent",)
