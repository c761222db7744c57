"""Every clause has a rule or says why none; ``none`` and ``planned`` say something a reader can check."""

import re
from collections.abc import Iterator

from hutong.lib.faults import Fault
from hutong.policy.blocks import NoRule
from hutong.policy.documents import Clause, Document, Rule

PLANNED = re.compile(r"^planned: (?P<room>[a-z]+)\b")
ROOMS = frozenset(
    [
        "places",
        "staff",
        "children",
        "determinations",
        "tasks",
        "protection",
        "benefits",
        "services",
        "indicators",
        "exchange",
        "pages",
        "api",
        "screening",
    ]
)
WHOLE_CLAUSE = re.compile(r"^[A-Za-z0-9.]+$")


def check(document: Document) -> Iterator[Fault]:
    """Faults of a document's clauses."""
    for clause in document.clauses:
        yield from _clause(document, clause)


def _clause(document: Document, clause: Clause) -> Iterator[Fault]:
    file = document.folder / "policy.md"
    if not WHOLE_CLAUSE.match(clause.key):
        yield Fault(
            "clause-key", file, f"'{clause.key}' is not a clause key", "begin the heading so: ## 2.1 · 二（一）",
            clause.line, 4, len(clause.key), f"## {clause.title}",
        )  # fmt: skip
    if not clause.rules and clause.is_whole:
        yield Fault(
            "no-rule", file, f"clause {clause.key} has no rule and does not say why none",
            'add a rule, or [[none]] with because = "…"', clause.line, 1, len(clause.title) + 3, f"## {clause.title}",
        )  # fmt: skip
    if not clause.gist.strip():
        yield Fault(
            "no-gist", file, f"clause {clause.key} has no gist", "say in your own words what the clause says",
            clause.line, 1, len(clause.title) + 3, f"## {clause.title}",
        )  # fmt: skip
    for rule in clause.rules:
        yield from _none(rule)


def _none(rule: Rule) -> Iterator[Fault]:
    if not isinstance(rule.block, NoRule):
        return
    because = rule.block.because
    planned = PLANNED.match(because)
    if because.startswith("planned") and (planned is None or planned["room"] not in ROOMS):
        yield rule.placed.fault(
            "planned-room",
            f"'{because}' names no room",
            f"write planned: <room> — what; rooms: {', '.join(sorted(ROOMS))}",
            key="because",
        )
    elif len(because) < 8 and planned is None:
        yield rule.placed.fault(
            "empty-reason",
            f"'{because}' is no reason that a reader can check",
            "say what makes a rule needless",
            key="because",
        )
