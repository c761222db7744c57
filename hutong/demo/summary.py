"""What the ledgers came to, counted: owed by benefit and place, gaps, what keeps verdicts open, refused rows."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from hutong.ledgers.determining_rows import DeterminedRow, LedgerDetermination
from hutong.ledgers.gaps import Gap, list_gaps
from hutong.policy.amounts import fen
from hutong.policy.discretion import Discretion
from hutong.policy.findings import Finding

MONTHLY = "monthly"
Key = tuple[str, str]  # benefit, place


@dataclass
class Owed:
    """How many are owed a benefit at a place, and what a month of it comes to; exact sums and floors never mix."""

    children: int = 0
    exact_fen: int = 0
    floor_fen: int = 0
    # Owed, but no document sets the amount, or it depends on what is still to be asked.
    not_set: int = 0

    def add(self, finding: Finding) -> None:
        """One more child; of its money the monthly terms are summed."""
        self.children += 1
        self.not_set += any(amount.quantity.number is None for amount in finding.amounts)
        for amount in finding.amounts:
            quantity = amount.quantity
            if amount.term != MONTHLY or quantity.number is None:
                continue
            if quantity.state == "floor":
                self.floor_fen += int(quantity.number)
            else:
                self.exact_fen += fen(quantity) or 0


@dataclass
class LedgerCount:
    """One ledger: the rows in it and what became of them."""

    name: str
    rows: int
    refused: int


@dataclass
class Summary:
    """Counts over all ledgers."""

    ledgers: list[LedgerCount] = field(default_factory=list)
    owed: dict[Key, Owed] = field(default_factory=lambda: defaultdict(Owed))
    gaps: Counter[tuple[str, Gap]] = field(default_factory=Counter)
    # By fact: the open verdicts it holds up, and the children.
    holding_up: Counter[str] = field(default_factory=Counter)
    children_held_up: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)

    @property
    def children(self) -> int:
        return sum(one.rows - one.refused for one in self.ledgers)

    def count_gaps(self, gap: Gap) -> int:
        return sum(count for (_, kind), count in self.gaps.items() if kind == gap)


def summarise(done: Iterable[LedgerDetermination], discretion: Discretion) -> Summary:
    """The counts over several ledgers; each child is counted once, what is highly sensitive nowhere."""
    summary = Summary()
    for one in done:
        ledger = one.ledger
        summary.ledgers.append(LedgerCount(ledger.file.name, ledger.count, len(ledger.refused)))
        # A row with one wrong cell may show several faults: the first names it.
        summary.refused.update(row.faults[0].kind for row in ledger.refused)
        for row in one.determined:
            _add_child(summary, row, discretion)
    return summary


def _add_child(summary: Summary, row: DeterminedRow, discretion: Discretion) -> None:
    determination = row.determination
    open_facts: set[str] = set()
    for finding in discretion.list_findings(determination):
        summary.verdicts[finding.verdict] += 1
        if finding.is_owed:
            summary.owed[finding.benefit, finding.place or ""].add(finding)
        elif finding.verdict == "unknown":
            missing = [fact for fact in finding.missing if not discretion.hides_fact(fact)]
            summary.holding_up.update(missing)
            open_facts.update(missing)
    summary.children_held_up.update(open_facts)
    gaps = list_gaps(determination)
    summary.gaps.update((one.benefit, gap) for one, gap in gaps if not discretion.hides_benefit(one.benefit))
