"""The duty register of one's posts: what the documents oblige the body to go on doing, and when it did."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.lib.translating import marked
from hutong.pages.context import get_reader_language
from hutong.pages.library.citing import Cited, cite
from hutong.pages.looking import get_worker
from hutong.pages.names import get_names
from hutong.pages.said_forms import remember_sent, was_sent
from hutong.pages.tasks.duty_forms import FulfilmentForm
from hutong.pages.tasks.new_views import get_scope_to_give
from hutong.policy.duties import DutyKey
from hutong.staff.scope import Scope
from hutong.tasks.addressing import ANSWERS
from hutong.tasks.errors import TaskError
from hutong.tasks.register import Entry, list_fulfilments, list_own_register, note_fulfilment

NOTED = marked("Written down.")
COMES_ROUND = "round"
"""The part that is shown first; the others are named by their documents."""


@dataclass(frozen=True)
class Registered:
    """A duty as it is shown to the post that answers for it."""

    entry: Entry
    words: str
    cited: Cited
    is_late: bool

    @property
    def comes_round(self) -> bool:
        """Whether it is to be done again by a day."""
        return self.entry.next_on is not None

    @property
    def query(self) -> str:
        """What finds it again, beside its post."""
        return f"{self.entry.key.rule}~{self.entry.key.which}"


@dataclass(frozen=True)
class Part:
    """Some of the duties: those that come round, or those of one document."""

    label: str
    key: str
    count: int
    is_here: bool


@dataclass(frozen=True)
class Register:
    """The register of one post."""

    post: str
    body: str
    area: str
    lines: list[Registered]

    def list_parts(self, chosen: str) -> list[Part]:
        """What comes round, then document after document, each with how many."""
        counts: dict[str, int] = {}
        for line in self.lines:
            counts[line.cited.document] = counts.get(line.cited.document, 0) + 1
        numbers = {line.cited.document: line.cited.number.partition(" ")[0] for line in self.lines}
        round_ = Part("", COMES_ROUND, sum(line.comes_round for line in self.lines), chosen == COMES_ROUND)
        documents = [Part(numbers[key], key, count, chosen == key) for key, count in counts.items()]
        return [round_, *sorted(documents, key=lambda part: -part.count)]

    def list_lines(self, chosen: str) -> list[Registered]:
        """The lines of a part; what is late first."""
        return [
            line for line in self.lines if chosen == line.cited.document or chosen == COMES_ROUND and line.comes_round
        ]


def list_posts(scope: Scope) -> list[tuple[str, str]]:
    """The bodies and areas for which somebody answers, each once."""
    return list(dict.fromkeys((one.body_kind, one.area) for one in scope.held if one.role in ANSWERS))


def read_registers(scope: Scope) -> Iterator[Register]:
    """The registers of the posts held, what is late first."""
    on, names = timezone.localdate(), get_names(get_reader_language())
    for body_kind, area in list_posts(scope):
        lines = [
            Registered(
                one, one.words(names.lang), cite(one.key.rule, names.lang),
                is_late=one.next_on is not None and one.next_on < on,
            )
            for one in list_own_register(body_kind, area, on=on)
        ]  # fmt: skip
        lines.sort(key=lambda line: (line.entry.next_on is None, line.entry.next_on or on))
        yield Register(f"{body_kind}@{area}", names.body(body_kind, on=on), area, lines)


def find_line(request: HttpRequest, scope: Scope) -> tuple[Register, Registered]:
    """The duty that an address asks for, of a post of one's own. Raises Http404."""
    given = request.POST if request.method == "POST" else request.GET
    for register in read_registers(scope):
        for line in register.lines:
            if register.post == given.get("post") and line.query == given.get("duty"):
                return register, line
    raise Http404


def render_duty(request: HttpRequest, register: Register, line: Registered, form: FulfilmentForm) -> HttpResponse:
    """One duty with what was done before, and the form."""
    body_kind, _, area = register.post.partition("@")
    before = list_fulfilments(body_kind, area, line.entry.key)
    shown = {"register": register, "line": line, "before": before, "form": form}
    return render(request, "tasks/duty.html", shown, status=422 if form.is_bound else 200)


@login_required
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """What one's bodies go on doing: what comes round first, else by document."""
    chosen = request.GET.get("part", COMES_ROUND)
    found = [(one, one.list_parts(chosen), one.list_lines(chosen)) for one in read_registers(get_scope_to_give())]
    return render(request, "tasks/duties.html", {"registers": found})


@login_required
@require_GET
def show_one(request: HttpRequest) -> HttpResponse:
    """One duty."""
    register, line = find_line(request, get_scope_to_give())
    return render_duty(request, register, line, FulfilmentForm(lang=get_reader_language()))


@login_required
@require_POST
def note(request: HttpRequest) -> HttpResponse:
    """It was done by a day; what shows it."""
    register, line = find_line(request, get_scope_to_give())
    form = FulfilmentForm(request.POST, lang=get_reader_language())
    if not form.is_valid():
        return render_duty(request, register, line, form)
    body_kind, _, area = register.post.partition("@")
    key: DutyKey = line.entry.key
    if not was_sent(request, form.number):
        try:
            note_fulfilment(
                body_kind=body_kind, area=area, key=key, words=form.cleaned_data["words"],
                on=form.cleaned_data["on"], by=get_worker(request), at=timezone.now(),
            )  # fmt: skip
        except TaskError as error:
            form.add_error(None, error.told(form.lang))
            return render_duty(request, register, line, form)
        remember_sent(request, form.number)
    messages.success(request, form.say(NOTED))
    return redirect("duties")
