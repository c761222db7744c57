"""Which column says what: a TOML file that `hutong map` proposes and a person can edit.

format = 1
within = "431022"              # places are written as in this county: only town and village

[[column]]
header = "父亲/现状况"           # two header rows: upper/lower
[column.values]
"服刑在押" = { "father.imprisoned" = true }
"失联" = { "father.lost_contact" = true }
[column.unless_said]           # what a word gives as long as no other word or column says otherwise
"失联" = { "father.missing" = false }
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from hutong.ledgers.columns import Given, Reads, Role
from hutong.ledgers.errors import LedgerMissing, MappingUnusable
from hutong.lib.checked_toml import Source, checked, read_toml, suggest
from hutong.lib.faults import Fault
from hutong.lib.toml_lines import TablePlace
from hutong.vocabulary.divisions import DivisionError, get_division_code
from hutong.vocabulary.facts import Fact, Facts, FactType

FORMAT = 1
EXAMPLE_COUNTY = "431022"


class ColumnRule(BaseModel):
    """One `[[column]]` of the mapping file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    header: str = Field(min_length=1)
    fact: str = ""
    values: dict[str, dict[str, Given]] = Field(default_factory=dict)
    unless_said: dict[str, dict[str, Given]] = Field(default_factory=dict)
    split: bool = False
    contains: bool = False
    rest: tuple[str, ...] = ()
    role: Role = ""
    reads: Reads = ""
    ends: str = ""
    begins: str = ""
    ignore: bool = False

    @property
    def is_read(self) -> bool:
        return not self.ignore and bool(self.fact or self.values or self.role or self.reads or self.ends or self.begins)

    def list_facts(self) -> Iterator[str]:
        """Every fact that the rule names."""
        if self.fact:
            yield self.fact
        for facts in (*self.values.values(), *self.unless_said.values()):
            yield from facts
        yield from self.rest


@dataclass(frozen=True)
class LedgerMapping:
    """The columns of a ledger with their meaning; what it leaves out is handed back, not read."""

    columns: tuple[ColumnRule, ...]
    within: str = ""
    file: Path | None = None

    def get(self, header: str) -> ColumnRule | None:
        return next((rule for rule in self.columns if rule.header == header), None)


def read_mapping(path: Path, *, facts: Facts) -> LedgerMapping:
    """The mapping in a file; MappingUnusable names every fault with its line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise LedgerMissing(file=path) from error
    source = Source(path, text)
    values, places, faults = read_toml(source)
    if not faults:
        faults += _check_top(values, source)
    headers = [place for place in places if place.name == "column"]
    rules = []
    raw_columns = values.get("column", [])
    for raw, place in zip(raw_columns if isinstance(raw_columns, list) else [], headers, strict=False):
        rule, wrong = checked(ColumnRule, raw, table=place, source=source)
        faults += wrong
        if rule is not None:
            rules.append(rule)
            faults += _check_rule(rule, facts=facts, source=source, place=place)
    if faults:
        raise MappingUnusable(file=path, faults=faults)
    return LedgerMapping(columns=tuple(rules), within=str(values.get("within", "")), file=path)


def _check_top(values: Mapping[str, object], source: Source) -> list[Fault]:
    faults = []
    if values.get("format") != FORMAT:
        faults.append(
            source.fault("format", f"this file does not say format = {FORMAT}", f"write format = {FORMAT} at the top")
        )
    for key in values.keys() - {"format", "within", "column"}:
        faults.append(
            source.fault("unknown-key", f"a mapping has no key '{key}'", "known keys: format, within, column")
        )
    if within := values.get("within"):
        try:
            get_division_code(str(within))
        except DivisionError as error:
            faults.append(source.fault("unknown-place", str(error), 'write within = "431022"'))
    return faults


def _check_rule(rule: ColumnRule, *, facts: Facts, source: Source, place: TablePlace) -> list[Fault]:
    unknown = [
        source.fault(
            "unknown-fact",
            f"the column '{rule.header}' names '{name}', which is not a fact",
            suggest(name, facts, otherwise="docs/facts.md lists all facts"),
            line=place.line,
        )
        for name in dict.fromkeys(rule.list_facts())
        if name not in facts
    ]
    unfit = [
        source.fault(
            "wrong-value",
            f"'{word}' in the column '{rule.header}' gives {name} = {value!r}, which does not fit",
            f"write a {facts[name].type}: {', '.join(facts[name].values) or 'see docs/facts.md'}",
            line=place.line,
        )
        for word, given in (*rule.values.items(), *rule.unless_said.items())
        for name, value in given.items()
        if name in facts and not _fits(facts[name], value)
    ]
    return unknown + unfit


def _fits(fact: Fact, value: Given) -> bool:
    if isinstance(value, str) and value in fact.entry.spread:
        return True
    if fact.type is FactType.BOOL:
        return isinstance(value, bool)
    if fact.type is FactType.INT:
        return isinstance(value, int) and not isinstance(value, bool)
    if fact.type is FactType.ENUM:
        return value in fact.values
    return isinstance(value, str)


def render_mapping(mapping: LedgerMapping, *, remarks: Mapping[str, str], county: str = "") -> str:
    """The mapping as a file to edit; `remarks` holds what is said of columns that are not read.

    `county` is the division code that the title names, if it does: a suggestion for `within`.
    """
    lines = [
        "# 列对照文件：每列说明什么。可以修改；以 # 开头的行不起作用。",
        "# Which column says what. Edit freely; lines that begin with # do nothing.",
        f"format = {FORMAT}",
        "# within：只写了乡镇、村的地址都在这个县（市、区）。 bare towns and villages lie in this county.",
        f"within = {_quote(mapping.within)}" if mapping.within else f'# within = "{county or EXAMPLE_COUNTY}"',
    ]
    for rule in mapping.columns:
        lines += ["", *_render_rule(rule)]
    for header, remark in remarks.items():
        lines += ["", f"# {remark}", "# [[column]]", f"# header = {_quote(header)}", '# fact = "…"']
    return "\n".join(lines) + "\n"


def _render_rule(rule: ColumnRule) -> Iterator[str]:
    yield "[[column]]"
    yield f"header = {_quote(rule.header)}"
    for key in ("fact", "role", "reads", "ends", "begins"):
        if text := getattr(rule, key):
            yield f"{key} = {_quote(text)}"
    for key in ("split", "contains", "ignore"):
        if getattr(rule, key):
            yield f"{key} = true"
    if rule.rest:
        yield f"rest = [{', '.join(map(_quote, rule.rest))}]"
    for key in ("values", "unless_said"):
        if choices := getattr(rule, key):
            yield f"[column.{key}]"
            for word, given in choices.items():
                facts = ", ".join(f"{_quote(name)} = {_literal(value)}" for name, value in given.items())
                yield f"{_quote(word)} = {{ {facts} }}" if facts else f"{_quote(word)} = {{}}"


def _literal(value: Given) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else _quote(value)


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return (
        '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" if ord(c) < 0x10000 else "?" for c in escaped) + '"'
    )
