"""What the documents offer at a place on a day, and what differs between two places or days."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hutong.pages.library.loaded import get_library, get_place_teller, reading_language
from hutong.pages.library.placing import list_changes, list_choices, list_definitions, list_pieces, read_typed
from hutong.policy.differing import Difference, differ
from hutong.policy.errors import BenefitUnknown
from hutong.policy.showing import show
from hutong.policy.standpoints import Standpoint, name_place


@require_safe
def show_here(request: HttpRequest) -> HttpResponse:
    """What the documents offer at a place on a day: the list, or one benefit in full."""
    lang = reading_language()
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
    lang, today = reading_language(), timezone.localdate()
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
