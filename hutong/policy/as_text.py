"""A determination as text that a township clerk can read aloud: owed, by whom, why; not owed; what to ask."""

from collections.abc import Callable, Iterable, Iterator

from hutong.lib.translating import marked
from hutong.policy.determining import Determination
from hutong.policy.findings import Finding, Reason
from hutong.policy.told_words import ToldWords

MOST_QUESTIONS = 8


class Teller(ToldWords):
    """Tells determinations of one library in one language; what is highly sensitive only when `sensitive`."""

    def tell(self, determination: Determination) -> str:
        """The whole determination as text."""
        return "\n".join(line.rstrip() for line in self._lines(determination))

    def _lines(self, determination: Determination) -> Iterator[str]:
        yield self._heading(determination)
        findings = self.discretion.list_findings(determination)
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
        if self.discretion.hides_something(determination):
            yield ""
            yield self.say("What is highly sensitive is not listed here.")

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

    def _name(self, finding: Finding) -> str:
        return self.benefit(finding.benefit)

    def _owed(self, finding: Finding, determination: Determination) -> Iterator[str]:
        amounts = self.say("; ").join(self.amount(amount) for amount in finding.amounts)
        separator = self.say(": ")
        yield f"● {self._name(finding)}{separator + amounts if amounts else ''}  [{self.place(finding.place)}]"
        yield f"   {self.say('By')}{separator}{self.bodies(finding, determination)}"
        yield from self._why([one for one in finding.because if one.conclusion == "entitled"], determination)
        if self.library.vocabulary.benefits[finding.benefit].estimate:
            yield f"   {self.say('An estimate: the insurer settlement stands.')}"
        if finding.alternatives:
            others = self.say(", ").join(self.benefits(finding.alternatives))
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
        others = self.say(", ").join(self.benefits(finding.covered_by))
        yield f"○ {self._name(finding)} → {others}"

    def _unknown(self, finding: Finding, determination: Determination) -> Iterator[str]:
        wanted = self.say(", ").join(self.missing(finding.missing)) or self.say("no document in force defines it")
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

    def _categories(self, determination: Determination) -> Iterator[str]:
        if names := self.categories(determination):
            yield ""
            yield f"{self.say('Categories')}{self.say(': ')}{self.say(', ').join(names)}"

    def _duties(self, determination: Determination) -> Iterator[str]:
        if not determination.duties:
            return
        yield ""
        yield f"【{self.say('Duties now')}】" if self.lang == "zh" else f"── {self.say('Duties now')} ──"
        for duty in determination.duties:
            block = duty.obligation.block
            within = self.say(" ({time})").format(time=block.within) if block.within else ""
            must = block.must_zh if self.lang == "zh" else block.must
            yield f"▲ {must}{within}  {self.clause(duty.obligation.rule.address)}"
            if duty.truth is None:
                labels = self.say(", ").join(self.missing(duty.missing))
                yield f"   {self.say('Arises if confirmed')}{self.say(': ')}{labels}"

    def _questions(self, determination: Determination) -> Iterator[str]:
        questions = self.questions(determination)
        if not questions:
            return
        yield ""
        yield f"【{self.say('Ask next')}】" if self.lang == "zh" else f"── {self.say('Ask next')} ──"
        for number, question in enumerate(questions[:MOST_QUESTIONS], start=1):
            holder = self.holder(question.fact, determination)
            known_by = self.say(" (held by: {body})").format(body=holder) if holder else ""
            yield f"{number}. {self.question(question.fact)}{known_by}"
        rest = len(questions) - MOST_QUESTIONS
        if rest > 0:
            yield self.say("… and {count} more questions").format(count=rest)


def _having(findings: Iterable[Finding], verdict: str) -> Iterator[Finding]:
    return (finding for finding in findings if finding.verdict == verdict)


def _covered(findings: Iterable[Finding]) -> Iterator[Finding]:
    return (finding for finding in findings if finding.verdict == "entitled" and finding.covered_by)
