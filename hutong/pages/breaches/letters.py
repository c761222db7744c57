"""The notice to families and the report to the authority, as 个人信息保护法 art. 57 asks; nobody is named."""

from datetime import date

from django.utils import timezone

from hutong.lib.translating import marked, translator
from hutong.pages.choices import name_choice
from hutong.pages.letters.writing import Letter, facts, heading, lines, table, text
from hutong.places.queries import get_full_name
from hutong.privacy.breaching import CLASSES
from hutong.privacy.models import Breach, BreachStepKind

NOTICE, REPORT = marked("Notice of a breach of personal data"), marked("Report on a breach of personal data")
DEAR = marked("To the child and its guardian:")
HAPPENED = marked(
    "Data of your child came, or may have come, to where it should not. We are sorry. This is what we know:"
)
MAY = marked(
    "What may follow: strangers may call, use the name to deceive, or come by. What you can do: give nobody codes or "
    "account numbers, hang up on strangers who know about the child, change passwords that were used, tell the school. "
    "In danger call 110."
)
ASK = marked("Ask us at any time; you may see what is kept, have it corrected, and complain to the authority.")
CLAUSES = marked(
    "Personal Information Protection Law, article 57; Regulation on the Protection of Minors in Cyberspace, article 35."
)


def write_breach_notice(breach: Breach, *, sender: str, on: date, lang: str) -> Letter:
    """For a family; its name is written by hand."""
    say = translator(lang)
    measures = [one.words for one in breach.steps.all() if one.kind == BreachStepKind.MEASURE and one.words]
    return Letter(
        title=say(NOTICE),
        parts=[
            text(say(HAPPENED)),
            facts(_told(breach, lang)),
            heading(say("What was done")),
            text("；".join(measures) or say("Measures are being taken; you will be told.")),
            text(say(MAY)),
            text(say(ASK)),
            text(say(CLAUSES)),
            lines(say("Received by"), say("Day"), say("Told by"), say("Telephone")),
        ],
        sender=sender,
        day=on.isoformat(),
        lang=lang,
        number=breach.number,
        to=say(DEAR),
        footer=breach.number,
    )


def write_breach_report(breach: Breach, *, sender: str, on: date, lang: str) -> Letter:
    """For the authority: the whole register of it."""
    say = translator(lang)
    steps = [
        [
            f"{timezone.localtime(one.at):%Y-%m-%d %H:%M}",
            name_choice("breach_step", one.kind, lang),
            one.to_whom,
            one.words,
        ]
        for one in breach.steps.all()
    ]
    told = breach.files.filter(told_at__isnull=False).count()
    return Letter(
        title=say(REPORT),
        parts=[
            facts(
                [
                    *_told(breach, lang),
                    [say("Place"), get_full_name(breach.area, on=on, lang=lang)],
                    [say("Files concerned"), str(breach.files.count())],
                    [say("Families told"), str(told)],
                ]
            ),
            heading(say("Steps")),
            table([say("When"), say("What was done"), say("Reported to, told to"), say("In words")], steps),
            text(say(CLAUSES)),
        ],
        sender=sender,
        day=on.isoformat(),
        lang=lang,
        number=breach.number,
        footer=breach.number,
    )


def _told(breach: Breach, lang: str) -> list[list[str]]:
    say = translator(lang)
    classes = [say(label) for key, label in CLASSES.items() if key in breach.classes]
    since = f"{timezone.localtime(breach.since):%Y-%m-%d %H:%M}" if breach.since else say("not known")
    return [
        [say("What happened to the data"), name_choice("breach", breach.kind, lang)],
        [say("Found at"), f"{timezone.localtime(breach.found_at):%Y-%m-%d %H:%M}"],
        [say("Going on since"), since],
        [say("What happened"), breach.what],
        [say("Which data"), say(", ").join(classes)],
        [say("About how many children"), "" if breach.how_many is None else str(breach.how_many)],
    ]
