"""Which part of a document may carry a provision of the inventory, by the provision's kind.

A provision is carried when at least one carrier suffices for its kind; other carriers beside it are welcome. ``none``
and ``planned`` say that no rule is needed (now): where the kind does not allow them they are a fault beside a rule too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hutong.policy.blocks import NoRule
from hutong.policy.documents import Document, Rule

SUFFICING: Mapping[str, frozenset[str]] = {
    "entitlement": frozenset({"grant", "choose", "exclude", "value", "define"}),
    "parameter": frozenset({"value", "define", "grant", "exclude", "choose", "procedure", "duty", "measure", "front"}),
    "duty": frozenset({"duty"}),
    "indicator": frozenset({"measure"}),
    "mechanism": frozenset(
        {"define", "procedure", "duty", "grant", "value", "measure", "exclude", "choose", "planned", "none"}
    ),
    "principle": frozenset({"none", "define", "duty", "measure", "front"}),
}
NO_RULE = frozenset({"none", "planned"})
CARRIERS = (
    "front", "value", "define", "grant", "exclude", "choose", "repeal",
    "procedure", "duty", "measure", "none", "planned",
)  # fmt: skip
PLANNED = "planned:"


@dataclass(frozen=True, slots=True)
class Carrier:
    """What carries a provision, and where it stands."""

    kind: str
    address: str
    file: Path
    line: int
    because: str = ""
    guides: bool = False

    def suffices(self, kind: str) -> bool:
        """Whether it carries a provision of this kind. Guidance computes nothing, so there a reason is enough."""
        return self.kind in SUFFICING[kind] or (self.kind == "none" and self.guides)

    def is_allowed(self, kind: str) -> bool:
        """Whether it may stand at a provision of this kind."""
        return self.kind not in NO_RULE or self.suffices(kind)

    @property
    def room(self) -> str:
        """The later room that a planned mechanism waits for."""
        return self.because.removeprefix(PLANNED).split("—")[0].strip() if self.kind == "planned" else ""


def list_carriers(document: Document) -> list[tuple[str, Carrier]]:
    """Every (provision id, carrier) of a document: front matter, rules, values."""
    guides = document.front.standing == "guidance"
    found: list[tuple[str, Carrier]] = []
    front = document.front_placed
    place = front.table.keys.get("entries")
    line = front.source.offset + (place.line if place else 0) + 1
    for key in document.front.entries:
        carrier = Carrier("front", document.address, front.source.file, line, guides=guides)
        found.append((f"{document.inventory}/{key}", carrier))
    for rule in document.list_rules():
        carrier = _of_rule(rule, guides)
        found += [(f"{document.inventory}/{key}", carrier) for key in rule.entry_keys]
    for value in document.values:
        source, table = value.placed.source, value.placed.table
        carrier = Carrier("value", value.address, source.file, source.offset + table.line + 1, guides=guides)
        found += [(f"{document.inventory}/{key}", carrier) for key in value.entry.entries]
    return found


def _of_rule(rule: Rule, guides: bool) -> Carrier:
    because = rule.block.because if isinstance(rule.block, NoRule) else ""
    kind = "planned" if because.startswith(PLANNED) else rule.kind
    source, table = rule.placed.source, rule.placed.table
    return Carrier(kind, rule.address, source.file, source.offset + table.line + 1, because, guides)
