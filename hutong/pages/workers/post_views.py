"""Posts, locks, sessions and second factors, kept by the security administrator."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from hutong.lib.translating import marked, translator
from hutong.pages.context import get_reader_language
from hutong.pages.place_fields import PlaceField, list_within
from hutong.pages.workers.forms import PostForm
from hutong.pages.workers.keeping import act_on, get_worker_kept, kept_by
from hutong.pages.workers.views import list_endable
from hutong.places.queries import list_bodies
from hutong.staff.accounts import reset_factors, sign_out_everywhere, unlock_name
from hutong.staff.actions import end_post, give_post
from hutong.staff.errors import NotInCharge, StaffError
from hutong.staff.in_charge import check_may_give, is_covered, list_areas
from hutong.staff.models import Post, Role
from hutong.staff.scope import get_scope

SECURITY = Role.SECURITY_ADMIN
WRONG = 422
GIVEN = marked("The post is given.")
ENDED = marked("The post ends; its holder is signed out.")
UNLOCKED = marked("The name is open again.")
ALL_OUT = marked("Signed out everywhere.")
FACTOR_GONE = marked("The second factor is reset; the worker sets up another at the next sign-in.")
NO_DAY = marked("Write the last day.")
OUTSIDE = marked("Choose a place of your own area.")


@kept_by(SECURITY)
@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A post: first the place, then the body there, the kind of post and its days."""
    worker, lang, on = get_worker_kept(uid), get_reader_language(), timezone.localdate()
    if worker.pk == get_scope().worker:
        messages.error(request, translator(lang)(NotInCharge.sentence))
        return redirect("worker", uid)
    place, fault = read_place(request, lang=lang)
    areas = list_areas(get_scope(), SECURITY)
    shown = {"worker": worker, "place_code": place, "fault": fault, "places": list_within(areas, on=on, lang=lang)}
    if not place:
        return render(request, "workers/post.html", shown, status=WRONG if fault else 200)
    bodies = {str(one.uid): one for one in list_bodies(place=place, on=on)}
    choices = [(uid, one.name) for uid, one in bodies.items()]
    form = PostForm(request.POST or None, bodies=choices, lang=lang, initial={"since": on})
    if request.method == "POST" and form.is_valid():
        role = Role(form.cleaned_data["role"])
        days = {name: form.cleaned_data[name] for name in ("since", "until")}
        try:
            check_may_give(get_scope(), role=role, area=place)
            give_post(
                worker=worker, role=role, body=bodies[form.cleaned_data["body"]], area=place, at=timezone.now(), **days
            )
        except StaffError as error:
            form.add_error(None, error.told(lang))
        else:
            messages.success(request, form.say(GIVEN))
            return redirect("worker", uid)
    shown = {**shown, "form": form, "has_bodies": bool(bodies)}
    return render(request, "workers/post.html", shown, status=WRONG if form.errors else 200)


def read_place(request: HttpRequest, *, lang: str) -> tuple[str, str]:
    """The place of the post, or what is wrong with what was written."""
    text = request.GET.get("place", "")
    if not text:
        return "", ""
    try:
        place = PlaceField(lang=lang).clean(text)
    except ValidationError as error:
        return "", " ".join(error.messages)
    if not is_covered([place], list_areas(get_scope(), SECURITY)):
        return "", translator(lang)(OUTSIDE)
    return place, ""


@kept_by(SECURITY)
@require_POST
def end(request: HttpRequest, uid: UUID, pk: int) -> HttpResponse:
    """A post of the own area ends; also one of a worker whose other posts lie elsewhere."""
    worker, lang = get_worker_kept(uid), get_reader_language()
    post = Post.objects.filter(worker=worker, pk=pk).first()
    if post is None or post.pk not in list_endable(get_scope(), [post]):
        raise Http404
    say, until = translator(lang), read_day(request.POST.get("until", ""))
    if until is None:
        messages.error(request, say(NO_DAY))
        return redirect("worker", uid)
    try:
        end_post(post=post, until=until, at=timezone.now())
    except StaffError as error:
        messages.error(request, error.told(lang))
    else:
        messages.success(request, say(ENDED))
    return redirect("worker", uid)


def read_day(text: str) -> date | None:
    """A day of the calendar; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@kept_by(SECURITY)
@require_POST
def unlock(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The name is open again at once."""
    worker, at = get_worker_kept(uid), timezone.now()
    return act_on(request, worker, role=SECURITY, act=lambda: unlock_name(worker=worker, at=at), done=UNLOCKED)


@kept_by(SECURITY)
@require_POST
def sign_out_worker(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Every session of a worker ends."""
    worker, at = get_worker_kept(uid), timezone.now()
    return act_on(request, worker, role=SECURITY, act=lambda: sign_out_everywhere(worker=worker, at=at), done=ALL_OUT)


@kept_by(SECURITY)
@require_POST
def reset_factor(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The second factor goes, with a reason."""
    worker, at, reason = get_worker_kept(uid), timezone.now(), request.POST.get("reason", "")

    def act() -> None:
        reset_factors(worker=worker, reason=reason, at=at)

    return act_on(request, worker, role=SECURITY, act=act, done=FACTOR_GONE)
