"""Conditions and amounts: SQL text in, our own tree out, every slip refused where it stands.

SQLGlot reads ``a AND b c`` as an alias and ``（b）`` as a name, both of which silently drop a condition. So tokens are checked first,
then node types are whitelisted, then names and types are checked against the vocabulary. Its optimizer and executor are never used.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlglot import exp, parse
from sqlglot.errors import ParseError, TokenError
from sqlglot.tokens import Token, Tokenizer, TokenType

from hutong.lib.checked_toml import suggest
from hutong.lib.money import FEN_PER_YUAN
from hutong.policy import tree
from hutong.policy.tree import Node
from hutong.vocabulary.facts import PARENT_PREFIX, PARENTS, FactType, for_parent
from hutong.vocabulary.vocabulary import Vocabulary

ALLOWED_TOKENS = {
    TokenType.VAR, TokenType.STRING, TokenType.NUMBER, TokenType.AND, TokenType.OR, TokenType.NOT, TokenType.L_PAREN,
    TokenType.R_PAREN, TokenType.EQ, TokenType.NEQ, TokenType.LT, TokenType.LTE, TokenType.GT, TokenType.GTE, TokenType.IN,
    TokenType.BETWEEN, TokenType.CASE, TokenType.WHEN, TokenType.THEN, TokenType.ELSE, TokenType.END, TokenType.COMMA,
    TokenType.DOT, TokenType.TRUE, TokenType.FALSE, TokenType.PLUS, TokenType.DASH, TokenType.DATE,
}  # fmt: skip
FULL_WIDTH = {
    "（": "(",
    "）": ")",
    "，": ",",
    "；": "",
    "“": "'",
    "”": "'",
    "‘": "'",
    "’": "'",
    "＝": "=",
    "＞": ">",
    "＜": "<",
    "　": " ",
}
NON_MONOTONE = {"IS", "NULL", "COALESCE", "IFNULL", "NVL", "ISNULL", "NOTNULL"}
BANNED_WORDS = {
    "LIKE",
    "ILIKE",
    "SELECT",
    "FROM",
    "WHERE",
    "EXISTS",
    "AS",
    "CAST",
    "INTERVAL",
    "OVER",
    "UNION",
}
COMPARISONS: dict[type[exp.Expr], str] = {
    exp.EQ: "=", exp.NEQ: "<>", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">=",
}  # fmt: skip
FUNCTIONS = (
    "EVERY_PARENT",
    "ANY_PARENT",
    "ONE_AND_OTHER",
    "ENTITLED",
    "RECEIVES",
    "RECEIVED_AMOUNT",
    "VALUE",
    "MIN",
    "MAX",
)
NUMERIC = (FactType.INT, FactType.MONEY)
ORDERED = (FactType.INT, FactType.MONEY, FactType.DATE)


class PredicateFault(Exception):
    """The text is not a condition we accept; ``start`` and ``length`` say where in the text."""

    def __init__(self, *, code: str, message: str, remedy: str, start: int, length: int) -> None:
        self.code, self.message, self.remedy, self.start, self.length = (
            code,
            message,
            remedy,
            start,
            max(length, 1),
        )
        super().__init__(f"{message}; {remedy}")


@dataclass(frozen=True)
class Names:
    """What a condition may name: the vocabulary and the definitions of the documents read with it."""

    vocabulary: Vocabulary
    definitions: frozenset[str]
    values: Mapping[str, str]  # name as written → address


def parse_condition(text: str, names: Names) -> Node:
    """The condition as a tree whose root has a truth.

    Raises PredicateFault with the place in the text and what to write instead.
    """
    reader = _Reader(text, names)
    node, kind = reader.read()
    if kind is not FactType.BOOL:
        raise reader.fault(
            "type", "this is not a condition but a " + kind, "compare it with something, such as age < 16"
        )
    return node


def parse_amount(text: str, names: Names) -> Node:
    """The amount as a tree whose root is a number.

    Raises PredicateFault with the place in the text and what to write instead.
    """
    reader = _Reader(text, names)
    node, kind = reader.read()
    if kind not in NUMERIC:
        raise reader.fault(
            "type", f"this is not an amount but a {kind}", "write VALUE('name'), a sum of such, or CASE … END"
        )
    return node


class _Reader:
    """One text being read. Every method returns a node with its type, or raises PredicateFault."""

    def __init__(self, text: str, names: Names) -> None:
        self.text, self.names = text, names

    def fault(self, code: str, message: str, remedy: str, at: exp.Expr | None = None) -> PredicateFault:
        start, length = _span(at, self.text)
        return PredicateFault(code=code, message=message, remedy=remedy, start=start, length=length)

    def read(self) -> tuple[Node, FactType]:
        check_tokens(self.text)
        try:
            statements = parse(self.text)
        except ParseError as error:
            raise _syntax_fault(error, self.text) from error
        if len(statements) != 1 or statements[0] is None:
            raise self.fault("syntax", "there is no condition here", "write one condition, such as orphan_recognised")
        return self.node(statements[0])

    def node(self, at: exp.Expr) -> tuple[Node, FactType]:
        if type(at) in COMPARISONS:
            return self.comparison(at)
        readers: dict[type[exp.Expr], Callable[[Any], tuple[Node, FactType]]] = {
            exp.Paren: lambda at: self.node(at.this),
            exp.And: self.junction,
            exp.Or: self.junction,
            exp.Not: lambda at: (tree.Not(self.truth(at.this)), FactType.BOOL),
            exp.Column: self.name,
            exp.Dot: self.name,
            exp.Literal: self.literal,
            exp.Boolean: lambda at: (tree.Literal(bool(at.this)), FactType.BOOL),
            exp.Neg: self.negative,
            exp.Cast: self.date,
            exp.In: self.membership,
            exp.Between: self.between,
            exp.Case: self.case,
            exp.Anonymous: self.function,
            exp.Min: self.extreme,
            exp.Max: self.extreme,
            exp.Add: self.sum,
            exp.Sub: self.sum,
        }
        reader = readers.get(type(at))
        if reader is None:
            raise self.refused(at)
        return reader(at)

    def refused(self, at: exp.Expr) -> PredicateFault:
        if isinstance(at, exp.Alias):
            word = at.args["alias"]
            return self.fault(
                "stray-word",
                f"'{word.name}' stands here without AND or OR",
                "join the two conditions with AND or OR",
                word,
            )
        return self.fault(
            "not-allowed",
            f"{type(at).__name__.upper()} is not part of the condition language",
            "use facts, AND OR NOT, comparisons, IN, BETWEEN, CASE and the functions of docs/policy-format.md",
            at,
        )

    def truth(self, at: exp.Expr) -> Node:
        node, kind = self.node(at)
        if kind is not FactType.BOOL:
            raise self.fault(
                "type",
                f"'{_written(at)}' is a {kind}, not a yes or no",
                f"compare it: {_written(at)} = …",
                at,
            )
        return node

    def junction(self, at: exp.And | exp.Or) -> tuple[Node, FactType]:
        parts = tuple(self.truth(part) for part in at.flatten())
        return (tree.And(parts) if isinstance(at, exp.And) else tree.Or(parts)), FactType.BOOL

    def name(self, at: exp.Expr) -> tuple[Node, FactType]:
        written = _written(at)
        facts, definitions = self.names.vocabulary.facts, self.names.definitions
        if any(part.args.get("quoted") for part in at.find_all(exp.Identifier)):
            raise self.fault(
                "quoted-name",
                f'"{written}" stands in double quotes',
                f"write {written} bare, or '{written}' for text",
                at,
            )
        if written in definitions:
            return tree.Defined(written), FactType.BOOL
        one_parent = for_parent(written, "father")
        if one_parent in facts:
            fact = facts[one_parent]
            if fact.entry.input_only:
                raise self.fault(
                    "input-only",
                    f"'{written}' is a way to enter facts, not a fact",
                    "use the facts it sets",
                    at,
                )
            return tree.FactRead(written), fact.type
        known = [*facts, *definitions]
        raise self.fault(
            "unknown-name",
            f"'{written}' is neither a fact nor a definition",
            suggest(written, known, otherwise="declare it in facts.toml or by [[define]]"),
            at,
        )

    def literal(self, at: exp.Literal) -> tuple[Node, FactType]:
        if at.is_string:
            return tree.Literal(at.name), FactType.TEXT
        if not at.name.isdigit():
            raise self.fault(
                "number",
                f"'{at.name}' is not a whole number",
                "put fractions and amounts into values.toml",
                at,
            )
        return tree.Literal(int(at.name)), FactType.INT

    def negative(self, at: exp.Neg) -> tuple[Node, FactType]:
        node, kind = self.node(at.this)
        if not isinstance(node, tree.Literal) or not isinstance(node.value, int):
            raise self.fault("not-allowed", "a minus sign stands before something that is no number", "write a - b", at)
        return tree.Literal(-node.value), kind

    def date(self, at: exp.Cast) -> tuple[Node, FactType]:
        if not at.to.is_type(exp.DataType.Type.DATE) or not at.this.is_string:
            raise self.refused(at)
        try:
            return tree.Literal(date.fromisoformat(at.this.name)), FactType.DATE
        except ValueError as error:
            raise self.fault("date", f"'{at.this.name}' is not a day", "write DATE '2025-05-07'", at.this) from error

    def comparison(self, at: exp.Expr) -> tuple[Node, FactType]:
        left, left_type = self.node(at.this)
        right, right_type = self.node(at.expression)
        op = COMPARISONS[type(at)]
        right, right_type = self.fitted(right, right_type, left, left_type, at.expression)
        left, left_type = self.fitted(left, left_type, right, right_type, at.this)
        if FactType.BOOL in (left_type, right_type):
            raise self.fault("bool-comparison", "a yes-or-no fact is compared", "write it bare, or NOT before it", at)
        if left_type is not right_type:
            raise self.fault(
                "type",
                f"'{_written(at.this)}' is a {left_type} and '{_written(at.expression)}' is a {right_type}",
                "compare like with like: text in quotes, numbers without, days as DATE '2025-05-07'",
                at,
            )
        if op not in ("=", "<>") and left_type not in ORDERED:
            raise self.fault("type", f"a {left_type} has no order", "use = or <> or IN (…)", at)
        return tree.Compare(op, left, right), FactType.BOOL

    def fitted(self, node: Node, kind: FactType, other: Node, wanted: FactType, at: exp.Expr) -> tuple[Node, FactType]:
        """A literal read as the type of what it is compared with: yuan to fen, text to an enum's value or a place."""
        if not isinstance(node, tree.Literal):
            return node, kind
        if wanted is FactType.MONEY and kind is FactType.INT and isinstance(node.value, int):
            return tree.Literal(node.value * FEN_PER_YUAN), FactType.MONEY
        if kind is FactType.TEXT and wanted in (FactType.ENUM, FactType.PLACE):
            if wanted is FactType.ENUM and isinstance(other, tree.FactRead):
                self.check_enum_value(other.name, str(node.value), at)
            return node, wanted
        return node, kind

    def check_enum_value(self, fact: str, value: str, at: exp.Expr) -> None:
        values = self.names.vocabulary.facts[for_parent(fact, "father")].values
        if value not in values:
            raise self.fault(
                "enum-value",
                f"'{value}' is not a value of {fact}",
                suggest(value, values, otherwise=f"its values: {', '.join(values)}"),
                at,
            )

    def membership(self, at: exp.In) -> tuple[Node, FactType]:
        left, kind = self.node(at.this)
        if kind is FactType.BOOL or not at.expressions:
            raise self.fault(
                "type",
                "IN needs a fact with values and a list",
                "write school_stage IN ('primary', 'junior')",
                at,
            )
        values: list[tree.Constant] = []
        for one in at.expressions:
            node, one_kind = self.node(one)
            node, one_kind = self.fitted(node, one_kind, left, kind, one)
            if not isinstance(node, tree.Literal) or one_kind is not kind:
                raise self.fault(
                    "type", f"'{_written(one)}' is not a {kind}", "list constants of the fact's own type", one
                )
            values.append(node.value)
        return tree.In(left, tuple(values)), FactType.BOOL

    def between(self, at: exp.Between) -> tuple[Node, FactType]:
        low = self.comparison(exp.GTE(this=at.this, expression=at.args["low"]))
        high = self.comparison(exp.LTE(this=at.this, expression=at.args["high"]))
        return tree.And((low[0], high[0])), FactType.BOOL

    def case(self, at: exp.Case) -> tuple[Node, FactType]:
        if at.this is not None:
            raise self.fault(
                "not-allowed", "CASE has a subject", "write CASE WHEN condition THEN … ELSE … END", at.this
            )
        if at.args.get("default") is None:
            raise self.fault("case-else", "CASE has no ELSE", "say what holds otherwise: ELSE …", at)
        arms = [(self.truth(arm.this), *self.node(arm.args["true"])) for arm in at.args["ifs"]]
        otherwise, kind = self.node(at.args["default"])
        if any(self.like_money(arm[2]) is not self.like_money(kind) for arm in arms):
            raise self.fault("type", "the arms of CASE have different types", "give every arm the same type", at)
        return tree.Case(tuple((guard, then) for guard, then, _ in arms), otherwise), kind

    @staticmethod
    def like_money(kind: FactType) -> FactType:
        return FactType.MONEY if kind is FactType.INT else kind

    def extreme(self, at: exp.Min | exp.Max) -> tuple[Node, FactType]:
        read = [self.node(part) for part in (at.this, *at.expressions)]
        if any(kind not in NUMERIC for _, kind in read) or len(read) < 2:
            raise self.fault("type", "MIN and MAX take two or more numbers", "write MAX(0, a - b)", at)
        parts = tuple(node for node, _ in read)
        return (tree.Least(parts) if isinstance(at, exp.Min) else tree.Greatest(parts)), FactType.MONEY

    def sum(self, at: exp.Add | exp.Sub) -> tuple[Node, FactType]:
        (left, left_kind), (right, right_kind) = self.node(at.this), self.node(at.expression)
        if left_kind not in NUMERIC or right_kind not in NUMERIC:
            raise self.fault(
                "type",
                "only numbers can be added or taken away",
                "use VALUE('…') or RECEIVED_AMOUNT('…')",
                at,
            )
        return (tree.Plus if isinstance(at, exp.Add) else tree.Minus)(left, right), FactType.MONEY

    def function(self, at: exp.Anonymous) -> tuple[Node, FactType]:
        name = str(at.this).upper()
        takes = {"EVERY_PARENT": 1, "ANY_PARENT": 1, "ONE_AND_OTHER": 2}
        if name not in FUNCTIONS:
            raise self.fault("unknown-function", f"there is no function {name}", suggest(name, FUNCTIONS, otherwise=f"the functions are {', '.join(FUNCTIONS)}"), at)  # fmt: skip
        if len(at.expressions) != takes.get(name, 1):
            raise self.fault(
                "arguments", f"{name} takes {takes.get(name, 1)} argument(s)", "see docs/policy-format.md", at
            )
        if name in takes:
            return self.over_parents(name, [self.truth(part) for part in at.expressions], at), FactType.BOOL
        return self.named(name, at)

    def over_parents(self, name: str, conditions: list[Node], at: exp.Expr) -> Node:
        if not all(any(_is_of_parent(leaf) for leaf in tree.walk(one)) for one in conditions):
            raise self.fault(
                "parent-fact",
                f"{name} asks about no parent",
                "name facts as parent.dead, parent.imprisoned",
                at,
            )
        father = [_for_parent(one, "father") for one in conditions]
        mother = [_for_parent(one, "mother") for one in conditions]
        if name == "EVERY_PARENT":
            return tree.And((father[0], mother[0]))
        if name == "ANY_PARENT":
            return tree.Or((father[0], mother[0]))
        return tree.Or((tree.And((father[0], mother[1])), tree.And((mother[0], father[1]))))

    def named(self, name: str, at: exp.Anonymous) -> tuple[Node, FactType]:
        """Functions over one quoted name."""
        argument = at.expressions[0]
        if not isinstance(argument, exp.Literal) or not argument.is_string:
            raise self.fault("arguments", f"{name} takes a name in quotes", f"write {name}('…')", argument)
        slug = argument.name
        if name == "VALUE":
            return tree.Value(self.value_address(slug, argument)), FactType.MONEY
        benefits = self.names.vocabulary.benefits
        if slug not in benefits:
            raise self.fault("unknown-benefit", f"'{slug}' is not a benefit", suggest(slug, benefits, otherwise="see benefits.toml"), argument)  # fmt: skip
        if name == "ENTITLED":
            return tree.Entitled(slug), FactType.BOOL
        if f"receives.{slug}" not in self.names.vocabulary.facts:
            raise self.fault(
                "not-paid",
                f"'{slug}' is not paid in money, so nothing is received",
                "use ENTITLED, or a fact",
                argument,
            )
        if name == "RECEIVES":
            return tree.FactRead(f"receives.{slug}"), FactType.BOOL
        return tree.ReceivedAmount(slug), FactType.MONEY

    def value_address(self, name: str, at: exp.Expr) -> str:
        if name not in self.names.values:
            raise self.fault(
                "unknown-value",
                f"'{name}' is not a value of this document",
                suggest(
                    name,
                    self.names.values,
                    otherwise="declare it in values.toml, unset if the text gives no figure",
                ),
                at,
            )
        return self.names.values[name]


def check_tokens(text: str) -> None:
    """Refuse characters and words that are not of the language, before SQLGlot can read meaning into them.

    Raises PredicateFault.
    """
    tokens = _tokens(text)
    quoted = {
        place for token in tokens if token.token_type is TokenType.STRING for place in range(token.start, token.end + 1)
    }
    for place, character in enumerate(text):
        if character in FULL_WIDTH and place not in quoted:
            raise PredicateFault(
                code="full-width",
                message=f"'{character}' is a full-width character",
                remedy=f"write {FULL_WIDTH[character] or 'nothing'} instead"
                if character != "　"
                else "use plain spaces",
                start=place,
                length=1,
            )
    previous: Token | None = None
    for token in tokens:
        # A keyword is a plain name after a dot: sudden_hardship.temporary.
        if previous is None or previous.token_type is not TokenType.DOT:
            _check_token(token)
        previous = token


def _tokens(text: str) -> list[Token]:
    try:
        return list(Tokenizer().tokenize(text))
    except TokenError as error:
        raise PredicateFault(
            code="syntax",
            message="a quote is opened and not closed",
            remedy="close it with '",
            start=0,
            length=len(text),
        ) from error


def _check_token(token: Token) -> None:
    word = token.text.upper()
    message, remedy, code = "", "", "not-allowed"
    if word in NON_MONOTONE and token.token_type is not TokenType.STRING:
        code, message = "null-test", f"{word} tests whether something is known"
        remedy = "leave it out: learning a fact must never by itself turn a yes into a no; unknown facts are asked for"
    elif token.token_type is TokenType.IDENTIFIER:
        code, message, remedy = (
            "quoted-name",
            f'"{token.text}" stands in double quotes',
            "write names bare and text in 'single' quotes",
        )
    elif token.token_type not in ALLOWED_TOKENS or word in BANNED_WORDS and token.token_type is not TokenType.STRING:
        message = f"'{token.text}' is not part of the condition language"
        remedy = "use facts, AND OR NOT, = <> < <= > >=, IN, BETWEEN, CASE and the functions of docs/policy-format.md"
    elif token.comments:
        message, remedy = "a comment stands inside the condition", 'put it into note = "…"'
    if message:
        raise PredicateFault(
            code=code, message=message, remedy=remedy, start=token.start, length=token.end - token.start + 1
        )


def _syntax_fault(error: ParseError, text: str) -> PredicateFault:
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


def _span(at: exp.Expr | None, text: str) -> tuple[int, int]:
    """Start and length of what a parsed piece covers; the whole text when nothing below it has a place."""
    if at is None:
        return 0, len(text)
    metas = [node.meta for node in at.walk() if "start" in node.meta]
    if not metas:
        return 0, len(text)
    start = min(int(meta["start"]) for meta in metas)
    return start, max(int(meta["end"]) for meta in metas) + 1 - start


def _written(at: exp.Expr) -> str:
    if isinstance(at, exp.Column | exp.Dot):
        return ".".join(part.name for part in at.parts)
    return at.sql()


def _is_of_parent(node: Node) -> bool:
    return isinstance(node, tree.FactRead | tree.Defined) and node.name.startswith(PARENT_PREFIX)


def _for_parent(node: Node, parent: str) -> Node:
    assert parent in PARENTS

    def change(leaf: Node) -> Node:
        match leaf:
            case tree.FactRead(name):
                return tree.FactRead(for_parent(name, parent))
            case tree.Defined(name):
                return tree.Defined(for_parent(name, parent))
            case _:
                return leaf

    return tree.rebuilt(node, change)


def constant_decimal(value: tree.Constant) -> Decimal:
    """A numeric constant as a decimal."""
    return Decimal(int(value)) if isinstance(value, int) else Decimal(str(value))
