"""A determination as text that a township clerk can read aloud: owed, by whom, why; not owed; what to ask."""

from collections.abc import Callable, Iterable, Iterator

from hutong.lib.translating import marked, translator
from hutong.policy.amounts import Amount, written
from hutong.policy.as_json import edge_value, lead_on
from hutong.policy.determining import Determination
from hutong.policy.documents import Document
from hutong.policy.findings import Finding, Reason
from hutong.policy.library import Library
from hutong.policy.proofs import Decisive
from hutong.policy.ranges import DateRange, IntRange
from hutong.vocabulary.divisions import DivisionError, get_division_name

MOST_QUESTIONS = 8
MOST_MISSING = 4
TERMS = {
    "monthly": marked("{amount} yuan a month"),
    "one_off": marked("{amount} yuan once"),
    "yearly": marked("{amount} yuan a year"),
    "premium_share": marked("{amount} percent of the personal premium"),
    "ratio_uplift": marked("reimbursement ratio up by {amount} percentage points"),
    "ratio": marked("reimbursement ratio {amount} percent"),
    "deductible_cut": marked("deductible down by {amount} percent"),
    "threshold_cut": marked("threshold down by {amount} percent"),
    "fee": marked("fee {amount} yuan"),
    "years": marked("{amount} years"),
}
LEVELS = {
    "national": marked("national"),
    "province": marked("provincial"),
    "prefecture": marked("prefecture"),
    "county": marked("county"),
}


class Teller:
    """Tells determinations of one library in one language."""

    def __init__(self, library: Library, lang: str) -> None:
        self.library, self.lang, self.say = library, lang, translator(lang)
        self.facts = library.vocabulary.facts

    def tell(self, determination: Determination) -> str:
        """The whole determination as text."""
        return "\n".join(line.rstrip() for line in self._lines(determination))

    def _lines(self, determination: Determination) -> Iterator[str]:
        yield self._heading(determination)
        findings = determination.findings
        parts: list[tuple[str, Iterable[Finding], Callable[[Finding, Determination], Iterator[str]]]] = [
            (self.say("Owed"), (one for one in findings if one.is_owed), self._owed),
            (self.say("Qualifies, but something else is given instead"), _covered(findings), self._covered),
            (self.say("Cannot be determined yet"), _having(findings, "unknown"), self._unknown),
            (self.say("Not offered here"), _having(findings, "not_offered"), self._not_offered),
            (self.say("Not owed"), self._single(_having(findings, "not_entitled"), findings), self._not_owed),
        ]
        for title, held, tell in parts:
            lines = [line for finding in held for line in tell(finding, determination)]
            if lines:
                yield ""
                yield f"【{title}】" if self.lang == "zh" else f"── {title} ──"
                yield from lines
        yield from self._categories(determination)
        yield from self._duties(determination)
        yield from self._questions(determination)

    @staticmethod
    def _single(held: Iterable[Finding], findings: tuple[Finding, ...]) -> Iterator[Finding]:
        """A refusal is told once per benefit, and not where the benefit is owed or open elsewhere."""
        told = {one.benefit for one in findings if one.verdict != "not_entitled"}
        for finding in held:
            if finding.benefit not in told:
                told.add(finding.benefit)
                yield finding

    def _heading(self, determination: Determination) -> str:
        known = determination.situation.known
        child = determination.situation.child or self.say("(no number)")
        places = [
            f"{self.say(label)} {self.place(str(known[fact]))}"
            for label, fact in ((marked("hukou:"), "hukou_place"), (marked("lives in:"), "residence_place"))
            if fact in known
        ]
        day = self.say("Child {child}, on {on}").format(child=child, on=determination.on.isoformat())
        return "  ".join([day, *places])

    def place(self, code: str | None) -> str:
        """A place by name and code; a document's own place name where the table does not know it."""
        if code is None:
            return self.say("place not known")
        name = next((one.front.place_name for one in self.library.list_documents() if one.front.place == code[:6]), "")
        if not name:
            try:
                name = get_division_name(code[:6])
            except DivisionError:
                return code
        return f"{name}（{code}）" if self.lang == "zh" else f"{name} ({code})"

    def _name(self, finding: Finding) -> str:
        return self.library.vocabulary.benefits[finding.benefit].label(self.lang)

    def _owed(self, finding: Finding, determination: Determination) -> Iterator[str]:
        amounts = self.say("; ").join(self.amount(amount) for amount in finding.amounts)
        separator = self.say(": ")
        yield f"● {self._name(finding)}{separator + amounts if amounts else ''}  [{self.place(finding.place)}]"
        yield f"   {self.say('By')}{separator}{self.bodies(finding, determination)}"
        yield from self._why([one for one in finding.because if one.conclusion == "entitled"], determination)
        if self.library.vocabulary.benefits[finding.benefit].estimate:
            yield f"   {self.say('An estimate: the insurer settlement stands.')}"
        if finding.alternatives:
            others = self.say(", ").join(
                self.library.vocabulary.benefits[one].label(self.lang) for one in finding.alternatives
            )
            yield f"   {self.say('One of these is given, to be chosen')}{separator}{self._name(finding)}, {others}"
        for listed in finding.rests_on:
            yield f"   {self.say('Rests on a list, verify first')}{separator}{listed}"

    def _why(self, reasons: list[Reason], determination: Determination) -> Iterator[str]:
        """The decisive facts of each ground, told once, with the clauses and definitions that they satisfy."""
        separator = self.say(": ")
        told: dict[str, list[Reason]] = {}
        for reason in reasons:
            told.setdefault(self._facts_of(reason, determination), []).append(reason)
        for facts, alike in told.items():
            if facts:
                yield f"   {self.say('Because')}{separator}{facts}"
            yield f"   {self.say('Clause')}{separator}{self.say('; ').join(self.clause(one.clause) for one in alike)}"
            through = {one.address for reason in alike for one in reason.through} - {one.clause for one in alike}
            if through:
                yield f"   {self.say('Definitions')}{separator}{self.say(', ').join(sorted(through))}"

    def _facts_of(self, reason: Reason, determination: Determination) -> str:
        return self.say("; ").join(self.decisive(one, determination) for one in reason.facts)

    def _covered(self, finding: Finding, determination: Determination) -> Iterator[str]:
        words = self.library.vocabulary
        others = self.say(", ").join(words.benefits[one].label(self.lang) for one in finding.covered_by)
        yield f"○ {self._name(finding)} → {others}"

    def _unknown(self, finding: Finding, determination: Determination) -> Iterator[str]:
        labels = [self.facts[fact].label(self.lang) for fact in finding.missing[:MOST_MISSING]]
        more = " …" if len(finding.missing) > MOST_MISSING else ""
        wanted = self.say(", ").join(labels) + more if labels else self.say("no document in force defines it")
        yield f"？ {self._name(finding)}{self.say(': ')}{self.say('still needed')} {wanted}"

    def _not_offered(self, finding: Finding, determination: Determination) -> Iterator[str]:
        reason = next((one for one in finding.because if one.conclusion == "not_offered"), None)
        clause = f"  {self.clause(reason.clause)}" if reason else ""
        yield f"○ {self._name(finding)}{self.say(': ')}{self.say('the text only encourages or allows it')}{clause}"

    def _not_owed(self, finding: Finding, determination: Determination) -> Iterator[str]:
        excluded = [one for one in finding.because if one.kind == "exclude" and one.truth]
        reason = excluded[0] if excluded else next(iter(finding.because), None)
        if reason is None:
            return
        facts = self._facts_of(reason, determination)
        kind = self.say("excluded: ") if excluded else ""
        yield f"✕ {self._name(finding)}{self.say(': ')}{kind}{facts}  {self.clause(reason.clause)}"
        for listed in finding.rests_on:
            yield f"   {self.say('Rests on a list, verify first')}{self.say(': ')}{listed}"

    def amount(self, amount: Amount) -> str:
        """One term as people say it: exact, at least, or owed and not set here."""
        quantity = amount.quantity
        number = written(quantity)
        if quantity.state == "unset":
            return self.say("owed, amount not set here")
        if number is None:
            return self.say("owed, amount depends on what is still to be asked")
        text = self.say(TERMS.get(amount.term, "{amount}")).format(amount=number)
        if quantity.state == "floor":
            text = self.say("at least {text}").format(text=text)
        return text + (self.say(" (may rise)") if amount.may_rise else "")

    def bodies(self, finding: Finding, determination: Determination) -> str:
        """The responsible bodies by the names that they have on the day."""
        names = []
        for body in lead_on(finding, determination, self.library):
            slug, _, level = body.removeprefix("~").partition("@")
            name = self.library.vocabulary.bodies[slug].label(self.lang, on=determination.on)
            shown = self.say(LEVELS[level]) if level in LEVELS else ""
            inferred = self.say(" (inferred)") if body.startswith("~") else ""
            names.append(f"{shown}{' ' if shown and self.lang == 'en' else ''}{name}{inferred}")
        return self.say(", ").join(names)

    def clause(self, address: str) -> str:
        """A clause as people cite it: the document's number, its printed numbering, and the address."""
        document, _, key = address.partition("#")
        found: Document = self.library.document(document)
        heading = next((one.title for one in found.clauses if one.key == key.split("/")[0]), key)
        return f"{found.front.number} {heading}  ‹{address}›"

    def decisive(self, one: Decisive, determination: Determination) -> str:
        """A fact with its value, in words."""
        fact = self.facts.get(one.name)
        if fact is None:
            benefit = one.name.split("'")[1]
            name = self.library.vocabulary.benefits[benefit].label(self.lang)
            return (
                self.say("{name} is owed").format(name=name)
                if one.value
                else self.say("{name} is not owed").format(name=name)
            )
        text = f"{fact.label(self.lang)} {self._value(one)}"
        implied = determination.situation.because.get(one.name)
        if implied:
            source = self.facts[implied[0]].label(self.lang)
            text += self.say(" (follows from: {fact})").format(fact=source)
        return text

    def _value(self, one: Decisive) -> str:
        fact = self.facts[one.name]
        if isinstance(one.value, DateRange | IntRange):
            return self.say("{low} to {high}").format(low=one.value.low, high=one.value.high)
        return fact.shown(edge_value(one.name, one.value, self.facts), self.lang)

    def _categories(self, determination: Determination) -> Iterator[str]:
        held = [one for one in determination.categories if one.truth]
        if held:
            yield ""
            names = self.say(", ").join(one.zh if self.lang == "zh" else one.en for one in held)
            yield f"{self.say('Categories')}{self.say(': ')}{names}"

    def _duties(self, determination: Determination) -> Iterator[str]:
        if not determination.duties:
            return
        yield ""
        yield f"【{self.say('Duties now')}】" if self.lang == "zh" else f"── {self.say('Duties now')} ──"
        for duty in determination.duties:
            block = duty.obligation.block
            within = f"（{block.within}）" if block.within else ""
            must = block.must_zh if self.lang == "zh" else block.must
            yield f"▲ {must}{within}  {self.clause(duty.obligation.rule.address)}"
            if duty.truth is None:
                labels = self.say(", ").join(self.facts[fact].label(self.lang) for fact in duty.missing[:MOST_MISSING])
                yield f"   {self.say('Arises if confirmed')}{self.say(': ')}{labels}"

    def _questions(self, determination: Determination) -> Iterator[str]:
        if not determination.ask_next:
            return
        yield ""
        yield f"【{self.say('Ask next')}】" if self.lang == "zh" else f"── {self.say('Ask next')} ──"
        for number, question in enumerate(determination.ask_next[:MOST_QUESTIONS], start=1):
            fact = self.facts[question.fact]
            holder = self.library.vocabulary.bodies.get(fact.entry.holder)
            known_by = f"（{self.say('held by')}{holder.label(self.lang, on=determination.on)}）" if holder else ""
            yield f"{number}. {fact.question(self.lang)}{known_by}"
        rest = len(determination.ask_next) - MOST_QUESTIONS
        if rest > 0:
            yield self.say("… and {count} more questions").format(count=rest)


def _having(findings: Iterable[Finding], verdict: str) -> Iterator[Finding]:
    return (finding for finding in findings if finding.verdict == verdict)


def _covered(findings: Iterable[Finding]) -> Iterator[Finding]:
    return (finding for finding in findings if finding.verdict == "entitled" and finding.covered_by)
