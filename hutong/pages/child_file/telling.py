"""A determination for the screen: each finding with its reasons, each fact with its value and what it rests on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hutong.children.models import RecordedFact
from hutong.determinations.concluding import kept_of, line_of
from hutong.lib.translating import marked
from hutong.pages.library.citing import Cited, cite
from hutong.places.codes import full_code
from hutong.places.queries import get_full_name
from hutong.policy.determining import Determination
from hutong.policy.discretion import Discretion
from hutong.policy.findings import Finding, Reason
from hutong.policy.library import Library
from hutong.policy.proofs import Decisive, Through
from hutong.policy.told_words import ToldWords
from hutong.policy.wording import Wording

Recorded = Mapping[str, Sequence[RecordedFact]]
KINDS = {"grant": marked("Ground"), "exclude": marked("Exclusion"), "definition": marked("Definition")}
TRUTHS = {True: marked("holds"), False: marked("does not hold"), None: marked("cannot be told")}
TAGS = {True: "yes", False: "no", None: "open"}


@dataclass(frozen=True)
class ToldFact:
    """A fact that decided, in words, with the rows of the file that say so."""

    text: str
    supports: tuple[RecordedFact, ...]


@dataclass(frozen=True)
class ToldSentence:
    """A ground, an exclusion or a definition: where it stands, what it asks in words, and how it came out."""

    kind: str
    document: str
    clause: str
    title: str
    gist: tuple[str, ...]
    condition: str
    frame: str
    truth: str
    tag: str
    facts: tuple[ToldFact, ...]
    missing: tuple[str, ...]
    through: tuple["ToldSentence", ...] = ()


@dataclass(frozen=True)
class ToldFinding:
    """One benefit at one place."""

    number: int
    benefit: str
    name: str
    place: str
    code: str
    verdict: str
    is_owed: bool
    amounts: tuple[str, ...]
    bodies: str
    reasons: tuple[ToldSentence, ...]
    clauses: tuple[str, ...]
    missing: tuple[str, ...]
    covered_by: tuple[str, ...]
    alternatives: tuple[str, ...]
    rests_on: tuple[str, ...]
    gap: str
    is_estimate: bool


class FileTeller:
    """Tells the findings of one child in one language; what may not be told is left out."""

    def __init__(
        self, determination: Determination, library: Library, *, lang: str, recorded: Recorded, discretion: Discretion
    ) -> None:
        self.determination, self.library, self.recorded = determination, library, recorded
        lines = [line_of(one, library) for one in determination.findings]
        kept = kept_of(determination.situation, lines, library=library).lines
        self.gaps = {key: line.gap for key, line in kept.items() if line.gap}
        self.words = ToldWords(library, lang, discretion=discretion)
        self.wording = Wording(library, lang)
        self.say = self.words.say

    def list_findings(self) -> list[Finding]:
        """The findings that may be told."""
        return list(self.words.discretion.list_findings(self.determination))

    def place(self, code: str | None) -> str:
        """A place by its name; the code of one that is not among the places."""
        if code is None:
            return self.words.place(code)
        return get_full_name(full_code(code), on=self.determination.on, lang=self.words.lang)

    def tell_owed(self) -> list[ToldFinding]:
        """What is owed; a definition that several findings go through stands at the first."""
        told: set[str] = set()
        return [self.tell(one, told=told) for one in self.list_findings() if one.is_owed]

    def tell(self, finding: Finding, *, all_reasons: bool = False, told: set[str] | None = None) -> ToldFinding:
        """The finding with the reasons that decide it, or with all that were looked at.

        ``told`` holds the definitions that were told before.
        """
        words = self.words
        because = [one for one in finding.because if all_reasons or self._decides(one, finding)]
        benefit = self.library.vocabulary.benefits[finding.benefit]
        return ToldFinding(
            number=benefit.number,
            benefit=finding.benefit,
            name=words.benefit(finding.benefit),
            place=self.place(finding.place),
            code=finding.place or "",
            verdict=finding.verdict,
            is_owed=finding.is_owed,
            amounts=tuple(words.amount(amount) for amount in finding.amounts),
            bodies=words.bodies(finding, self.determination),
            reasons=(reasons := tuple(self._sentences(because, told if told is not None else set()))),
            clauses=tuple(dict.fromkeys(one.title for one in reasons)),
            missing=tuple(words.missing(finding.missing)),
            covered_by=tuple(words.benefits(finding.covered_by)),
            alternatives=tuple(words.benefits(finding.alternatives)),
            rests_on=finding.rests_on,
            gap=self.gaps.get((finding.benefit, finding.place or ""), ""),
            is_estimate=benefit.estimate,
        )

    @staticmethod
    def _decides(reason: Reason, finding: Finding) -> bool:
        return reason.conclusion == finding.verdict or (reason.kind == "exclude" and reason.truth is not False)

    def _sentences(self, because: Iterable[Reason], told: set[str]) -> Iterator[ToldSentence]:
        """The reasons in words; a definition that several of them go through is told once."""
        for reason in because:
            through = [one for one in reason.through if one.address not in told]
            told.update(one.address for one in through)
            yield self._sentence(reason, tuple(self._definition(one) for one in through))

    def _sentence(self, reason: Reason, through: tuple[ToldSentence, ...]) -> ToldSentence:
        cited = self._cite(reason.clause)
        return ToldSentence(
            kind=self.say(KINDS[reason.kind]),
            document=cited.document,
            clause=cited.clause,
            title=f"{cited.number} {cited.heading}",
            gist=cited.gist,
            condition=self._in_words(reason.condition, reason.document),
            frame=self._in_words(reason.frame, reason.document) if reason.frame else "",
            truth=self.say(TRUTHS[reason.truth]),
            tag=TAGS[reason.truth],
            facts=self._facts(reason.facts),
            missing=tuple(self.words.missing(reason.missing)),
            through=through,
        )

    def _definition(self, through: Through) -> ToldSentence:
        cited = self._cite(through.address)
        return ToldSentence(
            kind=self.say(KINDS["definition"]),
            document=cited.document,
            clause=cited.clause,
            title=f"{cited.number} {cited.heading}",
            gist=cited.gist,
            condition=self._in_words(through.condition, cited.document),
            frame="",
            truth=self.say(TRUTHS[through.truth]),
            tag=TAGS[through.truth],
            facts=self._facts(through.facts),
            missing=(),
        )

    def _cite(self, address: str) -> Cited:
        return cite(address, self.words.lang)

    def _in_words(self, condition: str, document: str) -> str:
        """The condition in words, where none of its words may not be told."""
        hidden = (name for name in self.words.facts if self.words.discretion.hides_fact(name))
        if any(name in condition for name in hidden):
            return self.say("a highly sensitive matter")
        return self.wording.say(condition, document=document)

    def _facts(self, decisive: Iterable[Decisive]) -> tuple[ToldFact, ...]:
        told = [ToldFact(self.words.decisive(one, self.determination), self._supports(one.name)) for one in decisive]
        return tuple({one.text: one for one in told}.values())

    def _supports(self, name: str) -> tuple[RecordedFact, ...]:
        """The rows of the file from which a fact was read, or from which it follows."""
        if self.words.discretion.hides_fact(name):
            return ()
        for one in (name, *self._sources(name)):
            if not self.words.discretion.hides_fact(one) and (rows := self.recorded.get(one)):
                return tuple(rows)
        return ()

    def _sources(self, name: str) -> Iterable[str]:
        fact = self.words.facts.get(name)
        if fact is not None and fact.entry.derive is not None:
            yield fact.entry.derive.source
        if name in self.determination.situation.because:
            yield self.determination.situation.because[name][0]
        for held in self.recorded:
            entry = self.words.facts[held].entry if held in self.words.facts else None
            if entry and (name in entry.members.values() or any(name in spread for spread in entry.spread.values())):
                yield held
