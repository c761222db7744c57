"""Breaches of minors' data: recorded by whoever finds one, led by who answers for the data, step by step."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.audit.models import Way
from hutong.lib.translating import marked, translator
from hutong.pages.breaches.forms import BreachForm, FileForm, LookedForm, StepForm
from hutong.pages.breaches.letters import write_breach_notice, write_breach_report
from hutong.pages.child_file.form_page import show_form
from hutong.pages.context import get_reader_language
from hutong.pages.letters.writing import hand_letter
from hutong.pages.looking import get_child_or_404, get_worker, note_reading
from hutong.pages.personal_data.acting import do_once, manager_or_denied, sender_of
from hutong.pages.said_forms import SaidForm
from hutong.places.codes import ancestors, level_of
from hutong.places.models import Level
from hutong.places.queries import get_full_name
from hutong.privacy import breaching
from hutong.privacy.errors import BreachNeeds, BreachUnknown, PrivacyError
from hutong.privacy.models import Breach, BreachedFile
from hutong.privacy.queries import list_managers
from hutong.staff.models import Worker
from hutong.staff.scope import NotAllowed, get_scope

RECORD = marked("Record a breach")
RECORD_HELP = marked(
    "Data of children came, or may have come, to where it should not. Record it at once, also when in doubt: who "
    "answers for minors' data there leads what follows. In danger call 110 first."
)
RECORDED, STEPPED = (
    marked("The breach is on record. Call who answers for minors' data there."),
    marked("The step is on record."),
)
ADDED, TOLD = marked("{count} files were added."), marked("That the family was told is on record.")
NO_ACCOUNT = marked("There is no such account.")
REFUSED, MOST = 422, 500


@login_required
@require_GET
def show_all(request: HttpRequest) -> HttpResponse:
    """The register of the places for which one answers."""
    worker = manager_or_denied(request)
    rows = list(breaching.list_breaches(worker=worker, on=timezone.localdate())[:MOST])
    note_reading(request, screen="breaches", rows=len(rows))
    shown = {"rows": [(one, breaching.clocks_of(one), one.files.count()) for one in rows], "now": timezone.now()}
    return render(request, "breaches/list.html", shown)


def list_own_places() -> list[tuple[str, str]]:
    """The places of one's posts, and the counties around them."""
    on, lang = timezone.localdate(), get_reader_language()
    found: dict[str, str] = {}
    for one in get_scope().held:
        for code in ancestors(one.area):
            if level_of(code) >= Level.COUNTY or code == one.area:
                found.setdefault(code, get_full_name(code, on=on, lang=lang))
    return list(found.items())


@login_required
@require_GET
def show_new(request: HttpRequest) -> HttpResponse:
    """The form for whoever finds something."""
    form = BreachForm(
        lang=get_reader_language(), places=list_own_places(), initial={"found_at": timezone.localtime(timezone.now())}
    )
    return show_form(request, form, title=RECORD, to="breach_record", button=RECORD, help=RECORD_HELP)


@login_required
@require_POST
def record(request: HttpRequest) -> HttpResponse:
    """Put it on record."""
    form = BreachForm(request.POST, lang=get_reader_language(), places=list_own_places())
    made: list[Breach] = []

    def act() -> None:
        given = {name: value for name, value in form.cleaned_data.items() if name != "sent"}
        made.append(breaching.record_breach(**given, by=get_worker(request), at=timezone.now()))

    def then() -> HttpResponse:
        return redirect("breach", uid=made[0].uid) if made else redirect("personal_data")

    done = do_once(request, form, act, said=RECORDED, then=then)
    return done or show_form(request, form, title=RECORD, to="breach_record", button=RECORD, help=RECORD_HELP)


def get_breach_or_404(request: HttpRequest, uid: UUID) -> Breach:
    """One that is one's own or of one's place."""
    try:
        return breaching.get_breach(uid, worker=get_worker(request), on=timezone.localdate())
    except BreachUnknown as error:
        raise Http404 from error


@login_required
@require_GET
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What happened, what was done, who was told."""
    breach = get_breach_or_404(request, uid)
    note_reading(request, screen="breach", rows=1)
    return render_page(request, breach)


def render_page(request: HttpRequest, breach: Breach, refused: SaidForm | None = None) -> HttpResponse:
    """The page, with the form that came back with faults."""
    lang, on, now = get_reader_language(), timezone.localdate(), timezone.now()
    leads = list_managers(breach.area, on=on).filter(worker=get_worker(request)).exists() and breach.closed_at is None
    forms: dict[str, SaidForm] = {
        "step": StepForm(lang=lang, initial={"happened_at": timezone.localtime(now)}),
        "looked": LookedForm(lang=lang, auto_id="looked_%s"),
        "file": FileForm(lang=lang, auto_id="file_%s"),
    }
    forms |= {name: refused for name, one in forms.items() if refused is not None and type(one) is type(refused)}
    authority, families = breaching.clocks_of(breach)
    kinds = set(breach.steps.values_list("kind", flat=True))
    say = translator(lang)
    shown = {
        "breach": breach,
        "classes": [say(label) for key, label in breaching.CLASSES.items() if key in breach.classes],
        "steps": breach.steps.select_related("by"),
        "files": breach.files.select_related("told_by").order_by("pk")[:MOST],
        "counted": (breach.files.count(), breach.files.filter(told_at__isnull=True).count()),
        "clocks": [
            (say(marked("Report to the authority")), authority, "authority" in kinds, authority < now),
            (say(marked("Tell the families")), families, bool(kinds & breaching.TOLD), families < now),
        ],
        "leads": leads,
        "forms": forms,
    }
    return render(request, "breaches/page.html", shown, status=REFUSED if refused is not None else 200)


def act_on(request: HttpRequest, breach: Breach, form: SaidForm, act: Callable[[], object], said: str) -> HttpResponse:
    """Do it and show the breach again."""
    done = do_once(request, form, act, said=said, then=lambda: redirect("breach", uid=breach.uid))
    return done or render_page(request, breach, form)


@login_required
@require_POST
def step(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Record a step."""
    breach, form = get_breach_or_404(request, uid), StepForm(request.POST, lang=get_reader_language())

    def act() -> None:
        given = {name: value for name, value in form.cleaned_data.items() if name != "sent"}
        breaching.record_step(breach=breach, **given, by=get_worker(request), at=timezone.now())

    return act_on(request, breach, form, act, STEPPED)


@login_required
@require_POST
def add_looked(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The files that an account looked at, from the record."""
    breach = get_breach_or_404(request, uid)
    form = LookedForm(request.POST, lang=get_reader_language(), auto_id="looked_%s")
    worker = Worker.objects.filter(username=request.POST.get("username", "")).first()
    if form.is_valid() and worker is None:
        form.add_error("username", form.say(NO_ACCOUNT))

    def act() -> None:
        assert worker is not None
        given = form.cleaned_data
        count = breaching.add_looked_at(
            breach=breach, worker=worker, since=given["since"], until=given["until"], by=get_worker(request),
            at=timezone.now(),
        )  # fmt: skip
        messages.info(request, form.say(ADDED).format(count=count))

    return act_on(request, breach, form, act, STEPPED)


@login_required
@require_POST
def add_one(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A file by its number."""
    breach = get_breach_or_404(request, uid)
    form = FileForm(request.POST, lang=get_reader_language(), auto_id="file_%s")

    def act() -> None:
        number = form.cleaned_data["file_number"]
        breaching.add_file(breach=breach, child=number, by=get_worker(request), at=timezone.now())

    return act_on(request, breach, form, act, STEPPED)


@login_required
@require_POST
def tell(request: HttpRequest, uid: UUID, child: UUID) -> HttpResponse:
    """A family was told: by who sees its file."""
    found = get_child_or_404(child)
    row = BreachedFile.objects.filter(breach__uid=uid, child=found.uid).select_related("breach").first()
    if row is None:
        raise Http404
    say = translator(get_reader_language())
    how, by = request.POST.get("how", ""), get_worker(request)
    try:
        breaching.tell_family(child=found, breach=row.breach, how=how, by=by, at=timezone.now())
    except (BreachNeeds, NotAllowed) as error:
        messages.error(request, error.told(get_reader_language()))
    except PrivacyError as error:
        raise Http404 from error
    else:
        messages.success(request, say(TOLD))
    return redirect("personal_data")


@login_required
@require_GET
def print_notice(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The notice for families; for the manager, who found it, and who tells a family."""
    breach = Breach.objects.filter(uid=uid).first()
    own = {row.breach_id for row, _ in breaching.list_families_to_tell()}
    if breach is None or breach.pk not in own:
        breach = get_breach_or_404(request, uid)
    note_reading(request, screen="breach_notice", rows=0, way=Way.EXPORT, purpose=breach.number)
    on, lang = timezone.localdate(), get_reader_language()
    letter = write_breach_notice(breach, sender=sender_of(get_worker(request)), on=on, lang=lang)
    return hand_letter(letter, name=f"notice-{breach.number}")


@login_required
@require_GET
def print_report(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The report to the authority."""
    breach = get_breach_or_404(request, uid)
    note_reading(request, screen="breach_report", rows=0, way=Way.EXPORT, purpose=breach.number)
    on, lang = timezone.localdate(), get_reader_language()
    letter = write_breach_report(breach, sender=sender_of(get_worker(request)), on=on, lang=lang)
    return hand_letter(letter, name=f"report-{breach.number}")
