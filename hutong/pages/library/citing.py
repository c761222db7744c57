"""Clauses as people cite them."""

import re
from dataclasses import dataclass

from hutong.pages.library.loaded import get_library
from hutong.policy.documents import Clause

DIGITS = "[第一二三四五六七八九十百零]+"
NUMBERING = re.compile(rf"·\s*({DIGITS}[条、]?(?:至{DIGITS}条)?(?:（[^）]{{1,3}}）)?)")
MOST_OF_A_WORD = 4
CHINESE = re.compile(r"[一-鿿]")


@dataclass(frozen=True)
class Cited:
    """A clause: how people cite it, what it says in short, where it can be read.

    ``number`` is the document's number with the numbering of the clause: it names no label.
    """

    number: str
    heading: str
    gist: tuple[str, ...]
    document: str
    clause: str
    address: str


def cite(address: str, lang: str) -> Cited:
    """A clause, or a rule in it, with its gist in the reader's language."""
    document, _, key = address.partition("#")
    found = get_library().document(document)
    wanted = {key, key.rpartition("/")[0]}
    clause = next((one for one in found.clauses if one.key in wanted), found.clauses[0])
    numbering = NUMBERING.search(clause.title)
    printed = numbering.group(1).rstrip("、") if numbering else ""
    heading = heading_of(clause).removeprefix(printed).lstrip("、") or heading_of(clause)
    number = f"{found.front.number} {printed or _short(clause)}"
    return Cited(number, heading, gist_in(clause.gist, lang), document, clause.key, address)


def _short(clause: Clause) -> str:
    """The heading of a clause without numbering when it is a mere word such as 前言, else its key."""
    heading = heading_of(clause)
    return heading if len(heading) <= MOST_OF_A_WORD else clause.key


def heading_of(clause: Clause) -> str:
    """The heading as it is printed, without the key before the dot."""
    return clause.title.partition("·")[2].strip() or clause.title


def gist_in(gist: str, lang: str) -> tuple[str, ...]:
    """The paragraphs of a gist in the reader's language; all of them when it has none in it."""
    paragraphs = [one for one in gist.split("\n") if one.strip()]
    chosen = [one for one in paragraphs if (len(CHINESE.findall(one)) * 5 > len(one)) is (lang == "zh")]
    return tuple(chosen or paragraphs)
