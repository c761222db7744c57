"""Recording, correcting and preferring facts; answering what is asked next."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.children import actions
from hutong.children.models import Child, Evidence, RecordedFact
from hutong.children.queries import list_kin
from hutong.determinations.discretion import discretion_about
from hutong.lib.translating import marked
from hutong.pages.child_file.acting import get_child_to_write, send
from hutong.pages.child_file.fact_form import FactForm, initial_of
from hutong.pages.child_file.form_page import BEFORE, show_form
from hutong.pages.child_file.questions_form import OF_THE_FILE, PREFIX, QuestionsForm
from hutong.pages.child_file.uploads import taken_apart
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_worker, note_reading
from hutong.pages.names import Names, get_names
from hutong.policy.discretion import HIGHEST
from hutong.vocabulary.facts import Fact

RECORD, CORRECT, ANSWER = marked("Record a fact"), marked("Correct a fact"), marked("What to ask next")
GROUPS = (("father", "father."), ("mother", "mother."), ("child", ""))


def names_for(child: Child) -> Names:
    """The names that whoever asks may read about this child."""
    return get_names(get_reader_language(), discretion_about(child))


def list_recordable(names: Names) -> list[Fact]:
    """The facts that people record: not those that follow from others, are columns of the file, or are payments."""
    return [
        fact
        for name, fact in names.vocabulary.facts.items()
        if fact.entry.derive is None
        and (not fact.entry.input_only or fact.entry.aggregate)
        and name not in OF_THE_FILE
        and not name.startswith("receives.")
        and may_record(fact, names)
    ]


def may_record(fact: Fact, names: Names) -> bool:
    """What one may not be told one may still write down, except what is of the highest sensitivity."""
    return fact.entry.sensitivity != HIGHEST or not names.discretion.hides_fact(fact.name)


def get_fact(names: Names, number: str) -> Fact:
    """The fact of a number: addresses tell no name of a fact."""
    found = dict(enumerate(names.vocabulary.facts.values()))
    fact = found.get(int(number)) if number.isascii() and number.isdigit() and len(number) < 6 else None
    if fact is None or not may_record(fact, names):
        raise Http404
    return fact


@login_required
@require_GET
def choose(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Which fact: a list with the words to look for."""
    child = get_child_to_write(uid)
    names = names_for(child)
    numbers = {name: number for number, name in enumerate(names.vocabulary.facts)}
    groups: dict[str, list[tuple[int, str]]] = {"child": [], "father": [], "mother": []}
    for fact in list_recordable(names):
        group = next(group for group, start in GROUPS if fact.name.startswith(start))
        groups[group].append((numbers[fact.name], fact.label(names.lang)))
    note_reading(request, screen="fact_new", child=child)
    return render(request, "child_file/choose_fact.html", {"child": child, "groups": groups})


@login_required
@require_GET
def show_new(request: HttpRequest, uid: UUID, number: str) -> HttpResponse:
    """The form for one fact."""
    child = get_child_to_write(uid)
    names = names_for(child)
    fact = get_fact(names, number)
    form = fact_form(child, fact, names, initial={"revision": child.revision, "name": fact.name, "source": ""})
    return show_form(request, form, title=RECORD, to="fact_record", child=child)


def fact_form(child: Child, fact: Fact, names: Names, *given: Any, **more: Any) -> FactForm:
    """The form for a fact of this child."""
    papers = list(Evidence.objects.filter(child=child).order_by("-made_at")[:50])
    kin = list_kin(child) if fact.entry.aggregate else ()
    return FactForm(*given, fact=fact, names=names, evidence=papers, kin=kin, **more)


@login_required
@require_POST
def record(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Record it."""
    child = get_child_to_write(uid)
    names = names_for(child)
    fact = names.vocabulary.facts.get(request.POST.get("name", ""))
    if fact is None or not may_record(fact, names):
        raise Http404
    form = fact_form(child, fact, names, request.POST, request.FILES)
    saved = send(request, child, form, lambda: record_from(request, child, form), part="facts")
    return saved or show_form(request, form, title=RECORD, to="fact_record", child=child)


def record_from(request: HttpRequest, child: Child, form: FactForm) -> RecordedFact:
    """The fact as the form says, with its evidence."""
    given = form.cleaned_data
    return actions.record_fact(
        child=child,
        name=form.fact.name,
        value=form.value,
        is_collected=form.is_collected,
        since=given["since"],
        until=given["until"],
        source=given["source"],
        evidence=evidence_from(request, child, form),
        by=get_worker(request),
        at=timezone.now(),
    )


def evidence_from(request: HttpRequest, child: Child, form: FactForm) -> Evidence | None:
    """The paper that was chosen, or the new one."""
    given = form.cleaned_data
    file = given.get("evidence_file")
    if given["evidence_title"] or file is not None:
        return actions.add_evidence(
            child=child,
            title=given["evidence_title"] or (file.name if file else ""),
            reference=given["evidence_reference"],
            **taken_apart(file),
            by=get_worker(request),
            at=timezone.now(),
        )
    return Evidence.objects.filter(child=child, uid=given["evidence"]).first() if given["evidence"] else None


@login_required
@require_GET
def show_correct(request: HttpRequest, uid: UUID, row: int) -> HttpResponse:
    """The form that corrects a recorded fact."""
    child = get_child_to_write(uid)
    names = names_for(child)
    recorded = get_row(child, row, names)
    fact = names.vocabulary.facts[recorded.name]
    initial = {**initial_of(recorded, fact), "revision": child.revision, "name": fact.name}
    form = fact_form(child, fact, names, initial=initial, is_correction=True)
    return show_form(request, form, title=CORRECT, to="fact_save_correction", child=child, to_row=row, help=BEFORE)


def get_row(child: Child, row: int, names: Names) -> RecordedFact:
    """A recorded fact of this child that may be named."""
    found = get_object_or_404(RecordedFact.objects.select_related("evidence"), child=child, pk=row)
    if names.discretion.hides_fact(found.name) or found.name not in names.vocabulary.facts:
        raise Http404
    return found


@login_required
@require_POST
def correct(request: HttpRequest, uid: UUID, row: int) -> HttpResponse:
    """Correct it; what stood there stays beside."""
    child = get_child_to_write(uid)
    names = names_for(child)
    recorded = get_row(child, row, names)
    form = fact_form(
        child, names.vocabulary.facts[recorded.name], names, request.POST, request.FILES, is_correction=True
    )

    def act() -> object:
        given = form.cleaned_data
        return actions.correct_fact(
            fact=recorded,
            value=form.value,
            reason=given["reason"],
            since=given["since"],
            until=given["until"],
            source=given["source"],
            evidence=evidence_from(request, child, form),
            by=get_worker(request),
            at=timezone.now(),
        )

    return send(request, child, form, act, part="facts") or show_form(
        request, form, title=CORRECT, to="fact_save_correction", child=child, to_row=row, help=BEFORE
    )


@login_required
@require_POST
def answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Record the answers to what was asked next; what was left open stays open."""
    child = get_child_to_write(uid)
    names = names_for(child)
    sent = [key.removeprefix(PREFIX) for key in request.POST if key.startswith(PREFIX)]
    unknown = [key.removeprefix("unknown.") for key in request.POST if key.startswith("unknown.")]
    recordable = {fact.name: fact for fact in list_recordable(names) + list_payments(names)}
    facts = [recordable[name] for name in dict.fromkeys([*sent, *unknown]) if name in recordable]
    form = QuestionsForm(request.POST, facts=facts, names=names)

    def act() -> None:
        for name, value in form.answers().items():
            actions.record_fact(
                child=child, name=name, value=value or "", is_collected=value is not None,
                by=get_worker(request), at=timezone.now(),
            )  # fmt: skip

    return send(request, child, form, act, part="owed") or show_form(
        request, form, title=ANSWER, to="questions_answer", child=child
    )


def list_payments(names: Names) -> list[Fact]:
    """Whether something is received can be asked too."""
    facts = names.vocabulary.facts.items()
    return [fact for name, fact in facts if name.startswith("receives.") and not names.discretion.hides_fact(name)]


@login_required
@require_POST
def prefer(request: HttpRequest, uid: UUID, row: int) -> HttpResponse:
    """Among sources that differ, this one is believed."""
    child = get_child_to_write(uid)
    recorded = get_row(child, row, names_for(child))
    form = QuestionsForm(request.POST, facts=(), names=names_for(child))

    def act() -> None:
        actions.prefer_fact(fact=recorded, by=get_worker(request), at=timezone.now())

    return send(request, child, form, act) or show_form(request, form, title=ANSWER, to="questions_answer", child=child)
