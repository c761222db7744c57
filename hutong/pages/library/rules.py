"""A rule of a document in words: rows of label and text, an outline, or links, for a page to lay out."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from hutong.lib.translating import marked, translator
from hutong.pages.library.links import get_links, written_once
from hutong.pages.library.loaded import get_library, get_place_teller
from hutong.pages.library.outlines import Outline, outline
from hutong.policy.blocks import (
    Choose,
    Define,
    Duty,
    Exclude,
    Grant,
    Measure,
    NoRule,
    Procedure,
    Repeal,
    Step,
)
from hutong.policy.documents import Rule
from hutong.policy.showing import shown_value

KINDS = {
    "define": marked("says what a word means"),
    "grant": marked("gives"),
    "exclude": marked("excepts"),
    "choose": marked("one of several"),
    "repeal": marked("ends a clause"),
    "procedure": marked("says how it is decided"),
    "duty": marked("obliges"),
    "measure": marked("is counted"),
    "none": marked("needs no rule"),
}
REASONS = {
    "guidance": marked("Guidance: read beside the texts in force, it gives nobody anything."),
    "principle": marked("A principle: it gives nobody a task or a benefit of its own."),
    "background": marked("Background: it tells where the text comes from."),
    "repeats": marked("It repeats another text, which carries the rule."),
    "addressed to law-makers": marked("It is addressed to those who make local rules."),
    "refers": marked("It refers to other national rules."),
    "compatible": marked("It agrees with a rule that stands elsewhere."),
}
TIME = re.compile(r"(?P<count>\d+) (?P<unit>working days|days|months)")
TIMES = {
    "working days": marked("{count} working days"),
    "days": marked("{count} days"),
    "months": marked("{count} months"),
}
FIGURE = re.compile(r"VALUE\('([^']+)'\)")


@dataclass(frozen=True)
class Link:
    """A word that leads to a benefit, a fact or a clause."""

    kind: str
    name: str
    words: str


@dataclass(frozen=True)
class Row:
    """One line of a rule: a label with a text, an outline or links; ``written`` is the condition as it is encoded."""

    label: str
    text: str = ""
    outline: Outline | None = None
    written: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class RuleShown:
    """A rule ready to be laid out."""

    address: str
    letter: str
    kind: str
    title: str
    link: Link | None
    rows: tuple[Row, ...]
    facts: tuple[Link, ...] = ()
    note: str = ""


@dataclass
class RuleWords:
    """Words for the rules of one document in one language."""

    document: str
    lang: str
    rows: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.library, self.tell = get_library(), translator(self.lang)
        self.teller = get_place_teller(self.lang)
        self.word: Callable[[str], str] = self.teller.say
        self.on = self.library.document(self.document).front.in_force

    def rule(self, rule: Rule) -> RuleShown:
        """One rule in words."""
        self.rows, block = [], rule.block
        title, benefit = "", ""
        match block:
            case Define():
                title = self._define(block)
            case Grant():
                benefit = block.benefit
                self._grant(block)
            case Exclude():
                benefit = block.benefit
                self._exclude(block)
            case Choose():
                self._choose(block)
            case Procedure():
                benefit = block.benefit
                self._procedure(block)
            case Duty():
                title = block.must_zh if self.lang == "zh" else block.must
                self._duty(block)
            case _:
                title = self._other(block)
        link = self.benefit(benefit) if benefit else None
        facts = tuple(map(self.fact, get_links().facts_of.get(rule.address, ())))
        note = block.note_zh if self.lang == "zh" else block.note
        kind = self.tell(KINDS[rule.kind])
        letters = self.word(", ").join(one.rpartition("/")[2] for one in rule.entry_keys)
        return RuleShown(rule.address, letters, kind, title, link, tuple(self.rows), facts, note)

    def benefit(self, slug: str) -> Link:
        """A benefit by its name."""
        return Link("benefit", slug, self.library.vocabulary.benefits[slug].label(self.lang))

    def fact(self, name: str) -> Link:
        """A fact by its name; a parent's without saying which of the two."""
        return Link("fact", name, label_of_fact(name, self.lang))

    def bodies(self, written: tuple[str, ...], *, benefit: str = "") -> str:
        """Bodies by the names of the day on which the document came into force."""
        return self.word(", ").join(self.body(one, self.on) for one in written)

    def body(self, written: str, on: date) -> str:
        slug, _, level = written.removeprefix("~").partition("@")
        name = self.library.vocabulary.bodies[slug].label(self.lang, on=on)
        shown = self.word(level) if level in ("county", "prefecture", "province", "national") else ""
        space = " " if shown and self.lang == "en" else ""
        return f"{shown}{space}{name}" if not name.startswith(shown[:1] or "\0") else name

    def add(self, label: str, text: str) -> None:
        """A row of text, if there is any."""
        if text:
            self.rows.append(Row(label, text))

    def add_condition(self, label: str, written: str) -> None:
        """A row with a condition as an outline, and as it is written."""
        if not written.strip():
            return

        def say(piece: str) -> str:
            return self.teller.wording.say(piece, document=self.document)

        shown = outline(written, say=say, lang=self.lang)
        self.rows.append(
            Row(label, "" if shown.parts else shown.words, shown if shown.parts else None, written.strip())
        )

    def _define(self, block: Define) -> str:
        self.add_condition(self.word("condition"), block.when)
        if block.mode == "replaces":
            self.add("", self.tell(marked("This takes the place of what earlier texts of the same place say.")))
        label = block.zh if self.lang == "zh" else block.en
        return label or self.teller.wording.label(block.name) or block.name

    def _grant(self, block: Grant) -> None:
        self.add_condition(self.word("condition"), block.when)
        for term in block.amounts:
            self.add(self.word(term.term), self._amount(term.value))
        self.add(self.word("strength"), self.word(block.strength))
        if block.tie:
            self.add(self.word("tie"), self.word(block.tie))
        if block.adopts:
            self.rows.append(Row(self.tell(marked("takes up")), links=(Link("clause", block.adopts, block.adopts),)))
        self.add(self.word("lead"), self.bodies(block.lead))

    def _amount(self, written: str) -> str:
        """The figure of the text; for a reckoning its words and the figures that it reckons with."""
        names = FIGURE.findall(written)
        figures = [self._figure(name if ":" in name else f"{self.document}:{name}") for name in names]
        if len(names) == 1 and FIGURE.fullmatch(written.strip()):
            return figures[0]
        words = self.teller.wording.say(written, document=self.document)
        return f"{words}{self.word(': ')}{self.word('; ').join(figures)}" if figures else words

    def _figure(self, address: str) -> str:
        """Every figure that the text itself has had, from day to day."""
        placed = [one for one in self.library.values.get(address, ()) if one.address == address]
        told = [self.teller.value(shown_value(address, one, self.library)).partition("  ‹")[0] for one in placed]
        return self.word(", ").join(dict.fromkeys(told))

    def _exclude(self, block: Exclude) -> None:
        self.add_condition(self.word("condition"), block.when)
        self.add(self.tell(marked("reason")), block.zh if self.lang == "zh" else block.en)
        if block.reaches == "all":
            self.add("", self.tell(marked("This reaches the texts of every place.")))

    def _choose(self, block: Choose) -> None:
        self.rows.append(Row(self.word("choice"), links=tuple(map(self.benefit, block.benefits))))
        self.add("", self.word(block.by))

    def _procedure(self, block: Procedure) -> None:
        steps: list[tuple[str, Step | None]] = [
            ("accepting", block.accepting), ("verifying", block.verifying), ("confirming", block.confirming),
            *(("step", step) for step in block.steps),
        ]  # fmt: skip
        for part, step in steps:
            if step is not None:
                self.add(self.word(part), self._step(step))
        if block.notice_days is not None:
            days = self.word("notice_days").format(count=block.notice_days)
            self.add(self.word("notice"), days if block.notice_days else self.word("never_published"))
        papers = block.evidence if self.lang == "zh" else block.evidence_en or block.evidence
        self.add(self.word("evidence"), self.word("; ").join(papers))
        self.add(self.word("first_month"), self.word(block.first_month) if block.first_month else "")
        for cause, month in block.last_month.items():
            self.add(self.word("last_month"), f"{cause} → {self.word(month)}")
        self.add(self.word("payee"), block.payee_zh or block.payee if self.lang == "zh" else block.payee)
        if block.review_months:
            self.add(self.word("review"), self.word("review_months").format(count=block.review_months))

    def _step(self, step: Step) -> str:
        does = step.does_zh if self.lang == "zh" else step.does
        limits = [self.word("working_days").format(count=step.working_days)] if step.working_days is not None else []
        limits += [self.word("calendar_days").format(count=step.days)] if step.days is not None else []
        return self.word("; ").join(filter(None, (self.body(step.body, self.on), does, *limits)))

    def _duty(self, block: Duty) -> None:
        self.add(self.tell(marked("who")), self.bodies(block.who))
        if block.after:
            event = self.library.vocabulary.events[block.after]
            self.add(self.tell(marked("after")), event.zh if self.lang == "zh" else event.en)
        self.add_condition(self.word("condition"), block.when)
        self.add(self.tell(marked("time limit")), self.time(block.within))
        self.add(self.tell(marked("every")), self.time(block.every))
        self.add(self.tell(marked("to whom")), self.bodies(block.to))

    def _other(self, block: object) -> str:
        match block:
            case Measure():
                self.add(self.tell(marked("counted by")), self.bodies(block.by))
                return block.zh if self.lang == "zh" and block.zh else f"{block.numerator} / {block.denominator}"
            case Repeal():
                self.rows.append(Row("", links=(Link("clause", block.clause, block.clause),)))
                return block.on.isoformat()
            case NoRule():
                return self._because(block.because)
        return ""

    def _because(self, because: str) -> str:
        """Why there is no rule: the kind of reason in Chinese, all of it in English."""
        if self.lang == "en":
            return because
        return next((self.tell(words) for start, words in REASONS.items() if because.startswith(start)), "")

    def time(self, written: str) -> str:
        """A time as the text has it; what is written in English as a number of days in the reader's language."""
        found = TIME.fullmatch(written)
        if self.lang == "en" or not found:
            return written
        return self.tell(TIMES[found["unit"]]).format(count=found["count"])


def label_of_fact(name: str, lang: str) -> str:
    """A fact's label; a parent's without saying which of the two."""
    once = written_once(name)
    label = get_library().vocabulary.facts[once].label(lang)
    if once.startswith("father."):
        return f"父母{label.removeprefix('父亲')}" if lang == "zh" else f"parent: {label.removeprefix('father: ')}"
    return label


def list_rules(document: str, clause: str, lang: str) -> Iterator[RuleShown]:
    """The rules of a clause, in the order of the text."""
    words = RuleWords(document, lang)
    for one in get_library().document(document).clauses:
        if one.key == clause:
            yield from map(words.rule, one.rules)
