"""Determinations as they were kept: why each was made, from what, and whether it still comes out so."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from hutong.children.models import Child
from hutong.determinations.concluding import Line
from hutong.determinations.discretion import discretion_about
from hutong.determinations.errors import DeterminationError
from hutong.determinations.models import Determination
from hutong.determinations.remaking import Difference, Remade, lines_then, list_determinations, remake
from hutong.lib.money import yuan_from_fen
from hutong.lib.translating import marked
from hutong.pages.child_file.comparing import TAGS, VERDICTS
from hutong.pages.child_file.telling import FileTeller
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_child_or_404, note_reading
from hutong.pages.names import Names, get_names
from hutong.places.codes import full_code
from hutong.places.queries import get_full_name
from hutong.policy.errors import PolicyError
from hutong.vocabulary.facts import FactType

MOST = 100
CAUSES = {
    "registered": marked("the file was begun"),
    "page": marked("something in the file was changed"),
    "change": marked("something in the file was changed"),
    "fact": marked("a fact was recorded"),
    "kin": marked("something about the family changed"),
    "placement": marked("who cares for the child changed"),
    "label": marked("a kind of difficulty was confirmed or ended"),
    "transferred": marked("the file was handed over"),
    "merged": marked("two files were brought together"),
    "merge undone": marked("two files were parted again"),
    "place": marked("the place got another code"),
    "documents": marked("the documents changed"),
    "calendar": marked("a day came: a birthday, a release, an expiry"),
    "import": marked("a ledger was imported"),
}
OTHER_CAUSE = marked("something changed")
CANNOT = marked("It cannot be made again with this version: {why}")


@dataclass(frozen=True)
class Told:
    """A line of a determination in words."""

    name: str
    place: str
    verdict: str
    tag: str
    monthly: str


@dataclass(frozen=True)
class ToldDifference:
    """A line then and now."""

    name: str
    then: Told | None
    now: Told | None


class KeptTeller:
    """Tells what was kept, as far as it may be told."""

    def __init__(self, names: Names, determination: Determination) -> None:
        self.names, self.on = names, determination.on

    def tell(self, line: Line) -> Told:
        """A line in words."""
        verdict = "covered" if line.verdict == "entitled" and line.covered_by else line.verdict
        place = get_full_name(full_code(line.place), on=self.on, lang=self.names.lang) if line.place else ""
        monthly = (
            ""
            if line.monthly_fen is None
            else self.names.say("{amount} yuan").format(amount=yuan_from_fen(line.monthly_fen))
        )
        return Told(
            self.names.benefit(line.benefit), place, self.names.say(VERDICTS.get(verdict, verdict)),
            TAGS.get(verdict, ""), monthly,
        )  # fmt: skip

    def tell_lines(self, lines: Iterable[Line]) -> list[Told]:
        """The lines that may be told, what is owed first."""
        shown = [line for line in lines if not self.names.discretion.hides_benefit(line.benefit)]
        return [self.tell(line) for line in sorted(shown, key=lambda line: (line.verdict, line.benefit, line.place))]

    def tell_differences(self, differences: Iterable[Difference]) -> list[ToldDifference]:
        """What differs, as far as it may be told."""
        return [
            ToldDifference(
                self.names.benefit(one.benefit),
                self.tell(one.then) if one.then else None,
                self.tell(one.now) if one.now else None,
            )
            for one in differences
        ]


def tell_cause(determination: Determination, names: Names) -> str:
    """Why it was made; of facts and family only that there was something, never what."""
    return names.say(CAUSES.get(determination.because.partition(":")[0], OTHER_CAUSE))


@login_required
@require_GET
def show_all(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The determinations of a child that were kept, the newest first."""
    child, names = get_child_or_404(uid), get_names(get_reader_language())
    note_reading(request, screen="determinations", child=child)
    found = list(list_determinations(child)[: MOST + 1])
    rows = [(one, tell_cause(one, names), len(one.bundle.documents)) for one in found[:MOST]]
    return render(
        request, "child_file/determinations.html", {"child": child, "rows": rows, "is_more": len(found) > MOST}
    )


def get_kept(child: Child, number: UUID) -> Determination:
    """A determination of this child's."""
    return get_object_or_404(Determination.objects.select_related("bundle", "made_by"), child=child, uid=number)


@login_required
@require_GET
def show(request: HttpRequest, uid: UUID, number: UUID) -> HttpResponse:
    """One determination as it was kept: facts, documents, lines."""
    child = get_child_or_404(uid)
    return show_kept(request, child, get_kept(child, number), is_asked=False)


@login_required
@require_POST
def make_again(request: HttpRequest, uid: UUID, number: UUID) -> HttpResponse:
    """The same from the same facts and documents: identical, or what differs."""
    child = get_child_or_404(uid)
    return show_kept(request, child, get_kept(child, number), is_asked=True)


def show_kept(request: HttpRequest, child: Child, kept: Determination, *, is_asked: bool) -> HttpResponse:
    """The page; the facts are read by making it again, which is also how one sees that they are whole."""
    lang = get_reader_language()
    note_reading(request, screen="determination", child=child)
    try:
        remade = remake(kept)
    except (DeterminationError, PolicyError) as error:
        why = error.told(lang) if isinstance(error, DeterminationError) else str(error)
        messages.error(request, get_names(lang).say(CANNOT).format(why=why))
        return redirect("determinations", child.uid)
    names = get_names(lang, discretion_about(child, determination=remade.determination))
    teller = KeptTeller(names, kept)
    shown = {
        "child": child,
        "kept": kept,
        "cause": tell_cause(kept, names),
        "documents": sorted(kept.bundle.documents.items()),
        "facts": tell_facts(remade, names),
        "lines": teller.tell_lines(lines_then(kept).values()),
        "remade": remade if is_asked else None,
        "differences": teller.tell_differences(remade.differences) if is_asked else [],
        "owed": tell_owed(remade, names) if is_asked else [],
    }
    return render(request, "child_file/determination.html", shown)


def tell_facts(remade: Remade, names: Names) -> list[tuple[str, str]]:
    """The facts that were used, in the order of their names; what follows from others is left out."""
    situation = remade.determination.situation
    known = [name for name in situation.known if name not in situation.because and name in names.vocabulary.facts]
    return sorted({(names.fact(name), tell_value(name, remade, names)) for name in known})


def tell_value(name: str, remade: Remade, names: Names) -> str:
    """The value of a fact in words, where it may be told; of a place its name."""
    value = remade.determination.situation.known[name]
    if names.discretion.hides_fact(name):
        return "···"
    if names.vocabulary.facts[name].type is FactType.PLACE:
        return get_full_name(full_code(str(value)), on=remade.determination.on, lang=names.lang)
    return names.known_value(name, value)


def tell_owed(remade: Remade, names: Names) -> list[object]:
    """What is owed with its reasons, as it comes out now."""
    teller = FileTeller(remade.determination, remade.library, lang=names.lang, recorded={}, discretion=names.discretion)
    return list(teller.tell_owed())
