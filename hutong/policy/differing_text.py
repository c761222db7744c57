"""What differs between two places or days, as text: − gone, + added, ~ changed."""

from collections.abc import Callable, Iterable, Iterator

from hutong.lib.text_layout import wrap_cells
from hutong.policy.differing import (
    BenefitDifference,
    Difference,
    GroundChange,
    ProcedureChange,
)
from hutong.policy.library import Library
from hutong.policy.showing_text import WIDTH, PlaceTeller
from hutong.policy.showing_words import body, figure, step_words
from hutong.policy.shown import DocumentShown, GroundShown, ProcedureShown, ValueShown
from hutong.policy.standpoints import name_place

WORDS = {
    "differences": ("{before} → {after} 的差别", "What differs from {before} to {after}"),
    "key": (
        "− 只在前者　+ 只在后者　~ 两边都有而不同",
        "− only in the first   + only in the second   ~ in both, but different",
    ),
    "documents": ("文件", "Documents"),
    "grounds": ("待遇与程序", "Grounds and procedures"),
    "values": ("数值", "Values"),
    "nothing": ("没有差别。", "Nothing differs."),
    "exclusions": ("除外", "except"),
    "no_exclusions": ("无", "none"),
    "payee": ("领取人", "payee"),
    "steps": ("步骤", "steps"),
    "notice_days": ("公示", "notice"),
    "evidence": ("材料", "papers"),
    "review_months": ("复核", "review"),
}


def tell_difference(difference: Difference, library: Library, *, lang: str = "zh") -> str:
    """The whole difference as text."""
    return "\n".join(DifferenceTeller(library, lang).tell(difference)) + "\n"


class DifferenceTeller:
    """Tells differences in one language."""

    def __init__(self, library: Library, lang: str) -> None:
        self.lang = lang
        self.place = PlaceTeller(library, lang)
        self.readers: dict[str, Callable[[GroundShown], str]] = {
            "condition": self.condition,
            "strength": lambda one: self.place.force(one),
            "tie": lambda one: self.say(one.tie),
            "lead": lambda one: self.say(", ").join(body(held, lang, self.say) for held in one.lead),
            "amount": self.amounts,
            "exclusions": lambda one: (
                self.say("; ").join(held.clause for held in one.exclusions) or self.say("no_exclusions")
            ),
        }

    def say(self, key: str) -> str:
        if key in WORDS:
            return WORDS[key][0 if self.lang == "zh" else 1]
        return self.place.say(key)

    def tell(self, difference: Difference) -> Iterator[str]:
        before, after = (self.standpoint(one) for one in (difference.before, difference.after))
        yield self.say("differences").format(before=before, after=after)
        yield "═" * WIDTH
        yield self.say("key")
        documents = [*self.documents("−", difference.documents_gone), *self.documents("+", difference.documents_added)]
        benefits = [line for one in difference.benefits for line in self.benefit(one)]
        values = list(self.values(difference))
        if not (documents or benefits or values):
            yield f"\n{self.say('nothing')}"
        for title, lines in (("documents", documents), ("grounds", benefits), ("values", values)):
            if lines:
                yield f"\n【{self.say(title)}】"
                yield from lines

    def standpoint(self, text: str) -> str:
        place, _, on = text.partition("@")
        name = name_place(place, library=self.place.library, lang=self.lang)
        return f"{name}（{place}）{on}" if self.lang == "zh" else f"{name} ({place}) {on}"

    def documents(self, sign: str, documents: Iterable[DocumentShown]) -> Iterator[str]:
        for one in documents:
            title = one.title if self.lang == "zh" else one.title_en or one.title
            yield wrap_cells(f"{one.number}  {title}  ‹{one.address}›", width=WIDTH, label=f"  {sign}", indent=4)

    def benefit(self, one: BenefitDifference) -> Iterator[str]:
        yield f"\n■ {one.zh if self.lang == 'zh' else one.en}  {one.slug}"
        for sign, grounds in (("−", one.gone), ("+", one.added)):
            for ground in grounds:
                yield from self.ground(sign, ground)
        for change in one.changed:
            yield from self.ground_change(change)
        for sign, procedures in (("−", one.procedures_gone), ("+", one.procedures_added)):
            for procedure in procedures:
                cited = f"{self.say('procedure')}{self.say(': ')}{self.place.cited(procedure.clause)}"
                yield wrap_cells(cited, width=WIDTH, label=f"  {sign}", indent=4)
        for changed in one.procedures_changed:
            yield from self.procedure_change(changed)

    def ground(self, sign: str, ground: GroundShown) -> Iterator[str]:
        yield wrap_cells(self.place.cited(ground.clause), width=WIDTH, label=f"  {sign}", indent=4)
        yield self.place.line(self.say("condition"), self.condition(ground))
        yield self.place.line(self.say("strength"), f"{self.place.force(ground)}{self.say('; ')}{self.say(ground.tie)}")
        if ground.amounts:
            yield self.place.line(self.say("amount"), self.amounts(ground))

    def ground_change(self, change: GroundChange) -> Iterator[str]:
        yield from self.heads(change.before.clause, change.after.clause, "")
        for aspect in change.aspects:
            read = self.readers[aspect]
            yield from self.sides(self.say(aspect), read(change.before), read(change.after))

    def procedure_change(self, change: ProcedureChange) -> Iterator[str]:
        yield from self.heads(change.before.clause, change.after.clause, f"{self.say('procedure')}{self.say(': ')}")
        for aspect in change.aspects:
            before, after = (self.procedure(one, aspect) for one in (change.before, change.after))
            yield from self.sides(self.say(aspect), before, after)

    def heads(self, before: str, after: str, prefix: str) -> Iterator[str]:
        yield wrap_cells(f"{prefix}{self.place.cited(before)}", width=WIDTH, label="  ~", indent=4)
        if after != before:
            yield wrap_cells(self.place.cited(after), width=WIDTH, label="    →", indent=6)

    def sides(self, label: str, before: str, after: str) -> Iterator[str]:
        yield self.place.line(label, f"− {before}")
        yield self.place.line("", f"+ {after}")

    def condition(self, ground: GroundShown) -> str:
        words = self.place.wording.say(ground.condition, document=ground.clause.split("#")[0])
        frame = f"{self.say('; ')}{self.say('frame')} {self.place.wording.say(ground.frame)}" if ground.frame else ""
        return words + frame

    def amounts(self, ground: GroundShown) -> str:
        """Every term with the figures that stand there."""
        told = []
        for term in ground.amounts:
            figures = self.say(", ").join(f"{figure(value, self.say)} ‹{value.address}›" for value in term.values)
            told.append(f"{self.say(term.term)}{self.say(': ')}{figures or term.written}")
        return self.say("; ").join(told) or self.say("no_amount")

    def procedure(self, one: ProcedureShown, aspect: str) -> str:
        """One part of a procedure in words."""
        say = self.say
        if aspect == "steps":
            return " → ".join(step_words(step, self.lang, say) for step in one.steps)
        if aspect == "last_month":
            return say("; ").join(f"{cause} → {say(month)}" for cause, month in one.last_month.items())
        if aspect == "evidence":
            return say("; ").join(one.evidence if self.lang == "zh" else one.evidence_en or one.evidence)
        if aspect == "payee":
            return one.payee_zh or one.payee if self.lang == "zh" else one.payee
        return say(str(getattr(one, aspect)))

    def values(self, difference: Difference) -> Iterator[str]:
        for sign, values in (("−", difference.values_gone), ("+", difference.values_added)):
            for value in values:
                yield wrap_cells(self.value(value), width=WIDTH, label=f"  {sign}", indent=4)
        for change in difference.values_changed:
            yield wrap_cells(self.value(change.before), width=WIDTH, label="  ~", indent=4)
            yield wrap_cells(self.value(change.after), width=WIDTH, label="    →", indent=6)

    def value(self, value: ValueShown) -> str:
        return f"{self.place.name(value)}{self.say(': ')}{self.place.value(value)}"
