"""The policy library for reading: documents, clauses, benefits, facts; what stands somewhere, and what differs."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from hutong.pages.library.citing import cite, gist_in, heading_of
from hutong.pages.library.examples import show_example
from hutong.pages.library.figures import show_value
from hutong.pages.library.links import get_links, written_once
from hutong.pages.library.loaded import get_library, get_place_teller
from hutong.pages.library.placing import list_changes, list_choices, list_definitions, list_pieces, read_typed
from hutong.pages.library.rules import RuleWords, label_of_fact, list_rules
from hutong.pages.library.searching import search
from hutong.policy.differing import Difference, differ
from hutong.policy.documents import Document
from hutong.policy.errors import BenefitUnknown, DocumentUnknown
from hutong.policy.showing import show
from hutong.policy.standpoints import Standpoint, name_place

EXAMPLES_ON_A_PAGE = 10
FOUND_ON_A_PAGE = 25


def _lang() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh"


def _document(address: str) -> Document:
    try:
        return get_library().document(address)
    except DocumentUnknown as error:
        raise Http404 from error


@require_safe
def list_documents(request: HttpRequest) -> HttpResponse:
    """Every document, and the ways into them."""
    lang = _lang()
    documents = [
        {"address": one.address, "front": one.front, "title": one.title(lang), "place": _place(one, lang)}
        for one in get_library().list_documents()
    ]
    return render(request, "library/page.html", {"documents": documents})


def _place(document: Document, lang: str) -> str:
    return name_place(document.front.place, library=get_library(), lang=lang)


@require_safe
def show_document(request: HttpRequest, address: str) -> HttpResponse:
    """A document: what it is, its clauses with their gist, its figures."""
    document, lang = _document(address), _lang()
    clauses = [
        {"key": one.key, "heading": heading_of(one), "gist": gist_in(one.gist, lang), "rules": len(one.rules)}
        for one in document.clauses
    ]
    bodies = get_library().vocabulary.bodies
    issuer = bodies.get(document.front.issuer)
    known = {
        "document": document,
        "title": document.title(lang),
        "place": _place(document, lang),
        "issuer": issuer.label(lang, on=document.front.issued) if issuer else "",
        "implements": [
            (one, get_library().linked[one].document)
            for one in document.front.implements
            if one in get_library().linked
        ],
        "frame": get_place_teller(lang).wording.say(document.front.frame) if document.front.frame else "",
        "clauses": clauses,
        "values": [show_value(one, lang) for one in document.values],
    }
    return render(request, "library/document.html", known)


@require_safe
def show_clause(request: HttpRequest, address: str, clause: str) -> HttpResponse:
    """A clause: its gist and its rules in words."""
    document, lang = _document(address), _lang()
    keys = [one.key for one in document.clauses]
    if clause not in keys:
        raise Http404
    at = keys.index(clause)
    found = document.clauses[at]
    known = {
        "document": document,
        "title": document.title(lang),
        "clause": found,
        "heading": heading_of(found),
        "gist": gist_in(found.gist, lang),
        "rules": list(list_rules(address, clause, lang)),
        "earlier": document.clauses[at - 1] if at else None,
        "later": document.clauses[at + 1] if at + 1 < len(keys) else None,
    }
    return render(request, "library/clause.html", known)


@require_safe
def list_examples(request: HttpRequest, address: str) -> HttpResponse:
    """The worked examples of a document, some on a page."""
    document, lang = _document(address), _lang()
    page = Paginator(document.examples, EXAMPLES_ON_A_PAGE).get_page(request.GET.get("page"))
    known = {
        "document": document,
        "title": document.title(lang),
        "page": page,
        "examples": [show_example(one, lang) for one in page.object_list],
    }
    return render(request, "library/examples.html", known)


@require_safe
def list_benefits(request: HttpRequest) -> HttpResponse:
    """Every benefit, by area of work."""
    lang = _lang()
    word: Callable[[str], str] = get_place_teller(lang).say
    areas: dict[str, list[tuple[str, str]]] = {}
    for one in get_library().vocabulary.benefits.values():
        areas.setdefault(word(one.system), []).append((one.slug, one.label(lang)))
    return render(request, "library/benefits.html", {"areas": areas.items()})


@require_safe
def show_benefit(request: HttpRequest, slug: str) -> HttpResponse:
    """A benefit: who answers for it, the clauses that speak of it, the facts that they ask for."""
    lang, library, links = _lang(), get_library(), get_links()
    benefit = library.vocabulary.benefits.get(slug)
    if benefit is None:
        raise Http404
    facts = dict.fromkeys(
        fact for rule in links.rules_of_benefit.get(slug, ()) for fact in links.facts_of.get(rule, ())
    )
    known = {
        "benefit": benefit,
        "name": benefit.label(lang),
        "body": library.vocabulary.bodies[
            library.vocabulary.body_on(benefit.by, benefit=benefit, on=timezone.localdate())
        ].label(lang, on=timezone.localdate()),
        "proof": benefit.proof_zh if lang == "zh" else benefit.proof_en,
        "rules": _rules_by_document(links.rules_of_benefit.get(slug, ()), lang),
        "facts": [(one, label_of_fact(one, lang)) for one in facts],
    }
    return render(request, "library/benefit.html", known)


def _rules_by_document(addresses: tuple[str, ...], lang: str) -> list[tuple[Document, str, list[Any]]]:
    """Rules in words under their documents."""
    by_document: dict[str, list[Any]] = {}
    for address in addresses:
        document = get_library().document(address.partition("#")[0])
        rule = next(one for one in document.list_rules() if one.address == address)
        shown = (cite(address, lang), RuleWords(document.address, lang).rule(rule))
        by_document.setdefault(document.address, []).append(shown)
    return [
        (get_library().document(one), get_library().document(one).title(lang), rules)
        for one, rules in by_document.items()
    ]


@require_safe
def show_fact(request: HttpRequest, name: str) -> HttpResponse:
    """A fact: how it is asked, who holds it, which benefits and clauses read it."""
    lang, library, links = _lang(), get_library(), get_links()
    fact = library.vocabulary.facts.get(written_once(name))
    if fact is None:
        raise Http404
    once = fact.name
    holder = library.vocabulary.bodies.get(fact.entry.holder)
    known = {
        "fact": fact,
        "name": label_of_fact(once, lang),
        "question": "" if fact.entry.sensitivity == "highest" else fact.question(lang),
        "holder": holder.label(lang, on=timezone.localdate()) if holder else "",
        "values": [one.text(lang) for one in fact.values.values()],
        "benefits": [
            (one, library.vocabulary.benefits[one].label(lang)) for one in links.benefits_of_fact.get(once, ())
        ],
        "clauses": list(
            {one.number: one for one in (cite(rule, lang) for rule in links.rules_of_fact.get(once, ()))}.values()
        ),
    }
    return render(request, "library/fact.html", known)


@require_safe
def show_here(request: HttpRequest) -> HttpResponse:
    """What the documents offer at a place on a day: the list, or one benefit in full."""
    lang = _lang()
    typed = read_typed(request.GET.dict(), "place", today=timezone.localdate(), lang=lang)
    known: dict[str, Any] = {"typed": typed}
    if typed.standpoint:
        known.update(_here(typed.standpoint, request.GET.get("benefit", ""), lang))
    return render(request, "library/here.html", known)


def _here(standpoint: Standpoint, wanted: str, lang: str) -> dict[str, Any]:
    try:
        view = show(get_library(), standpoint, benefit=wanted, lang=lang)
    except BenefitUnknown as error:
        raise Http404 from error
    word: Callable[[str], str] = get_place_teller(lang).say
    known: dict[str, Any] = {"view": view, "place_name": view.place_name}
    if wanted:
        one = view.benefits[0] if view.benefits else None
        return {
            **known,
            "benefit": one,
            "wanted": wanted,
            "pieces": list_pieces(one, lang) if one else [],
            "choices": list_choices(one, lang) if one else [],
            "definitions": list_definitions(view.definitions, lang),
        }
    areas: dict[str, list[dict[str, object]]] = {}
    for held in view.benefits:
        name = held.zh if lang == "zh" else held.en
        is_offered = any(one.offered or one.adopted_by for one in held.grounds)
        amounts = dict.fromkeys(
            text for ground in held.grounds for term in ground.amounts for text in _figures(term.values, lang)
        )
        entry = {"slug": held.slug, "name": name, "is_offered": is_offered, "amounts": list(amounts)[:3]}
        areas.setdefault(word(held.system), []).append(entry)
    return {**known, "areas": areas.items()}


def _figures(values: tuple[Any, ...], lang: str) -> list[str]:
    """Figures that are set, without where they come from."""
    teller = get_place_teller(lang)
    return [teller.value(one).partition("  ‹")[0] for one in values if one.amount is not None]


@require_safe
def show_differences(request: HttpRequest) -> HttpResponse:
    """What differs between two places or days: the list, or one benefit in full."""
    lang, today = _lang(), timezone.localdate()
    before = read_typed(request.GET.dict(), "before", today=today, lang=lang)
    after = read_typed(request.GET.dict(), "after", today=today, lang=lang)
    known: dict[str, Any] = {"before": before, "after": after}
    if before.standpoint and after.standpoint:
        difference = differ(get_library(), before.standpoint, after.standpoint)
        known.update(_differences(difference, request.GET.get("benefit", ""), lang))
        known["before_name"] = _standpoint(before.standpoint, lang)
        known["after_name"] = _standpoint(after.standpoint, lang)
    return render(request, "library/differences.html", known)


def _standpoint(standpoint: Standpoint, lang: str) -> tuple[str, date]:
    return name_place(standpoint.place, library=get_library(), lang=lang), standpoint.on


def _differences(difference: Difference, wanted: str, lang: str) -> dict[str, Any]:
    teller = get_place_teller(lang)
    benefits = [
        {
            "slug": one.slug,
            "name": one.zh if lang == "zh" else one.en,
            "gone": len(one.gone) + len(one.procedures_gone),
            "added": len(one.added) + len(one.procedures_added),
            "changed": len(one.changed) + len(one.procedures_changed),
        }
        for one in difference.benefits
    ]
    found = next((one for one in difference.benefits if one.slug == wanted), None)
    return {
        "difference": difference,
        "benefits": benefits,
        "wanted": wanted,
        "wanted_name": next((one["name"] for one in benefits if one["slug"] == wanted), ""),
        "pieces": list_changes(found, lang) if found else [],
        "values": [
            *(("−", teller.name(one), teller.value(one)) for one in difference.values_gone),
            *(("+", teller.name(one), teller.value(one)) for one in difference.values_added),
            *(
                ("~", teller.name(one.after), f"{teller.value(one.before)} → {teller.value(one.after)}")
                for one in difference.values_changed
            ),
        ],
    }


@require_safe
def show_search(request: HttpRequest) -> HttpResponse:
    """Whatever holds every word."""
    asked = request.GET.get("q", "").strip()
    page = Paginator(search(asked, _lang()), FOUND_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "library/search.html", {"asked": asked, "page": page})
