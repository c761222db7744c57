"""What a determination speaks of, in words: places, benefits, facts, amounts, bodies, clauses, questions."""

from collections.abc import Iterable

from hutong.lib.translating import marked, translator
from hutong.policy.amounts import Amount, written
from hutong.policy.as_json import edge_value, lead_on
from hutong.policy.asking import Question
from hutong.policy.determining import Determination
from hutong.policy.discretion import Discretion, is_asked_of_its_holder
from hutong.policy.documents import Document
from hutong.policy.findings import Finding
from hutong.policy.library import Library
from hutong.policy.proofs import Decisive
from hutong.policy.ranges import DateRange, IntRange
from hutong.vocabulary.divisions import DivisionError, get_division_name

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


class ToldWords:
    """Words for one library in one language; what is highly sensitive is named only when `sensitive`.

    ``discretion`` says more closely what may be named.
    """

    def __init__(
        self, library: Library, lang: str, *, sensitive: bool = False, discretion: Discretion | None = None
    ) -> None:
        self.library, self.lang, self.say = library, lang, translator(lang)
        self.facts = library.vocabulary.facts
        self.discretion = discretion or Discretion(library.vocabulary, is_lifted=sensitive)

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

    def benefit(self, slug: str) -> str:
        """The benefit's name, where it may be named."""
        if self.discretion.hides_benefit(slug):
            return self.say("another benefit")
        return self.library.vocabulary.benefits[slug].label(self.lang)

    def benefits(self, slugs: Iterable[str]) -> list[str]:
        """The names of several benefits."""
        return list(dict.fromkeys(map(self.benefit, slugs)))

    def fact(self, name: str) -> str:
        """The fact's name, where it may be named."""
        if self.discretion.hides_fact(name):
            return self.say("a highly sensitive matter")
        return self.facts[name].label(self.lang)

    def missing(self, names: Iterable[str], *, most: int = MOST_MISSING) -> list[str]:
        """What is still to be known: the first few by name, and how many more."""
        labels = list(dict.fromkeys(map(self.fact, names)))
        more = [self.say("and {count} more").format(count=len(labels) - most)] if len(labels) > most else []
        return labels[:most] + more

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
            name = self.benefit(one.name.split("'")[1])
            return (
                self.say("{name} is owed").format(name=name)
                if one.value
                else self.say("{name} is not owed").format(name=name)
            )
        if self.discretion.hides_fact(one.name):
            return self.fact(one.name)
        text = f"{fact.label(self.lang)} {self._value(one)}"
        implied = determination.situation.because.get(one.name)
        if implied and not self.discretion.hides_fact(implied[0]):
            source = self.facts[implied[0]].label(self.lang)
            text += self.say(" (follows from: {fact})").format(fact=source)
        return text

    def _value(self, one: Decisive) -> str:
        fact = self.facts[one.name]
        if isinstance(one.value, DateRange | IntRange):
            return self.say("{low} to {high}").format(low=one.value.low, high=one.value.high)
        return fact.shown(edge_value(one.name, one.value, self.facts), self.lang)

    def categories(self, determination: Determination) -> list[str]:
        """The categories that the child is in."""
        held = (one for one in determination.categories if one.truth and not self.discretion.hides_category(one))
        return [one.zh if self.lang == "zh" else one.en for one in held]

    def questions(self, determination: Determination) -> list[Question]:
        """The questions that may be shown, best first."""
        return [one for one in determination.ask_next if not self.discretion.hides_fact(one.fact)]

    def question(self, fact: str) -> str:
        """The question as it is put to people, or what to verify with the body that holds the fact."""
        if is_asked_of_its_holder(fact, self.library.vocabulary):
            return self.say("Verify with the body that holds it: {fact}").format(fact=self.fact(fact))
        return self.facts[fact].question(self.lang)

    def holder(self, fact: str, determination: Determination) -> str:
        """The body that holds a fact, by its name on the day."""
        body = self.library.vocabulary.bodies.get(self.facts[fact].entry.holder)
        return body.label(self.lang, on=determination.on) if body else ""
