"""Small policies made up at random: every kind of condition, amount, exclusion, choice and local text.

The words are those of the small vocabulary of the policy tests, and some more that only screening needs.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hutong.policy.library import Library, load_library
from hutong.policy.tests.small_policies import CITY, COUNTY, NATIONAL, Text, value, write_folder

SECOND = "000000/notice"
MORE_FACTS = """
[facts.has_hukou]
type = "bool"
zh = "有户口"
en = "has a hukou"
[facts.siblings]
type = "int"
zh = "兄弟姐妹"
en = "siblings"
[facts.residence_since]
type = "date"
zh = "居住起"
en = "lives here since"
[facts.residence_months]
type = "int"
zh = "居住月数"
en = "months of residence"
derive = { how = "whole_months", from = "residence_since" }
[facts.care]
type = "enum"
zh = "照料"
en = "care"
[facts.care.values]
family = { zh = "家庭", en = "family" }
institution = { zh = "机构", en = "institution" }
[facts.dibao]
type = "bool"
zh = "低保"
en = "dibao"
[facts.dibao.spread]
"城市低保" = { dibao = true, "dibao.kind" = "urban" }
"没有低保" = { dibao = false }
[facts."dibao.kind"]
type = "enum"
zh = "低保类别"
en = "kind of dibao"
[facts."dibao.kind".values]
urban = { zh = "城市", en = "urban" }
rural = { zh = "农村", en = "rural" }
[[implies]]
if = "adopted"
then = { care = "family" }
[[implies]]
if = "NOT dibao"
then = { poor = false }
"""
BENEFITS = ("upkeep", "subsidy", "schooling", "rescue", "tutoring")
"""A benefit asks for the verdict on earlier ones only, so that there are no circles."""
BOOLS = (
    "poor", "destitute", "adopted", "dibao", "has_hukou", "disability.hearing", "father.dead", "mother.missing",
    "father.in_custody", "receives.upkeep", "receives.subsidy",
)  # fmt: skip
SIGNS = ("=", "<>", "<", "<=", ">", ">=")
WHOLE = ("age", "residence_months", "siblings", "father.custody_months")
DAYS = ("DATE '2020-02-29'", "DATE '2024-06-01'", "DATE '1900-01-02'", "DATE '9999-12-31'")
ENUMS = {
    "school_stage": ("'primary'", "'junior'", "'senior'"),
    "care": ("'family'", "'institution'"),
    "dibao.kind": ("'urban'", "'rural'"),
    "hukou_place": ("'431022'", "'500110'"),
}
NUMBERS = (-1, 0, 1, 3, 6, 12, 14, 16, 18, 36, 200, 10**25)
YUAN = (0, 1, 500, 600, 10**10, 10**17, 10**30)


@dataclass
class Conditions:
    """Random conditions: over facts, and over these definitions and verdicts."""

    chance: random.Random
    definitions: Sequence[str] = ()
    benefits: Sequence[str] = ()

    def make(self, depth: int = 2) -> str:
        """A condition whose parts go so deep."""
        if depth == 0 or self.chance.random() < 0.25:
            return self._leaf()
        one, other = self.make(depth - 1), self.make(depth - 1)
        match self.chance.choice(("and", "or", "not", "case")):
            case "and":
                return f"({one} AND {other})"
            case "or":
                return f"({one} OR {other})"
            case "not":
                return f"(NOT {one})"
        return f"CASE WHEN {one} THEN {other} WHEN {self._leaf()} THEN {self._leaf()} ELSE {self.make(depth - 1)} END"

    def _leaf(self) -> str:
        kinds = [self._fact, self._fact, self._whole, self._whole, self._word, self._day, self._money, self._parents]
        if self.definitions:
            kinds.append(lambda: self.chance.choice(self.definitions))
        if self.benefits:
            kinds.append(lambda: f"ENTITLED('{self.chance.choice(self.benefits)}')")
        return self.chance.choice(kinds)()

    def _fact(self) -> str:
        return self.chance.choice((*BOOLS, "TRUE", "FALSE"))

    def _whole(self) -> str:
        choice = self.chance.choice
        name = choice(WHOLE)
        match choice(("sign", "sign", "turned", "between", "in", "facts")):
            case "turned":
                return f"{choice(NUMBERS)} {choice(SIGNS)} {name}"
            case "between":
                return f"{name} {choice(('', 'NOT '))}BETWEEN {choice(NUMBERS)} AND {choice(NUMBERS)}"
            case "in":
                return f"{name} {choice(('', 'NOT '))}IN ({choice(NUMBERS)}, {choice(NUMBERS)}, {choice(NUMBERS)})"
            case "facts":
                return f"siblings {choice(SIGNS)} father.custody_months"
        return f"{name} {choice(SIGNS)} {choice(NUMBERS)}"

    def _word(self) -> str:
        choice = self.chance.choice
        name = choice(tuple(ENUMS))
        words = ENUMS[name]
        if choice((True, False)):
            return f"{name} {choice(('=', '<>'))} {choice(words)}"
        return f"{name} {choice(('', 'NOT '))}IN ({choice(words)}, {choice(words)})"

    def _day(self) -> str:
        choice = self.chance.choice
        if choice((True, False)):
            return f"recognised_on {choice(SIGNS)} poor_since"
        return f"{choice(('recognised_on', 'birth_date'))} {choice(SIGNS)} {choice(DAYS)}"

    def _money(self) -> str:
        choice = self.chance.choice
        paid = f"RECEIVED_AMOUNT('{choice(BENEFITS[:2])}')"
        left = choice(("household_income", paid))
        right = choice((choice(YUAN), choice(YUAN), "household_income", "RECEIVED_AMOUNT('subsidy')"))
        return f"{left} {choice(SIGNS)} {right}"

    def _parents(self) -> str:
        how = self.chance.choice(("EVERY_PARENT", "ANY_PARENT"))
        both = "ONE_AND_OTHER(parent.dead, parent.missing)"
        return self.chance.choice((f"{how}(parent.dead)", f"{how}(parent.custody_months >= 6)", both))


def make_amount(conditions: Conditions, depth: int = 2) -> str:
    """A random sum of money a month."""
    chance = conditions.chance
    if depth == 0 or chance.random() < 0.3:
        paid = f"RECEIVED_AMOUNT('{chance.choice(BENEFITS[:2])}')"
        return chance.choice(("VALUE('low')", "VALUE('high')", "VALUE('least')", "VALUE('blank')", "0", paid))
    one, other = make_amount(conditions, depth - 1), make_amount(conditions, depth - 1)
    match chance.choice(("plus", "minus", "least", "most", "case", "fact")):
        case "plus":
            return f"{one} + ({other})"
        case "minus":
            return f"MAX(0, {one} - ({other}))"
        case "least":
            return f"MIN({one}, {other})"
        case "most":
            return f"MAX({one}, {other})"
        case "fact":
            return f"VALUE('high') - household_income + ({one})"
    guard, second = conditions.make(1), conditions.make(0)
    return f"CASE WHEN {guard} THEN {one} WHEN {second} THEN {other} ELSE VALUE('low') END"


def make_values(chance: random.Random) -> str:
    """Money of every certainty, and a percentage."""
    return "".join(
        (
            value("low", chance.choice(("100", "600", "0"))),
            value("high", chance.choice(("600", "900.5", "0.01"))),
            value("least", "600", 'state = "floor"'),
            value("blank", ""),
            value("share", chance.choice(("100", "50", "12.5")), unit="percent"),
            value("local", "", unit="percent"),
        )
    )


def make_grant(conditions: Conditions, entry: str, benefit: str, *, local: bool) -> str:
    """A grant of money, of a percentage, or of a service."""
    chance = conditions.chance
    when = f'when = "{conditions.make()}"'
    if local and chance.random() < 0.2:
        when = f'adopts = "{NATIONAL}#1/g{BENEFITS.index(benefit)}"'
    lines = ["[[grant]]", f'entries = ["{entry}"]', f'benefit = "{benefit}"', when]
    lines.append(f'strength = "{chance.choice(("must", "must", "must", "phased", "encouraged", "optional"))}"')
    if chance.random() < 0.4:
        lines.append(f'tie = "{chance.choice(("hukou", "residence", "event"))}"')
    terms = [f'{{ term = "{chance.choice(("monthly", "monthly", "fee"))}", value = "{make_amount(conditions)}" }}']
    if chance.random() < 0.15:
        terms = [f'{{ term = "ratio", value = "VALUE(\'{chance.choice(("share", "local"))}\')" }}']
    if chance.random() < 0.85:
        lines.append(f"amounts = [{', '.join(terms)}]")
    return "\n".join([*lines, ""])


def make_exclusion(conditions: Conditions, entry: str, benefit: str) -> str:
    """An exclusion from the grounds of this text, or of all."""
    reaches = conditions.chance.choice(('reaches = "own"', 'reaches = "all"\ntreatment = "A8"'))
    when = conditions.make(1)
    return f'[[exclude]]\nentries = ["{entry}"]\nbenefit = "{benefit}"\nwhen = "{when}"\n{reaches}\n'


def make_choice(chance: random.Random, entry: str) -> str:
    """A choice between benefits, of any of the three kinds."""
    by = chance.choice(("most_favourable", "most_favourable", "order", "applicant"))
    named = list(BENEFITS)
    chance.shuffle(named)
    named = ["upkeep", "subsidy"] if by == "applicant" else named[: chance.choice((2, 3))]
    reaches = chance.choice(('reaches = "own"', 'reaches = "all"\ntreatment = "A8"'))
    fact = '\nfact = "chosen_benefit"' if by == "applicant" else ""
    quoted = ", ".join(f'"{one}"' for one in named)
    return f'[[choose]]\nentries = ["{entry}"]\nbenefits = [{quoted}]\nby = "{by}"{fact}\n{reaches}\n'


def make_definition(conditions: Conditions, entry: str, name: str, mode: str) -> str:
    """A definition."""
    when = conditions.make()
    return f'[[define]]\nentries = ["{entry}"]\nname = "{name}"\nmode = "{mode}"\nwhen = "{when}"\n'


def make_text(chance: random.Random, address: str, *, definitions: Sequence[str] = ("sad", "alone")) -> Text:
    """A document; the nation's first one defines all names and grants every benefit."""
    first, local = address == NATIONAL, not address.startswith("000000")
    rules = []
    for number, name in enumerate(definitions):
        if first or chance.random() < 0.5:
            mode = "replaces" if not first and chance.random() < 0.3 and address == CITY else "adds"
            rules.append(make_definition(Conditions(chance, definitions[:number]), f"x{number}", name, mode))
    for number, benefit in enumerate(BENEFITS):
        conditions = Conditions(chance, definitions, BENEFITS[:number])
        if first or chance.random() < 0.5:
            rules.append(make_grant(conditions, f"g{number}", benefit, local=local))
        if chance.random() < 0.3:
            rules.append(make_exclusion(conditions, f"e{number}", benefit))
    rules += [make_choice(chance, f"c{number}") for number in range(chance.choice((0, 1, 2)))]
    front = {"tie": f'"{chance.choice(("hukou", "hukou", "residence"))}"'}
    if local and chance.random() < 0.5:
        front["frame"] = f'"{Conditions(chance, definitions).make(1)}"'
    values = make_values(chance)
    if local:
        for name, unit, amount in (("blank", "yuan_per_month", "750"), ("local", "percent", "80")):
            if chance.random() < 0.6:
                state = chance.choice(('state = "exact"', 'state = "floor"'))
                values += value(f"{name}_here", amount, state, f'fills = "{NATIONAL}:{name}"', unit=unit)
    return Text("\n".join(rules), address, values, front)


def make_library(chance: random.Random, folder: Path) -> Library:
    """A library of two to four documents."""
    addresses = [NATIONAL] + [one for one in (SECOND, CITY, COUNTY) if chance.random() < 0.7]
    write_folder(folder, *(make_text(chance, address) for address in addresses))
    facts = folder / "facts.toml"
    facts.write_text(facts.read_text("utf-8") + MORE_FACTS, "utf-8")
    return load_library(folder)
