"""The yearly audit on paper: each point with its clause, figures, finding and remedy."""

from collections.abc import Iterator

from django.utils import timezone

from hutong.lib.translating import marked, translator
from hutong.pages.choices import name_choice
from hutong.pages.letters.writing import Letter, Part, facts, heading, table, text
from hutong.places.queries import get_full_name
from hutong.privacy.models import ComplianceAudit, PointVerdict
from hutong.privacy.yearly import get_points

TITLE = marked("Compliance audit of minors' personal data, {year}")
RESTS = marked(
    "Regulation on the Protection of Minors in Cyberspace, article 37; Personal Information Protection Law, "
    "article 54. The figures were counted by the system from its tables and its sealed record; findings "
    "are those of the signer."
)
DRAFT = marked("Not signed yet: a draft.")


def write_report(audit: ComplianceAudit, *, sender: str, lang: str) -> Letter:
    """For the authority."""
    say = translator(lang)
    signed = audit.signed_at
    day = timezone.localtime(signed or timezone.now())
    return Letter(
        title=say(TITLE).format(year=audit.year),
        parts=list(_parts(audit, lang)),
        sender=sender,
        day=f"{day:%Y-%m-%d}",
        lang=lang,
        footer=say(TITLE).format(year=audit.year),
    )


def _parts(audit: ComplianceAudit, lang: str) -> Iterator[Part]:
    say = translator(lang)
    rows = list(audit.points.all())
    if audit.signed_at is None:
        yield text(say(DRAFT))
    yield facts(
        [
            [say("Place"), get_full_name(audit.area, on=timezone.localdate(), lang=lang)],
            [say("Signed by"), audit.signed_by.name if audit.signed_by else ""],
            [say("The whole in words"), audit.summary],
        ]
    )
    counts = [
        [name_choice("point_verdict", one, lang), str(sum(row.verdict == one for row in rows))] for one in PointVerdict
    ]
    yield table([say("Finding"), say("Points")], counts)
    for row in rows:
        point = get_points().get(row.key)
        if point is None:
            continue
        yield heading(point.label(lang))
        told = [[say("Clause"), point.clause], *([say(str(name)), str(number)] for name, number in row.figures)]
        told.append([say("Finding"), name_choice("point_verdict", row.verdict, lang) if row.verdict else "—"])
        more = [("What was found", row.finding), ("What is to be mended", row.remedy)]
        told += [[say(label), words] for label, words in more if words]
        days = [("Mended by", row.remedy_due), ("Mended on", row.remedied_on)]
        told += [[say(label), day.isoformat()] for label, day in days if day]
        yield facts(told)
    yield text(say(RESTS))
