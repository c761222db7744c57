"""The printed notice: what is done with the data, on which clause, what one may refuse; with lines to sign on."""

from datetime import date

from hutong.children.models import Child
from hutong.lib.translating import marked, translator
from hutong.pages.letters.writing import Letter, Part, facts, heading, lines, text
from hutong.privacy.ages import Needed
from hutong.privacy.purposes import Purpose

NOTICE, CONSENT = marked("Notice on the child's data"), marked("Notice and consent on the child's data")
RIGHTS = marked(
    "You may see and copy what is kept, have it corrected, completed or deleted, withdraw a consent at any time as "
    "easily as you gave it, and have a decision explained. Say so at the village, the township or the county; you are "
    "answered in writing. What was done before a withdrawal stays lawful."
)
CHOOSES = marked("I have read this or had it explained to me, and I: □ agree  □ do not agree.")
UNDER = marked("Under fourteen the guardian signs.")
FROM = marked("From fourteen the child signs; the guardian signs that they were told.")
BOTH = marked("The age is not certain, or the child cannot say what it wants: guardian and child sign.")


def write_notice(
    child: Child, purpose: Purpose, needed: Needed, *, place: str, sender: str, on: date, lang: str
) -> Letter:
    """For a family, filled in as far as it is known."""
    say = translator(lang)
    signed = _signed(needed, lang) if purpose.needs_consent else [lines(say("Received by"), say("Day"))]
    return Letter(
        title=say(CONSENT if purpose.needs_consent else NOTICE),
        parts=[
            facts(
                [
                    [say("Child"), child.name],
                    [say("Place"), place],
                    [say("For what"), purpose.label(lang)],
                    [say("Rests on"), purpose.clause],
                ]
            ),
            text(purpose.told(lang)),
            heading(say("Your rights")),
            text(say(RIGHTS)),
            *signed,
        ],
        sender=sender,
        day=on.isoformat(),
        lang=lang,
        footer=purpose.label(lang),
    )


def _signed(needed: Needed, lang: str) -> list[Part]:
    say = translator(lang)
    who = BOTH if needed.guardian and needed.child else UNDER if needed.guardian else FROM
    guardian = say("Guardian") if needed.guardian else say("Guardian (told)")
    child = [say("The child itself"), say("Day")] if needed.child else []
    return [
        text(say(CHOOSES)),
        text(say(who)),
        lines(*child, guardian, say("Day"), say("Explained by"), say("Witness")),
    ]
