"""Determinations as flat rows for a workbook or CSV: one row a child, one a finding, one a question.

The columns stand in the order in which people need them. What is highly sensitive is left out, unless the teller
was asked for it.
"""

from collections.abc import Iterator

from hutong.ledgers.rows import GoodRow
from hutong.policy.as_text import Teller
from hutong.policy.determining import Determination
from hutong.policy.findings import Finding

Row = dict[str, object]
MOST_ASKED_FIRST = 3
# Of some fifty open questions a child the first settle most; hundreds of lines a child would be read by nobody.
MOST_QUESTIONS = 10
MOST_MISSING = 5
MOST_CLAUSES = 3
# What nobody needs a line for: hundreds of plain refusals a child would bury what is owed.
TOLD = ("entitled", "unknown", "not_offered")


class RowTeller:
    """Turns determinations of one library into rows, in one language."""

    def __init__(self, teller: Teller) -> None:
        self.teller = teller
        self.lang = teller.lang
        self.words = teller.library.vocabulary

    def child(self, row: GoodRow, determination: Determination) -> Row:
        """The child's own line: what they belong to, how much is owed and open, what to ask first."""
        known = determination.situation.known
        findings = self.teller.discretion.list_findings(determination)
        questions = self.teller.questions(determination)
        return {
            "child": row.child,
            "name": row.name,
            "age": self._shown("age", determination),
            "categories": self.teller.categories(determination),
            "entitled": sum(1 for one in findings if one.is_owed),
            "unknown": sum(1 for one in findings if one.verdict == "unknown"),
            "ask_next": [self.teller.fact(one.fact) for one in questions[:MOST_ASKED_FIRST]],
            "hukou_place": self._place(known.get("hukou_place")),
            "residence_place": self._place(known.get("residence_place")),
            "on": determination.on,
            "sheet": row.sheet,
            "row": row.row,
        }

    def findings(self, row: GoodRow, determination: Determination, *, all_verdicts: bool = False) -> Iterator[Row]:
        """One line for every verdict that asks for something; all of them when wanted."""
        for finding in self.teller.discretion.list_findings(determination):
            if all_verdicts or finding.verdict in TOLD or finding.excluded_by:
                yield self.finding(row, determination, finding)

    def finding(self, row: GoodRow, determination: Determination, finding: Finding) -> Row:
        """The line of one finding."""
        benefit = self.words.benefits[finding.benefit]
        deciding = [one for one in finding.because if one.conclusion == finding.verdict] or list(finding.because[:1])
        facts = [self.teller.decisive(fact, determination) for one in deciding[:1] for fact in one.facts]
        return {
            "child": row.child,
            "name": row.name,
            "label": benefit.label(self.lang),
            "verdict": finding.verdict,
            "amounts": [self.teller.amount(one) for one in finding.amounts],
            "receives": self._receives(finding.benefit, determination),
            "lead": self.teller.bodies(finding, determination) if finding.verdict == "entitled" else "",
            "because": list(dict.fromkeys(facts)),
            "missing": self.teller.missing(finding.missing, most=MOST_MISSING),
            "place": self._place(finding.place),
            "strength": finding.strength,
            "clause": self._clauses([one.clause for one in deciding]),
            "covered_by": self.teller.benefits(finding.covered_by),
            "excluded_by": self._clauses(list(finding.excluded_by)),
            "sensitivity": benefit.sensitivity,
            "benefit": finding.benefit,
        }

    def questions(self, row: GoodRow, determination: Determination) -> Iterator[Row]:
        """One line for each of the questions that settle most, best first."""
        for number, question in enumerate(self.teller.questions(determination)[:MOST_QUESTIONS], start=1):
            yield {
                "child": row.child,
                "name": row.name,
                "number": number,
                "question": self.teller.question(question.fact),
                "holder": self.teller.holder(question.fact, determination),
                "benefits": self._benefits(question.benefits),
                "fact": self.teller.fact(question.fact),
                "sensitivity": self.words.facts[question.fact].entry.sensitivity,
            }

    def notes(self) -> list[str]:
        """What the summary and the rows do not hold, for a place where it is read."""
        say = self.teller.say
        return [
            say("Besides, there are highly sensitive benefits; the summary does not list them."),
            say("Of each child's open questions the {count} that settle most are listed; JSON has all.").format(
                count=MOST_QUESTIONS
            ),
        ]

    def _benefits(self, slugs: tuple[str, ...]) -> list[str]:
        names = self.teller.benefits(slugs)
        more = [self.teller.say("and {count} more").format(count=len(names) - MOST_MISSING)]
        return names[:MOST_MISSING] + (more if len(names) > MOST_MISSING else [])

    def _clauses(self, addresses: list[str]) -> list[str]:
        """The first few clauses as people cite them; sentences of one clause (`#2.1/a`, `#2.1/b`) stand together."""
        clauses: dict[str, dict[str, None]] = {}
        for address in addresses:
            document, _, key = address.partition("#")
            clause, _, sentence = key.partition("/")
            clauses.setdefault(f"{document}#{clause}", {})[sentence] = None
        cited = [f"{clause}/{','.join(sentences)}".rstrip("/") for clause, sentences in clauses.items()]
        more = [self.teller.say("and {count} more").format(count=len(cited) - MOST_CLAUSES)]
        shown = [self.teller.clause(one) for one in cited[:MOST_CLAUSES]]
        return shown + (more if len(cited) > MOST_CLAUSES else [])

    def _receives(self, benefit: str, determination: Determination) -> object:
        """In payment: yes, no, or blank where nobody knows or nothing is paid."""
        return determination.situation.known.get(f"receives.{benefit}")

    def _place(self, code: object) -> str:
        return self.teller.place(code) if isinstance(code, str) else ""

    def _shown(self, fact: str, determination: Determination) -> object:
        value = determination.situation.known.get(fact)
        return f"{value[0]}–{value[1]}" if isinstance(value, tuple) else value
