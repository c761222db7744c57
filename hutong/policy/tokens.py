"""The words of a condition, checked before SQLGlot reads meaning into them, and what a slip in a condition is."""

from typing import NoReturn

from sqlglot import ParseError, Token, Tokenizer, TokenType, exp
from sqlglot.errors import TokenError

ALLOWED_TOKENS = {
    TokenType.VAR, TokenType.STRING, TokenType.NUMBER, TokenType.AND, TokenType.OR, TokenType.NOT, TokenType.L_PAREN,
    TokenType.R_PAREN, TokenType.EQ, TokenType.NEQ, TokenType.LT, TokenType.LTE, TokenType.GT, TokenType.GTE,
    TokenType.IN, TokenType.BETWEEN, TokenType.CASE, TokenType.WHEN, TokenType.THEN, TokenType.ELSE, TokenType.END,
    TokenType.COMMA, TokenType.DOT, TokenType.TRUE, TokenType.FALSE, TokenType.PLUS, TokenType.DASH, TokenType.DATE,
}  # fmt: skip
FULL_WIDTH = {
    "（": "(", "）": ")", "，": ",", "；": "", "“": "'", "”": "'", "‘": "'", "’": "'", "＝": "=", "＞": ">", "＜": "<",
    "＋": "+", "－": "-", "．": ".", "。": "", "　": " ",
}  # fmt: skip
NON_MONOTONE = frozenset({"IS", "NULL", "COALESCE", "IFNULL", "NVL", "ISNULL", "NOTNULL"})
BANNED_WORDS = frozenset(
    {"LIKE", "ILIKE", "SELECT", "FROM", "WHERE", "EXISTS", "AS", "CAST", "INTERVAL", "OVER", "UNION", "SYMMETRIC"}
)
OPENING = {TokenType.L_PAREN, TokenType.CASE}
CLOSING = {TokenType.R_PAREN, TokenType.END}
AFTER_COMMA = {TokenType.COMMA, TokenType.R_PAREN}
SIGNS = {TokenType.NOT, TokenType.DASH}
QUOTES = ("'", '"')
INSTEAD = {
    "&&": "write AND",
    "||": "write OR",
    "!": "write NOT",
    "!=": "write <>",
    "==": "write =",
    ";": "write one condition; join two with AND or OR",
    "LIKE": "write = 'value' or IN ('value', 'other')",
}
MOST_NESTED = 40
LANGUAGE = "AND OR NOT, = <> < <= > >=, IN, BETWEEN, CASE and the functions of docs/policy-format.md"


class PredicateFault(Exception):
    """The text is not a condition we accept; ``start`` and ``length`` say where in the text."""

    def __init__(self, *, code: str, message: str, remedy: str, start: int, length: int) -> None:
        self.code, self.message, self.remedy = code, message, remedy
        self.start, self.length = start, max(length, 1)
        super().__init__(f"{message}; {remedy}")


def check_tokens(text: str) -> None:
    """Refuse characters and words that are not of the language, before SQLGlot can read meaning into them.

    Raises PredicateFault.
    """
    tokens = _tokens(text)
    _check_characters(text, tokens)
    _check_brackets(tokens)
    open_brackets = signs = 0
    previous: Token | None = None
    for token in tokens:
        if previous is not None and previous.token_type is TokenType.DOT:
            _check_part(token)
        else:
            _check_token(token)
        if token.token_type in AFTER_COMMA and previous is not None and previous.token_type is TokenType.COMMA:
            _refuse(
                previous, "syntax", "nothing stands after this comma", "take the comma out, or write what is missing"
            )
        open_brackets += (token.token_type in OPENING) - (token.token_type in CLOSING)
        signs = signs + 1 if token.token_type in SIGNS else 0
        if open_brackets + signs > MOST_NESTED:
            raise too_deep(token.start)
        previous = token


def _check_brackets(tokens: list[Token]) -> None:
    opened: list[Token] = []
    for token in tokens:
        if token.token_type is TokenType.L_PAREN:
            opened.append(token)
        elif token.token_type is TokenType.R_PAREN and not opened:
            _refuse(token, "syntax", "this bracket closes nothing", "take it out, or open it further left")
        elif token.token_type is TokenType.R_PAREN:
            opened.pop()
    if opened:
        _refuse(opened[-1], "syntax", "a bracket is opened here and not closed", "close it with )")


def too_deep(start: int) -> PredicateFault:
    """More brackets inside brackets than a person can read."""
    return PredicateFault(
        code="too-deep",
        message=f"this is nested deeper than {MOST_NESTED} levels",
        remedy="give the inner conditions names of their own by [[define]]",
        start=start,
        length=1,
    )


def _tokens(text: str) -> list[Token]:
    try:
        return list(Tokenizer().tokenize(text))
    except TokenError as error:
        _check_characters(text, [])
        start = _unclosed(text)
        raise PredicateFault(
            code="syntax",
            message="a quote is opened here and not closed",
            remedy="close it with '",
            start=start,
            length=len(text) - start,
        ) from error


def _unclosed(text: str) -> int:
    """Where the quote stands that nothing closes."""
    opened, place = "", 0
    for number, character in enumerate(text):
        if not opened and character in QUOTES:
            opened, place = character, number
        elif character == opened:
            opened = ""
    return place


def _check_characters(text: str, tokens: list[Token]) -> None:
    quoted = {
        place for token in tokens if token.token_type is TokenType.STRING for place in range(token.start, token.end + 1)
    }
    for place, character in enumerate(text):
        if character not in FULL_WIDTH or place in quoted:
            continue
        instead = FULL_WIDTH[character]
        remedy = "use plain spaces" if instead == " " else f"write {instead} instead" if instead else "take it out"
        raise PredicateFault(
            code="full-width",
            message=f"'{character}' is a full-width character",
            remedy=remedy,
            start=place,
            length=1,
        )


def _check_part(token: Token) -> None:
    """After a dot a keyword is a plain name: sudden_hardship.temporary."""
    if token.token_type is TokenType.STRING:
        _refuse(token, "not-allowed", "text stands where a name goes on", f"write .{token.text}")
    if token.token_type is TokenType.IDENTIFIER or not token.text.isidentifier():
        _check_token(token)


def _check_token(token: Token) -> None:
    word, is_text = token.text.upper(), token.token_type is TokenType.STRING
    if word in NON_MONOTONE and not is_text:
        _refuse(
            token,
            "null-test",
            f"{word} tests whether something is known",
            "leave it out: learning a fact must never by itself turn a yes into a no; unknown facts are asked for",
        )
    if token.token_type is TokenType.IDENTIFIER:
        _refuse(
            token,
            "quoted-name",
            f'"{token.text}" stands in double quotes',
            f"write {token.text} bare if it is a name, '{token.text}' if it is text",
        )
    if token.token_type not in ALLOWED_TOKENS or (not is_text and (word in BANNED_WORDS or word in INSTEAD)):
        remedy = INSTEAD.get(word, f"use facts, {LANGUAGE}")
        _refuse(token, "not-allowed", f"'{token.text}' is not part of the condition language", remedy)
    if token.comments:
        _refuse(token, "not-allowed", "a comment stands inside the condition", 'put it into note = "…"')


def _refuse(token: Token, code: str, message: str, remedy: str) -> NoReturn:
    raise PredicateFault(
        code=code, message=message, remedy=remedy, start=token.start, length=token.end - token.start + 1
    )


def syntax_fault(error: ParseError, text: str) -> PredicateFault:
    """What SQLGlot could not parse, at the word where it gave up."""
    detail = error.errors[0] if error.errors else {}
    word = str(detail.get("highlight") or "")
    line, column = int(detail.get("line") or 1), int(detail.get("col") or 1)
    before = sum(len(one) + 1 for one in text.splitlines()[: line - 1])
    start = min(max(before + column - len(word), 0), max(len(text) - 1, 0))
    return PredicateFault(
        code="syntax",
        message="the condition breaks off or does not fit together here",
        remedy="check that brackets close and that every two conditions are joined by AND or OR",
        start=start,
        length=len(word),
    )


def span(at: exp.Expr | None, text: str) -> tuple[int, int]:
    """Start and length of what a parsed piece covers; the whole text when nothing below it has a place."""
    metas = [node.meta for node in at.walk() if "start" in node.meta] if at is not None else []
    if not metas:
        return 0, len(text)
    start, end = min(int(meta["start"]) for meta in metas), max(int(meta["end"]) for meta in metas) + 1
    if isinstance(at, exp.Case):
        start, end = max(text.upper().rfind("CASE", 0, start), 0), text.upper().find("END", end) + 3
    # What closes a bracket has no place of its own.
    while text.count("(", start, end) > text.count(")", start, end) and ")" in text[end:]:
        end = text.index(")", end) + 1
    return start, end - start


def shown(at: exp.Expr) -> str:
    """A parsed piece as a message quotes it; text has its quotes already."""
    return at.sql() if isinstance(at, exp.Literal) and at.is_string else f"'{written(at)}'"


def written(at: exp.Expr) -> str:
    """A parsed piece as a person would write it."""
    if isinstance(at, exp.Column | exp.Dot):
        return ".".join(part.name for part in at.parts)
    return at.sql()
