"""``policy show``: what the documents in force somewhere on a day offer, clause by clause, with the figures there."""

from collections.abc import Iterable, Iterator

from hutong.lib.checked_toml import suggest
from hutong.policy import tree
from hutong.policy.blocks import Procedure, Step
from hutong.policy.documents import Document, PlacedValue, Rule
from hutong.policy.errors import BenefitUnknown
from hutong.policy.library import Library
from hutong.policy.linked import Choice, Definition, Exclusion
from hutong.policy.programs import Program, ReachedGround, program_at
from hutong.policy.shown import (
    BenefitShown,
    BodyShown,
    ChoiceShown,
    DefinitionShown,
    DocumentShown,
    ExclusionShown,
    GroundShown,
    PlaceShown,
    ProcedureShown,
    StepShown,
    TermShown,
    ValueShown,
)
from hutong.policy.standpoints import Standpoint, name_place
from hutong.vocabulary.benefits import Benefit
from hutong.vocabulary.divisions import NATION
from hutong.vocabulary.facts import PARENT_PREFIX, PARENTS, for_parent

FORMAT = 1
MOST_SUGGESTED = 5
ELSEWHERE = "the slugs and names are those of benefits.toml"


def show(library: Library, standpoint: Standpoint, *, benefit: str = "", lang: str = "zh") -> PlaceShown:
    """What stands at the place on the day, for every benefit or the one named by slug or label.

    Raises BenefitUnknown.
    """
    program = program_at(library, standpoint.place, standpoint.on)
    wanted = get_benefit(benefit, library=library).slug if benefit else ""
    viewer = _Viewer(program)
    benefits = tuple(viewer.benefit(one) for one in library.vocabulary.benefits.values() if wanted in ("", one.slug))
    held = tuple(one for one in benefits if one.grounds or one.procedures)
    used = {name for one in held for ground in one.grounds for name in ground.names}
    return PlaceShown(
        FORMAT,
        standpoint.place,
        name_place(standpoint.place, library=library, lang=lang),
        standpoint.on,
        tuple(_document(linked.document) for linked in program.documents),
        tuple(_document(one) for one in _read_beside(library, standpoint)),
        held,
        viewer.definitions(used),
    )


def get_benefit(text: str, *, library: Library) -> Benefit:
    """A benefit by slug or by its label in either language. Raises BenefitUnknown."""
    benefits = library.vocabulary.benefits
    for one in benefits.values():
        if text in (one.slug, one.zh, one.en):
            return one
    names = [*benefits, *(one.zh for one in benefits.values())]
    near = [name for name in names if text in name]
    advice = (
        f"did you mean {' or '.join(near[:MOST_SUGGESTED])}?" if near else suggest(text, names, otherwise=ELSEWHERE)
    )
    raise BenefitUnknown(text, advice)


def _read_beside(library: Library, standpoint: Standpoint) -> Iterator[Document]:
    """Drafts and guidance that stand at the place: they never compute."""
    chain = library.ancestors(standpoint.place)
    for document in library.list_documents():
        front = document.front
        current = front.in_force <= standpoint.on and (front.ended is None or standpoint.on < front.ended)
        if front.standing != "law" and front.place in chain and current:
            yield document


def _document(document: Document) -> DocumentShown:
    front = document.front
    return DocumentShown(
        document.address, front.number, front.title, front.title_en, front.place, front.place_name, front.place_name_en,
        front.standing, front.validity, front.issued, front.in_force, front.ended,
    )  # fmt: skip


class _Viewer:
    """Turns the rules of one program into what is shown of them."""

    def __init__(self, program: Program) -> None:
        self.program, self.library = program, program.library
        self.words, self.on = program.library.vocabulary, program.on
        self.adopters: dict[str, list[str]] = {}
        for reached in program.shape.grounds:
            if adopted := reached.ground.block.adopts:
                self.adopters.setdefault(adopted, []).append(reached.ground.rule.address)

    def benefit(self, benefit: Benefit) -> BenefitShown:
        grounds = tuple(one for one in self.program.shape.grounds if one.ground.benefit == benefit.slug)
        granting = {one.ground.rule.document for one in grounds}
        return BenefitShown(
            benefit.slug,
            benefit.zh,
            benefit.en,
            benefit.system,
            benefit.delivery,
            tuple(self.ground(one, benefit) for one in grounds),
            tuple(_choice(one) for one in self.program.shape.choices if _concerns(one, benefit, granting)),
            tuple(self.procedure(rule, block, benefit) for rule, block in self._procedures(benefit)),
        )

    def ground(self, reached: ReachedGround, benefit: Benefit) -> GroundShown:
        ground = reached.ground
        block, rule = ground.block, ground.rule
        return GroundShown(
            clause=rule.address,
            heading=self._heading(rule),
            condition=" ".join(ground.written.split()),
            frame=ground.frame_written,
            tie=ground.tie,
            strength=ground.strength,
            offered=ground.is_offered,
            adopts=block.adopts,
            adopted_by=tuple(self.adopters.get(rule.address, ())),
            lead=self._lead(block.lead, benefit),
            amounts=tuple(
                TermShown(term.term, term.value, self._values(node))
                for term, (_, node) in zip(block.amounts, ground.amounts, strict=True)
            ),
            exclusions=tuple(_exclusion(one) for one, _ in reached.exclusions),
            names=tuple(self._names(ground.gated)),
            note=block.note,
            note_zh=block.note_zh,
        )

    def definitions(self, used: Iterable[str]) -> tuple[DefinitionShown, ...]:
        """The definitions used, and those that they use in turn, each once."""
        found: dict[str, DefinitionShown] = {}
        waiting = sorted(used)
        while waiting:
            name = waiting.pop(0)
            if name in found:
                continue
            ways = self.program.shape.definitions.get(for_parent(name, next(iter(PARENTS))), ())
            found[name] = self._definition(name, ways)
            waiting += found[name].names
        return tuple(found.values())

    def _definition(self, name: str, ways: tuple[Definition, ...]) -> DefinitionShown:
        block = ways[0].block if ways else None
        names = tuple(dict.fromkeys(one for way in ways for one in self._names(way.condition)))
        sentences = tuple((way.rule.address, " ".join(way.block.when.split())) for way in ways)
        return DefinitionShown(name, block.zh if block else "", block.en if block else "", sentences, names)

    def _names(self, node: tree.Node) -> Iterator[str]:
        """The definitions that a condition names, each once; what is defined of a parent stands for both parents."""
        seen: set[str] = set()
        for leaf in tree.walk(node):
            if isinstance(leaf, tree.Defined):
                ways = self.program.shape.definitions.get(leaf.name, ())
                name = ways[0].block.name if ways and ways[0].block.name.startswith(PARENT_PREFIX) else leaf.name
                if name not in seen:
                    seen.add(name)
                    yield name

    def _heading(self, rule: Rule) -> str:
        clauses = self.library.document(rule.document).clauses
        return next((clause.title for clause in clauses if clause.key == rule.clause), rule.clause)

    def _lead(self, written: tuple[str, ...], benefit: Benefit) -> tuple[BodyShown, ...]:
        """The bodies that the text names, else the one that answers for the benefit by default."""
        bodies = [self.body(one, benefit) for one in written or (f"~{benefit.by}@any",)]
        return tuple(dict.fromkeys(bodies))

    def body(self, written: str, benefit: Benefit) -> BodyShown:
        slug, _, level = written.removeprefix("~").partition("@")
        holder = self.words.body_on(slug, benefit=benefit, on=self.on)
        body = self.words.bodies.get(holder)
        zh, en = (body.label("zh", on=self.on), body.label("en", on=self.on)) if body else (holder, holder)
        return BodyShown(holder, level, zh, en, not written.startswith("~"))

    def _values(self, node: tree.Node) -> tuple[ValueShown, ...]:
        addresses = dict.fromkeys(leaf.address for leaf in tree.walk(node) if isinstance(leaf, tree.Value))
        return tuple(shown_value(address, self.program.value_of(address), self.library) for address in addresses)

    def _procedures(self, benefit: Benefit) -> Iterator[tuple[Rule, Procedure]]:
        speaking = [one.document.address for one in self.program.documents]
        for linked in self.program.documents:
            for rule in linked.procedures:
                block = rule.block
                if not isinstance(block, Procedure) or block.benefit != benefit.slug:
                    continue
                if not self.library.is_repealed(rule.address, speaking, on=self.on):
                    yield rule, block

    def procedure(self, rule: Rule, block: Procedure, benefit: Benefit) -> ProcedureShown:
        named: list[tuple[str, Step | None]] = [
            ("accepting", block.accepting), ("verifying", block.verifying), ("confirming", block.confirming),
            *(("step", step) for step in block.steps),
        ]  # fmt: skip
        steps = tuple(
            StepShown(part, self.body(one.body, benefit), one.does, one.does_zh, one.working_days, one.days)
            for part, one in named
            if one is not None
        )
        return ProcedureShown(
            rule.address, steps, block.notice_days, block.evidence, block.evidence_en, block.first_month,
            dict(block.last_month), block.payee, block.payee_zh, block.review_months,
        )  # fmt: skip


def shown_value(asked: str, placed: PlacedValue | None, library: Library) -> ValueShown:
    """A value as it stands: the one that answers, or a blank when none is in force."""
    if placed is None:
        known = library.values.get(asked, ())
        unit = known[0].entry.unit if known else ""
        zh, en = (known[0].entry.zh, known[0].entry.en) if known else ("", "")
        return ValueShown(asked, "", zh, en, None, unit, "unset", NATION, None, None, ())
    entry = placed.entry
    amount = entry.amount if entry.state != "unset" else None
    return ValueShown(
        asked, placed.address, entry.zh, entry.en, amount, entry.unit, entry.state, placed.document.split("/")[0],
        entry.start, entry.through, tuple(f"{placed.document}#{one}" for one in entry.entries),
    )  # fmt: skip


def _exclusion(exclusion: Exclusion) -> ExclusionShown:
    block = exclusion.block
    condition = " ".join(block.when.split())
    return ExclusionShown(exclusion.rule.address, condition, block.reaches, block.treatment, block.zh, block.en)


def _choice(choice: Choice) -> ChoiceShown:
    block = choice.block
    return ChoiceShown(choice.rule.address, block.benefits, block.by, block.fact, block.reaches, block.treatment)


def _concerns(choice: Choice, benefit: Benefit, granting: set[str]) -> bool:
    """Whether a choice reaches the benefit here: all grounds of it, or those of the choice's own document."""
    block = choice.block
    return benefit.slug in block.benefits and (block.reaches == "all" or choice.rule.document in granting)
