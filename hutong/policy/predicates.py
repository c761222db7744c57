"""Conditions and amounts: SQL text in, our own tree out, every slip refused where it stands.

SQLGlot reads ``a AND b c`` as an alias and ``（b）`` as a name, both of which silently drop a condition. So tokens are
checked first, then node types and their parts are whitelisted, then names and types are checked against the vocabulary.
Its optimizer and executor are never used.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlglot import ParseError, exp, parse

from hutong.lib.checked_toml import suggest
from hutong.lib.money import FEN_PER_YUAN
from hutong.policy import tree
from hutong.policy.naming import CONDITIONS_TAKEN, FUNCTIONS, READING_OF, NameRead, NameReader, Names, of_one_parent
from hutong.policy.tokens import MOST_NESTED, PredicateFault, check_tokens, shown, span, syntax_fault, too_deep, written
from hutong.policy.tree import Node
from hutong.vocabulary.facts import FactType

COMPARISONS: dict[type[exp.Expr], str] = {
    exp.EQ: "=", exp.NEQ: "<>", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">=",
}  # fmt: skip
NUMERIC = (FactType.INT, FactType.MONEY)
ORDERED = (FactType.INT, FactType.MONEY, FactType.DATE)
RECKONING = tree.Plus | tree.Minus | tree.Least | tree.Greatest | tree.Value
BINARY = {"this", "expression"}
PARTS: dict[type[exp.Expr], set[str]] = {
    **{kind: BINARY for kind in (*COMPARISONS, exp.And, exp.Or, exp.Add, exp.Sub)},
    exp.Paren: {"this"},
    exp.Not: {"this"},
    exp.Neg: {"this"},
    exp.Column: {"this", "table", "db", "catalog"},
    exp.Dot: BINARY,
    exp.Literal: {"this", "is_string"},
    exp.Boolean: {"this"},
    exp.Cast: {"this", "to", "_type"},
    exp.In: {"this", "expressions"},
    exp.Between: {"this", "low", "high"},
    exp.Case: {"this", "ifs", "default"},
    exp.Anonymous: {"this", "expressions"},
    exp.Min: {"this", "expressions"},
    exp.Max: {"this", "expressions"},
}
"""What may be there of each kind of node; a part that is not named here would be dropped in silence."""


def parse_condition(text: str, names: Names) -> Node:
    """The condition as a tree whose root has a truth.

    Raises PredicateFault with the place in the text and what to write instead.
    """
    reader = _Reader(text, names)
    node, kind = reader.read()
    if kind is not FactType.BOOL:
        raise reader.fault("type", f"this is not a condition but {WORD[kind]}", "compare it, such as age < 16")
    return node


def parse_amount(text: str, names: Names) -> Node:
    """The amount as a tree whose root is a number.

    Raises PredicateFault with the place in the text and what to write instead.
    """
    reader = _Reader(text, names)
    node, kind = reader.read()
    if kind not in NUMERIC:
        remedy = "write VALUE('name'), a sum of such, or CASE … END"
        raise reader.fault("type", f"this is not an amount but {WORD[kind]}", remedy)
    if reader.figures:
        remedy = "put it into values.toml with its unit and clause, and write VALUE('name')"
        figure = reader.figures[0]
        message = f"the figure {figure.name} stands in a rule without unit and clause"
        raise reader.fault("number", message, remedy, figure)
    return node


WORD = {
    FactType.BOOL: "a yes or no",
    FactType.INT: "a number",
    FactType.MONEY: "an amount of money",
    FactType.DATE: "a day",
    FactType.ENUM: "a word of a list",
    FactType.TEXT: "text",
    FactType.PLACE: "a place",
    FactType.LIST: "a list",
}


class _Reader(NameReader):
    """One text being read. Every method returns a node with its type, or raises PredicateFault."""

    def __init__(self, text: str, names: Names) -> None:
        super().__init__(text, names)
        self.depth = 0
        self.figures: list[exp.Literal] = []  # numbers that no comparison has taken up
        self.readers: dict[type[exp.Expr], Callable[[Any], NameRead]] = {
            **{kind: self.comparison for kind in COMPARISONS},
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

    def read(self) -> NameRead:
        check_tokens(self.text)
        try:
            statements = parse(self.text)
        except ParseError as error:
            raise syntax_fault(error, self.text) from error
        except RecursionError as error:
            raise too_deep(0) from error
        if len(statements) != 1 or statements[0] is None:
            raise self.fault("syntax", "there is no condition here", "write one condition, such as orphan_recognised")
        return self.node(statements[0])

    def node(self, at: exp.Expr) -> NameRead:
        reader = self.readers.get(type(at))
        if reader is None or any(part for key, part in at.args.items() if key not in PARTS[type(at)]):
            raise self.refused(at)
        self.depth += 1
        if self.depth > 2 * MOST_NESTED:
            raise too_deep(span(at, self.text)[0])
        read = reader(at)
        self.depth -= 1
        return read

    def refused(self, at: exp.Expr) -> PredicateFault:
        if isinstance(at, exp.Alias):
            word = at.args["alias"]
            message = f"'{word.name}' stands here without AND or OR"
            return self.fault("stray-word", message, "join the two conditions with AND or OR", word)
        return self.fault(
            "not-allowed",
            f"{type(at).__name__.upper()} is not part of the condition language",
            "use facts, AND OR NOT, comparisons, IN, BETWEEN, CASE and the functions of docs/policy-format.md",
            at,
        )

    def truth(self, at: exp.Expr) -> Node:
        node, kind = self.node(at)
        if kind is not FactType.BOOL:
            remedy = f"compare it: {written(at)} = …"
            raise self.fault("type", f"{shown(at)} is {WORD[kind]}, not a yes or no", remedy, at)
        return node

    def junction(self, at: exp.And | exp.Or) -> NameRead:
        """Flat however long: a text of a thousand terms is one node, not a thousand deep."""
        parts = tuple(self.truth(part) for part in at.flatten())
        return (tree.And(parts) if isinstance(at, exp.And) else tree.Or(parts)), FactType.BOOL

    def literal(self, at: exp.Literal) -> NameRead:
        if at.is_string:
            return tree.Literal(at.name), FactType.TEXT
        if not (at.name.isascii() and at.name.isdigit()):
            remedy = "put fractions and amounts into values.toml"
            raise self.fault("number", f"'{at.name}' is not a whole number", remedy, at)
        if int(at.name):
            self.figures.append(at)
        return tree.Literal(int(at.name)), FactType.INT

    def negative(self, at: exp.Neg) -> NameRead:
        node, kind = self.node(at.this)
        if not isinstance(node, tree.Literal) or kind is not FactType.INT or not isinstance(node.value, int):
            raise self.fault("not-allowed", "a minus sign stands before something that is no number", "write a - b", at)
        return tree.Literal(-node.value), kind

    def date(self, at: exp.Cast) -> NameRead:
        if not at.to.is_type(exp.DataType.Type.DATE) or not at.this.is_string:
            raise self.refused(at)
        try:
            return tree.Literal(date.fromisoformat(at.this.name)), FactType.DATE
        except ValueError as error:
            raise self.fault("date", f"'{at.this.name}' is not a day", "write DATE '2025-05-07'", at.this) from error

    def comparison(self, at: exp.Expr) -> NameRead:
        return self.compared(COMPARISONS[type(at)], at.this, at.expression, at)

    def compared(self, op: str, left_at: exp.Expr, right_at: exp.Expr, at: exp.Expr) -> NameRead:
        figures = len(self.figures)
        left, left_type = self.node(left_at)
        right, right_type = self.node(right_at)
        del self.figures[figures:]
        if FactType.BOOL in (left_type, right_type):
            raise self.fault("bool-comparison", "a yes-or-no fact is compared", "write it bare, or NOT before it", at)
        right, right_type = self.fitted(right, right_type, left, left_type, right_at)
        left, left_type = self.fitted(left, left_type, right, right_type, left_at)
        if left_type is not right_type:
            raise self.fault(
                "type",
                f"{shown(left_at)} is {WORD[left_type]} and {shown(right_at)} is {WORD[right_type]}",
                "compare like with like: text in quotes, numbers without, days as DATE '2025-05-07'",
                at,
            )
        if op not in ("=", "<>") and left_type not in ORDERED:
            raise self.fault("type", f"{WORD[left_type]} has no order", "use = or <> or IN (…)", at)
        for side in (left, right):
            self.check_comparable(side, at)
        return tree.Compare(op, left, right), FactType.BOOL

    def check_comparable(self, side: Node, at: exp.Expr) -> None:
        """Arithmetic belongs to amounts: a condition compares facts, payments and constants."""
        if any(isinstance(part, RECKONING) for part in tree.walk(side)):
            raise self.fault(
                "arithmetic",
                "a condition cannot reckon",
                "compare a fact with a number; put sums into amounts and figures into values.toml",
                at,
            )

    def fitted(self, node: Node, kind: FactType, other: Node, wanted: FactType, at: exp.Expr) -> NameRead:
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

    def membership(self, at: exp.In) -> NameRead:
        left, kind = self.node(at.this)
        if kind is FactType.BOOL or not at.expressions or not isinstance(left, tree.FactRead):
            remedy = "write school_stage IN ('primary', 'junior')"
            raise self.fault("type", "IN needs a fact with values and a list", remedy, at)
        values: list[tree.Constant] = []
        figures = len(self.figures)
        for one in at.expressions:
            node, one_kind = self.node(one)
            node, one_kind = self.fitted(node, one_kind, left, kind, one)
            if not isinstance(node, tree.Literal) or one_kind is not kind:
                remedy = "list constants of the fact's own type"
                raise self.fault("type", f"{shown(one)} is not {WORD[kind]}", remedy, one)
            values.append(node.value)
        del self.figures[figures:]
        return tree.In(left, tuple(values)), FactType.BOOL

    def between(self, at: exp.Between) -> NameRead:
        low, _ = self.compared(">=", at.this, at.args["low"], at)
        high, _ = self.compared("<=", at.this, at.args["high"], at)
        return tree.And((low, high)), FactType.BOOL

    def case(self, at: exp.Case) -> NameRead:
        if at.this is not None:
            remedy = "write CASE WHEN condition THEN … ELSE … END"
            raise self.fault("not-allowed", "CASE has a subject", remedy, at.this)
        if at.args.get("default") is None:
            raise self.fault("case-else", "CASE has no ELSE", "say what holds otherwise: ELSE …", at)
        arms = [(self.truth(arm.this), *self.node(arm.args["true"])) for arm in at.args["ifs"]]
        otherwise, kind = self.node(at.args["default"])
        if any(_like_money(arm[2]) is not _like_money(kind) for arm in arms):
            raise self.fault("type", "the arms of CASE have different types", "give every arm the same type", at)
        return tree.Case(tuple((guard, then) for guard, then, _ in arms), otherwise), kind

    def extreme(self, at: exp.Min | exp.Max) -> NameRead:
        read = [self.node(part) for part in (at.this, *at.expressions)]
        if any(kind not in NUMERIC for _, kind in read) or len(read) < 2:
            raise self.fault("type", "MIN and MAX take two or more numbers", "write MAX(0, a - b)", at)
        parts = tuple(node for node, _ in read)
        return (tree.Least(parts) if isinstance(at, exp.Min) else tree.Greatest(parts)), FactType.MONEY

    def sum(self, at: exp.Add | exp.Sub) -> NameRead:
        (left, left_kind), (right, right_kind) = self.node(at.this), self.node(at.expression)
        if left_kind not in NUMERIC or right_kind not in NUMERIC:
            remedy = "use VALUE('…') or RECEIVED_AMOUNT('…')"
            raise self.fault("type", "only numbers can be added or taken away", remedy, at)
        return (tree.Plus if isinstance(at, exp.Add) else tree.Minus)(left, right), FactType.MONEY

    def function(self, at: exp.Anonymous) -> NameRead:
        name = str(at.this).upper()
        if name not in FUNCTIONS:
            advice = suggest(name, FUNCTIONS, otherwise=f"the functions are {', '.join(FUNCTIONS)}")
            raise self.fault("unknown-function", f"there is no function {name}", advice, at)
        if name == "VALUE":
            return self.value(name, at)
        if name not in CONDITIONS_TAKEN:
            return self.about_benefit(name, at)
        if len(at.expressions) != CONDITIONS_TAKEN[name]:
            count = "one condition" if CONDITIONS_TAKEN[name] == 1 else "two conditions"
            raise self.fault("arguments", f"{name} takes {count}", f"write {READING_OF[name]}", at)
        return self.over_parents(name, [self.truth(part) for part in at.expressions], at), FactType.BOOL

    def over_parents(self, name: str, conditions: list[Node], at: exp.Anonymous) -> Node:
        for condition, piece in zip(conditions, at.expressions, strict=True):
            self.check_of_parent(name, condition, piece)
        father = [of_one_parent(one, "father") for one in conditions]
        mother = [of_one_parent(one, "mother") for one in conditions]
        if name == "EVERY_PARENT":
            return tree.And((father[0], mother[0]))
        if name == "ANY_PARENT":
            return tree.Or((father[0], mother[0]))
        return tree.Or((tree.And((father[0], mother[1])), tree.And((mother[0], father[1]))))


def _like_money(kind: FactType) -> FactType:
    return FactType.MONEY if kind is FactType.INT else kind
