"""A written condition as an outline: what must all be so, what is enough, piece by piece in the order of the text.

>>> found = outline("age < 16 AND NOT (dibao OR tekun)", say=str, lang="en")
>>> found.words, found.parts[0].words
('all of these:', 'age below 16')
>>> found.parts[1].words, [part.words for part in found.parts[1].parts]
('none of these:', ['dibao', 'tekun'])
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hutong.lib.translating import marked, translator

Say = Callable[[str], str]
PIECE = re.compile(r"'[^']*'|[A-Za-z_][A-Za-z0-9_.]*|[()]|,")
NOT = re.compile(r"NOT\b\s*(?P<rest>.+)", re.DOTALL)
OF_PARENTS = re.compile(r"(?P<call>EVERY_PARENT|ANY_PARENT|ONE_AND_OTHER)\s*(?P<rest>\(.*)", re.DOTALL)
HEADS = {
    "AND": marked("all of these:"),
    "OR": marked("at least one of these:"),
    "NOT": marked("none of these:"),
    "EVERY_PARENT": marked("of both parents:"),
    "ANY_PARENT": marked("of at least one parent:"),
    "ONE": marked("of one parent:"),
    "OTHER": marked("of the other parent:"),
}
NOT_SO = marked("not so: {condition}")
SIGNS = {
    "zh": {" < ": "小于 ", " ≤ ": "不大于 ", " > ": "大于 ", " ≥ ": "不小于 ", " = ": "是：", " ≠ ": "不是："},
    "en": {
        " < ": " below ", " ≤ ": " at most ", " > ": " above ", " ≥ ": " at least ", " = ": ": ", " ≠ ": " other than ",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Outline:
    """A piece of a condition in words, or a heading over its parts."""

    words: str
    parts: tuple["Outline", ...] = ()


def outline(written: str, *, say: Say, lang: str) -> Outline:
    """The condition piece by piece; ``say`` words a piece that is not taken further apart."""
    text = _bare(written)
    for word in ("OR", "AND"):
        pieces = list(_split(text, word))
        if len(pieces) > 1:
            parts = tuple(outline(piece, say=say, lang=lang) for piece in pieces)
            return Outline(translator(lang)(HEADS[word]), parts)
    if negated := NOT.fullmatch(text):
        return _negated(negated["rest"], say, lang)
    if (call := OF_PARENTS.fullmatch(text)) and _closes_at_end(call["rest"]):
        return _of_parents(call["call"], call["rest"], say, lang)
    return Outline(_plain(say(text), lang))


def _negated(rest: str, say: Say, lang: str) -> Outline:
    inner = outline(rest, say=say, lang=lang)
    if not inner.parts:
        return Outline(translator(lang)(NOT_SO).format(condition=inner.words))
    if inner.words == translator(lang)(HEADS["OR"]):
        return Outline(translator(lang)(HEADS["NOT"]), inner.parts)
    return Outline(translator(lang)(HEADS["NOT"]), (inner,))


def _of_parents(call: str, rest: str, say: Say, lang: str) -> Outline:
    heads = ("ONE", "OTHER") if call == "ONE_AND_OTHER" else (call,)
    asked = _split(_bare(rest), ",")
    parts = tuple(
        Outline(translator(lang)(HEADS[head]), (outline(one, say=say, lang=lang),))
        for head, one in zip(heads, asked, strict=True)
    )
    return parts[0] if len(parts) == 1 else Outline(translator(lang)(HEADS["AND"]), parts)


def _plain(words: str, lang: str) -> str:
    """Signs of comparison as words."""
    for sign, word in SIGNS[lang].items():
        words = words.replace(sign, word)
    return words


def _bare(text: str) -> str:
    """Without brackets around the whole."""
    text = " ".join(text.split())
    while text.startswith("(") and _closes_at_end(text):
        text = text[1:-1].strip()
    return text


def _closes_at_end(text: str) -> bool:
    """Whether the bracket that opens the text closes only at its end."""
    depth = 0
    for piece in PIECE.finditer(text):
        depth += {"(": 1, ")": -1}.get(piece.group(), 0)
        if depth == 0:
            return piece.end() == len(text)
    return False


def _split(text: str, word: str) -> Iterator[str]:
    """What stands between the words of this kind, outside brackets, BETWEEN … AND and CASE … END."""
    depth, start, is_between = 0, 0, False
    for piece in PIECE.finditer(text):
        found = piece.group()
        depth += {"(": 1, "CASE": 1, ")": -1, "END": -1}.get(found, 0)
        if depth == 0 and found == "BETWEEN":
            is_between = True
        elif depth == 0 and found == "AND" and is_between:
            is_between = False
        elif depth == 0 and found == word:
            yield text[start : piece.start()].strip()
            start = piece.end()
    yield text[start:].strip()
