"""Determinations as flat rows for a workbook or CSV: one row a child, one a finding, one a question."""

from collections.abc import Iterator

from hutong.ledgers.rows import GoodRow
from hutong.policy.as_text import Teller
from hutong.policy.determining import Determination
from hutong.policy.findings import Finding

Row = dict[str, object]
MOST_ASKED_FIRST = 3
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
        held = [one for one in determination.categories if one.truth]
        return {
            "child": row.child,
            "name": row.name,
            "sheet": row.sheet,
            "row": row.row,
            "on": determination.on.isoformat(),
            "age": self._shown("age", determination),
            "hukou_place": self._place(known.get("hukou_place")),
            "residence_place": self._place(known.get("residence_place")),
            "categories": [one.zh if self.lang == "zh" else one.en for one in held],
            "entitled": len(determination.list_owed()),
            "unknown": sum(1 for one in determination.findings if one.verdict == "unknown"),
            "ask_next": [
                self.words.facts[one.fact].label(self.lang) for one in determination.ask_next[:MOST_ASKED_FIRST]
            ],
        }

    def findings(self, row: GoodRow, determination: Determination, *, all_verdicts: bool = False) -> Iterator[Row]:
        """One line for every verdict that asks for something; all of them when wanted."""
        for finding in determination.findings:
            if all_verdicts or finding.verdict in TOLD or finding.excluded_by:
                yield self._finding(row, determination, finding)

    def _finding(self, row: GoodRow, determination: Determination, finding: Finding) -> Row:
        benefit = self.words.benefits[finding.benefit]
        deciding = [one for one in finding.because if one.conclusion == finding.verdict] or list(finding.because[:1])
        facts = [self.teller.decisive(fact, determination) for one in deciding[:1] for fact in one.facts]
        return {
            "child": row.child,
            "name": row.name,
            "benefit": finding.benefit,
            "label": benefit.label(self.lang),
            "place": self._place(finding.place),
            "verdict": finding.verdict,
            "amounts": [self.teller.amount(one) for one in finding.amounts],
            "receives": self._receives(finding.benefit, determination),
            "strength": finding.strength,
            "lead": self.teller.bodies(finding, determination) if finding.verdict == "entitled" else "",
            "because": facts,
            "clause": [one.clause for one in deciding],
            "missing": [self.words.facts[fact].label(self.lang) for fact in finding.missing],
            "covered_by": [self.words.benefits[one].label(self.lang) for one in finding.covered_by],
            "excluded_by": list(finding.excluded_by),
        }

    def questions(self, row: GoodRow, determination: Determination) -> Iterator[Row]:
        """One line for every question worth asking, best first."""
        for question in determination.ask_next:
            fact = self.words.facts[question.fact]
            holder = self.words.bodies.get(fact.entry.holder)
            yield {
                "child": row.child,
                "name": row.name,
                "question": fact.question(self.lang),
                "fact": fact.label(self.lang),
                "holder": holder.label(self.lang, on=determination.on) if holder else "",
                "sensitivity": fact.entry.sensitivity,
                "benefits": [self.words.benefits[one].label(self.lang) for one in question.benefits],
            }

    def _receives(self, benefit: str, determination: Determination) -> object:
        """In payment: yes, no, or blank where nobody knows or nothing is paid."""
        return determination.situation.known.get(f"receives.{benefit}")

    def _place(self, code: object) -> str:
        return self.teller.place(code) if isinstance(code, str) else ""

    def _shown(self, fact: str, determination: Determination) -> str:
        value = determination.situation.known.get(fact)
        if value is None:
            return ""
        return f"{value[0]}–{value[1]}" if isinstance(value, tuple) else str(value)
