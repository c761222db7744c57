"""Cells that choose among known words: 服刑在押、重病; 小学三年级; 肢体二级; a certificate's number."""

import re
from collections.abc import Mapping

from hutong.ledgers.cells import Cell, get_text, get_word
from hutong.ledgers.columns import Given
from hutong.ledgers.faults import CellRefused
from hutong.ledgers.mapping import ColumnRule
from hutong.ledgers.values import GRADE, NO, NOTHING_TO_WRITE, YES, get_grade, split_words
from hutong.lib.identity_number import normalise_identity_number

NEGATIONS = "非未无不没"
DISABILITIES = {
    "视力": "disability.visual",
    "听力": "disability.hearing",
    "言语": "disability.speech",
    "语言": "disability.speech",
    "肢体": "disability.physical",
    "智力": "disability.intellectual",
    "精神": "disability.psychiatric",
    "多重": "disability.multiple",
}
# Asked apart: a list of the official types says nothing of them.
OTHER_CONDITIONS = {
    "孤独症": "disability.autism",
    "自闭症": "disability.autism",
    "脑瘫": "disability.cerebral_palsy",
    "聋": "disability.deaf",
}
# The two last digits of a certificate: type and grade.
CERTIFICATE = re.compile(r"(\d{17}[\dX])([1-7])([1-4])(?:B\d)?")
CERTIFICATE_TYPES = ("", "visual", "hearing", "speech", "physical", "intellectual", "psychiatric", "multiple")
HEALTHY = frozenset({"健康", "非残疾", "正常", "无残疾"})


class Choices:
    """The words of one column, ready to be looked up."""

    def __init__(self, rule: ColumnRule) -> None:
        self.split, self.contains = rule.split, rule.contains
        self.facts = {get_word(word): facts for word, facts in rule.values.items()}
        self.unless_said = {get_word(word): facts for word, facts in rule.unless_said.items()}
        # One word for each meaning is enough to show what can be written.
        first_words: dict[str, str] = {}
        for word, facts in rule.values.items():
            first_words.setdefault(repr(facts), word)
        self.shown = "、".join(first_words.values())
        self.longest_first = sorted((w for w in self.facts if len(w) > 1), key=len, reverse=True)

    def read(self, cell: Cell) -> list[Mapping[str, Given]]:
        """The facts that each chosen word gives; CellRefused for a word that nobody knows."""
        return [self.facts[word] for word in self._list_chosen(cell)]

    def read_unless_said(self, cell: Cell) -> list[Mapping[str, Given]]:
        """The facts that the chosen words give as long as nothing else says otherwise."""
        if not self.unless_said:
            return []
        return [self.unless_said[word] for word in self._list_chosen(cell) if word in self.unless_said]

    def _list_chosen(self, cell: Cell) -> list[str]:
        whole = get_word(cell)
        if whole in self.facts:
            return [whole]
        words = split_words(cell) if self.split else [whole]
        return [known for word in words for known in self._list_known(word)]

    def _list_known(self, word: str) -> list[str]:
        if word in self.facts:
            return [word]
        if self.contains and (inside := self._list_inside(word)):
            return inside
        raise CellRefused("word", words=self.shown)

    def _list_inside(self, text: str) -> list[str]:
        """Known words inside others, longest first; 未辍学 is not 辍学."""
        found = []
        for word in self.longest_first:
            at = text.find(word)
            if at < 0:
                continue
            if at > 0 and text[at - 1] in NEGATIONS:
                return []
            found.append(word)
            text = text.replace(word, "\0")
        return found


def read_disability(cell: Cell) -> dict[str, Given]:
    """Types and grade from words such as 肢体二级 or 视力、听力; 无 is no disability."""
    word = get_word(cell)
    if word in NO or word in NOTHING_TO_WRITE or word in HEALTHY:
        return {"disabled": False}
    if word in YES or word in ("残疾", "残疾儿童"):
        return {"disabled": True}
    types = {fact for name, fact in DISABILITIES.items() if name in word}
    conditions = {fact for name, fact in OTHER_CONDITIONS.items() if name in word}
    grade = next((get_grade(found[1]) for found in GRADE.finditer(word) if found[0].endswith("级")), None)
    if not types and not conditions and grade is None or any(word.find(mark) == 0 for mark in NEGATIONS):
        raise CellRefused("word", words="、".join([*DISABILITIES, *OTHER_CONDITIONS, "无"]))
    facts: dict[str, Given] = {name: True for name in types | conditions}
    if types or grade is not None:
        facts["disabled"] = True
    if types and "disability.multiple" not in types:
        facts |= {name: False for name in DISABILITIES.values() if name not in types}
    if grade is not None:
        facts["disability.grade"] = grade
    return facts


def read_certificate(cell: Cell, *, identity: str) -> dict[str, Given]:
    """What the number of a disability certificate says: its holder, type and grade."""
    if get_word(cell) in NO or get_word(cell) in NOTHING_TO_WRITE:
        return {"disability.certified": False}
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        raise CellRefused("identity_numeric")
    found = CERTIFICATE.fullmatch(normalise_identity_number(get_text(cell)))
    if found is None:
        raise CellRefused("certificate")
    if identity and found[1] != identity:
        raise CellRefused("certificate_mismatch")
    kind = f"disability.{CERTIFICATE_TYPES[int(found[2])]}"
    return {"disability.certified": True, "disabled": True, kind: True, "disability.grade": int(found[3])}
