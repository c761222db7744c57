"""The papers of the window: what the family carries home, and what goes to a body. What is printed is data.

A paper that the family carries names no label: what a benefit is for stands there, and the clause tells the counter
which one is meant (``hutong.pages.ask.paper``).
"""

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path

import typst
from django.utils import timezone

from hutong.lib.translating import marked
from hutong.pages.ask.paper import has_label, purpose_of
from hutong.pages.choices import name_choice
from hutong.pages.library.citing import cite
from hutong.pages.names import Names
from hutong.pages.qr import draw_svg
from hutong.pages.window.telling import name_asked
from hutong.places.queries import get_full_name
from hutong.services.answering import read_content
from hutong.services.models import Answer, MatterState, Referral, Request
from hutong.services.queries import Asked

TEMPLATE = Path(__file__).with_name("paper.typ")
RECEIPT, NOTICE = marked("Receipt of a request"), marked("Notice of missing material, told once")
REFERRAL, ANSWER, INTERIM = marked("Referral"), marked("Answer to a request"), marked("Interim answer to a request")
ANSWER_BY_CODE = marked("Or answer with a telephone: read the code, fill in the page that opens.")
ONCE_ALONE = marked("It works once, for 14 days. Whoever holds this paper can answer: pass it on to nobody else.")
BLANK = "＿＿＿＿＿＿＿＿"
SAID = {
    MatterState.ASKED: marked("under way"), MatterState.GRANTED: marked("granted"),
    MatterState.REFUSED: marked("refused"), MatterState.RECEIVED: marked("received"),
    MatterState.DROPPED: marked("dropped"),
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A heading with a table under it."""

    title: str
    head: list[str]
    rows: list[list[str]]
    widths: list[int]


@dataclass(frozen=True)
class Paper:
    """What stands on a paper, from the top."""

    lang: str
    title: str
    number: str
    to: str = ""
    before: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    signed: list[str] = field(default_factory=list)
    slip: list[str] = field(default_factory=list)
    foot: str = ""
    code: str = ""
    """A picture to be read by a telephone, as SVG; beside it what it leads to."""
    code_says: list[str] = field(default_factory=list)


@cache
def _compiler() -> typst.Compiler:
    """Kept: its first page takes half a second, the next ones a hundredth."""
    return typst.Compiler(str(TEMPLATE))


def print_paper(paper: Paper) -> bytes:
    """The paper as PDF."""
    data = json.dumps(asdict(paper), ensure_ascii=False)
    made = _compiler().compile(format="pdf", sys_inputs={"paper": data})
    assert isinstance(made, bytes)
    return made


def print_receipt(asked: Request, names: Names, *, taken_by: str) -> bytes:
    """What was asked for and under which number one asks how far it is."""
    say, rows = names.say, []
    rows.append([say("Who came"), asked.asked_by or say("not told")])
    rows.append([say("How it came"), name_choice("channel", asked.channel, names.lang)])
    rows.append([say("What is asked for"), asked.wish])
    after = [say("One window takes it, all bodies responsible work on it, and one answer comes from this window.")]
    after.append(say("Ask how far it is by the number above, here or by telephone. Nothing need be told twice."))
    return print_paper(
        _paper(names, RECEIPT, asked, rows=[Part("", [], rows, [28, 72])], after=after, signed_by=taken_by)
    )


def print_notice(asked: Request, names: Names, *, taken_by: str) -> bytes:
    """Everything that is missing, on one paper."""
    say = names.say
    missing = asked.materials.filter(settled_at__isnull=True).order_by("pk")
    rows = [[str(number), one.what, one.needed_for] for number, one in enumerate(missing, start=1)]
    before = [say("These are all the papers that are still missing for your request. Nothing else will be asked for.")]
    after = [
        say("The time runs on from the day on which they are here. What offices can find out among themselves you need "
            "not bring."),
    ]  # fmt: skip
    part = Part("", [say("No."), say("Material"), say("Needed for")], rows, [10, 60, 30])
    slip = [say("Received by the family (signature): {blank}   Day: {blank}").format(blank=BLANK)]
    paper = _paper(names, NOTICE, asked, rows=[part], before=before, after=after, signed_by=taken_by)
    return print_paper(replace(paper, slip=slip))


def print_referral(
    referral: Referral, asked: Asked, names: Names, *, body: str, sent_by: str, request: str, link: str = ""
) -> bytes:
    """The referral form: who, what, by when; below it the slip on which the body answers, or the code to answer by."""
    say, about, on = names.say, asked.about, timezone.localdate()

    def place(code: str) -> str:
        return get_full_name(code, on=on, lang=names.lang) if code else ""

    who = [
        [say("Name"), about.get("name", ""), say("Sex"), name_choice("sex", about.get("sex", "0"), names.lang)],
        [say("Born on"), about.get("born", ""), say("Identity number"), about.get("identity_number", "") or "—"],
        [say("Registered in"), place(about.get("hukou_place", "")), say("Telephone"), about.get("phone", "") or "—"],
        [say("Lives in"), f"{place(about.get('residence_place', ''))}{about.get('residence_address', '')}",
         say("Who came"), about.get("asked_by", "") or "—"],
    ]  # fmt: skip
    what = [
        [str(number), name_asked(one, names, area=referral.area), _clause(one.clause, names)]
        for number, one in enumerate(asked.matters, start=1)
    ]
    due = f"{timezone.localtime(referral.due_at):%Y-%m-%d}" if referral.due_at else "—"
    local = say(" (the place's own setting, no document gives the days)") if referral.due_is_local else ""
    paper = Paper(
        lang="zh" if names.lang == "zh" else "en",
        title=say(REFERRAL),
        number=say("No. {number} · request {request}").format(number=referral.number, request=request),
        to=say("{body}:").format(body=body),
        before=[
            say("A child needs what your body is responsible for. Please answer by {day}{local}.").format(
                day=due, local=local
            )
        ],
        parts=[
            Part(say("The child"), [], who, [16, 34, 16, 34]),
            Part(say("What is needed"), [say("No."), say("What"), say("Clause")], what, [8, 46, 46]),
            Part(say("What the window passes on"), [], [[referral.wish]], [100]),
        ],
        after=[say("Use what stands here for this alone. It is not passed on, published or shown to other families.")],
        signed=_signed(names, referral.from_area, sent_by, on=timezone.localdate(referral.sent_at)),
        slip=[
            say("Answer of the body ({number})").format(number=referral.number),
            say("□ granted  □ refused, because: {blank}{blank}").format(blank=BLANK),
            say("□ not ours; the body responsible is: {blank}").format(blank=BLANK),
            say("Number of the decision: {blank}   By: {blank}   Day: {blank}   (seal)").format(blank=BLANK),
        ],
        foot=referral.number,
        code=draw_svg(link).decode() if link else "",
        code_says=[say(ANSWER_BY_CODE), say(ONCE_ALONE)] if link else [],
    )
    return print_paper(paper)


def print_answer(answer: Answer, names: Names, *, taken_by: str) -> bytes:
    """What all bodies said, for the family."""
    say, content, asked = names.say, read_content(answer), answer.request
    rows = []
    for number, one in enumerate(content["matters"], start=1):
        body = one["body"] or names.body(one["body_kind"], on=date.fromisoformat(content["on"]))
        said = "；".join(part for part in (one["reason"], one["reference"]) if part)
        if one["state"] == MatterState.ASKED and one["due"]:
            said = say("expected by {day}").format(day=one["due"])
        told = say(SAID[MatterState(one["state"])])
        rows.append([str(number), _plain_name(one["benefit"], one["words"], names), body, told, said])
    head = [say("No."), say("What"), say("Body"), say("Answer"), say("Reason and number")]
    granted = [one for one in content["matters"] if one["state"] == MatterState.GRANTED]
    after = [content["note"]] if content["note"] else []
    if granted:
        after.append(say("We follow what was granted until it is really there. Tell us whether it comes."))
    if any(one["state"] == MatterState.REFUSED for one in content["matters"]):
        after.append(say("If you think that something is wrong, come with this paper: it is looked at again."))
    before = [
        say("On {day} you asked for: {wish}").format(day=content["asked_on"], wish=content["wish"]),
        say("All bodies have answered:") if answer.is_final else say("This is how far it is:"),
    ]
    title = ANSWER if answer.is_final else INTERIM
    part = Part("", head, rows, [7, 27, 22, 14, 30])
    to = say("{body}:").format(body=content["asked_by"] or say("To the family"))
    paper = _paper(names, title, asked, rows=[part], before=before, after=after, signed_by=taken_by)
    return print_paper(replace(paper, to=to))


def _plain_name(benefit: str, words: str, names: Names) -> str:
    """What was asked, without a label of the child or the family."""
    entry = names.vocabulary.benefits.get(benefit)
    if entry is None:
        return words
    name = entry.label(names.lang)
    return purpose_of(entry, names.lang) if entry.secrecy or has_label(name) else name


def _clause(address: str, names: Names) -> str:
    if not address:
        return "—"
    cited = cite(address, names.lang)
    return f"{cited.number} {cited.heading}"


def _paper(
    names: Names, title: str, asked: Request, *, rows: list[Part], before: list[str] | None = None, after: list[str],
    signed_by: str,
) -> Paper:  # fmt: skip
    say = names.say
    return Paper(
        lang="zh" if names.lang == "zh" else "en", title=say(title),
        number=say("Request {number}").format(number=asked.number), before=before or [], parts=rows, after=after,
        signed=_signed(names, asked.area, signed_by, on=timezone.localdate()), foot=asked.number,
    )  # fmt: skip


def _signed(names: Names, area: str, by: str, *, on: date) -> list[str]:
    day = f"{on.year}年{on.month}月{on.day}日" if names.lang == "zh" else on.isoformat()
    return [names.say("{place} (seal)").format(place=get_full_name(area, on=on, lang=names.lang)),
            names.say("Handled by: {name}").format(name=by), day]  # fmt: skip
