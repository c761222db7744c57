"""What is my child owed? At most ten questions for anyone, without signing in; nothing that is answered is stored."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods

from hutong.lib.translating import marked, translator
from hutong.pages.ask.asking import AnswerUnreadable, check, next_fact, put, read_answer
from hutong.pages.ask.explained import explain
from hutong.pages.ask.journey import MOST_QUESTIONS, Journey, JourneyLost
from hutong.pages.ask.place_choices import is_place, list_places, name_of
from hutong.pages.ask.telephones import IN_DANGER
from hutong.pages.ask.telling import tell
from hutong.pages.library.loaded import get_library, reading_language
from hutong.pages.sign_in.views import LANGUAGES
from hutong.policy.determining import Determination, determine
from hutong.vocabulary.facts import FactType

YEAR_OF_SECONDS = 365 * 24 * 60 * 60


@dataclass(frozen=True)
class Turn:
    """What a page that was sent comes to: the journey from here, and what was wrong with the answer."""

    journey: Journey
    wrong: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The next question with the answer so far; everything travels in the page itself."""
    code = LANGUAGES.get(request.POST.get("lang", ""), "")
    with translation.override(code or translation.get_language()):
        lang = reading_language()
        turn = _turn(request, lang) if request.method == "POST" else Turn(Journey())
        response = render(request, "ask/page.html", _page(turn, lang))
    if code:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, max_age=YEAR_OF_SECONDS, samesite="Lax")
    response.headers["Cache-Control"] = "no-store"
    return response


def _turn(request: HttpRequest, lang: str) -> Turn:
    """What was pressed, applied to the answers in the page."""
    try:
        journey = Journey.unsealed(request.POST.get("kept", ""))
    except JourneyLost as lost:
        return Turn(Journey(), translator(lang)(lost.remedy))
    pressed, _, which = request.POST.get("do", "answer").partition(":")
    match pressed:
        case "back":
            return Turn(journey.go_back())
        case "change":
            return Turn(journey.ask_again(which))
        case "finish":
            return Turn(journey.finish())
        case "more":
            return Turn(journey.go_on())
        case "stay":
            return Turn(journey)
    fact = next_fact(journey, _determine(journey))
    if not fact:
        return Turn(journey)
    if pressed == "unknown":
        # Who does not know the county has still said the city.
        return Turn(journey.answer(fact, journey.within or None))
    return _answered(journey, fact, request, lang)


def _answered(journey: Journey, fact: str, request: HttpRequest, lang: str) -> Turn:
    """The answer, taken when it can be used; a province or a city leads on to what lies in it."""
    try:
        value = read_answer(fact, request.POST, lang)
        is_narrowed = get_library().vocabulary.facts[fact].type is FactType.PLACE and list_places(value)
        if is_narrowed and request.POST.get("do") != "here":
            return Turn(journey.choose_within(value))
        after = journey.answer(fact, value)
        check(after, on=timezone.localdate(), lang=lang)
    except AnswerUnreadable as wrong:
        return Turn(journey, str(wrong))
    return Turn(after)


def _determine(journey: Journey) -> Determination:
    return determine(journey.list_given(), library=get_library(), on=timezone.localdate())


def _page(turn: Turn, lang: str) -> dict[str, Any]:
    """Everything that the page shows."""
    journey, determination = turn.journey, _determine(turn.journey)
    fact = next_fact(journey, determination)
    question = put(fact, journey, lang) if fact else None
    given = journey.list_given()
    return {
        "wrong": turn.wrong,
        "kept": journey.seal(),
        "journey": journey,
        "most": MOST_QUESTIONS,
        "question": question,
        "same_name": name_of(question.same_as) if question and question.same_as else "",
        "within": name_of(journey.within) if journey.within else "",
        "answers": [tell_answer(name, value, lang) for name, value in journey.answers.items()],
        "told": tell(determination, lang=lang) if given else None,
        "explained": explain(given, determination, on=determination.on, lang=lang) if given and not fact else (),
        "in_danger": IN_DANGER,
        "may_go_on": journey.is_done and len(journey.answers) < MOST_QUESTIONS,
    }


def tell_answer(name: str, value: str | None, lang: str) -> tuple[str, str, str]:
    """An answer with its question, in words."""
    fact = get_library().vocabulary.facts[name]
    if value is None:
        shown = translator(lang)(marked("I don't know"))
    elif fact.type is FactType.BOOL:
        shown = fact.shown(value == "yes", lang)
    else:
        shown = name_of(value) if fact.type is FactType.PLACE and is_place(value) else fact.shown(value, lang)
    return name, fact.question(lang), shown
