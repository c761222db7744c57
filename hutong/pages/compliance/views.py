"""The yearly audit of minors' data: opened, counted from the record, judged point by point, signed, reported."""

from collections.abc import Callable
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.audit.doors import verify_here
from hutong.audit.models import Seal, Way
from hutong.lib.translating import marked, translator
from hutong.pages.compliance.forms import OpenForm, PointForm, RemediedForm, ReportForm, SignForm
from hutong.pages.compliance.report import write_report
from hutong.pages.context import get_reader_language
from hutong.pages.letters.writing import hand_letter
from hutong.pages.looking import get_worker, note_reading
from hutong.pages.personal_data.acting import do_once, manager_or_denied, sender_of
from hutong.pages.said_forms import SaidForm
from hutong.places.models import holding
from hutong.places.queries import get_full_name
from hutong.privacy import yearly
from hutong.privacy.errors import AuditUnknown
from hutong.privacy.models import AuditedPoint, ComplianceAudit
from hutong.privacy.models.audits import PointVerdict

OPENED, COUNTED = marked("The audit is open; the figures are counted."), marked("The figures were counted again.")
JUDGED, SIGNED = marked("The finding is kept."), marked("The audit is signed. Report it to the authority.")
REPORTED, REMEDIED = marked("That it was reported is on record."), marked("That it is mended is on record.")
VERIFIED = marked("The record of the year was verified; what was found stands at its point.")
TOO_MANY = marked("The record of this year is large: run 'hutong audit verify --from {year}-01 --to {year}-12'.")
MOST_ROWS, REFUSED = 300_000, 422


@login_required
@require_GET
def show_all(request: HttpRequest) -> HttpResponse:
    """The audits of the places for which one answers, and what is owed."""
    manager_or_denied(request)
    return render_all(request, open_form())


def open_form(*given: object) -> OpenForm:
    """The form with the places that one answers for."""
    lang, on = get_reader_language(), timezone.localdate()
    return OpenForm(*given, lang=lang, places=[], initial={"year": on.year - 1})


def fill_places(request: HttpRequest, form: OpenForm) -> OpenForm:
    """The places for which somebody answers."""
    lang, on = get_reader_language(), timezone.localdate()
    areas = get_worker(request).manages_data.filter(holding(on)).values_list("area", flat=True)
    form.choose("area", [(area, get_full_name(area, on=on, lang=lang)) for area in sorted(set(areas))])
    return form


def render_all(request: HttpRequest, form: OpenForm) -> HttpResponse:
    """The list and the form."""
    worker, on = get_worker(request), timezone.localdate()
    rows = list(yearly.list_audits(worker=worker, on=on))
    note_reading(request, screen="yearly_audits", rows=len(rows))
    shown = {
        "rows": [(one, yearly.report_due(one.year), yearly.report_due(one.year) < on) for one in rows],
        "missing": [(year, area, due, due < on) for year, area, due in yearly.list_missing(worker=worker, on=on)],
        "form": fill_places(request, form),
    }
    return render(request, "compliance/list.html", shown, status=REFUSED if form.is_bound else 200)


@login_required
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Open the audit of a year."""
    manager_or_denied(request)
    form = fill_places(request, open_form(request.POST))
    made: list[ComplianceAudit] = []

    def act() -> None:
        given, by, on = form.cleaned_data, get_worker(request), timezone.localdate()
        made.append(yearly.open_audit(year=given["year"], area=given["area"], by=by, on=on, at=timezone.now()))

    def then() -> HttpResponse:
        return redirect("yearly_audit", uid=made[0].uid) if made else redirect("yearly_audits")

    return do_once(request, form, act, said=OPENED, then=then) or render_all(request, form)


def get_audit_or_404(request: HttpRequest, uid: UUID) -> ComplianceAudit:
    """One of the places for which one answers."""
    try:
        return yearly.get_audit(uid, worker=get_worker(request), on=timezone.localdate())
    except AuditUnknown as error:
        raise Http404 from error


@login_required
@require_GET
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The points with their figures and findings."""
    audit = get_audit_or_404(request, uid)
    note_reading(request, screen="yearly_audit", rows=audit.points.count())
    return render_page(request, audit)


def render_page(
    request: HttpRequest, audit: ComplianceAudit, refused: SaidForm | None = None, *, key: str = ""
) -> HttpResponse:
    """The page, with the form that came back with faults."""
    lang, on = get_reader_language(), timezone.localdate()
    say = translator(lang)
    points = []
    for row in audit.points.select_related("judged_by"):
        point = yearly.get_points().get(row.key)
        if point is not None:
            form = refused if refused is not None and row.key == key else form_of(row, lang)
            figures = [(say(str(name)), number) for name, number in row.figures]
            points.append((row, point, point.label(lang), figures, form))
    sign = refused if isinstance(refused, SignForm) else SignForm(lang=lang)
    report = refused if isinstance(refused, ReportForm) else ReportForm(lang=lang, initial={"reported_on": on})
    shown = {
        "audit": audit,
        "points": points,
        "sign": sign,
        "report": report,
        "due": yearly.report_due(audit.year),
        "judged": sum(bool(row.verdict) for row, *_ in points),
        "today": on,
    }
    return render(request, "compliance/page.html", shown, status=REFUSED if refused is not None else 200)


def form_of(row: AuditedPoint, lang: str) -> SaidForm:
    """The form of a point, as it was judged before; once signed, whether it is mended."""
    if row.audit.signed_at is not None:
        return RemediedForm(lang=lang, auto_id=f"{row.key}_%s")
    initial = {name: getattr(row, name) for name in ("verdict", "finding", "remedy", "remedy_due")}
    initial["verdict"] = row.verdict or PointVerdict.MET
    return PointForm(lang=lang, auto_id=f"{row.key}_%s", initial=initial)


def act_on(
    request: HttpRequest, audit: ComplianceAudit, form: SaidForm, act: Callable[[], object], said: str, *, key: str = ""
) -> HttpResponse:
    """Do it and show the audit again."""

    def then() -> HttpResponse:
        response = redirect("yearly_audit", uid=audit.uid)
        if key:
            response["Location"] += f"#{key}"
        return response

    done = do_once(request, form, act, said=said, then=then)
    return done or render_page(request, audit, form, key=key)


@login_required
@require_POST
def judge(request: HttpRequest, uid: UUID, key: str) -> HttpResponse:
    """What was found at a point."""
    audit = get_audit_or_404(request, uid)
    if key not in yearly.get_points():
        raise Http404
    form = PointForm(request.POST, lang=get_reader_language(), auto_id=f"{key}_%s")

    def act() -> None:
        given = {name: value for name, value in form.cleaned_data.items() if name != "sent"}
        by, on = get_worker(request), timezone.localdate()
        yearly.judge_point(audit=audit, key=key, **given, by=by, on=on, at=timezone.now())

    return act_on(request, audit, form, act, JUDGED, key=key)


@login_required
@require_POST
def count(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The figures as they stand now."""
    audit = get_audit_or_404(request, uid)
    form = SaidForm(request.POST, lang=get_reader_language())

    def act() -> None:
        yearly.count_again(audit=audit, by=get_worker(request), on=timezone.localdate(), at=timezone.now())

    return act_on(request, audit, form, act, COUNTED)


@login_required
@require_POST
def verify(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Verify the year's record here, where it is not too large for a page."""
    audit = get_audit_or_404(request, uid)
    form = SaidForm(request.POST, lang=get_reader_language())
    first, last = f"{audit.year}01", f"{audit.year}12"
    rows = sum(Seal.objects.filter(month__gte=first, month__lte=last).values_list("count", flat=True))
    if form.is_valid() and rows > MOST_ROWS:
        form.add_error(None, form.say(TOO_MANY).format(year=audit.year))
        return render_page(request, audit, form)

    def act() -> None:
        found = verify_here(seals_file=None, key=None, since=first, until=last, jobs=1)
        by, on = get_worker(request), timezone.localdate()
        yearly.note_verified(audit=audit, rows=found.rows, faults=len(found.faults), by=by, on=on, at=timezone.now())

    return act_on(request, audit, form, act, VERIFIED, key="record")


@login_required
@require_POST
def sign(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Answer for it."""
    audit = get_audit_or_404(request, uid)
    form = SignForm(request.POST, lang=get_reader_language())

    def act() -> None:
        by, on, summary = get_worker(request), timezone.localdate(), form.cleaned_data["summary"]
        yearly.sign_audit(audit=audit, summary=summary, by=by, on=on, at=timezone.now())

    return act_on(request, audit, form, act, SIGNED)


@login_required
@require_POST
def report(request: HttpRequest, uid: UUID) -> HttpResponse:
    """It went to the authority."""
    audit = get_audit_or_404(request, uid)
    form = ReportForm(request.POST, lang=get_reader_language())

    def act() -> None:
        given = {name: value for name, value in form.cleaned_data.items() if name != "sent"}
        by, on = get_worker(request), timezone.localdate()
        yearly.report_audit(audit=audit, **given, by=by, on=on, at=timezone.now())

    return act_on(request, audit, form, act, REPORTED)


@login_required
@require_POST
def remedy(request: HttpRequest, uid: UUID, key: str) -> HttpResponse:
    """What was to be mended is."""
    audit = get_audit_or_404(request, uid)
    point = audit.points.filter(key=key).first()
    if point is None:
        raise Http404
    form = RemediedForm(request.POST, lang=get_reader_language(), auto_id=f"{key}_%s")

    def act() -> None:
        by, on, mended = get_worker(request), timezone.localdate(), form.cleaned_data["remedied_on"]
        yearly.note_remedied(point=point, remedied_on=mended, by=by, on=on, at=timezone.now())

    return act_on(request, audit, form, act, REMEDIED, key=key)


@login_required
@require_GET
def print_report(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The report as PDF."""
    audit = get_audit_or_404(request, uid)
    note_reading(request, screen="yearly_report", rows=0, way=Way.EXPORT, purpose=str(audit.year))
    letter = write_report(audit, sender=sender_of(get_worker(request)), lang=get_reader_language())
    return hand_letter(letter, name=f"audit-{audit.year}")
