"""A determination and a file as other systems are told them: benefits, reasons and facts as far as the token goes."""

from collections.abc import Iterable
from dataclasses import dataclass

from hutong.api.models import Token
from hutong.api.schemas import (
    AmountAnswer,
    AskNext,
    CategoryAnswer,
    ChildAnswer,
    DeterminationAnswer,
    FindingAnswer,
    Label,
)
from hutong.children.models import Child, IdentityKind
from hutong.determinations.concluding import kept_of, line_of
from hutong.lib.identity_number import mask_identity_number
from hutong.policy.as_json import lead_on
from hutong.policy.determining import Category, Determination
from hutong.policy.discretion import Discretion
from hutong.policy.findings import Finding
from hutong.policy.library import Library

TOLD = frozenset({"entitled", "unknown"})
MASK = "*"
SHOWN_DIGITS = 2


@dataclass(frozen=True)
class Teller:
    """Tells what discretion allows; the rest is left out."""

    library: Library
    discretion: Discretion

    def tell(self, determination: Determination, *, is_nobody: bool = False) -> DeterminationAnswer:
        """What is owed and what may be; of nobody's child there is no gap to what is received."""
        gaps = {} if is_nobody else self._gaps(determination)
        told = [one for one in self.discretion.list_findings(determination) if one.verdict in TOLD]
        return DeterminationAnswer(
            on=determination.on,
            documents=list(determination.documents),
            findings=[self._finding(one, determination, gaps) for one in told],
            categories=[self._category(one) for one in determination.categories if self._tells_category(one)],
            ask_next=[
                AskNext(
                    fact=one.fact,
                    question=self._question(one.fact),
                    benefits=[slug for slug in one.benefits if not self.discretion.hides_benefit(slug)],
                )
                for one in determination.ask_next
                if not self.discretion.hides_fact(one.fact)
            ],
        )

    def _gaps(self, determination: Determination) -> dict[tuple[str, str], str]:
        lines = [line_of(one, self.library) for one in determination.findings]
        kept = kept_of(determination.situation, lines, library=self.library).lines
        return {key: line.gap for key, line in kept.items() if line.gap}

    def _finding(
        self, finding: Finding, determination: Determination, gaps: dict[tuple[str, str], str]
    ) -> FindingAnswer:
        deciding = [one for one in finding.because if one.conclusion == finding.verdict or one.truth is True]
        missing = [name for name in finding.missing if not self.discretion.hides_fact(name)]
        return FindingAnswer.model_validate(
            {
                "benefit": finding.benefit,
                "label": self._label(finding.benefit),
                "place": finding.place,
                "verdict": finding.verdict,
                "is_owed": finding.is_owed,
                "amounts": [self._amount(one.as_json()) for one in finding.amounts],
                "strength": finding.strength or None,
                "bodies": list(lead_on(finding, determination, self.library)),
                "clauses": list(dict.fromkeys(one.clause for one in deciding)),
                "missing": missing,
                "covered_by": self._benefits(finding.covered_by),
                "excluded_by": list(finding.excluded_by),
                "alternatives": self._benefits(finding.alternatives),
                "gap": gaps.get((finding.benefit, finding.place or "")),
                "withheld": len(missing) < len(finding.missing),
            }
        )

    def _amount(self, told: dict[str, object]) -> AmountAnswer:
        names = told["missing"]
        assert isinstance(names, list)
        kept = {name: told[name] for name in AmountAnswer.model_fields}
        return AmountAnswer.model_validate(
            {**kept, "missing": [one for one in names if not self.discretion.hides_fact(one)]}
        )

    def _benefits(self, slugs: Iterable[str]) -> list[str]:
        return [slug for slug in slugs if not self.discretion.hides_benefit(slug)]

    def _tells_category(self, category: Category) -> bool:
        return category.truth is True and not self.discretion.hides_category(category)

    def _category(self, category: Category) -> CategoryAnswer:
        label = Label(zh=category.zh, en=category.en)
        return CategoryAnswer(name=category.name, label=label, clauses=list(category.clauses))

    def _label(self, slug: str) -> Label:
        benefit = self.library.vocabulary.benefits[slug]
        return Label(zh=benefit.zh, en=benefit.en)

    def _question(self, name: str) -> Label:
        fact = self.library.vocabulary.facts[name]
        return Label(zh=fact.question("zh"), en=fact.question("en"))


def tell_child(child: Child, token: Token, *, labels: list[str]) -> ChildAnswer:
    """The file as far as the token shows it."""
    has_names, has_numbers = Token.Shown.NAMES in token.shown, Token.Shown.NUMBERS in token.shown
    number = child.identity_number
    return ChildAnswer(
        uid=str(child.uid),
        revision=child.revision,
        state=child.state,
        area=child.area,
        name=child.name if has_names else mask_name(child.name),
        sex=child.sex,
        birth_year=child.born.year if child.born else None,
        born=child.born if has_names else None,
        identity_kind=child.identity_kind,
        identity_number=(number if has_numbers else _mask_number(child)) or None,
        national_number=(child.national_number if has_numbers else mask_tail(child.national_number)) or None,
        labels=labels,
        masked=[
            *([] if has_names else ["name", "born"]),
            *([] if has_numbers else ["identity_number", "national_number"]),
        ],
    )


def mask_name(name: str) -> str:
    """The first character alone.

    >>> mask_name("万小溪")
    '万**'
    """
    return name[:1] + MASK * max(len(name) - 1, 1)


def mask_tail(number: str) -> str:
    """The last two characters alone.

    >>> mask_tail("A12345")
    '****45'
    """
    return MASK * max(len(number) - SHOWN_DIGITS, 0) + number[-SHOWN_DIGITS:] if len(number) > SHOWN_DIGITS else ""


def _mask_number(child: Child) -> str:
    if child.identity_kind == IdentityKind.TEMPORARY:
        return mask_tail(child.identity_number)
    return mask_tail(mask_identity_number(child.identity_number))
