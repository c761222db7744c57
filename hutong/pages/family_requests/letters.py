"""The written answer: what was asked, what is answered, on which ground, and what one can do about it."""

from django.utils import timezone

from hutong.lib.translating import marked, translator
from hutong.pages.choices import name_choice
from hutong.pages.letters.writing import Letter, Part, facts, heading, lines, text
from hutong.privacy.models import FamilyRequest, RequestVerdict

TITLE = marked("Answer to a request about personal data")
RESTS = marked(
    "Personal Information Protection Law, articles 44 to 50; Regulation on the Protection of Minors in Cyberspace, "
    "article 34."
)
REMEDY = marked(
    "If you do not agree: you may ask for another look at the county's civil affairs, complain to the authority for "
    "personal data, apply for administrative review within sixty days, or go to court within six months, from the day "
    "on which you hold this answer."
)


def write_answer(asked: FamilyRequest, *, sender: str, lang: str) -> Letter:
    """For the family, in writing."""
    say = translator(lang)
    assert asked.answered_at is not None
    rows = [
        [say("Asked on"), f"{timezone.localtime(asked.received_at):%Y-%m-%d}"],
        [say("What they ask for"), name_choice("asked", asked.kind, lang)],
        [say("What they say"), asked.words],
        [say("Answer"), name_choice("asked_verdict", asked.verdict, lang)],
    ]
    if asked.refusal:
        rows.append([say("Why it is refused"), name_choice("refusal", asked.refusal, lang)])
    parts: list[Part] = [facts(rows), heading(say("Answer in words")), text(asked.answer), text(say(RESTS))]
    if asked.verdict != RequestVerdict.GRANTED:
        parts += [heading(say("What you can do")), text(say(REMEDY))]
    return Letter(
        title=say(TITLE),
        parts=[*parts, lines(say("Received by"), say("Day"))],
        sender=sender,
        day=f"{timezone.localtime(asked.answered_at):%Y-%m-%d}",
        lang=lang,
        number=asked.number,
        to=asked.asker_name,
        footer=asked.number,
    )
