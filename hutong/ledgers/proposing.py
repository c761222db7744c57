"""A first mapping for a ledger, guessed from its headers; `hutong map` writes it down for a person to edit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from hutong.ledgers.columns import ColumnTable, KnownColumn, get_column_table
from hutong.ledgers.headers import Header
from hutong.ledgers.mapping import ColumnRule, LedgerMapping
from hutong.vocabulary.facts import Facts

BENEFIT_MARK = "{benefit}"


@dataclass
class Proposal:
    """The columns with a meaning, and what is said of the others."""

    facts: Facts
    table: ColumnTable
    rules: dict[str, ColumnRule] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=dict)  # fact or role -> header
    by_id: dict[str, list[str]] = field(default_factory=dict)  # id of columns.toml -> headers
    links: list[tuple[str, KnownColumn]] = field(default_factory=list)

    def add(self, header: str, *, benefit: str) -> None:
        """Find the meaning of one header and note it, or say why it has none."""
        if header in self.rules or header in self.remarks:
            return
        known = self.table.find(header)
        if header in self.facts:
            self._take(header, KnownColumn(fact=header))
        elif known is None and (fact := self._get_fact_labelled(header)):
            self._take(header, KnownColumn(fact=fact))
        elif known is None:
            self.remarks[header] = self._get_remark(header)
        elif known.ends or known.begins:
            self.links.append((header, known))
        elif BENEFIT_MARK in known.fact and not benefit:
            self.remarks[header] = '哪一种补贴？ which benefit? fact = "receives.<benefit>.amount"'
        else:
            self._take(header, _for_benefit(known, benefit))

    def finish(self) -> None:
        """Dates that end or begin what another column says need that column to be there, and only one."""
        for header, known in self.links:
            targets = self.by_id.get(known.ends or known.begins, [])
            if len(targets) == 1:
                target = targets[0]
                rule = ColumnRule(
                    header=header, ends=target if known.ends else "", begins=target if known.begins else ""
                )
                self.rules[header] = rule
            else:
                self.remarks[header] = '是哪一列的起止日期？ which column begins or ends then? ends = "…"'

    def _take(self, header: str, known: KnownColumn) -> None:
        unknown = [name for name in _list_facts(known) if name not in self.facts]
        meaning = known.fact or known.role
        if known.fact and known.fact not in self.facts:
            self.remarks[header] = f"没有这个事实 no such fact: {known.fact}"
            return
        if meaning and meaning in self.taken and not known.may_repeat:
            self.remarks[header] = f"已从“{self.taken[meaning]}”读取 read already from that column"
            return
        if meaning:
            self.taken.setdefault(meaning, header)
        if known.id:
            self.by_id.setdefault(known.id, []).append(header)
        self.rules[header] = ColumnRule(
            header=header,
            fact=known.fact,
            values={word: _without(given, unknown) for word, given in known.choices.items()},
            unless_said={word: _without(given, unknown) for word, given in known.unless_said.items()},
            split=known.split,
            contains=known.contains,
            rest=tuple(name for name in known.rest if name not in unknown),
            role=known.role,
            reads=known.reads,
        )

    def _get_fact_labelled(self, header: str) -> str:
        """A fact whose Chinese or English label the header is."""
        label = header.rpartition("/")[2].strip().casefold()
        found = [name for name, fact in self.facts.items() if label in (fact.zh, fact.en.casefold())]
        return found[0] if len(found) == 1 else ""

    def _get_remark(self, header: str) -> str:
        close = get_close_matches(header, list(self.facts), n=2, cutoff=0.75)
        if close:
            return f"未读取；是否指 not read; did you mean {' / '.join(close)}?"
        return "未读取，原样保留 not read, kept as it is"


def propose_for_headers(
    headers: Sequence[tuple[str, Header]], *, facts: Facts, file_name: str = ""
) -> tuple[LedgerMapping, dict[str, str]]:
    """The mapping for the sheets' headers and the remarks on columns without a meaning."""
    table = get_column_table()
    proposal = Proposal(facts=facts, table=table)
    for sheet, header in headers:
        benefit = _find_benefit(table.benefits, f"{sheet} {header.title} {file_name}")
        for name in header.names:
            if name:
                proposal.add(name, benefit=benefit)
    proposal.finish()
    order = {name: place for place, name in enumerate(name for _, header in headers for name in header.names)}
    rules = sorted(proposal.rules.values(), key=lambda rule: order[rule.header])
    return LedgerMapping(columns=tuple(rules)), proposal.remarks


def _find_benefit(benefits: Mapping[str, str], text: str) -> str:
    """The one benefit that a title names; none when it names several."""
    found = {slug for word, slug in benefits.items() if word in text}
    return found.pop() if len(found) == 1 else ""


def _for_benefit(known: KnownColumn, benefit: str) -> KnownColumn:
    if BENEFIT_MARK not in known.fact:
        return known
    return KnownColumn(fact=known.fact.replace(BENEFIT_MARK, benefit), id=known.id)


def _list_facts(known: KnownColumn) -> Iterator[str]:
    for given in (*known.choices.values(), *known.unless_said.values()):
        yield from given
    yield from known.rest


def _without(given: Mapping[str, bool | int | str], unknown: Sequence[str]) -> dict[str, bool | int | str]:
    return {name: value for name, value in given.items() if name not in unknown}
