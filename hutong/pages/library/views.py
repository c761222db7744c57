"""The policy library for reading: documents, clauses, benefits, facts, and a search over them."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hutong.pages.library.citing import cite, gist_in, heading_of
from hutong.pages.library.examples import show_example
from hutong.pages.library.figures import show_value
from hutong.pages.library.links import get_links, written_once
from hutong.pages.library.loaded import get_library, get_place_teller, reading_language
from hutong.pages.library.rules import RuleWords, label_of_fact, list_rules
from hutong.pages.library.searching import search
from hutong.policy.documents import Document
from hutong.policy.errors import DocumentUnknown
from hutong.policy.standpoints import name_place

EXAMPLES_ON_A_PAGE = 10
FOUND_ON_A_PAGE = 25


def _document(address: str) -> Document:
    try:
        return get_library().document(address)
    except DocumentUnknown as error:
        raise Http404 from error


@require_safe
def list_documents(request: HttpRequest) -> HttpResponse:
    """Every document, and the ways into them."""
    lang = reading_language()
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
    document, lang = _document(address), reading_language()
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
    document, lang = _document(address), reading_language()
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
    document, lang = _document(address), reading_language()
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
    lang = reading_language()
    word: Callable[[str], str] = get_place_teller(lang).say
    areas: dict[str, list[tuple[str, str]]] = {}
    for one in get_library().vocabulary.benefits.values():
        areas.setdefault(word(one.system), []).append((one.slug, one.label(lang)))
    return render(request, "library/benefits.html", {"areas": areas.items()})


@require_safe
def show_benefit(request: HttpRequest, slug: str) -> HttpResponse:
    """A benefit: who answers for it, the clauses that speak of it, the facts that they ask for."""
    lang, library, links = reading_language(), get_library(), get_links()
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
    lang, library, links = reading_language(), get_library(), get_links()
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
def show_search(request: HttpRequest) -> HttpResponse:
    """Whatever holds every word."""
    asked = request.GET.get("q", "").strip()
    page = Paginator(search(asked, reading_language()), FOUND_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "library/search.html", {"asked": asked, "page": page})
