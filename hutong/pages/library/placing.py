"""What stands at a place on a day, and what differs between two: read from what is typed, put into rows of words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from hutong.lib.translating import marked, translator
from hutong.pages.library.citing import Cited, cite
from hutong.pages.library.loaded import get_library, get_place_teller
from hutong.pages.library.outlines import outline
from hutong.pages.library.rules import Row
from hutong.policy.differing import BenefitDifference
from hutong.policy.differing_text import DifferenceTeller
from hutong.policy.errors import StandpointUnreadable
from hutong.policy.shown import BenefitShown, DefinitionShown, GroundShown, ProcedureShown
from hutong.policy.standpoints import Standpoint, read_place


@dataclass(frozen=True)
class Typed:
    """A place and a day as they were typed, and what they come to."""

    place: str
    on: str
    standpoint: Standpoint | None = None
    wrong: str = ""


@dataclass(frozen=True)
class Piece:
    """A clause with rows of words under it; ``sign`` says whether it is gone, added or changed."""

    cited: Cited
    rows: tuple[Row, ...]
    sign: str = ""


def read_typed(asked: Mapping[str, str], name: str, *, today: date, lang: str) -> Typed:
    """The place and the day in the fields ``name`` and ``name_on``; a day left out is today."""
    say = translator(lang)
    place, day = asked.get(name, "").strip(), asked.get(f"{name}_on", "").strip() or today.isoformat()
    if not place:
        return Typed("", day)
    try:
        on = date.fromisoformat(day)
    except ValueError:
        return Typed(place, day, wrong=say(marked("Write the day as 2025-06-01.")))
    try:
        return Typed(place, day, Standpoint(read_place(place, library=get_library()), on))
    except StandpointUnreadable:
        told = say(
            marked("No place is called “{place}”, or more than one is. Write 湖南省郴州市 or the six-digit code.")
        )
        return Typed(place, day, wrong=told.format(place=place))


def list_pieces(benefit: BenefitShown, lang: str) -> list[Piece]:
    """Every ground and procedure of a benefit where it stands."""
    return [
        *(Piece(cite(one.clause, lang), tuple(_ground(one, lang))) for one in benefit.grounds),
        *(Piece(cite(one.clause, lang), tuple(_procedure(one, lang))) for one in benefit.procedures),
    ]


def _condition(written: str, document: str, lang: str) -> Row:
    teller = get_place_teller(lang)
    word: Callable[[str], str] = teller.say
    shown = outline(written, say=lambda piece: teller.wording.say(piece, document=document), lang=lang)
    return Row(word("condition"), "" if shown.parts else shown.words, shown if shown.parts else None, written)


def _ground(ground: GroundShown, lang: str) -> Iterable[Row]:
    teller = get_place_teller(lang)
    word: Callable[[str], str] = teller.say
    document = ground.clause.partition("#")[0]
    yield _condition(ground.condition, document, lang)
    if ground.frame:
        yield Row(word("frame"), teller.wording.say(ground.frame))
    for term in ground.amounts:
        figures = word("; ").join(teller.value(value) for value in term.values)
        is_single = len(term.values) == 1 and term.written.startswith("VALUE(")
        words = figures if is_single else f"{teller.wording.say(term.written, document=document)}{word('; ')}{figures}"
        yield Row(word(term.term), words)
    yield Row(word("strength"), f"{teller.force(ground)}{word('; ')}{word(ground.tie)}")
    for exclusion in ground.exclusions:
        yield Row(word("excluded"), teller.exclusion(exclusion))


def _procedure(procedure: ProcedureShown, lang: str) -> Iterable[Row]:
    tells = DifferenceTeller(get_library(), lang)
    word: Callable[[str], str] = tells.place.say
    yield Row(word("procedure"), tells.procedure(procedure, "steps"))
    for aspect in ("evidence", "payee", "last_month"):
        if told := tells.procedure(procedure, aspect):
            yield Row(word(aspect), told)
    if procedure.first_month:
        yield Row(word("first_month"), word(procedure.first_month))


def list_choices(benefit: BenefitShown, lang: str) -> list[str]:
    """The choices that the benefit stands in."""
    return [get_place_teller(lang).choice(one) for one in benefit.choices]


def list_definitions(definitions: Iterable[DefinitionShown], lang: str) -> list[tuple[str, list[Piece]]]:
    """The names that conditions use, with every sentence that defines them."""
    teller = get_place_teller(lang)
    return [
        (
            teller.wording.label(one.name) or one.name,
            [
                Piece(cite(address, lang), (_condition(written, address.partition("#")[0], lang),))
                for address, written in one.ways
            ],
        )
        for one in definitions
    ]


def list_changes(difference: BenefitDifference, lang: str) -> list[Piece]:
    """What is gone, added or changed in a benefit, in words."""
    tells = DifferenceTeller(get_library(), lang)
    return [
        *(Piece(cite(one.clause, lang), tuple(_ground(one, lang)), "−") for one in difference.gone),
        *(Piece(cite(one.clause, lang), tuple(_ground(one, lang)), "+") for one in difference.added),
        *(
            Piece(
                cite(one.after.clause, lang),
                tuple(_sides(one.aspects, tells, tells.readers, one.before, one.after)),
                "~",
            )
            for one in difference.changed
        ),
        *(Piece(cite(one.clause, lang), tuple(_procedure(one, lang)), "−") for one in difference.procedures_gone),
        *(Piece(cite(one.clause, lang), tuple(_procedure(one, lang)), "+") for one in difference.procedures_added),
        *(
            Piece(
                cite(one.after.clause, lang),
                tuple(_sides(one.aspects, tells, _readers_of_steps(one.aspects, tells), one.before, one.after)),
                "~",
            )
            for one in difference.procedures_changed
        ),
    ]


def _readers_of_steps(aspects: Iterable[str], tells: DifferenceTeller) -> dict[str, Callable[[ProcedureShown], str]]:
    def reader(aspect: str) -> Callable[[ProcedureShown], str]:
        return lambda one: tells.procedure(one, aspect)

    return {aspect: reader(aspect) for aspect in aspects}


def _sides(
    aspects: Iterable[str],
    tells: DifferenceTeller,
    readers: Mapping[str, Callable[..., str]],
    before: GroundShown | ProcedureShown,
    after: GroundShown | ProcedureShown,
) -> Iterable[Row]:
    word: Callable[[str], str] = tells.say
    for aspect in aspects:
        yield Row(word(aspect), f"− {readers[aspect](before)}")
        yield Row("", f"+ {readers[aspect](after)}")
