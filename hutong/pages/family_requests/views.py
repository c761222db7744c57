"""A family's request about its data, from the window to the answer in its hand."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.audit.models import Way
from hutong.children import actions as files
from hutong.children.changing import level_for
from hutong.children.models import Child, RecordedFact, State
from hutong.determinations.discretion import discretion_about
from hutong.lib.translating import marked
from hutong.pages.child_file.acting import get_child_to_write
from hutong.pages.child_file.form_page import show_form
from hutong.pages.child_file.uploads import taken_apart
from hutong.pages.child_file.views import open_file
from hutong.pages.context import get_reader_language
from hutong.pages.family_requests.family_copy import write_copy
from hutong.pages.family_requests.forms import AnswerForm, AssignForm, HandForm, RequestForm
from hutong.pages.family_requests.letters import write_answer
from hutong.pages.letters.writing import hand_letter
from hutong.pages.looking import get_child_or_404, get_worker, note_reading
from hutong.pages.names import get_names
from hutong.pages.personal_data.acting import do_once, sender_of
from hutong.pages.said_forms import SaidForm
from hutong.privacy import answering
from hutong.privacy.models import FamilyRequest, RequestState
from hutong.privacy.retention import get_clocks
from hutong.staff.colleagues import list_colleagues

RECEIVE = marked("The family asks about its data")
RECEIVE_HELP = marked(
    "See, copy, correct, complete, delete, limit, withdraw, explain: taken at any window. The answer is due in writing "
    "within {days} working days; this number is a local setting, the law says in time."
)
RECEIVE_IT, RECEIVED = marked("Receive the request"), marked("The request is received; the clock runs.")
ASSIGNED, ANSWERED = marked("It is given to them."), marked("The answer is recorded. Print it and hand it over.")
HANDED, TAKEN_BACK = marked("The answer is handed over."), marked("The request is taken back.")
PAPER = marked("Paper of who asks: {name}")
CORRECTABLE, REFUSED = 30, 422


@dataclass
class Forms:
    """The forms of the page, one of which may have come back with faults."""

    assign: AssignForm
    answer: AnswerForm
    hand: HandForm

    @property
    def is_refused(self) -> bool:
        return any(one.is_bound for one in (self.assign, self.answer, self.hand))


@login_required
@require_GET
def show_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The form at the window."""
    return show_receiving(request, get_child_to_write(uid), RequestForm(lang=get_reader_language()))


def show_receiving(request: HttpRequest, child: Child, form: RequestForm) -> HttpResponse:
    """The page of the form."""
    told = form.say(RECEIVE_HELP).format(days=get_clocks().answer_working_days)
    return show_form(
        request, form, title=RECEIVE, to="family_request_receive", child=child, button=RECEIVE_IT, help=told
    )


@login_required
@require_POST
def receive(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take it."""
    child = get_child_to_write(uid)
    form = RequestForm(request.POST, request.FILES, lang=get_reader_language())
    made: list[FamilyRequest] = []

    def act() -> None:
        given, by, at = dict(form.cleaned_data), get_worker(request), timezone.now()
        paper, _ = given.pop("paper"), given.pop("sent")
        is_over = child.state in (State.CLOSED, State.TRANSFERRED)
        if paper is not None and not is_over:
            title = form.say(PAPER).format(name=given["asker_name"])
            given["evidence"] = files.add_evidence(child=child, title=title, **taken_apart(paper), by=by, at=at)
        made.append(answering.receive_request(child=child, by=by, at=at, **given))

    def then() -> HttpResponse:
        if made:
            return redirect("family_request", uid=child.uid, asked=made[0].uid)
        return redirect("child_file", uid=child.uid)

    return do_once(request, form, act, said=RECEIVED, then=then) or show_receiving(request, child, form)


def get_asked(uid: UUID, asked: UUID) -> tuple[Child, FamilyRequest]:
    """The child and the request; what is not seen is as if it were not."""
    child = get_child_or_404(uid)
    found = answering.list_requests(child).filter(uid=asked).first()
    if found is None:
        raise Http404
    return child, found


def make_forms(child: Child, asked: FamilyRequest) -> Forms:
    """Those of the page, empty."""
    lang, on = get_reader_language(), timezone.localdate()
    names = get_names(lang, discretion_about(child))
    rows = RecordedFact.objects.filter(child=child, recorded_at__gte=asked.received_at).order_by("-recorded_at")
    told = [row for row in rows[:CORRECTABLE] if not names.discretion.hides_fact(row.name)]
    return Forms(
        assign=AssignForm(lang=lang, posts=list_colleagues([child.area], on=on), auto_id="assign_%s"),
        answer=AnswerForm(lang=lang, rows=told, names=names),
        hand=HandForm(lang=lang, initial={"on": on}, auto_id="hand_%s"),
    )


@login_required
@require_GET
def show(request: HttpRequest, uid: UUID, asked: UUID) -> HttpResponse:
    """What was asked, how far it is, what can be done."""
    child, found = get_asked(uid, asked)
    note_reading(request, screen="family_request", child=child)
    return render_page(request, child, found, make_forms(child, found))


def render_page(request: HttpRequest, child: Child, asked: FamilyRequest, forms: Forms) -> HttpResponse:
    """The page with its forms."""
    is_open = asked.state == RequestState.OPEN
    shown = {
        "child": child,
        "asked": asked,
        "forms": forms,
        "is_late": asked.is_late(on=timezone.localdate()),
        "leads": is_open and answering.leads_file(child),
        "may_answer": is_open and answering.may_answer(asked),
        "writes": level_for(child) is not None,
        "is_open": is_open,
        "is_corrected": asked.kind in answering.CORRECTS,
    }
    return render(request, "family_requests/page.html", shown, status=REFUSED if forms.is_refused else 200)


def act_on(
    request: HttpRequest,
    child: Child,
    asked: FamilyRequest,
    forms: Forms,
    form: SaidForm,
    act: Callable[[], object],
    said: str,
) -> HttpResponse:
    """Do it and show the request again."""
    back = lambda: redirect("family_request", uid=child.uid, asked=asked.uid)  # noqa: E731
    return do_once(request, form, act, said=said, then=back) or render_page(request, child, asked, forms)


@login_required
@require_POST
def assign(request: HttpRequest, uid: UUID, asked: UUID) -> HttpResponse:
    """Give it to somebody."""
    child, found = get_asked(uid, asked)
    forms, lang = make_forms(child, found), get_reader_language()
    posts = list(forms.assign.posts.values())
    forms.assign = form = AssignForm(request.POST, lang=lang, posts=posts, auto_id="assign_%s")

    def act() -> None:
        to = form.posts[form.cleaned_data["post"]].worker
        answering.assign_request(request=found, to=to, by=get_worker(request), at=timezone.now())

    return act_on(request, child, found, forms, form, act, ASSIGNED)


@login_required
@require_POST
def answer(request: HttpRequest, uid: UUID, asked: UUID) -> HttpResponse:
    """Answer it in writing."""
    child, found = get_asked(uid, asked)
    forms, lang = make_forms(child, found), get_reader_language()
    names = get_names(lang, discretion_about(child))
    rows = list(forms.answer.rows.values())
    forms.answer = form = AnswerForm(request.POST, lang=lang, rows=rows, names=names)

    def act() -> None:
        given = form.cleaned_data
        answering.answer_request(
            request=found, verdict=given["verdict"], answer=given["answer"], refusal=given["refusal"],
            led_to=form.rows.get(given.get("led_to", "")), by=get_worker(request), at=timezone.now(),
        )  # fmt: skip

    return act_on(request, child, found, forms, form, act, ANSWERED)


@login_required
@require_POST
def hand(request: HttpRequest, uid: UUID, asked: UUID) -> HttpResponse:
    """It is in the family's hands."""
    child, found = get_asked(uid, asked)
    forms = make_forms(child, found)
    forms.hand = form = HandForm(request.POST, lang=get_reader_language(), auto_id="hand_%s")

    def act() -> None:
        given = form.cleaned_data
        answering.hand_answer(
            request=found, on=given["on"], how=given["how"], by=get_worker(request), at=timezone.now()
        )

    return act_on(request, child, found, forms, form, act, HANDED)


@login_required
@require_POST
def take_back(request: HttpRequest, uid: UUID, asked: UUID) -> HttpResponse:
    """Whoever asked wants it no longer."""
    child, found = get_asked(uid, asked)
    form = SaidForm(request.POST, lang=get_reader_language())

    def act() -> None:
        answering.take_back_request(request=found, by=get_worker(request), at=timezone.now())

    return act_on(request, child, found, make_forms(child, found), form, act, TAKEN_BACK)


@login_required
@require_GET
def print_answer(request: HttpRequest, uid: UUID, asked: UUID) -> HttpResponse:
    """The answer as PDF."""
    child, found = get_asked(uid, asked)
    if found.state != RequestState.ANSWERED:
        raise Http404
    note_reading(request, screen="family_answer", child=child, way=Way.EXPORT, purpose=found.number)
    letter = write_answer(found, sender=sender_of(get_worker(request)), lang=get_reader_language())
    return hand_letter(letter, name=f"answer-{found.number}")


@login_required
@require_GET
def print_copy(request: HttpRequest, uid: UUID, asked: UUID) -> HttpResponse:
    """The copy for the family as PDF: for who may answer."""
    _, found = get_asked(uid, asked)
    if not answering.may_answer(found) or found.state == RequestState.TAKEN_BACK:
        raise Http404
    file = open_file(request, uid, screen="family_copy", way=Way.EXPORT, on=timezone.localdate())
    return hand_letter(write_copy(file, found, sender=sender_of(get_worker(request))), name=f"copy-{found.number}")
