"""Imports: which there are, how far one has come, what its rows would do or did."""

import json
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from hutong.audit.models import Way
from hutong.children.models import Child
from hutong.exchange.actions import MOST_MEGABYTES, SUFFIXES, may_register
from hutong.exchange.contents import Content
from hutong.exchange.errors import ImportUnknown
from hutong.exchange.looking import Look, get_mapping
from hutong.exchange.meanings import Meanings
from hutong.exchange.models import Import, ImportRow
from hutong.exchange.queries import PAGE, Counts, count_rows, get_import, list_imports, list_rows
from hutong.exchange.sealed_files import read_file
from hutong.lib.translating import marked, translator
from hutong.pages.context import get_reader_language
from hutong.pages.imports.telling import SHOWN, RowTeller, ToldRow
from hutong.pages.looking import note_reading
from hutong.pages.names import get_names
from hutong.pages.typed import read_digits
from hutong.places.queries import get_full_name, list_below
from hutong.staff.scope import WRITES_FILES, get_scope

State = Import.State
STATES = {
    State.LOOKING: (marked("being read"), "open"),
    State.MAPPING: (marked("columns to be confirmed"), "open"),
    State.PLANNING: (marked("trial run under way"), "open"),
    State.PLANNED: (marked("to be confirmed"), "open"),
    State.APPLYING: (marked("being written"), "open"),
    State.APPLIED: (marked("written"), "yes"),
    State.UNDOING: (marked("being undone"), "open"),
    State.UNDONE: (marked("undone"), "no"),
    State.REFUSED: (marked("cannot be read"), "bad"),
    State.DROPPED: (marked("thrown away"), "no"),
}
UNDER_WAY = frozenset({State.LOOKING, State.PLANNING, State.APPLYING, State.UNDOING})
OF_TRIAL = ("create", "update", "conflicts", "doubtful", "refused", "same")
OF_END = ("made", "changed", "handed_back", "unchanged", "left_out", "undone", "kept")
REFRESH_SECONDS = 3
HANDED_BACK = marked("handed back")
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEMPLATES = {
    State.MAPPING: "imports/mapping.html",
    State.PLANNED: "imports/planned.html",
    State.APPLIED: "imports/finished.html",
    State.UNDONE: "imports/finished.html",
}


@dataclass(frozen=True)
class ColumnShown:
    """A column of the ledger on the page of meanings."""

    number: int
    header: str
    samples: str
    meaning: str
    words: tuple[tuple[str, str], ...]
    error: str = ""


@dataclass(frozen=True)
class Tab:
    """A kind of rows, how many, and where they are shown."""

    key: str
    label: str
    rows: int
    address: str
    is_here: bool


def get_import_or_404(uid: UUID) -> Import:
    """The import, or an answer that does not tell whether there is one."""
    try:
        return get_import(uid)
    except ImportUnknown as error:
        raise Http404 from error


@login_required
@require_GET
def list_all(request: HttpRequest) -> HttpResponse:
    """What was brought in, and the form to bring in more."""
    return show_list(request)


def show_list(request: HttpRequest, *, error: str = "") -> HttpResponse:
    """The list with the form; with what was wrong with what was sent."""
    before = request.GET.get("before", "")
    found = list_imports(before=read_digits(before))
    on, lang = timezone.localdate(), get_reader_language()
    areas = get_scope().areas_that(WRITES_FILES)
    places = {code: get_full_name(code, on=on, lang=lang) for code in areas}
    for area in areas:
        below = list_below(area, on=on)
        places |= {place.code: get_full_name(place.code, on=on, lang=lang, within=area) for place in below}
    shown = {
        "imports": [(one, *STATES[State(one.state)]) for one in found],
        "following": found[-1].pk if len(found) == PAGE else None,
        "places": list(places.items()),
        "suffixes": ",".join(sorted(SUFFIXES)),
        "most": MOST_MEGABYTES,
        "error": error,
        "sent": request.POST,
    }
    return render(request, "imports/page.html", shown, status=422 if error else 200)


@login_required
@require_GET
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """How far an import has come, and what is to be done next."""
    return show_one(request, get_import_or_404(uid))


def show_one(
    request: HttpRequest, batch: Import, *, errors: dict[str, str] | None = None, text: str = ""
) -> HttpResponse:
    """The page for the step at which an import is; ``errors`` by column, "" for the whole."""
    state, errors = State(batch.state), errors or {}
    label, tag = STATES[state]
    shown: dict[str, object] = {"batch": batch, "label": label, "tag": tag, "error": errors.get("", "")}
    if state in UNDER_WAY:
        return _show_work(request, batch, shown)
    if state == State.MAPPING:
        shown |= about_columns(request, batch, errors=errors, text=text)
    elif state in TEMPLATES:
        shown |= about_rows(request, batch)
    if batch.problem:
        shown["problem"] = json.loads(batch.problem)[get_reader_language()]
    template = TEMPLATES.get(state, "imports/stopped.html")
    return render(request, template, shown, status=422 if errors else 200)


def _show_work(request: HttpRequest, batch: Import, shown: dict[str, object]) -> HttpResponse:
    response = render(request, "imports/working.html", {**shown, "seconds": REFRESH_SECONDS})
    # Looks again by itself, with or without JavaScript.
    response["Refresh"] = str(REFRESH_SECONDS)
    return response


def about_columns(request: HttpRequest, batch: Import, *, errors: dict[str, str], text: str = "") -> dict[str, object]:
    """The columns with their meanings, and the words to choose from."""
    lang, mapping = get_reader_language(), get_mapping(batch)
    meanings, names = Meanings(lang), get_names(lang)
    rules = {rule.header: rule for rule in mapping.columns}
    columns = []
    for number, column in enumerate(Look.load(batch.look).columns):
        rule = rules.get(column.header)
        words = (
            ()
            if rule is None
            else tuple(
                (
                    word,
                    names.say(", ").join(
                        f"{names.fact(name)}: {_value(value, names.say)}" for name, value in given.items()
                    ),
                )
                for word, given in rule.values.items()
            )
        )
        meaning = meanings.words_of(rule, batch.particulars.get(column.header))
        error = errors.get(column.header, "")
        sent = request.POST.get(f"column_{number}", meaning) if errors else meaning
        columns.append(ColumnShown(number, column.header, " / ".join(column.samples), sent, words, error))
    return {
        "columns": columns,
        "meanings": list(meanings),
        "unread": sum(1 for one in columns if not one.meaning),
        "skipped": Look.load(batch.look).skipped_sheets,
        "text": text or batch.mapping,
    }


def _value(value: object, say: object) -> str:
    assert callable(say)
    return str(say("yes") if value is True else say("no") if value is False else value)


def about_rows(request: HttpRequest, batch: Import) -> dict[str, object]:
    """The rows of the kind that the address names, and how many there are of each."""
    counts = count_rows(batch)
    kinds = OF_TRIAL if batch.state == State.PLANNED else OF_END
    tabs = [tab for tab in _tabs(batch, counts, kinds, chosen=request.GET.get("shown", "")) if tab.rows]
    chosen = next((tab.key for tab in tabs if tab.is_here), tabs[0].key if tabs else "")
    after = request.GET.get("after", "")
    rows = list_rows(batch, shown=chosen, after=read_digits(after) or 0) if chosen else []
    told = tell_rows(rows)
    note_reading(request, screen="import", rows=len(told))
    following = (
        f"{reverse('import', args=[batch.uid])}?shown={chosen}&after={rows[-1].number}" if len(rows) == PAGE else ""
    )
    return {
        "counts": counts, "tabs": tabs, "shown": chosen, "rows": told, "following": following,
        "may_register": may_register(batch),
    }  # fmt: skip


def _tabs(batch: Import, counts: Counts, kinds: tuple[str, ...], *, chosen: str) -> list[Tab]:
    rows = {**counts.plans, **{key: value for key, value in counts.done.items() if key}, "conflicts": counts.conflicts}
    there = reverse("import", args=[batch.uid])
    if chosen not in kinds:
        chosen = next((key for key in ("doubtful", *kinds) if key in kinds and rows.get(key)), "")
    return [Tab(key, SHOWN[key], rows.get(key, 0), f"{there}?shown={key}#rows", key == chosen) for key in kinds]


def tell_rows(rows: list[ImportRow]) -> list[ToldRow]:
    """Rows in words; the files they may be about in one query."""
    contents = [Content.load(row.content) for row in rows]
    uids = {uid for content in contents for uid in content.twins}
    children = {str(child.uid): child for child in Child.objects.filter(uid__in=uids)}
    teller = RowTeller(get_names(get_reader_language()), children, on=timezone.localdate())
    return [teller.tell(row, content) for row, content in zip(rows, contents, strict=True)]


@login_required
@require_GET
def show_rows(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Some rows alone, for a page that shows another kind without being loaded anew."""
    batch = get_import_or_404(uid)
    return render(request, "imports/_rows.html", {"batch": batch, **about_rows(request, batch)})


@login_required
@require_GET
def download_refused(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The rows that were handed back, as a workbook."""
    batch = get_import_or_404(uid)
    if not batch.refused_file:
        raise Http404
    note_reading(request, screen="import_refused", way=Way.EXPORT, rows=count_rows(batch).done.get("handed_back", 0))
    return hand_refused(batch)


def hand_refused(batch: Import) -> HttpResponse:
    """The workbook of the rows handed back, named after the file they came in."""
    name = f"{translator(get_reader_language())(HANDED_BACK)}-{Path(batch.file_name).stem}.xlsx"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(
        read_file(batch.refused_file), content_type=WORKBOOK, headers={"Content-Disposition": disposition}
    )
