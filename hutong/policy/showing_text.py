"""What is shown of the documents at a place, as text to read from top to bottom, 100 columns wide."""

from collections.abc import Iterator

from hutong.lib.text_layout import align_rows, wrap_cells
from hutong.policy.library import Library
from hutong.policy.showing_words import body, figure, sayer, step_words
from hutong.policy.shown import (
    BenefitShown,
    ChoiceShown,
    DefinitionShown,
    DocumentShown,
    ExclusionShown,
    GroundShown,
    PlaceShown,
    ProcedureShown,
    TermShown,
    ValueShown,
)
from hutong.policy.wording import Wording

WIDTH = 100
INDENT = 12


def tell_place(view: PlaceShown, library: Library, *, lang: str = "zh") -> str:
    """The whole view as text."""
    return "\n".join(PlaceTeller(library, lang).tell(view)) + "\n"


class PlaceTeller:
    """Tells what is shown at places, in one language."""

    def __init__(self, library: Library, lang: str) -> None:
        self.library, self.lang, self.say = library, lang, sayer(lang)
        self.wording = Wording(library, lang)

    def tell(self, view: PlaceShown) -> Iterator[str]:
        place = f"{view.place_name}（{view.place}）" if self.lang == "zh" else f"{view.place_name} ({view.place})"
        yield self.say("speaks").format(place=place, on=view.on.isoformat())
        yield "═" * WIDTH
        yield from self.documents(view)
        if not view.benefits:
            yield self.say("none" if view.documents else "no_document")
        system = ""
        for benefit in view.benefits:
            if benefit.system != system:
                system = benefit.system
                yield f"\n【{self.say(system)}】"
            yield from self.benefit(benefit)
        yield from self.definitions(view)

    def documents(self, view: PlaceShown) -> Iterator[str]:
        yield self.say("documents").format(count=len(view.documents))
        if view.documents:
            yield self._table(view.documents)
        if any(one.validity == "unconfirmed" for one in view.documents):
            yield self.line("", self.say("validity_note"), indent=0)
        if view.read_beside:
            yield f"\n{self.say('beside')}"
            yield self._table(view.read_beside)

    def _table(self, documents: tuple[DocumentShown, ...]) -> str:
        say = self.say
        rows = [tuple(say(one) for one in ("place", "standing", "validity", "days", "title"))]
        for one in documents:
            days = one.in_force.isoformat()
            if one.ended:
                days = say("until").format(start=days, end=one.ended.isoformat())
            title = one.title if self.lang == "zh" else one.title_en or one.title
            names = f"{title}（{one.number}）" if self.lang == "zh" else f"{title} ({one.number})"
            place = (one.place_name if self.lang == "zh" else one.place_name_en or one.place_name) or one.place
            rows.append((place, say(one.standing), say(one.validity), days, names))
        return align_rows(rows, width=WIDTH)

    def benefit(self, benefit: BenefitShown) -> Iterator[str]:
        yield f"\n■ {benefit.zh if self.lang == 'zh' else benefit.en}  {benefit.slug}"
        for number, ground in enumerate(benefit.grounds, start=1):
            yield from self.ground(number, ground)
        for choice in benefit.choices:
            yield self.line(self.say("choice"), self.choice(choice), indent=INDENT - 2)
        for procedure in benefit.procedures:
            yield from self.procedure(procedure)

    def line(self, label: str, text: str, *, indent: int = INDENT) -> str:
        if indent == 0:
            return wrap_cells(text, width=WIDTH)
        lead = " " * (indent - 10 if indent > 10 else 2)
        return wrap_cells(text, width=WIDTH, label=f"{lead}{label}", indent=indent + 2)

    def ground(self, number: int, ground: GroundShown) -> Iterator[str]:
        say = self.say
        yield wrap_cells(self.cited(ground.clause), width=WIDTH, label=f"  {number}.", indent=5)
        document = ground.clause.split("#")[0]
        yield from self.condition(ground.condition, document)
        if ground.frame:
            yield self.line(say("frame"), self.wording.say(ground.frame))
        yield self.line(say("strength"), f"{self.force(ground)}{say('; ')}{say(ground.tie)}")
        yield self.line(say("lead"), say(", ").join(body(one, self.lang, say) for one in ground.lead))
        for term in ground.amounts:
            yield from self.term(term, document)
        for exclusion in ground.exclusions:
            yield self.line(say("excluded"), self.exclusion(exclusion))

    def force(self, ground: GroundShown) -> str:
        """How strongly the text speaks, and whether that is offered here."""
        said = [self.say(ground.strength)]
        if ground.adopted_by:
            said.append(self.say("adopted_by").format(clause=self.say(", ").join(ground.adopted_by)))
        elif not ground.offered:
            said.append(self.say("not_offered"))
        if ground.adopts:
            said.append(self.say("adopts").format(clause=ground.adopts))
        return self.say("; ").join(said)

    def condition(self, written: str, document: str) -> Iterator[str]:
        """In words, and as written below, so that both can be laid side by side."""
        words = self.wording.say(written, document=document)
        yield self.line(self.say("condition"), words)
        if words != written:
            yield self.line("", written)

    def term(self, term: TermShown, document: str) -> Iterator[str]:
        say = self.say
        label = say("amount")
        if len(term.values) == 1 and term.written.startswith("VALUE("):
            yield self.line(label, f"{say(term.term)}{say(': ')}{self.value(term.values[0])}")
            return
        yield self.line(label, f"{say(term.term)}{say(': ')}{self.wording.say(term.written, document=document)}")
        for value in term.values:
            yield self.line("", f"{self.name(value)}{say(': ')}{self.value(value)}")

    def name(self, value: ValueShown) -> str:
        return (value.zh if self.lang == "zh" else value.en) or value.asked

    def value(self, value: ValueShown) -> str:
        """The figure, and where it comes from."""
        say = self.say
        if not value.address:
            return f"{figure(value, say)}  ‹{value.asked}›"
        source = [_together(value.clauses)]
        if value.start:
            source.append(say("from").format(start=value.start.isoformat()))
        if value.through:
            source.append(say("through").format(end=value.through.isoformat()))
        if value.is_filled:
            source.append(say("fills").format(asked=value.asked))
        return f"{figure(value, say)}  ‹{say('; ').join(source)}›"

    def exclusion(self, exclusion: ExclusionShown) -> str:
        reason = exclusion.zh if self.lang == "zh" else exclusion.en
        words = self.wording.say(exclusion.condition, document=exclusion.clause.split("#")[0])
        reach = ""
        if exclusion.reaches == "all":
            reach = self.say("reaches_all").format(treatment=exclusion.treatment)
        said = f"{words}{self.say('; ')}{reason}" if reason else words
        return f"{said}{reach}  ‹{exclusion.clause}›"

    def choice(self, choice: ChoiceShown) -> str:
        benefits = self.library.vocabulary.benefits
        names = self.say(", ").join(benefits[one].label(self.lang) for one in choice.benefits)
        reach = self.say("reaches_all").format(treatment=choice.treatment) if choice.reaches == "all" else ""
        return f"{names}{self.say('; ')}{self.say(choice.by)}{reach}  ‹{choice.clause}›"

    def procedure(self, procedure: ProcedureShown) -> Iterator[str]:
        say = self.say
        yield wrap_cells(self.cited(procedure.clause), width=WIDTH, label=f"  {say('procedure')}", indent=8)
        for step in procedure.steps:
            yield self.line(say(step.part), step_words(step, self.lang, say))
        if procedure.notice_days is not None:
            days = say("notice_days").format(count=procedure.notice_days)
            yield self.line(say("notice"), days if procedure.notice_days else say("never_published"))
        papers = procedure.evidence if self.lang == "zh" else procedure.evidence_en or procedure.evidence
        if papers:
            yield self.line(say("evidence"), say("; ").join(papers))
        if procedure.first_month:
            yield self.line(say("first_month"), say(procedure.first_month))
        if procedure.last_month:
            months = (f"{cause} → {say(month)}" for cause, month in procedure.last_month.items())
            yield self.line(say("last_month"), say("; ").join(months))
        payee = (procedure.payee_zh or procedure.payee) if self.lang == "zh" else procedure.payee
        if payee:
            yield self.line(say("payee"), payee)
        if procedure.review_months:
            yield self.line(say("review"), say("review_months").format(count=procedure.review_months))

    def cited(self, address: str) -> str:
        """A clause as people cite it: the document's number, its heading, and the address."""
        document, _, key = address.partition("#")
        found = self.library.document(document)
        clause = key.rpartition("/")[0]
        heading = next((one.title for one in found.clauses if one.key == clause), clause)
        return f"{found.front.number}  {heading}  ‹{address}›"

    def definitions(self, view: PlaceShown) -> Iterator[str]:
        if not view.definitions:
            return
        yield f"\n【{self.say('definitions')}】"
        for one in view.definitions:
            yield from self.definition(one)

    def definition(self, one: DefinitionShown) -> Iterator[str]:
        yield wrap_cells(f"{self.wording.label(one.name) or one.name}  {one.name}", width=WIDTH, label="◆", indent=2)
        if not one.ways:
            yield self.line("", self.say("undefined"))
        for address, written in one.ways:
            yield self.line("", f"{self.wording.say(written, document=address.split('#')[0])}  ‹{address}›")


def _together(clauses: tuple[str, ...]) -> str:
    """Clauses of one document, its address written once."""
    document = clauses[0].partition("#")[0] if clauses else ""
    return ", ".join([*clauses[:1], *(one.removeprefix(f"{document}#") for one in clauses[1:])])
