"""A written condition in plain words: every name by its label, every operator by a word.

The words follow the condition as it is written, piece by piece, so that a jurist can lay the two side by side.

>>> in_words("age < 16 AND NOT dibao", {"age": "周岁", "dibao": "低保"}.get, lang="zh")
'周岁 < 16 且 非 低保'
"""

import re
from collections.abc import Callable, Mapping

from hutong.policy.library import Library
from hutong.vocabulary.facts import PARENT_PREFIX

PIECE = re.compile(
    r"(?P<text>'[^']*')|(?P<number>\d+(\.\d+)?)|(?P<name>[A-Za-z_][A-Za-z0-9_.]*)|(?P<sign><>|<=|>=|[<>=(),+-])|(?P<rest>\S)"
)
CALL = re.compile(r"(?P<call>ENTITLED|RECEIVED_AMOUNT|RECEIVES|VALUE)\s*\(\s*'(?P<slug>[^']*)'\s*\)")
Label = Callable[[str], str | None]

WORDS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "AND": "且", "OR": "或", "NOT": "非", "IN": "属于", "BETWEEN": "介于", "TO": "至", "CASE": "分情况：",
        "WHEN": "若", "THEN": "则", "ELSE": "否则", "END": "（完）", "TRUE": "是", "FALSE": "否", "DATE": "日期",
        "EVERY_PARENT": "父母双方均", "ANY_PARENT": "父母至少一方", "ONE_AND_OTHER": "父母一方与另一方分别",
        "MIN": "取较小", "MAX": "取较大", "<>": "≠", "<=": "≤", ">=": "≥", "(": "（", ")": "）", ",": "，",
        "ENTITLED": "应享“{}”", "RECEIVES": "正在领取“{}”", "RECEIVED_AMOUNT": "“{}”月领金额", "VALUE": "“{}”",
    },
    "en": {
        "AND": "and", "OR": "or", "NOT": "not", "IN": "in", "BETWEEN": "from", "TO": "to", "CASE": "by case:",
        "WHEN": "if", "THEN": "then", "ELSE": "otherwise", "END": "(end)", "TRUE": "yes", "FALSE": "no", "DATE": "",
        "EVERY_PARENT": "both parents", "ANY_PARENT": "at least one parent",
        "ONE_AND_OTHER": "one parent and the other", "MIN": "the smaller of", "MAX": "the larger of",
        "<>": "≠", "<=": "≤", ">=": "≥",
        "ENTITLED": "is owed “{}”", "RECEIVES": "receives “{}”", "RECEIVED_AMOUNT": "monthly “{}” in payment",
        "VALUE": "“{}”",
    },
}  # fmt: skip
TIGHT = {
    "zh": (re.compile(r"\s*([（），：])\s*"), r"\1"),
    "en": (re.compile(r"(\()\s+|\s+([),])"), r"\1\2"),
}


def in_words(
    written: str,
    label: Label,
    *,
    lang: str,
    quoted: Label | None = None,
    option: Callable[[str, str], str | None] | None = None,
) -> str:
    """The condition in words.

    ``label`` names a fact or a definition, ``quoted`` what a call is about, ``option`` a word of an enum fact.
    """
    words = WORDS[lang]
    spoken = CALL.sub(lambda call: _called(call, quoted or label, words), written)
    pieces: list[str] = []
    fact, between = "", False
    for match in PIECE.finditer(spoken):
        kind, text = match.lastgroup, match.group()
        if kind == "text":
            pieces.append((option(fact, text.strip("'")) if option else None) or text.strip("'"))
        elif kind == "name" and text not in words:
            fact = text
            pieces.append(label(text) or text)
        elif text == "AND" and between:
            between = False
            pieces.append(words["TO"])
        else:
            between = between or text == "BETWEEN"
            pieces.append(words.get(text, text))
    pattern, kept = TIGHT[lang]
    return pattern.sub(kept, " ".join(filter(None, pieces))).strip()


def _called(call: re.Match[str], quoted: Label, words: Mapping[str, str]) -> str:
    """A call on a benefit or a value as one quoted piece, so that its words are not taken for names."""
    slug = call["slug"]
    return "'" + words[call["call"]].format(quoted(slug) or slug).replace("'", "’") + "'"


class Wording:
    """Names by the labels of a library, in one language."""

    def __init__(self, library: Library, lang: str) -> None:
        self.library, self.lang = library, lang
        self.labels = _definition_labels(library, lang)

    def say(self, written: str, *, document: str = "") -> str:
        """The condition in words; values named without an address are those of ``document``."""

        def quoted(name: str) -> str | None:
            return self._quoted(name, document)

        return in_words(written, self.label, lang=self.lang, quoted=quoted, option=self.option)

    def label(self, name: str) -> str | None:
        """What a fact or a definition is called."""
        fact = self.library.vocabulary.facts.get(_of_a_parent(name))
        if fact is None:
            return self.labels.get(name) or None
        label = fact.label(self.lang)
        return label.removeprefix("父亲").removeprefix("father: ") if name.startswith(PARENT_PREFIX) else label

    def option(self, fact: str, word: str) -> str | None:
        """A word of an enum fact as people read it."""
        found = self.library.vocabulary.facts.get(_of_a_parent(fact))
        return found.shown(word, self.lang) if found else None

    def _quoted(self, name: str, document: str) -> str | None:
        if benefit := self.library.vocabulary.benefits.get(name):
            return benefit.label(self.lang)
        values = self.library.values.get(name if ":" in name else f"{document}:{name}", ())
        return next((one.entry.zh if self.lang == "zh" else one.entry.en for one in values), None)


def _definition_labels(library: Library, lang: str) -> dict[str, str]:
    """Definitions by their label; where sentences differ, what stands before the bracket that tells them apart."""
    found: dict[str, list[str]] = {}
    for document in library.list_documents():
        for definition in library.linked[document.address].definitions:
            block = definition.block
            label = block.zh if lang == "zh" else block.en
            if label:
                found.setdefault(block.name, []).append(label)
    return {
        name: labels[0] if len(set(labels)) == 1 else re.split(r"（| \(", labels[0])[0]
        for name, labels in found.items()
    }


def _of_a_parent(name: str) -> str:
    return f"father.{name.removeprefix(PARENT_PREFIX)}" if name.startswith(PARENT_PREFIX) else name
